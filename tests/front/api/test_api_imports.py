"""Files brought by the interface: looked at, written, taken back by a worker."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from rapport.kernel.access.permissions import permissions
from rapport.kernel.access.words import Reach
from rapport.kernel.imports import jobs
from tests.front.api.caller import ROOT, Caller
from tests.makers import NOW, a_customer, a_user

pytestmark = pytest.mark.django_db(transaction=True)
LINES = """external_id,name,phones,birth_on
K1,林志遠,0912345318,1979-03-14
K2,江雨潔,0922118330,1990-02-31
K3,,0933218604,1988-08-08
"""


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Catch what is given to a worker."""
    given: list[dict[str, Any]] = []
    monkeypatch.setattr(
        type(jobs.run_import_step), "defer", lambda self, **arguments: given.append(arguments)
    )
    return given


@pytest.fixture
def caller() -> Caller:
    return Caller(a_user("歐佳玲"))


def work(given: list[dict[str, Any]]) -> None:
    """Do what a worker would do."""
    step = given.pop()
    step.pop("only_once")
    jobs.run_import_step.work(**step, now=NOW)


def bring(caller: Caller, lines: str = LINES, *, key: str = "", **form: str) -> Any:
    file = SimpleUploadedFile("customers.csv", lines.encode())
    headers = {**caller.headers, **({"Idempotency-Key": key} if key else {})}
    return caller.client.post(f"{ROOT}/imports", {"file": file, **form}, headers=headers)


def test_a_file_is_brought_tried_written_and_taken_back(
    caller: Caller, worker: list[dict[str, Any]]
) -> None:
    made = bring(caller, mapping="customers")
    place = made["Location"].removeprefix(ROOT)
    work(worker)
    tried = caller.get(place).json()
    errors = caller.get(f"{place}/errors").json()
    begun = caller.post(f"{place}/application")
    work(worker)
    written = caller.get(place).json()
    undone = caller.post(f"{place}/undo")
    work(worker)

    assert (made.status_code, made.json()["state"]) == (201, "mapped")
    assert tried["state"] == "dry_run" and tried["read"] == 3
    assert tried["counts"]["created"] == 1 and tried["counts"]["failed"] == 2
    assert [line["line"] for line in errors["items"]] == [3, 4]
    assert all(line["because"] for line in errors["items"])
    assert (begun.status_code, undone.status_code) == (202, 202)
    assert (written["state"], written["share_done"]) == ("applied", 1.0)
    assert caller.get(place).json()["undone"] == {"taken_back": 1, "kept": 0}
    assert caller.get("/customers/count").json()["count"] == 0


def test_without_a_dry_run_the_file_is_written_at_once(
    caller: Caller, worker: list[dict[str, Any]]
) -> None:
    bring(caller, mapping="customers", dry_run="false")

    work(worker)

    assert caller.get("/customers/count").json()["count"] == 1
    (item,) = caller.get("/imports").json()["items"]
    assert (item["state"], item["file"]) == ("applied", "customers.csv")


def test_a_file_that_is_brought_again_under_its_key_is_one_import(
    caller: Caller, worker: list[dict[str, Any]]
) -> None:
    first = bring(caller, mapping="customers", dry_run="false", key="k-1")
    work(worker)
    again = bring(caller, mapping="customers", dry_run="false", key="k-1")
    others = [
        bring(caller, LINES + "K4,Ben,,\n", mapping="customers", dry_run="false", key="k-1"),
        bring(caller, mapping="customers", dry_run="true", key="k-1"),
        bring(caller, mapping="products", dry_run="false", key="k-1"),
    ]
    elsewhere = bring(Caller(a_user("陳柏宇")), mapping="customers", key="k-1")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again["Location"] == first["Location"]
    assert again.json()["state"] == "applied"
    assert [answer.status_code for answer in others] == [409, 409, 409]
    assert {answer.json()["code"] for answer in others} == {"request_key_taken"}
    assert elsewhere.json()["id"] != first.json()["id"]
    assert len(caller.get("/imports").json()["items"]) == 2
    assert caller.get("/customers/count").json()["count"] == 1


def test_missing_columns_are_told_by_a_mapping(
    caller: Caller, worker: list[dict[str, Any]]
) -> None:
    made = bring(caller, LINES.replace("external_id,name,phones", "qq,ww,zz"), what="customers")
    place = made["Location"].removeprefix(ROOT)
    body = {"columns": {"external_id": ["qq"], "name": ["ww"], "phones": ["zz"]}}

    missing = caller.send("PUT", f"{place}/mapping", {"columns": {"birth_on": ["birth_on"]}})
    told = caller.send("PUT", f"{place}/mapping", {**body, "remember_as": "from the shop"})
    work(worker)

    assert (made.json()["state"], worker) == ("uploaded", [])
    assert (missing.status_code, missing.json()["code"]) == (422, "key_missing")
    assert told.status_code == 202
    assert caller.get(place).json()["mapping"] == "from the shop"
    assert caller.get(place).json()["counts"]["created"] == 1


