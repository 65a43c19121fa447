"""The ground floor: what every room stands on and no customer is known to."""
