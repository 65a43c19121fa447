"""The audit searched, stuck work mended, health told: as pages, by those who may."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any
from urllib.parse import unquote_plus

import pytest
from django.db import connection
from django.test import Client

from rapport.front.admin import auditing, health
from rapport.front.admin.deeds import DEEDS
from rapport.kernel.access.words import Reach
from rapport.kernel.audit import commands as audit
from rapport.kernel.audit.queries import Search, entries
from rapport.kernel.entities.rows import Change
from rapport.kernel.errors import NotAllowed
from rapport.kernel.events.declare import kinds
from rapport.kernel.mail import commands as mail
from rapport.kernel.mail.words import NewMail
from tests.front.desk.conftest import Enter
from tests.makers import DICE, NOW, OPERATOR, a_customer, a_firm, a_user

pytestmark = pytest.mark.django_db
AUDIT, WORK, HEALTH = (f"/administration/{name}" for name in ("audit", "work", "health"))
LANE = {"aggregate": "parties.party:17", "reaction": "interactions.enter_when_note_is_added"}
PARK_LANE = """insert into lane (aggregate, reaction, told_seq, done_seq, due_at, attempts,
  stuck_seq, parked_at, error)
values (%s, %s, 5, 2, 'infinity', 6, 3, %s, 'OperationalError')"""
PARK_JOB = """insert into procrastinate_jobs (queue_name, task_name, args, status, attempts)
values ('default', 'jobs.probe', '{"word": "x"}', 'failed', 6) returning id"""


def pressed(client: Client, address: str, **form: Any) -> Any:
    return client.post(address, form, headers={"HX-Request": "true"})


def said(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()[:800]
    return answer.content.decode()


def value(sql: str, *params: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        row = cursor.fetchone() if cursor.description else None
    return row[0] if row else None


def test_the_audit_page_tells_who_changed_what(enter: Enter) -> None:
    olga = a_user("Olga Petrova")
    change = Change("occupation", "Teacher", "Headmistress")
    audit.record(
        "parties.customer_changed.v1",
        entity="parties.party",
        row_id=17,
        changes=[change],
        actor=olga,
        now=NOW,
    )

    page = said(enter(), f"{AUDIT}?entity=parties.party&row=17")

    assert "Olga Petrova" in page and "變更客戶" in page
    assert "Teacher</s>" in page and "Headmistress" in page


def test_rows_of_the_kernel_speak_words_in_the_audit_too(enter: Enter) -> None:
    for entity, change in (
        ("imports.import", Change("state", "staging", "dry_run")),
        ("imports.import", Change("staged_rows", None, 47)),
        ("access.role", Change("parties.view", "none", "team")),
    ):
        audit.record("a.b", entity=entity, row_id=1, changes=[change], actor=OPERATOR, now=NOW)

    page = said(enter(), AUDIT)

    assert "讀取中</s>" in page and "dry_run" not in page
    assert "staged_rows</span>" not in page and "staged_rows&quot;" in page
    assert "本隊" in page or "團隊" in page


def test_the_audit_is_found_by_person_deed_kind_and_day() -> None:
    olga = a_user("Olga")
    for at, deed in ((NOW - timedelta(days=2), "a.b"), (NOW, "imports.exported")):
        audit.record(deed, entity="parties.party", actor=olga, now=at)

    def names(**asked: str) -> list[str]:
        page = auditing.found({"who": str(olga.user_id), **asked}, actor=OPERATOR)
        return [one.entry.name for one in page.shown]

    assert names() == ["imports.exported", "a.b"]
    assert names(deed="a.b") == ["a.b"]
    assert names(since="2026-11-20", until="2026-11-20") == ["imports.exported"]
    assert names(until="2026-11-19") == ["a.b"]
    assert names(entity="access.team") == []
    assert names(since="yesterday", row="x'", before="no~no") == ["imports.exported", "a.b"]


def test_older_entries_follow_without_a_gap_or_a_repeat() -> None:
    a_firm()
    for _ in range(auditing.AT_ONCE + 7):
        audit.record("tests.done", entity="tests.thing", row_id=1, actor=OPERATOR, now=NOW)

    first = auditing.found({"entity": "tests.thing"}, actor=OPERATOR)
    before = re.search(r"before=([^&]+)", first.older)
    assert before is not None
    second = auditing.found(
        {"entity": "tests.thing", "before": unquote_plus(before[1])}, actor=OPERATOR
    )

    ids = [one.entry.id for one in (*first.shown, *second.shown)]
    assert len(ids) == len(set(ids)) == auditing.AT_ONCE + 7
    assert ids == sorted(ids, reverse=True)
    assert second.older == ""


def test_only_who_may_search_the_audit_sees_it(enter: Enter) -> None:
    client = enter(a_user("Ben", grants={"access.see_health": Reach.ALL}))

    assert client.get(AUDIT).status_code == 403
    assert client.get(WORK).status_code == 200
    assert AUDIT not in client.get("/administration/").content.decode()


def test_every_event_of_the_house_has_words_in_the_audit() -> None:
    told = {kind.wire_name for kind in kinds() if not kind.wire_name.startswith("tests.")}

    assert sorted(told - set(DEEDS)) == []


@pytest.mark.parametrize(("deed", "done"), [("replay", 2), ("skipping", 3)])
def test_a_parked_reaction_is_tried_again_or_leaves_its_event_out(
    enter: Enter, deed: str, done: int
) -> None:
    client = enter()
    value(PARK_LANE, *LANE.values(), NOW)
    assert "OperationalError" in said(client, WORK)

    answer = pressed(client, f"{WORK}/reactions/{deed}", **LANE)

    assert answer.status_code == 204
    assert value("select done_seq from lane where parked_at is null") == done
    assert "OperationalError" not in said(client, WORK)
    assert pressed(client, f"{WORK}/reactions/{deed}", **LANE).status_code == 404
    names = {entry.name for entry in entries(Search(), actor=OPERATOR)}
    assert {"events.reaction_replayed", "events.reaction_skipped"} & names


@pytest.mark.parametrize(("deed", "state"), [("replay", "todo"), ("cancellation", "cancelled")])
def test_a_parked_job_is_tried_again_or_cancelled(enter: Enter, deed: str, state: str) -> None:
    client = enter()
    job = value(PARK_JOB)
    assert "jobs.probe" in said(client, WORK)

    answer = pressed(client, f"{WORK}/jobs/{deed}", job=job)

    assert answer.status_code == 204
    assert value("select status::text from procrastinate_jobs where id = %s", job) == state
    assert pressed(client, f"{WORK}/jobs/{deed}", job=job).status_code == 404
    assert pressed(client, f"{WORK}/jobs/{deed}", job="x").status_code == 422


def test_who_may_only_look_is_offered_no_deed_and_refused_one(enter: Enter) -> None:
    client = enter(a_user("Ben", grants={"access.see_health": Reach.ALL}))
    value(PARK_LANE, *LANE.values(), NOW)
    job = value(PARK_JOB)

    page = said(client, WORK)
    refused = [
        pressed(client, f"{WORK}/reactions/replay", **LANE),
        pressed(client, f"{WORK}/reactions/skipping", **LANE),
        pressed(client, f"{WORK}/jobs/replay", job=job),
        pressed(client, f"{WORK}/jobs/cancellation", job=job),
    ]

    assert "hx-post" not in page.partition('id="main"')[2].partition("</main>")[0]
    assert [answer.status_code for answer in refused] == [403] * 4
    assert value("select count(*) from lane where parked_at is not null") == 1
    assert value("select status::text from procrastinate_jobs where id = %s", job) == "failed"


def test_health_says_what_is_not_well_and_what_to_do(enter: Enter) -> None:
    client = enter()
    value(PARK_JOB)

    findings = {one.name: one for one in health.examine(actor=OPERATOR, now=NOW)}
    page = said(client, HEALTH)

    assert set(findings) == set(health.LABELS)
    assert findings["database"].is_well and not findings["jobs"].is_well
    assert "停住的背景工作" in page and "請看「管理」" in page
    with pytest.raises(NotAllowed):
        next(health.examine(actor=a_user("Olga", grants={}), now=NOW))


def test_prometheus_is_told_what_waits_by_who_may_see_health(enter: Enter) -> None:
    watcher = enter(a_user("Ben", grants={"access.see_health": Reach.ALL}))
    other = enter(a_user("Olga", grants={}))
    value(PARK_JOB)

    answer = watcher.get("/administration/metrics")
    lines = dict(
        line.rsplit(" ", 1) for line in answer.content.decode().splitlines() if line[0] != "#"
    )

    assert answer["Content-Type"].startswith("text/plain; version=")
    assert float(lines["rapport_jobs_parked"]) == 1
    assert float(lines["rapport_database_bytes"]) > 1_000_000
    assert other.get("/administration/metrics").status_code == 403


def test_health_tells_of_mail_that_does_not_leave_the_house() -> None:
    def found() -> health.Finding:
        return next(f for f in health.examine(actor=OPERATOR, now=NOW) if f.name == "mail")

    a_firm()
    assert found().is_well
    letter = NewMail("lin@example.com", "", "Hello", "Hello.")
    queued = mail.queue_mail(mail=letter, actor=OPERATOR, now=NOW, rng=DICE)
    mail.carry_mail(mail_id=queued.mail_id, actor=OPERATOR, now=NOW)
    assert not found().is_well
    assert found().details["kept"] == 1


def test_health_knows_when_the_last_backup_was(tmp_path: Any, settings: Any) -> None:
    a_firm()
    settings.HOME = tmp_path
    file = tmp_path / "all.rapport"
    file.write_bytes(b"whole")

    def backup(days: int) -> health.Finding:
        now = NOW + timedelta(days=days)
        return next(f for f in health.examine(actor=OPERATOR, now=now) if f.name == "backup")

    assert [backup(days).is_well for days in (1, 8)] == [True, False]
    health.note_backup(file, now=NOW + timedelta(days=8))
    assert [backup(days).is_well for days in (9, 14, 15)] == [True, True, False]
    assert json.loads((tmp_path / health.BACKUP_NOTE).read_text())["bytes"] == 5


def test_the_home_says_what_needs_somebody(enter: Enter) -> None:
    client = enter()
    a_customer()
    value(PARK_LANE, *LANE.values(), NOW)

    page = said(client, "/administration/")

    assert "有 1 項等人處理" in page


def test_of_rows_out_of_reach_the_audit_tells_not_what_was_done(enter: Enter) -> None:
    ben = a_user("Ben", grants={"audit.search": Reach.ALL, "parties.view": Reach.OWN})
    mine, far = a_customer("Maria Santos", owner=ben), a_customer("Omar Haddad")

    shown = {
        entry.row_id: entry
        for entry in entries(Search(name="parties.customer_created.v1"), actor=ben)
    }
    page = said(enter(ben), AUDIT)

    assert any("Maria Santos" in map(str, change) for change in shown[mine].changes)
    assert (shown[far].changes, shown[far].details, shown[far].is_hidden) == ((), {}, True)
    assert "Maria Santos" in page and "Omar Haddad" not in page
