"""Boot: all that runs before Django does.

Owns      the home folder, the keeper of its database, the launcher, the supervisor, the command
          `rapport`, and the plugin that gives tests a database.
Words     home, keeper, hold, launcher, supervisor.
Imports   the standard library only; no room and no Django.
"""
