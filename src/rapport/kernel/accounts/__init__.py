"""
The firm's own people and programs: users, teams, roles, tokens, signing in.

Owns     sign-in attempts, sessions, one-time links; the commands that write the tables of `access`.
Words    user, team, business unit, role, grant, token, session, visitor, device, link.
Tells    FirmFounded, FirmChanged, UserCreated, UserInvited, UserChanged, SecurityChanged,
         PasswordForgotten, SignedIn, SessionEnded, SessionsEnded, TokenCreated, TokenEnded,
         RoleSaved, RoleDeleted, TeamSaved, TeamDeleted, UnitSaved, UnitDeleted.
Listens  to nothing.
Asks     nothing.
"""
