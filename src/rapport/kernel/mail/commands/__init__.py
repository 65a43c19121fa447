"""The verbs of this room."""

from .mails import AddressBad, carry_mail, forget_mails, queue_mail
from .servers import HostBad, ServerMissing, set_mail_server, try_mail_server

__all__ = [
    "AddressBad",
    "HostBad",
    "ServerMissing",
    "carry_mail",
    "forget_mails",
    "queue_mail",
    "set_mail_server",
    "try_mail_server",
]
