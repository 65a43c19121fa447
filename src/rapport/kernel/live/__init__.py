"""
Push to screens what changes while they are open.

Owns     the hub (one LISTEN a process), the socket at /live/, the register of topics.
Words    topic (what a screen subscribes to), channel (its name inside), publish, cursor, resync.
Tells    nothing.
Listens  to every event, by its audit row: to tell the screens that show the row.
Asks     nothing.
"""
