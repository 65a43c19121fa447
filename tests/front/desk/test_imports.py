"""The wizard: a file is brought, matched, tried, written by a worker, and taken back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.words import Reach
from rapport.kernel.imports import jobs
from rapport.kernel.imports.queries import import_card
from tests.front.desk.conftest import Enter
from tests.front.desk.test_bulk import values
from tests.front.desk.test_pages import said
from tests.makers import NOW, a_user

pytestmark = pytest.mark.django_db(transaction=True)
LINES = (
    "會員編號,姓名,手機,生日,備註2",
    "K1,林志遠,0912345318,1979/03/14,x",
    "K2,江雨潔,0922118330,1990/02/31,x",
    "K3,,0933218604,1988/08/08,x",
    "K1,林志遠,0912345318,1979/03/14,x",
)


def run(given: list[dict[str, Any]]) -> None:
    """Do what a worker would do."""
    step = given.pop()
    step.pop("only_once")
    jobs.run_import_step.work(**step, now=NOW)


def brought(client: Client, lines: tuple[str, ...] = LINES) -> str:
    """Bring a file in Big5 and return the address of its import."""
    file = SimpleUploadedFile("會員主檔.csv", ("\n".join(lines) + "\n").encode("big5"))
    answer = client.post("/imports/new", {"file": file, "what": ""})
    assert answer.status_code == 204, answer.content.decode()[:400]
    return answer["HX-Location"]


def matched(client: Client, address: str, worker: list[dict[str, Any]]) -> None:
    """Say what the cells mean as they were guessed, and let the dry run happen."""
    cells = dict(enumerate(("external_id", "name", "phones", "birth_on", "")))
    form = {f"cell-{place}": column for place, column in cells.items()}
    client.post(f"{address}/mapping", {**form, "mode": "create_and_update", "remember_as": "會員"})
    run(worker)


def test_a_file_is_tried_written_and_taken_back(enter: Enter, worker: list[dict[str, Any]]) -> None:
    client = enter(a_user("溫若梅"))

    address = brought(client)
    mapping = said(client, address)
    matched(client, address, worker)
    tried, after_trial = said(client, address), values("number")
    client.post(f"{address}/application")
    run(worker)
    written, names = said(client, address), values("name")
    client.post(f"{address}/undoing")
    run(worker)

    assert ">電話<" in mapping or "phones" in mapping
    assert "1990/02/31" in tried
    assert after_trial == []
    assert names == ["林志遠"]
    assert "undoing" in written
    assert values("name") == []


def test_the_lines_left_out_come_with_their_reasons(
    enter: Enter, worker: list[dict[str, Any]]
) -> None:
    client = enter(a_user("溫若梅"))
    address = brought(client)
    matched(client, address, worker)

    skipped = said(client, f"{address}?fate=skip")
    file = b"".join(client.get(f"{address}/left-out").streaming_content).decode("utf-8-sig")

    assert ">5<" in skipped
    assert [line.split(",")[0] for line in file.splitlines()[1:]] == ["K2", "K3", "K1"]


def test_a_header_seen_before_is_matched_the_same_way(
    enter: Enter, worker: list[dict[str, Any]]
) -> None:
    client = enter(a_user("溫若梅"))
    matched(client, brought(client), worker)

    assert ">會員<" in said(client, brought(client))


def test_a_page_follows_a_step_until_it_is_over(enter: Enter, worker: list[dict[str, Any]]) -> None:
    client = enter(a_user("溫若梅"))
    address = brought(client)
    client.post(f"{address}/mapping", {"cell-0": "external_id", "cell-1": "name"})

    waiting = client.get(f"{address}/progress?run=judge")
    run(worker)
    over = client.get(f"{address}/progress?run=judge")

    assert "HX-Trigger" not in waiting
    assert json.loads(over["HX-Trigger"]) == {"reload": True}


def test_a_step_that_is_refused_says_why_on_the_page(
    enter: Enter, worker: list[dict[str, Any]]
) -> None:
    actor = a_user("溫若梅")
    client = enter(actor)
    address = brought(client)
    client.post(f"{address}/mapping", {"cell-0": "external_id", "cell-1": "name"})
    _take_right_away(actor)

    run(worker)

    card = import_card(address.rpartition("/")[2], actor=actor)
    assert card.state == "failed"
    assert card.fault is not None
    assert card.fault["code"] == "not_allowed"
    assert "note bad" in said(client, address)


def _take_right_away(actor: Actor) -> None:
    """Leave the reader the right to bring files, and take that to write customers."""
    from rapport.kernel.access.models import Grant

    Grant.objects.filter(permission="parties.import").delete()


def test_nothing_is_brought_without_a_file_or_the_right(enter: Enter) -> None:
    client = enter(a_user("Olga", grants={"parties.view": Reach.ALL}))

    assert client.get("/imports").status_code == 403
    assert client.get("/imports/new").status_code == 403
    assert enter(a_user("溫若梅")).post("/imports/new", {}).status_code == 422


def test_a_file_that_is_no_table_is_refused_with_a_sentence(enter: Enter) -> None:
    file = SimpleUploadedFile("picture.png", b"\x89PNG....")

    answer = enter(a_user("溫若梅")).post(
        "/imports/new", {"file": file}, headers={"Accept": "application/json"}
    )

    assert answer.status_code == 422
    assert "picture.png" in answer.json()["title"]


def test_every_fault_of_a_line_is_told_not_its_first_alone(
    enter: Enter, worker: list[dict[str, Any]]
) -> None:
    client = enter(a_user("溫若梅"))
    address = brought(client, (LINES[0], "K7,林志遠,0912345318,1990/02/31,x"))
    cells = dict(enumerate(("external_id", "name", "phones", "birth_on", "status")))
    form = {f"cell-{place}": column for place, column in cells.items()}
    client.post(f"{address}/mapping", {**form, "mode": "create_and_update"})
    run(worker)

    tried = said(client, address)

    assert "<mark>x</mark>" in tried
    assert "<mark>1990/02/31</mark>" in tried
    assert tried.count('<td class="num ink-2">2</td>') == 2


def test_the_list_of_imports_says_who_brought_a_file_and_what_stayed(enter: Enter) -> None:
    client = enter(a_user("溫若梅"))
    brought(client)

    page = said(client, "/imports")

    assert '<td class="ink-2 nowrap">溫若梅</td>' in page
    assert "未變更" in page
