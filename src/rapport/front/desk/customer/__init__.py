"""The customer's page: what the rooms know of one customer, put together for who may see it."""
