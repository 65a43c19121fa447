"""The condition by which a list finds customers: number, telephone, e-mail or name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapport.customers.parties.permissions import SEE_TAX_NUMBERS, VIEW
from rapport.customers.parties.pure.grams import GRAM, after, ending_grams, grams
from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.sql import FALSE, TRUE, Sql, all_of, any_of, join
from rapport.kernel.phones import calling_code
from rapport.kernel.phones import digits as digits_of
from rapport.kernel.search.declare import searchable
from rapport.kernel.search.pure import Query, QueryKind, query_tokens
from rapport.kernel.search.queries import marks_of
from rapport.kernel.search.walks import has_tokens, rare_word

_POINTS = "select cp.party_id from parties_contactpoint cp where "
_IS_NUMBER = "cp.kind in ('phone', 'fax')"
_NOBODY = Sql("select null::bigint where false")
_TAX_DIGITS = 8
_MOST_ADDRESSES = 200
_MOST_KNOWN = 20  # systems that know a customer by the same key
_LIKE_AN_ADDRESS = re.compile(r"[a-z0-9]*[._+0-9-].*")


def find(text: str, alias: str, actor: Actor) -> Sql | None:
    """Return the condition on the party row `alias`; None when there is nothing to look for."""
    asked = query_tokens(text)
    match asked.kind:
        case QueryKind.NOTHING:
            return None
        case QueryKind.NUMBER:
            return any_of([begins(f"{alias}.number", asked.tokens[0]), *_known(text, alias, actor)])
        case QueryKind.EMAIL:
            return Sql(f"{alias}.id in (") + email_keys(asked.tokens[0], actor) + ")"
        case QueryKind.PHONE:
            keys = _digit_keys(typed_digits(text, asked), actor)
            keys += [*external_keys(text, actor), *_called(asked, actor)]
            # An array: for a join the planner guesses 50,000 keys and reads the whole table.
            return Sql(f"{alias}.id = any(array(") + join(keys, " union ") + "))"
        case _:
            return any_of([_by_name(asked, alias, actor), *_known(text, alias, actor)])


def external_keys(text: str, actor: Actor) -> list[Sql]:
    """Return the statement that selects parties by the key of another system; none without digits.

    The key is typed whole: T000, 17850."""
    typed = text.strip()
    if not any(each.isdigit() for each in typed) or not _sees(actor, "external_ids"):
        return []
    known = "select x.party_id from parties_externalid x where x.value = any(%s)"
    return [Sql(known, ([typed, typed.upper()],))]


def email_keys(text: str, actor: Actor) -> Sql:
    """Return the statement that selects parties by the beginning of an e-mail address."""
    if not _sees(actor, "emails", "primary_email"):
        return _NOBODY
    return Sql(_POINTS + "cp.kind = 'email' and ") + begins("cp.value", text)


def typed_digits(text: str, asked: Query) -> str:
    """Return the digits of a telephone number as typed, with the 0 that is only dialled."""
    number = asked.tokens[0][::-1]
    typed = digits_of(text)
    return typed if typed.lstrip("0") == number else number


def _digit_keys(digits: str, actor: Actor) -> list[Sql]:
    marks = marks_of("parties.party", actor)
    if marks:
        return held_keys(digits, actor, marks)
    return [*phone_keys(digits, actor), *middle_keys(digits, actor)]


def phone_keys(digits: str, actor: Actor) -> list[Sql]:
    """
    Return statements that select parties by the end or the beginning of a telephone number.

    The end comes first, then the beginning as typed at home or abroad, then the digits as a
    customer's or a tax number. Nobody is found by what the reader does not see.
    """
    found = _by_ends(digits, actor.region) if _sees_phones(actor) else []
    if len(digits) >= GRAM:
        found.append(_is("number", f"C-{digits}"))
    if len(digits) >= _TAX_DIGITS:
        found += _by_tax_number(digits, actor)
    return found or [_NOBODY]


def middle_keys(digits: str, actor: Actor) -> list[Sql]:
    """Return the statement that selects parties by digits within a number; none for too few."""
    return [_by_grams(digits, digits)] if len(digits) >= GRAM and _sees_phones(actor) else []


def held_keys(digits: str, actor: Actor, marks: Sequence[str]) -> list[Sql]:
    """
    Return statements that select parties by digits anywhere in a number, of some holders only;
    by three digits at its end.

    They look at the holders' own rows alone, however many others have the digits.
    """
    held = Sql(" and p.search_tokens && %s::text[]", (list(marks),))
    if len(digits) < GRAM:
        return [_by_ending(digits) + held] if _sees_phones(actor) else [_NOBODY]
    found = [way + held for way in middle_keys(digits, actor)]
    code = calling_code(actor.region)
    if digits.startswith("0") and code and _sees_phones(actor):
        start = f"{code}{digits[1:]}"
        found.append(_by_grams(start[-max(GRAM, len(digits) - 1) :], f"+{start}") + held)
    return [*found, _is("number", f"C-{digits}"), *_by_tax_number(digits, actor)]


def begins(column: str, text: str) -> Sql:
    """Return the condition that a column in the C collation begins with the text."""
    return Sql(f"{column} >= %s and {column} < %s", (text, after(text)))


def _by_ends(digits: str, region: str) -> list[Sql]:
    found = [Sql(f"{_POINTS}{_IS_NUMBER} and ") + begins("reverse(cp.value)", digits[::-1])]
    found += [
        Sql(f"{_POINTS}{_IS_NUMBER} and ") + begins("cp.value", start)
        for start in _beginnings(digits, region)
    ]
    return found


def _by_tax_number(digits: str, actor: Actor) -> list[Sql]:
    reached = actor.reach_of(SEE_TAX_NUMBERS) >= actor.reach_of(VIEW)
    return [_is("tax_number", digits)] if reached and _sees(actor, "tax_number") else []


def _sees_phones(actor: Actor) -> bool:
    return _sees(actor, "phones", "primary_phone")


def _sees(actor: Actor, *names: str) -> bool:
    return all(actor.sees_field("parties.party", name) for name in names)


def _by_grams(digits: str, within: str) -> Sql:
    """Runs of four digits find candidates; the number itself decides."""
    return Sql(
        "select p.id from parties_party p where p.search_tokens @> %s::text[]"
        " and p.deleted_at is null and exists (select 1 from parties_contactpoint cp"
        f" where cp.party_id = p.id and {_IS_NUMBER} and position(%s in cp.value) > 0)",
        (grams(digits), within),
    )


def _by_ending(digits: str) -> Sql:
    """Three digits are within any of ten runs of four; the number itself decides."""
    return Sql(
        "select p.id from parties_party p where p.search_tokens && %s::text[]"
        " and p.deleted_at is null and exists (select 1 from parties_contactpoint cp"
        f" where cp.party_id = p.id and {_IS_NUMBER} and right(cp.value, {GRAM - 1}) = %s)",
        (ending_grams(digits), digits),
    )


def _is(column: str, value: str) -> Sql:
    return Sql(f"select id from parties_party where {column} = %s", (value,))


def _beginnings(digits: str, region: str) -> list[str]:
    code = calling_code(region)
    at_home = [f"+{code}{digits.removeprefix('0')}"] if code else []
    return at_home if digits.startswith("0") else [f"+{digits}", *at_home]


def _by_name(asked: Query, alias: str, actor: Actor) -> Sql:
    if not asked.tokens:
        return FALSE
    ways = [_called_so(asked, alias, actor)]
    for other in asked.alternatives:
        if other.kind is QueryKind.EMAIL and _LIKE_AN_ADDRESS.fullmatch(other.tokens[0]):
            # An array of few keys lets the planner unite both indexes.
            few = email_keys(other.tokens[0], actor).within("(", f" limit {_MOST_ADDRESSES})")
            ways.append(Sql(f"{alias}.id = any(array") + few + ")")
    return any_of(ways)


def _known(text: str, alias: str, actor: Actor) -> list[Sql]:
    """As `external_keys`; an array of few keys lets the planner unite both indexes."""
    return [
        Sql(f"{alias}.id = any(array") + way.within("(", f" limit {_MOST_KNOWN})") + ")"
        for way in external_keys(text, actor)
    ]


def _called(asked: Query, actor: Actor) -> list[Sql]:
    """Return the statement for customers who are called by the digits."""
    live = "select p.id from parties_party p where p.deleted_at is null and "  # as in the index
    return [
        Sql(live) + _called_so(other, "p", actor)
        for other in asked.alternatives
        if other.kind is QueryKind.NAME
    ]


def _called_so(asked: Query, alias: str, actor: Actor) -> Sql:
    rare = rare_word(searchable("parties.party"), asked, alias)
    return all_of([rare, has_tokens(asked, alias), _held(alias, actor)])


def _held(alias: str, actor: Actor) -> Sql:
    """The scope says the same; said with the tokens' index, it meets the name in one look."""
    marks = marks_of("parties.party", actor)
    return Sql(f"{alias}.search_tokens && %s::text[]", (marks,)) if marks else TRUE
