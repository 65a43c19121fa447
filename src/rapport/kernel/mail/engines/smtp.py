"""Carry a message to the mail server by SMTP."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage

TIMEOUT = 20.0  # seconds for each step


class Unreachable(Exception):
    """The server could not be reached, or asks to come again: worth another try."""


class Refused(Exception):
    """The server will not take it, whenever one comes."""


@dataclass(frozen=True, slots=True)
class Server:
    host: str
    port: int
    security: str
    username: str
    password: str


def carry(message: EmailMessage, server: Server) -> None:
    """Hand the message over. Raises Unreachable or Refused, with what the server said."""
    try:
        _hand_over(message, server)
    except smtplib.SMTPAuthenticationError as fault:
        # The letter is good, our password is not: it waits until somebody has set that right.
        raise Unreachable(_said(fault.smtp_code, fault.smtp_error)) from fault
    except smtplib.SMTPRecipientsRefused as fault:
        raise _judged(*next(iter(fault.recipients.values()))) from fault
    except smtplib.SMTPResponseException as fault:
        raise _judged(fault.smtp_code, fault.smtp_error) from fault
    except (smtplib.SMTPNotSupportedError, ssl.SSLCertVerificationError) as fault:
        raise Refused(str(fault)[:300]) from fault
    except (OSError, smtplib.SMTPException) as fault:
        raise Unreachable(str(fault)[:300] or type(fault).__name__) from fault


def _hand_over(message: EmailMessage, server: Server) -> None:
    with _line(server) as line:
        if server.security == "starttls":
            line.starttls(context=ssl.create_default_context())
        if server.username:
            line.login(server.username, server.password)
        line.send_message(message)


def _line(server: Server) -> smtplib.SMTP:
    if server.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)


def _judged(code: int, words: bytes | str) -> Exception:
    """Class 4 asks to come again, class 5 says no (RFC 5321, 4.2.1)."""
    kind = Refused if code >= 500 else Unreachable
    return kind(_said(code, words))


def _said(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {text}"[:300]
