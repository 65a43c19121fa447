"""A reassignment whose process was killed is gone on with, marks and all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rapport.customers.parties import commands as parties
from rapport.customers.parties.models import Party
from rapport.customers.parties.words import Holder
from rapport.kernel.entities.sql import Sql
from rapport.kernel.jobs import batches
from rapport.kernel.jobs.continuing import continue_batch, left_batches
from rapport.kernel.jobs.models import Batch
from tests.makers import DICE, NOW, OPERATOR, a_customer, a_user

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


class Killed(BaseException):
    """The process is gone."""


def test_a_killed_reassignment_is_finished_by_the_house(monkeypatch):
    olga = a_user("Olga")
    keys = [a_customer(f"林志{i}") for i in "遠豪明"]
    monkeypatch.setattr(batches, "CHUNK", 2)
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(batches, "_close", lambda *_, **__: (_ for _ in ()).throw(Killed()))
        parties.reassign_customers(
            selection=Sql("select id from parties_party"),
            holder=Holder(olga.user_id),
            actor=OPERATOR,
            now=NOW,
            rng=DICE,
        )

    (batch_id,) = left_batches(now=LATER)
    continue_batch(batch_id, now=LATER)

    assert Batch.objects.get().state == "done"
    assert dict(Party.objects.values_list("pk", "owner_id")) == dict.fromkeys(keys, olga.user_id)
    assert all(f"@u{olga.user_id}" in p.search_tokens for p in Party.objects.all())
