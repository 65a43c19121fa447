"""
Finding rows by parts of their names, from one Chinese character or one Latin letter on.

Owns     the token table, the kept counts of who sees how many rows, the choice of a way to search.
Words    token, bucket (month of the last touch), reach count, searchable entity.
Tells    nothing.
Listens  to nothing.
Asks     nothing.
"""
