"""
The firm's own people and programs: users, teams, roles, tokens, signing in.

Owns     sign-in attempts; the commands that write the tables of `access`.
Words    user, team, business unit, role, grant, token, session.
Tells    FirmFounded, UserCreated, UserChanged, SessionsEnded, SignedIn, TokenCreated, TokenEnded,
         RoleSaved, RoleDeleted, TeamSaved, TeamDeleted, UnitSaved, UnitDeleted, FirmChanged.
Listens  to nothing.
Asks     nothing.
"""
