"""Who the customers are, what they hold, what may be said to them, and every touch with them."""
