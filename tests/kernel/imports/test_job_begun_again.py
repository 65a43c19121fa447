"""A worker that was killed leaves its job, which is begun again: it goes on from where it was."""

from __future__ import annotations

import pytest

from rapport.kernel.imports import commands, jobs
from rapport.kernel.imports.models import Import
from rapport.kernel.imports.words import State
from rapport.operations.catalogue.models import Product
from tests.makers import DICE, NOW, a_user

pytestmark = pytest.mark.django_db
FILE = "code,name,price\nA-1,Kettle,100\nB-1,Lamp,5\n"


@pytest.fixture
def begin(tmp_path):
    """Bring a file; return its import, and a function that runs the job of a step."""
    olga = a_user("Olga Petrova")
    place = tmp_path / "products.csv"
    place.write_text(FILE)
    told = commands.upload_import(path=place, mapping="products", actor=olga, now=NOW, rng=DICE)
    brought = Import.objects.get(pk=told.import_id)

    def work(step):
        jobs.run_import_step.work(import_uid=brought.uid, step=step, user_id=olga.user_id, now=NOW)
        brought.refresh_from_db()
        return brought

    return work


@pytest.mark.parametrize("left", [State.STAGING, State.DRY_RUN, State.APPLYING])
def test_killed_at_any_step_it_is_written_in_the_end(begin, left):
    brought = begin("judge")
    Import.objects.filter(pk=brought.pk).update(state=left)

    brought = begin("whole")

    assert (brought.state, brought.fault) == (State.APPLIED, None)
    assert brought.counts["created"] == 2
    assert Product.objects.count() == 2


@pytest.mark.parametrize("step", ["whole", "apply"])
def test_killed_after_all_was_written_nothing_is_done_again(begin, step):
    version = begin("whole").version

    brought = begin(step)

    assert (brought.state, brought.fault, brought.version) == (State.APPLIED, None, version)
    assert Product.objects.count() == 2
