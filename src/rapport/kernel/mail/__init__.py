"""
Letters that leave the house, and the server that carries them.

Owns     outgoing mails, the settings of the mail server.
Words    mail, letter, mail server, kept (written, but there is no server to carry it), trial.
Tells    MailQueued, MailSettled, MailServerSet.
Listens  to its own MailQueued, to hand the mail to a worker.
Asks     nothing.
"""
