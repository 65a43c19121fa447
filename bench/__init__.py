"""One file a question; each gives its figures and the yardstick measured beside them."""
