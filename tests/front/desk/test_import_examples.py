"""The wizard says beforehand what a cell becomes, and which values an update replaces."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from rapport.kernel.access.models import Grant
from rapport.kernel.access.words import Reach
from tests.front.desk.conftest import Enter
from tests.front.desk.test_bulk import values
from tests.front.desk.test_imports import brought, run
from tests.front.desk.test_pages import said
from tests.makers import a_customer, a_user

pytestmark = pytest.mark.django_db(transaction=True)
LINES = (
    "會員編號,姓名,手機,生日,備註2",
    "K1,林志遠,0912-345-678,1979/03/14,x",
    "K2,江雨潔,,03/04/1990,y",
)
KEY = [("import", "K1")]
COLUMNS = ("external_id", "name", "phones", "birth_on", "")
Given = list[dict[str, Any]]


def matching(columns: tuple[str, ...] = COLUMNS, **more: str) -> dict[str, str]:
    return {f"cell-{place}": column for place, column in enumerate(columns)} | more


def tried(client: Client, lines: tuple[str, ...], given: Given) -> str:
    """Bring a file, match it and let the dry run happen; return the import's address."""
    address = brought(client, lines)
    client.post(f"{address}/mapping", {**matching(), "mode": "create_and_update"})
    run(given)
    return address


def test_each_column_shows_an_example_and_what_it_becomes(enter: Enter) -> None:
    client = enter(a_user("溫若梅"))

    page = said(client, brought(client, LINES))

    assert '<code class="raw">0912-345-678</code>' in page
    assert "<span>+886 912 345 678</span>" in page
    assert page.count('<span class="tag line">不匯入</span>') == 1


def test_what_it_becomes_follows_the_choices_before_they_are_kept(enter: Enter) -> None:
    client = enter(a_user("溫若梅"))
    address = brought(client, LINES)

    open_ = said(client, f"{address}/examples", data=matching())
    day_first = said(client, f"{address}/examples", data=matching(order="dmy"))
    as_text = said(
        client, f"{address}/examples", data=matching(("external_id", "name", "occupation"))
    )

    assert "可能是兩個" in open_
    assert "<span>1990/04/03</span>" in day_first
    assert "<span>0912-345-678</span>" in as_text
    assert 'id="becomes-2" class="examples" hx-swap-oob="true"' in as_text


def test_a_file_without_a_key_says_so_before_anything_is_tried(enter: Enter) -> None:
    client = enter(a_user("溫若梅"))
    address = brought(client, ("姓名,生日", "林志遠,1979/03/14"))

    page = said(client, address)
    mended = said(client, f"{address}/examples", data={"cell-0": "external_id", "cell-1": "name"})

    assert "已經在這裡的會再建一次" in page
    assert "已經在這裡的會再建一次" not in mended


def test_the_dry_run_shows_old_and_new_values_and_writes_nothing(
    enter: Enter, worker: Given
) -> None:
    a_customer("林志遠", phones=["02 2345 6789"], occupation="x", external_ids=KEY)
    client = enter(a_user("溫若梅"))
    lines = (LINES[0], "K1,林大同,0912-345-678,1979/03/14,x")

    address = tried(client, lines, worker)
    page = said(client, address)

    assert 'u-old">林志遠</td>' in page
    assert "林大同</td>" in page
    assert 'u-old">02-2345-6789</td>' in page
    assert "02-2345-6789，0912-345-678</td>" in page
    assert values("name") == ["林志遠"]


def test_after_the_writing_the_table_still_says_what_was(enter: Enter, worker: Given) -> None:
    a_customer("林志遠", external_ids=KEY)
    client = enter(a_user("溫若梅"))
    address = tried(client, (LINES[0], "K1,林大同,0912-345-678,1979/03/14,x"), worker)

    client.post(f"{address}/application")
    run(worker)

    page = said(client, address)
    assert values("name") == ["林大同"]
    assert 'u-old">林志遠</td>' in page
    assert "ink-2 u-line" not in page


def test_a_field_that_the_reader_may_not_see_is_not_told(enter: Enter, worker: Given) -> None:
    a_customer("林志遠", external_ids=KEY, birth_on=date(1970, 1, 1))
    reader = a_user("溫若梅", denied=["parties.party.birth_on"])
    client = enter(reader)

    page = said(client, tried(client, (LINES[0], "K1,林大同,,1979/03/14,x"), worker))

    assert 'u-old">林志遠</td>' in page
    assert "1970" not in page
    assert "1979" not in page


def test_of_a_record_out_of_reach_nothing_is_told(enter: Enter, worker: Given) -> None:
    a_customer("林志遠", external_ids=KEY)
    reader = a_user("溫若梅")
    client = enter(reader)
    address = tried(client, (LINES[0], "K1,林大同,,1979/03/14,x"), worker)
    Grant.objects.filter(permission="parties.view").update(reach=Reach.OWN)

    page = said(client, address)

    assert "林志遠" not in page
    assert "這裡無法顯示變更的內容。" in page
