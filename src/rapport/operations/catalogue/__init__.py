"""
What the firm sells.

Owns     products: code, name, unit, list price with its currency, category.
Words    Product, ListPrice.
Tells    ProductCreated, ProductChanged.
Listens  to nothing.
Asks     nothing.
"""
