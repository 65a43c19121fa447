"""What programs may send: types for the bodies and queries of the programming interface."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StringConstraints,
    field_validator,
)

from rapport.kernel.errors import N_
from rapport.kernel.values import CurrencyUnknown, Money
from rapport.kernel.values.currencies import exponent

DECIMAL = r"^-?[0-9]{1,18}(\.[0-9]{1,4})?$"
FIRST_YEAR, LAST_YEAR = 1800, 2200  # outside of these a date is a slip, and no zone can move it


def text(longest: int, default: Any = "", *, shortest: int = 0, **more: Any) -> Any:
    """Return what a field says of a text of so many characters; `...` makes it needed."""
    return Field(default, min_length=shortest, max_length=longest, **more)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts([*value, *value.values()])
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _as_text(value: Any) -> Any:
    """Numbers are moments since 1970 to pydantic; nobody means that here."""
    if isinstance(value, str | date):
        return value
    raise ValueError(N_("Give a text such as 2026-11-20."))


def _in_range(value: Any) -> Any:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(N_("Years from 1800 to 2200 can be kept."))
    return value


def _known_currency(code: str) -> str:
    try:
        exponent(code)
    except CurrencyUnknown:
        raise ValueError(N_("This currency is not known.")) from None
    return code


def _blank_is_default(value: Any) -> Any:
    return 50 if value == "" else value


Day = Annotated[date, BeforeValidator(_as_text), AfterValidator(_in_range)]
Instant = Annotated[AwareDatetime, BeforeValidator(_as_text), AfterValidator(_in_range)]
Flag = StrictBool
Number = Annotated[str, StringConstraints(pattern=DECIMAL)]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$"), AfterValidator(_known_currency)]


class Plain(BaseModel):
    """Values without null characters, which PostgreSQL keeps in no text."""

    @field_validator("*")
    @classmethod
    def _has_no_null(cls, value: Any) -> Any:
        if "\x00" in "".join(_texts(value)):
            raise ValueError(N_("A text cannot hold null characters."))
        return value


class Body(Plain):
    """A body of a request: a field that is not known is refused, lest a slip go unnoticed."""

    model_config = ConfigDict(extra="forbid")


class AmountGiven(Body):
    """An amount of money: decimal text and ISO 4217 currency."""

    amount: Number = Field(examples=["12.50"])
    currency: Currency = Field(examples=["TWD"])

    @property
    def money(self) -> Money:
        return Money(Decimal(self.amount), self.currency)


class Place(Plain):
    """Which page of a list."""

    limit: Annotated[int, BeforeValidator(_blank_is_default)] = Field(50, ge=1, le=200)
    after: str = text(2000, description="`next` of the page before.")