def test_old_and_new_values_are_told_before_they_are_written(
    caller: Caller, worker: list[dict[str, Any]]
) -> None:
    a_customer("林志遠", external_ids=[("import", "K1")], occupation="x")
    lines = "external_id,name,birth_on\nK1,林大同,1979-03-14\n"
    place = bring(caller, lines, mapping="customers")["Location"].removeprefix(ROOT)
    work(worker)

    (told,) = caller.get(f"{place}/updates").json()["items"]

    assert (told["title"], told["line"]) == ("林志遠", 2)
    fields = {step["field"]: (step["before"], step["after"]) for step in told["fields"]}
    assert fields["display_name"] == ("林志遠", "林大同")
    assert fields["birth_on"] == (None, "1979-03-14")


def test_a_step_out_of_order_is_a_conflict(caller: Caller, worker: list[dict[str, Any]]) -> None:
    place = bring(caller, mapping="customers")["Location"].removeprefix(ROOT)

    answers = [caller.post(f"{place}/application"), caller.post(f"{place}/undo")]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert answers[0].json()["code"] == "import_stands_elsewhere"


def test_imports_are_paged_and_seen_by_who_brought_them(
    caller: Caller, worker: list[dict[str, Any]]
) -> None:
    for _ in range(3):
        bring(caller, mapping="customers")
    every = dict.fromkeys(permissions(), Reach.ALL)
    del every["imports.see_all"]
    other = Caller(a_user("陳柏宇", grants=every))

    first = caller.get("/imports", limit=2).json()
    second = caller.get("/imports", limit=2, after=first["next"]).json()
    place = f"/imports/{second['items'][0]['id']}"

    assert len({item["id"] for item in first["items"] + second["items"]}) == 3
    assert second["next"] is None
    assert other.get("/imports").json()["items"] == []
    hidden = [other.get(place), other.get(f"{place}/errors"), other.post(f"{place}/application")]
    assert [answer.status_code for answer in hidden] == [404, 404, 404]


def test_a_narrow_token_gets_no_more_from_the_worker(worker: list[dict[str, Any]]) -> None:
    actor = a_user("歐佳玲")
    narrow = Caller(actor, scopes=["imports.import", "catalogue.view"])
    writes = Caller(actor, scopes=["imports.import", "parties.import"])

    refused = bring(narrow, mapping="customers")
    begun = bring(writes, mapping="customers", dry_run="false")

    assert refused.status_code == 403
    assert begun.status_code == 201
    assert worker[-1]["permissions"] == ("imports.import:4", "parties.import:4")


@pytest.mark.parametrize(
    ("name", "content", "form"),
    [
        ("a.csv", b"", {}),
        ("a.xlsx", b"PK\x03\x04 no workbook", {}),
        ("a.parquet", b"PAR1", {}),
        ("a.csv", b"a,b\n1,2\n", {"mapping": "nonsense"}),
        ("a.csv", b"a,b\n1,2\n", {"mapping": "a\x00b"}),
        ("a.csv", b"a,b\n1,2\n", {"mapping": "m" * 81}),
        ("a.csv", b"a,b\n1,2\n", {"dry_run": "perhaps"}),
        ("../../etc/passwd", b"\x00" * 50, {"what": "customers"}),
    ],
)
def test_what_cannot_be_read_is_refused(
    caller: Caller, worker: list[dict[str, Any]], name: str, content: bytes, form: dict[str, str]
) -> None:
    file = SimpleUploadedFile(name, content)

    answer = caller.client.post(f"{ROOT}/imports", {"file": file, **form}, headers=caller.headers)

    assert answer.status_code in (201, 404, 422), answer.content
    assert answer.status_code != 201 or answer.json()["state"] == "uploaded"


def test_a_body_that_is_no_form_is_refused(caller: Caller) -> None:
    broken = caller.client.post(
        f"{ROOT}/imports",
        b"--x\r\nnonsense",
        content_type="multipart/form-data; boundary=x",
        headers=caller.headers,
    )
    without = caller.client.post(
        f"{ROOT}/imports", {"mapping": "customers"}, headers=caller.headers
    )

    assert broken.status_code in (400, 422)
    assert without.status_code == 422
    assert broken["Content-Type"] == without["Content-Type"] == "application/problem+json"
