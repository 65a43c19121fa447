"""Every way to search finds the same rows, the newest first, and none out of the reader's scope."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from rapport.customers.parties.commands import settle_tokens, touch_customers
from rapport.customers.parties.models import Party
from rapport.kernel.access.words import Reach
from rapport.kernel.search import queries as search
from rapport.kernel.search.commands import count_reach
from rapport.kernel.search.models import ReachCount, Token
from rapport.kernel.search.pure import query_tokens
from rapport.kernel.search.queries import newest_with, rows_reached
from rapport.kernel.search.words import holder_tokens, month_of, table_tokens
from tests.makers import NOW, OPERATOR, a_customer, a_team, a_user

FAMILY, GIVEN = "陳林黃張李", "志明俊傑建宏怡君雅婷"
LATIN = ("Maria Santos", "Omar Haddad", "Margaret Smith", "Mary Smithson", "Lin Chih-Yuan")
TEXTS = ("林", "志", "林志", "陳怡君", "m", "mar", "mary", "smith", "smithson", "mar smi", "lin",
         "l", "chih", "zzz", "linzh", "陳 mar")  # fmt: skip


@pytest.fixture
def people(db):
    a_team("台北一隊"), a_team("台中一隊")
    ben = a_user("Ben", reach=Reach.OWN, teams=["台北一隊"])
    olga = a_user("Olga", reach=Reach.TEAM, teams=["台北一隊"])
    tess = a_user("Tess", reach=Reach.UNIT, teams=["台中一隊"])
    rng, last = Random(3), {}
    for number in range(120):
        name = rng.choice(FAMILY) + rng.choice(GIVEN) + rng.choice(GIVEN)
        if number % 3 == 0:
            name = rng.choice(LATIN)
        key = a_customer(name, owner=rng.choice([ben, olga, tess]))
        if number % 5:
            last[key] = NOW - timedelta(days=rng.randrange(900))
    touch_customers(last=last)
    while settle_tokens():
        continue
    count_reach("parties.party", now=NOW)
    return {"all": OPERATOR, "ben": ben, "olga": olga, "tess": tess}


def by_hand(text, actor):
    """Return the keys that a look at every row gives."""
    asked = query_tokens(text)
    found = set()
    for party in Party.objects.all():
        seen = actor.sees_all or party.owner_id == actor.user_id
        if actor.reach_of("parties.view") >= Reach.TEAM:
            seen = seen or party.team_id in actor.team_ids
        if actor.reach_of("parties.view") >= Reach.UNIT:
            seen = seen or party.unit_id in actor.unit_ids
        tokens = party.search_tokens
        longer = all(any(token.startswith(word) for token in tokens) for word in asked.longer)
        if seen and set(asked.tokens) <= set(tokens) and longer:
            found.add(party.pk)
    return found


def by_search(text, actor, limit=200):
    return newest_with("parties.party", query_tokens(text), actor=actor, enough=limit)


@pytest.mark.parametrize(
    "bounds",
    [{}, {"FEW_ROWS": -1}, {"FEW_ROWS": -1, "PROBE": 2, "MOST_WORDS": 1}],
    ids=["few rows", "many rows", "short probes"],
)
def test_every_way_finds_what_a_look_at_all_rows_finds(people, monkeypatch, bounds):
    for name, value in bounds.items():
        monkeypatch.setattr(search, name, value)

    for actor in people.values():
        for text in TEXTS:
            found = by_search(text, actor)

            assert len(found) == len(set(found))
            assert set(found) == by_hand(text, actor), (text, actor.name)


def test_a_short_page_holds_the_newest(people):
    touched = dict(Party.objects.values_list("pk", "last_touch_at"))
    never = NOW - timedelta(days=9000)

    for actor in (people["ben"], people["olga"]):
        found = by_search("林", actor, limit=4)
        times = [touched[key] or never for key in found]
        assert times == sorted(times, reverse=True)


def test_along_a_token_the_newest_months_come_first(people):
    buckets = dict(Party.objects.values_list("pk", "search_bucket"))

    found = by_search("志", people["all"], limit=5)

    months = [buckets[key] for key in found]
    newest = sorted((buckets[key] for key in by_hand("志", people["all"])), reverse=True)
    assert months == newest[:5]


def test_counts_tell_how_many_rows_a_reader_has(people):
    ben, tess = people["ben"], people["tess"]

    assert rows_reached("parties.party", actor=people["all"]) is None
    assert rows_reached("parties.party", actor=ben) == len(by_hand("", ben))
    assert rows_reached("parties.party", actor=tess) >= len(by_hand("", tess))
    assert ReachCount.objects.get(holder="all").rows == 120


def test_tokens_move_with_the_month_of_the_last_touch(db):
    long_ago = NOW - timedelta(days=700)
    new, old = a_customer("林志遠", now=long_ago), a_customer("林志豪")
    tokens = sorted(Token.objects.filter(row_id=new).values_list("token", flat=True))

    older = a_customer("林志明")
    Party.objects.filter(pk__in=[old, older]).update(last_touch_at=None)  # as an import leaves it
    touch_customers(last={new: NOW, old: long_ago, older: NOW - timedelta(days=9999)})
    assert settle_tokens() == 3
    assert settle_tokens() == 0

    after = Token.objects.filter(row_id=new)
    assert sorted(after.values_list("token", flat=True)) == tokens
    assert set(after.values_list("bucket", flat=True)) == {month_of(NOW)}
    assert set(Token.objects.filter(row_id=old).values_list("bucket", flat=True)) == {
        month_of(long_ago)
    }


def test_only_short_tokens_and_whole_words_stand_in_the_table():
    tokens = ["林", "林志", "lin", "linz", "linzhiyuan", "#5318", "@u7"]

    assert table_tokens(tokens) == ["林", "林志", "linzhiyuan"]
    assert holder_tokens(7, None, 3) == ["@u7", "@b3"]
