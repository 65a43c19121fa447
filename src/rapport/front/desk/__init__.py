"""
The desk: lists, records and wizards that compose the rooms' queries.

Owns     the list page of every entity, the customer 360, the import wizard.
Words    list, record, view, chip, selection.
Tells    nothing.
Listens  to interactions and commerce, to tell open pages that a timeline has something new.
Asks     nothing.
"""
