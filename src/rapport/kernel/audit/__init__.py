"""
What happened, who did it, and that nobody changed the record of it since.

Owns     audit rows, their seals; the search over them and the history of a field.
Words    audit row, digest, seal, era, tail (rows not sealed yet).
Tells    nothing: `events` writes the audit row of an event in the event's own statement.
Listens  to nothing.
Asks     nothing.
"""
