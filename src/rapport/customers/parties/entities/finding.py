"""The condition by which a list finds customers: number, telephone, e-mail or name."""

from __future__ import annotations

from rapport.customers.parties.pure.wanted import GRAM, Wanted, after, grams, wanted
from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.sql import FALSE, Sql, join
from rapport.kernel.phones import calling_code

_POINTS = "select cp.party_id from parties_contactpoint cp where "
_IS_NUMBER = "cp.kind in ('phone', 'fax')"


def find(text: str, alias: str, actor: Actor) -> Sql | None:
    """Return the condition on the party row `alias`; None when there is nothing to look for."""
    asked = wanted(text)
    if asked is None:
        return None
    match asked.by:
        case "number":
            return _begins(f"{alias}.number", asked.text)
        case "email":
            return _by_points(alias, [email_points(asked.text)])
        case "phone":
            return _by_points(alias, phone_keys(asked.text, actor.region))
        case _:
            return _by_name(asked, alias)


def email_points(text: str) -> Sql:
    """Return the statement that selects parties by the beginning of an e-mail address."""
    return Sql(_POINTS + "cp.kind = 'email' and ") + _begins("cp.value", text)


def phone_keys(digits: str, region: str) -> list[Sql]:
    """
    Return statements that select parties by a part of a telephone number.

    The end of the number comes first, then its beginning as typed at home or abroad, then its
    middle, then the digits as a customer or tax number.
    """
    found = [_suffix(digits), *(_prefix(start) for start in _beginnings(digits, region))]
    if len(digits) >= GRAM:
        found.append(_middle(digits))
        found.append(Sql("select id from parties_party where number = %s", (f"C-{digits}",)))
    if len(digits) >= 8:
        found.append(Sql("select id from parties_party where tax_number = %s", (digits,)))
    return found


def _suffix(digits: str) -> Sql:
    reversed_digits = digits[::-1]
    column = 'reverse(cp.value) collate "C"'
    return Sql(
        f"{_POINTS}{_IS_NUMBER} and {column} >= %s and {column} < %s",
        (reversed_digits, after(reversed_digits)),
    )


def _prefix(start: str) -> Sql:
    return Sql(f"{_POINTS}{_IS_NUMBER} and ") + _begins("cp.value", start)


def _middle(digits: str) -> Sql:
    """Runs of four digits find candidates; the number itself decides."""
    return Sql(
        "select p.id from parties_party p where p.search_tokens @> %s::text[]"
        " and p.deleted_at is null and exists (select 1 from parties_contactpoint cp"
        f" where cp.party_id = p.id and {_IS_NUMBER} and position(%s in cp.value) > 0)",
        (grams(digits), digits),
    )


def _beginnings(digits: str, region: str) -> list[str]:
    starts = [f"+{digits}"]
    code = calling_code(region)
    if digits.startswith("0") and len(digits) > 2 and code:
        starts.append(f"+{code}{digits[1:]}")
    return starts


def _begins(column: str, text: str) -> Sql:
    return Sql(f"{column} >= %s and {column} < %s", (text, after(text)))


def _by_points(alias: str, keys: list[Sql]) -> Sql:
    return Sql(f"{alias}.id in (") + join(keys, " union ") + ")"


def _by_name(asked: Wanted, alias: str) -> Sql:
    from rapport.kernel.search.pure import query_tokens

    tokens = query_tokens(asked.text)
    if not tokens:
        return FALSE
    return Sql(f"{alias}.search_tokens @> %s::text[]", (list(tokens),))
