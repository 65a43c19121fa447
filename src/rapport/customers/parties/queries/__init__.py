"""What other rooms and the screens may read of parties."""
