"""Views belong to somebody: others may open what is shared and change nothing."""

from __future__ import annotations

import pytest

from rapport.kernel.access.words import Reach
from rapport.kernel.entities.registry import UnknownField
from rapport.kernel.errors import NotAllowed, NotFound
from rapport.kernel.filters.tree import FilterNotUnderstood
from rapport.kernel.views import commands, queries
from rapport.kernel.views.commands import Look, NotYourView, ViewNameTaken, ViewNeedsName
from rapport.kernel.views.models import Audience, SavedView
from tests.makers import DICE, NOW, a_team, a_user

pytestmark = pytest.mark.django_db

PARTY = "parties.party"
VIPS = {"field": "tags", "op": "any_of", "value": ["VIP"]}
SEES = {"parties.view": Reach.ALL}


def saved(actor, name="VIPs", **look):
    commands.save_view(
        entity_name=PARTY,
        name=name,
        look=Look(("name", "city"), where=VIPS, **look),
        actor=actor,
        now=NOW,
        rng=DICE,
    )
    return queries.view_named(PARTY, name, actor=actor)


def test_a_view_keeps_columns_rows_and_order():
    view = saved(a_user("陳柏宇"), sort="-created_at")

    assert (view.columns, view.where, view.sort) == (("name", "city"), VIPS, "-created_at")


@pytest.mark.parametrize("audience", [Audience.EVERYBODY, Audience.MINE])
def test_nobody_changes_pins_or_deletes_the_view_of_another_crm_35(audience):
    owner, other = a_user("陳柏宇"), a_user("林冠宇")
    view = saved(owner, audience=audience)
    fault = NotYourView if audience == Audience.EVERYBODY else NotFound
    deeds = [
        lambda: commands.change_view(
            view_uid=view.id,
            name="Mine now",
            look=Look(("name",), is_pinned=True),
            actor=other,
            now=NOW,
        ),
        lambda: commands.delete_view(view_uid=view.id, actor=other, now=NOW),
    ]

    for deed in deeds:
        with pytest.raises(fault):
            deed()

    assert queries.view_card(view.id, actor=owner) == view


def test_a_shared_view_opens_for_those_it_is_shared_with():
    a_team("台北一隊")
    owner = a_user("陳柏宇", teams=["台北一隊"])
    mate = a_user("歐佳玲", grants=SEES, teams=["台北一隊"])
    stranger = a_user("Omar", grants=SEES)
    team, everybody = saved(owner, "T", audience="team"), saved(owner, "E", audience="everybody")
    mine = saved(owner, "M")

    assert {view.id for view in queries.views_of(PARTY, actor=mate)} == {team.id, everybody.id}
    assert {view.id for view in queries.views_of(PARTY, actor=stranger)} == {everybody.id}
    with pytest.raises(NotFound):
        queries.view_card(mine.id, actor=mate)


@pytest.mark.parametrize(
    ("name", "look", "fault"),
    [
        (" ", Look(("name",)), ViewNeedsName),
        ("x" * 121, Look(("name",)), ViewNeedsName),
        ("V", Look(("no_such",)), UnknownField),
        ("V", Look(("name",), sort="no_such"), UnknownField),
        ("V", Look(("name",), where={"sql": "1=1"}), FilterNotUnderstood),
    ],
)
def test_a_view_that_could_not_be_opened_is_not_saved(name, look, fault):
    actor = a_user("陳柏宇")

    with pytest.raises(fault):
        commands.save_view(entity_name=PARTY, name=name, look=look, actor=actor, now=NOW, rng=DICE)

    assert not SavedView.objects.exists()


def test_a_name_is_used_once_and_sharing_with_all_needs_the_right():
    actor = a_user("陳柏宇", grants=SEES)
    saved(actor)

    with pytest.raises(ViewNameTaken):
        saved(actor)
    with pytest.raises(NotAllowed):
        saved(actor, "For all", audience=Audience.EVERYBODY)

    assert [view.name for view in queries.views_of(PARTY, actor=actor)] == ["VIPs"]
