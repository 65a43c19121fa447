"""What the interface refuses before an operation is asked."""

from __future__ import annotations

from rapport.kernel.errors import N_, Invalid


class NotUnderstood(Invalid):
    sentence = N_("{where} cannot be read as it was sent. Nothing was written.")


class MethodUnknown(Invalid):
    sentence = N_("This address knows {known}, not {method}.")


class ParameterUnknown(Invalid):
    sentence = N_("{name} is no parameter of this address. It knows {known}.")


class ParametersUnasked(Invalid):
    sentence = N_("This address takes no parameters, also not {name}.")
