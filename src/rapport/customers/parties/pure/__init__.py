"""Decisions about parties: names, addresses, keys of likeness, what a search means."""
