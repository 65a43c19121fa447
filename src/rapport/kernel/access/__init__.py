"""
Who may do what to which rows and fields.

Owns     the firm, users, teams, business units, roles, grants, tokens; Actor; the scope compiler.
Words    Actor, Reach (own, team, unit, all), permission, denied field.
Tells    nothing; the commands that change these tables live in `accounts`.
Listens  to nothing.
Asks     nothing.
"""
