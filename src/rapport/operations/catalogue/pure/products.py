"""What the fields of a product may hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rapport.kernel.errors import N_, Invalid
from rapport.kernel.values import Money
from rapport.kernel.values.money import unit_price

LENGTHS = {"code": 40, "name": 200, "unit": 20, "category": 80}
REQUIRED = ("code", "name")
LABELS = {
    "code": N_("Product code"),
    "name": N_("Name"),
    "unit": N_("Unit"),
    "list_price": N_("List price"),
    "category": N_("Category"),
    "is_active": N_("On sale"),
}


class ProductNotUnderstood(Invalid):
    sentence = N_("{field} of a product cannot be “{value}”. {wanted}")


def cleaned(values: Mapping[str, object]) -> dict[str, object]:
    """
    Return the given fields as they are stored; `list_price` becomes price and currency.

    Refuses   ProductNotUnderstood: a field that products have not, or a value it cannot hold.
    """
    kept: dict[str, object] = {}
    for field, value in values.items():
        kept |= _CLEANERS.get(field, _unknown)(field, value)
    return kept


def _text(field: str, value: object) -> dict[str, object]:
    if not isinstance(value, str):
        raise _refused(field, value, N_("Give a text."))
    text = " ".join(value.split())
    if field in REQUIRED and not text:
        raise _refused(field, value, N_("It cannot be empty."))
    if len(text) > LENGTHS[field] or not text.isprintable():
        raise _refused(field, value, N_("It is too long or holds unprintable characters."))
    return {field: text}


def _flag(field: str, value: object) -> dict[str, object]:
    if not isinstance(value, bool):
        raise _refused(field, value, N_("Give yes or no."))
    return {field: value}


def _price(field: str, value: object) -> dict[str, object]:
    if value is None:
        return {"list_price": None, "currency": ""}
    if not isinstance(value, Money):
        raise _refused(field, value, N_("Give an amount with its currency."))
    if value.is_negative or unit_price(value) != value:
        raise _refused(field, value, N_("A price is not negative and has up to four decimals."))
    return {"list_price": value.amount, "currency": value.currency}


def _unknown(field: str, value: object) -> dict[str, object]:
    raise _refused(field, value, N_("Products have no such field."))


def _refused(field: str, value: object, wanted: str) -> ProductNotUnderstood:
    shown = LABELS.get(field, field)
    return ProductNotUnderstood(field=shown, name=field, value=str(value)[:80], wanted=wanted)


_CLEANERS: Mapping[str, Callable[[str, object], dict[str, object]]] = {
    **dict.fromkeys(LENGTHS, _text),
    "is_active": _flag,
    "list_price": _price,
}
