"""Jobs of many lines: each is done as the operation would, or left out with its problem."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rapport.front.api import commands, jobs
from rapport.front.api.models import BulkJob, BulkLine
from rapport.front.api.reactions import hand_bulk_job_to_a_worker_when_asked
from rapport.front.cli.main import main
from rapport.kernel.access.words import Reach
from rapport.kernel.accounts import commands as accounts
from tests.front.api.caller import ROOT, Caller
from tests.makers import DICE, NOW, OPERATOR, a_customer, a_user

pytestmark = pytest.mark.django_db
NAMES = ["林志遠", "江雨潔", "Omar Haddad"]


@pytest.fixture
def caller() -> Caller:
    return Caller(a_user("歐佳玲"))


def lines(*records: Any) -> bytes:
    return b"".join(
        (each if isinstance(each, bytes) else json.dumps(each, ensure_ascii=False).encode()) + b"\n"
        for each in records
    )


def send(caller: Caller, resource: str, operation: str, content: bytes) -> Any:
    return caller.client.generic(
        "POST",
        f"{ROOT}/bulk-jobs?resource={resource}&operation={operation}",
        content,
        content_type="application/x-ndjson",
        headers=caller.headers,
    )


def done(caller: Caller, resource: str, operation: str, content: bytes) -> dict[str, Any]:
    """Send a job, do what a worker does, and return the job."""
    asked = send(caller, resource, operation, content)
    assert asked.status_code == 202, asked.content
    jobs.run_bulk_job.work(job_id=BulkJob.objects.get(uid=asked.json()["id"]).pk, now=NOW)
    shown: dict[str, Any] = caller.get(asked["Location"].removeprefix(ROOT)).json()
    return shown


def counts(job: dict[str, Any]) -> tuple[str, int, int, int]:
    return job["state"], job["total"], job["done"], job["failed"]


def people(caller: Caller) -> dict[str, dict[str, Any]]:
    items = caller.get("/customers", columns="name,occupation,version").json()["items"]
    return {item["name"]: item for item in items}


def test_many_records_are_made(caller: Caller) -> None:
    asked = send(caller, "customers", "create", lines({"kind": "person", "name": "林志遠"}))
    job = done(
        caller, "customers", "create", lines(*({"kind": "person", "name": n} for n in NAMES[1:]))
    )

    assert (asked.json()["state"], asked.json()["share_done"]) == ("waiting", 0)
    assert counts(job) == ("done", 2, 2, 0)
    assert set(people(caller)) == set(NAMES[1:])
    assert set(BulkLine.objects.filter(job__uid=job["id"]).values_list("text", flat=True)) == {""}


def test_a_line_that_is_refused_changes_nothing_and_stops_no_other(caller: Caller) -> None:
    job = done(
        caller,
        "customers",
        "create",
        lines(
            {"kind": "person", "name": "林志遠"},
            {"kind": "robot", "name": "R2"},
            b"{not json",
            b"[1]",
            {"kind": "person", "name": "江雨潔", "phones": [{"value": "12"}], "owner_id": 1},
            {"kind": "person", "name": "Omar Haddad"},
        ),
    )
    errors = caller.get(f"/bulk-jobs/{job['id']}/errors", limit=2).json()
    rest = caller.get(f"/bulk-jobs/{job['id']}/errors", after=errors["next"]).json()
    file = caller.get(f"/bulk-jobs/{job['id']}/errors.ndjson")

    assert counts(job) == ("done", 6, 2, 4)
    assert set(people(caller)) == {"林志遠", "Omar Haddad"}
    assert [each["line"] for each in errors["items"] + rest["items"]] == [2, 3, 4, 5]
    assert (errors["next"], rest["next"]) == ("3", None)
    assert errors["items"][0]["problem"]["code"] == "not_understood"
    assert errors["items"][1]["sent"] == "{not json"
    assert [json.loads(line)["line"] for line in file.content.splitlines()] == [2, 3, 4, 5]
    assert file["Content-Type"] == "application/x-ndjson"


def test_records_are_changed_by_their_ids_and_versions(caller: Caller) -> None:
    for name in NAMES:
        a_customer(name)
    known = people(caller)
    lin, jiang, omar = (known[name]["id"] for name in NAMES)

    job = done(
        caller,
        "customers",
        "update",
        lines(
            {"id": lin, "version": 1, "occupation": "主管"},
            {"id": jiang, "version": 9, "occupation": "主管"},
            {"id": omar, "occupation": "主管"},
            {"id": "0199e0b0-0000-7000-8000-000000000001", "occupation": "主管"},
            {"id": f"{lin}/owner"},
            {"occupation": "主管"},
        ),
    )

    errors = caller.get(f"/bulk-jobs/{job['id']}/errors").json()["items"]
    assert counts(job) == ("done", 6, 2, 4)
    codes = [each["problem"]["code"] for each in errors]
    assert codes == ["stale", "not_found", "not_understood", "not_understood"]
    assert [people(caller)[name]["occupation"] for name in NAMES] == ["主管", "", "主管"]


def test_records_are_put_by_the_key_of_another_system(caller: Caller) -> None:
    put = lines(
        {"system": "erp", "value": "4711", "kind": "person", "name": "林志遠"},
        {"system": "erp/x", "value": "1", "kind": "person", "name": "江雨潔"},
    )

    first = done(caller, "customers", "upsert", put)
    second = done(caller, "customers", "upsert", put.replace("林志遠".encode(), "林志源".encode()))

    assert counts(first) == counts(second) == ("done", 2, 1, 1)
    assert list(people(caller)) == ["林志源"]


def test_records_are_deleted(caller: Caller) -> None:
    for name in NAMES:
        a_customer(name)
    known = people(caller)

    job = done(caller, "customers", "delete", lines(*({"id": known[n]["id"]} for n in NAMES[:2])))

    assert counts(job) == ("done", 2, 2, 0)
    assert list(people(caller)) == ["Omar Haddad"]


def test_parts_are_made_below_what_they_belong_to(caller: Caller) -> None:
    a_customer("林志遠")
    lin = people(caller)["林志遠"]["id"]

    job = done(
        caller,
        "notes",
        "create",
        lines({"under": lin, "text": "Call after six."}, {"text": "Whose?"}),
    )

    assert counts(job) == ("done", 2, 1, 1)
    (note,) = caller.get(f"/customers/{lin}/notes").json()["items"]
    assert note["text"] == "Call after six."


@pytest.mark.parametrize(
    ("resource", "operation", "content", "status", "code"),
    [
        ("colleagues", "create", b"{}", 422, "bulk_unknown"),
        ("orders", "delete", b"{}", 422, "bulk_unknown"),
        ("tokens", "create", b"{}", 422, "bulk_unknown"),
        ("nothing", "create", b"{}", 422, "bulk_unknown"),
        ("customers", "purge", b"{}", 422, "not_understood"),
        ("customers", "create", b"", 422, "lines_missing"),
        ("customers", "create", b" \n\n", 422, "lines_missing"),
        ("customers", "create", b"\xff\xfe{}", 422, "lines_not_text"),
        ("customers", "create", b'{"a": "\x00"}', 422, "lines_not_text"),
        ("customers", "create", b"{}\n" * 10_001, 413, "too_large"),
    ],
)
def test_a_job_that_cannot_be_is_refused_whole(
    caller: Caller, resource: str, operation: str, content: bytes, status: int, code: str
) -> None:
    refused = send(caller, resource, operation, content)

    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert (BulkJob.objects.count(), BulkLine.objects.count()) == (0, 0)


def test_a_job_may_do_what_its_sender_may() -> None:
    boyu = a_user("陳柏宇", reach=Reach.OWN)
    a_customer("林志遠", owner=boyu)
    a_customer("江雨潔")
    every = people(Caller(a_user("歐佳玲")))
    content = lines(*({"id": each["id"], "occupation": "主管"} for each in every.values()))
    reads = Caller(boyu, scopes=["bulk-jobs:write", "customers:read"])

    job = done(Caller(boyu), "customers", "update", content)

    assert counts(job) == ("done", 2, 1, 1)
    refused = send(reads, "customers", "update", content)
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    assert send(Caller(boyu, scopes=["customers:write"]), "customers", "update", content).json()[
        "details"
    ] == {"scope": "bulk-jobs:write"}


def test_a_job_of_a_narrowed_token_stays_narrow() -> None:
    olga = a_user("歐佳玲")
    a_customer("林志遠", owner=olga)
    a_customer("江雨潔")
    every = people(Caller(olga))
    content = lines(*({"id": each["id"], "occupation": "主管"} for each in every.values()))
    own = Caller(olga, scopes=["bulk-jobs:write", "customers:write:own"])

    job = done(own, "customers", "update", content)

    assert counts(job) == ("done", 2, 1, 1)
    assert people(Caller(olga))["江雨潔"]["occupation"] == ""


def test_a_job_whose_token_ended_meanwhile_does_nothing(caller: Caller) -> None:
    asked = send(caller, "customers", "create", lines({"kind": "person", "name": "林志遠"}))
    job = BulkJob.objects.get(uid=asked.json()["id"])
    token = caller.get("/tokens").json()["items"][0]["id"]
    other = Caller(a_user("陳柏宇"))
    accounts.end_token(token_uid=token, actor=OPERATOR, now=NOW)

    commands.run_bulk_job(job_id=job.pk, now=NOW)

    job.refresh_from_db()
    assert (job.state, job.done, job.failed) == ("failed", 0, 0)
    assert people(other) == {}


def test_the_job_of_another_is_not_there(caller: Caller) -> None:
    job = done(caller, "customers", "create", lines({"kind": "robot"}))
    other = Caller(a_user("陳柏宇"))

    for part in ("", "/errors", "/errors.ndjson"):
        assert other.get(f"/bulk-jobs/{job['id']}{part}").status_code == 404
    assert other.get("/bulk-jobs").json()["items"] == []
    assert [each["id"] for each in caller.get("/bulk-jobs").json()["items"]] == [job["id"]]


def test_a_job_goes_on_after_its_last_hundred_and_repeats_nothing(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands.bulk_jobs, "CHUNK", 2)
    content = lines(*({"kind": "person", "name": f"Customer {n}"} for n in range(5)))
    asked = send(caller, "customers", "create", content)
    key = BulkJob.objects.get(uid=asked.json()["id"]).pk
    inside = commands.bulk_jobs._inside(BulkJob.objects.get(pk=key), None, NOW)
    way = commands.bulk_jobs.way_of("customers", "create")
    assert inside is not None and way is not None

    commands.bulk_jobs._do_some(key, way, inside)
    half = caller.get(f"/bulk-jobs/{asked.json()['id']}").json()
    jobs.run_bulk_job.work(job_id=key, now=NOW)
    jobs.run_bulk_job.work(job_id=key, now=NOW)

    assert (half["state"], half["done"], half["share_done"]) == ("running", 2, 0.4)
    assert caller.get("/customers/count", exact="true").json()["count"] == 5


def test_what_was_sent_is_forgotten_after_thirty_days(caller: Caller) -> None:
    done(caller, "customers", "create", lines({"kind": "robot"}))

    jobs.forget_old_bulk_lines.work(NOW + jobs.LINES_KEPT_FOR)
    assert BulkLine.objects.count() == 1
    jobs.forget_old_bulk_lines.work(NOW + jobs.LINES_KEPT_FOR * 2)
    assert BulkLine.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_command_line_does_the_same(
    caller: Caller, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    file, errors = tmp_path / "people.ndjson", tmp_path / "errors.ndjson"
    file.write_bytes(lines({"kind": "person", "name": "林志遠"}, {"kind": "robot"}))

    code = main(["bulk", "create", "customers", str(file), "--errors", str(errors), "--json"])

    result = json.loads(capsys.readouterr().out)
    assert (code, result["done"], result["failed"]) == (0, 1, 1)
    assert json.loads(errors.read_text())["line"] == 2
    assert list(people(caller)) == ["林志遠"]


@pytest.mark.parametrize("by_worker", [True, False])
def test_a_worker_is_given_what_the_command_line_does_not_do_itself(
    monkeypatch: pytest.MonkeyPatch, by_worker: bool
) -> None:
    given: list[dict[str, Any]] = []
    monkeypatch.setattr(type(jobs.run_bulk_job), "defer", lambda job, **more: given.append(more))
    asked = commands.ask_bulk_job(
        resource="customers",
        operation="create",
        lines=["{}"],
        by_worker=by_worker,
        actor=OPERATOR,
        now=NOW,
        rng=DICE,
    )

    hand_bulk_job_to_a_worker_when_asked(asked, now=NOW)

    assert [each["job_id"] for each in given] == ([asked.job_id] if by_worker else [])
