"""The tables of mail."""

from .mails import Mail
from .servers import MailServer

__all__ = ["Mail", "MailServer"]
