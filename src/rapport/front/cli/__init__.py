"""
The command line: what the screens and the API do, for terminals and scripts.

Owns     the parser and its subcommands; backup, restore and doctor.
Words    command, operator, exit code (0 done, 1 failed, 2 refused).
Tells    nothing.
Listens  to nothing.
Asks     nothing.
"""
