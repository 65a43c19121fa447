"""
The timeline: one entry for every touch between a customer and the firm.

Owns     entries, their order, who may see them; the time of a customer's last touch.
Words    entry, touch, direction, channel, card.
Tells    entries recorded.
Listens  to parties: notes, customers created, assigned, deleted and restored.
Asks     EntryCards: the text and figures of entries, from the rooms they came from.
"""
