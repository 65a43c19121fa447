"""
One declaration per entity, read by every door.

Owns     the registry of entities and their fields; TrackedRow, the base of editable rows.
Words    Entity, Field, Kind, Privacy, Reference, Extension.
Tells    nothing.
Listens  to nothing.
Asks     nothing.
"""
