"""
Administration: screens over the kernel's rooms for whoever looks after the firm and the house.

Owns     the pages of users, teams, units, roles, the audit, parked work, health and settings.
Words    section, look (through a colleague's eyes), matrix.
Tells    nothing.
Listens  to nothing.
Asks     nothing.
"""
