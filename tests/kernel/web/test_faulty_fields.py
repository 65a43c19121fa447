"""A refusal tells a form at which of its fields the fault lies."""

from __future__ import annotations

from rapport.customers.parties.pure.people import NameMissing
from rapport.kernel.errors import Invalid, NotAllowed
from rapport.kernel.phones.numbers import PhoneNotUnderstood
from rapport.kernel.web.problems import place_of


def test_a_refusal_names_the_field_or_quotes_what_it_holds() -> None:
    assert place_of(NameMissing()) == {"at": "name", "given": ""}
    assert place_of(PhoneNotUnderstood(text="12")) == {"at": "", "given": "12"}
    assert place_of(Invalid(field="tax_country", value="?")) == {"at": "tax_country", "given": "?"}
    assert place_of(NotAllowed(permission="parties.view")) == {"at": "", "given": ""}
