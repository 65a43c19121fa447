"""
The demo firm 松河生活 (Songhe Living): its people, and two years of what its customers did.

Owns     the cast, the seeded generator with its true parameters, loading it.
Words    cast, truth, season, basket rule, matter.
Tells    nothing.
Listens  to nothing.
Asks     nothing.
"""
