"""Letters as the mail server takes them."""

from .letters import Letter, is_address, message_of

__all__ = ["Letter", "is_address", "message_of"]
