"""What this room tells of people, teams, units, roles, tokens, and of one's own sign-in."""
