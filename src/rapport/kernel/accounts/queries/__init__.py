"""What this room tells of people, teams, units, roles and tokens."""
