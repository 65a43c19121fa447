"""The condition by which a list finds customers: number, telephone, e-mail or name."""

from __future__ import annotations

import re

from rapport.customers.parties.pure.grams import GRAM, after, grams
from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.sql import FALSE, Sql, any_of, join
from rapport.kernel.phones import calling_code
from rapport.kernel.search.pure import Query, QueryKind, query_tokens
from rapport.kernel.search.queries import has_tokens

_POINTS = "select cp.party_id from parties_contactpoint cp where "
_IS_NUMBER = "cp.kind in ('phone', 'fax')"
_TAX_DIGITS = 8
_MOST_ADDRESSES = 200
_LIKE_AN_ADDRESS = re.compile(r"[a-z0-9]*[._+0-9-].*")


def find(text: str, alias: str, actor: Actor) -> Sql | None:
    """Return the condition on the party row `alias`; None when there is nothing to look for."""
    asked = query_tokens(text)
    match asked.kind:
        case QueryKind.NOTHING:
            return None
        case QueryKind.NUMBER:
            return begins(f"{alias}.number", asked.tokens[0])
        case QueryKind.EMAIL:
            return Sql(f"{alias}.id in (") + email_keys(asked.tokens[0]) + ")"
        case QueryKind.PHONE:
            keys = phone_keys(asked.tokens[0][::-1], actor.region)
            return Sql(f"{alias}.id in (") + join(keys, " union ") + ")"
        case _:
            return _by_name(asked, alias)


def email_keys(text: str) -> Sql:
    """Return the statement that selects parties by the beginning of an e-mail address."""
    return Sql(_POINTS + "cp.kind = 'email' and ") + begins("cp.value", text)


def phone_keys(digits: str, region: str) -> list[Sql]:
    """
    Return statements that select parties by a part of a telephone number, without 0 in front.

    The end of the number comes first, then its beginning as typed at home or abroad, then its
    middle, then the digits as a customer's or a tax number.
    """
    found = [_suffix(digits), *(_prefix(start) for start in _beginnings(digits, region))]
    if len(digits) >= GRAM:
        found += [_middle(digits), _is("number", f"C-{digits}")]
    if len(digits) >= _TAX_DIGITS:
        found.append(_is("tax_number", digits))
    return found


def begins(column: str, text: str) -> Sql:
    """Return the condition that a column in the C collation begins with the text."""
    return Sql(f"{column} >= %s and {column} < %s", (text, after(text)))


def _suffix(digits: str) -> Sql:
    return Sql(f"{_POINTS}{_IS_NUMBER} and ") + begins("reverse(cp.value)", digits[::-1])


def _prefix(start: str) -> Sql:
    return Sql(f"{_POINTS}{_IS_NUMBER} and ") + begins("cp.value", start)


def _middle(digits: str) -> Sql:
    """Runs of four digits find candidates; the number itself decides."""
    return Sql(
        "select p.id from parties_party p where p.search_tokens @> %s::text[]"
        " and p.deleted_at is null and exists (select 1 from parties_contactpoint cp"
        f" where cp.party_id = p.id and {_IS_NUMBER} and position(%s in cp.value) > 0)",
        (grams(digits), digits),
    )


def _is(column: str, value: str) -> Sql:
    return Sql(f"select id from parties_party where {column} = %s", (value,))


def _beginnings(digits: str, region: str) -> list[str]:
    code = calling_code(region)
    return [f"+{digits}", *([f"+{code}{digits}"] if code else [])]


def _by_name(asked: Query, alias: str) -> Sql:
    if not asked.tokens:
        return FALSE
    ways = [has_tokens(asked, alias)]
    for other in asked.alternatives:
        if other.kind is QueryKind.EMAIL and _LIKE_AN_ADDRESS.fullmatch(other.tokens[0]):
            # An array of few keys lets the planner unite both indexes.
            few = email_keys(other.tokens[0]).within("(", f" limit {_MOST_ADDRESSES})")
            ways.append(Sql(f"{alias}.id = any(array") + few + ")")
    return any_of(ways)
