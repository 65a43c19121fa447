"""The verbs of signing in that need the doorkeeper."""

from .factors import (
    CodeWrong,
    NothingSetUp,
    prove_second_factor,
    renew_recovery_codes,
    reset_factors,
    switch_off_codes,
    switch_on_codes,
)
from .letters import invite_again, invite_by_mail, send_password_link, tell_of_change
from .passkeys import (
    PasskeyRefused,
    TooManyPasskeys,
    add_passkey,
    recognise_by_passkey,
    remove_passkey,
)
from .providers import (
    AnothersSignIn,
    NobodyKnown,
    NothingToLive,
    connect_provider,
    disconnect_provider,
    recognise_by_provider,
)

__all__ = [
    "AnothersSignIn",
    "CodeWrong",
    "NobodyKnown",
    "NothingSetUp",
    "NothingToLive",
    "PasskeyRefused",
    "TooManyPasskeys",
    "add_passkey",
    "connect_provider",
    "disconnect_provider",
    "invite_again",
    "invite_by_mail",
    "prove_second_factor",
    "recognise_by_passkey",
    "recognise_by_provider",
    "remove_passkey",
    "renew_recovery_codes",
    "reset_factors",
    "send_password_link",
    "switch_off_codes",
    "switch_on_codes",
    "tell_of_change",
]
