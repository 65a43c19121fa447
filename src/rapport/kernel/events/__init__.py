"""
What happened, told in the writing transaction and handled in order by whoever reacts to it.

Owns     the outbox, its waiting list, the lanes of the reactions; keys of repeated requests.
Words    event, tell, reaction, lane (one reaction on one aggregate), parked, bell, request key.
Tells    nothing of its own.
Listens  to nothing of its own; it runs every room's reactions.
Asks     nothing.
"""
