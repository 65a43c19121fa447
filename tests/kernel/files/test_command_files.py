"""Files kept whole, shared by content, opened by who may, and gone when purged."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test import RequestFactory

from rapport.kernel.access.actor import NOBODY, SYSTEM, Actor
from rapport.kernel.access.words import Reach
from rapport.kernel.errors import NotAllowed, NotFound
from rapport.kernel.files import commands, contents, declare, queries
from rapport.kernel.files.models import StoredFile
from rapport.kernel.files.web.downloads import download_of
from rapport.kernel.files.web.views import download_file
from rapport.kernel.web.problems import SignInNeeded
from tests.conftest import NOW
from tests.kernel.files.conftest import KEEP

pytestmark = pytest.mark.django_db
LETTER = b"name,phone\nLin,0912\n" * 1000
OMAR = Actor(kind="user", name="Omar", user_id=99, reach={KEEP: Reach.OWN})


def store(content: bytes = LETTER, *, name: str = "letter.csv", actor: Actor = SYSTEM) -> UUID:
    uid = uuid4()
    commands.store_file(
        source=io.BytesIO(content),
        name=name,
        kind="tests.letter",
        file_uid=uid,
        actor=actor,
        now=NOW,
    )
    return uid


def on_disk(home: Path) -> list[Path]:
    return sorted(path for path in (home / "files").rglob("*") if path.is_file())


def test_a_file_is_kept_by_its_content_and_read_back(home: Path, kind: str) -> None:
    uid = store(name="../客戶\u202e.csv")

    opened = queries.open_file(uid, actor=SYSTEM)
    with opened.content as content:
        read = content.read()
    digest = sha256(LETTER).hexdigest()

    assert read == LETTER
    card = opened.card
    assert (card.name, card.content_type, card.size) == ("客戶.csv", "text/csv", len(LETTER))
    assert on_disk(home) == [home / "files" / digest[:2] / digest[2:4] / digest]
    assert on_disk(home)[0].stat().st_mode & 0o777 == 0o600


def test_storing_tells_ids_and_sizes_and_no_name(home: Path, kind: str) -> None:
    told = commands.store_file(
        source=io.BytesIO(LETTER), name="Maria.csv", kind=kind, file_uid=uuid4(),
        actor=SYSTEM, now=NOW,
    )  # fmt: skip

    assert (told.kind, told.size, told.content_type) == (kind, len(LETTER), "text/csv")
    assert "Maria" not in repr(told)


def test_two_files_of_one_content_share_it_until_the_last_is_purged(
    home: Path, kind: str, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    first, second = store(), store()
    shared = on_disk(home)

    with django_capture_on_commit_callbacks(execute=True):
        commands.purge_file(file_uid=first, actor=SYSTEM, now=NOW)
    after_one = on_disk(home)
    with django_capture_on_commit_callbacks(execute=True):
        told = commands.purge_file(file_uid=second, actor=SYSTEM, now=NOW)

    assert (len(shared), after_one) == (1, shared)
    assert on_disk(home) == []
    assert told.file_id == StoredFile.objects.get(uid=second).pk
    assert set(StoredFile.objects.values_list("name", "sha256")) == {("", None)}


def test_a_purged_file_is_not_there_and_cannot_be_purged_again(home: Path, kind: str) -> None:
    uid = store()
    commands.purge_file(file_uid=uid, actor=SYSTEM, now=NOW)

    with pytest.raises(NotFound):
        queries.open_file(uid, actor=SYSTEM)
    with pytest.raises(commands.FileAlreadyPurged):
        commands.purge_file(file_uid=uid, actor=SYSTEM, now=NOW)


def test_only_who_may_opens_a_file(home: Path, kind: str) -> None:
    uid = store()

    with pytest.raises(NotFound):
        queries.file_card(uid, actor=OMAR)
    with pytest.raises(NotFound):
        queries.file_card(uuid4(), actor=SYSTEM)
    declare._kinds[kind] = declare.Kind(kind, KEEP, lambda card, actor: actor is OMAR)

    assert queries.file_card(uid, actor=OMAR).uid == uid


def test_who_may_not_store_leaves_nothing_behind(home: Path, kind: str) -> None:
    nobody = Actor(kind="user", name="x", user_id=7)

    with pytest.raises(NotAllowed):
        store(actor=nobody)
    with pytest.raises(declare.FileKindUnknown):
        commands.store_file(
            source=io.BytesIO(b""), name="", kind="none", file_uid=uuid4(), actor=SYSTEM, now=NOW
        )

    assert not (home / "files").exists()
    assert StoredFile.objects.count() == 0


def test_who_may_not_purge_changes_nothing(home: Path, kind: str) -> None:
    uid = store()

    with pytest.raises(NotAllowed):
        commands.purge_file(file_uid=uid, actor=Actor(kind="user", name="x", user_id=7), now=NOW)

    assert queries.file_card(uid, actor=SYSTEM).name == "letter.csv"
    assert len(on_disk(home)) == 1


class Broken(io.RawIOBase):
    """A source that ends in the middle, as an interrupted upload does."""

    def __init__(self, fault: OSError) -> None:
        self._fault, self._pieces = fault, [b"x" * 1000]

    def read(self, size: int = -1) -> bytes:
        if self._pieces:
            return self._pieces.pop()
        raise self._fault


def test_a_source_that_breaks_leaves_no_file_and_no_row(home: Path, kind: str) -> None:
    for fault, expected in (
        (OSError(errno.ENOSPC, "full"), contents.NoRoomForFiles),
        (ConnectionResetError("gone"), ConnectionResetError),
    ):
        with pytest.raises(expected):
            commands.store_file(
                source=Broken(fault), name="a", kind=kind, file_uid=uuid4(), actor=SYSTEM, now=NOW
            )  # fmt: skip

    assert on_disk(home) == []
    assert StoredFile.objects.count() == 0


def test_what_a_rollback_left_is_swept_and_what_is_used_or_young_stays(
    home: Path, kind: str
) -> None:
    kept = store(b"kept")
    with pytest.raises(RuntimeError), transaction.atomic():
        store(b"lost")
        raise RuntimeError
    (home / "files/arriving/dead").write_bytes(b"half")
    young = store(b"young")
    StoredFile.objects.filter(uid=young).delete()
    for path in on_disk(home):
        if path.read_bytes() != b"young":
            os.utime(path, (1, 1))
        else:
            os.utime(path, (NOW.timestamp(), NOW.timestamp()))

    swept = commands.sweep_contents(now=NOW)

    assert swept == 1
    assert sorted(path.read_bytes() for path in on_disk(home)) == [b"kept", b"young"]
    assert queries.file_card(kept, actor=SYSTEM).size == 4


def test_a_content_that_vanished_is_said_so(home: Path, kind: str) -> None:
    uid = store()
    on_disk(home)[0].unlink()

    with pytest.raises(contents.ContentMissing):
        queries.open_file(uid, actor=SYSTEM)


def test_a_download_cannot_run_in_the_browser_and_has_ranges(home: Path, kind: str) -> None:
    uid = store(b"<html><script>alert(1)</script>" + b"x" * 500, name="page.html")

    whole = download_of(queries.open_file(uid, actor=SYSTEM))
    part = download_of(queries.open_file(uid, actor=SYSTEM), asked_range="bytes=100-199")

    assert whole["Content-Disposition"] == 'attachment; filename="page.html"'
    assert whole["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (whole["Content-Length"], len(whole.getvalue())) == ("531", 531)
    assert (part.status_code, part["Content-Range"]) == (206, "bytes 100-199/531")
    assert part.getvalue() == b"x" * 100
    whole.close()
    part.close()


def test_the_door_gives_a_file_to_who_is_signed_in_and_may_open_it(home: Path, kind: str) -> None:
    uid = store()
    request: Any = RequestFactory().get(f"/files/{uid}", headers={"Range": "bytes=0-3"})
    request.actor = SYSTEM

    answer = download_file(request, uid)

    assert (answer.status_code, answer.getvalue()) == (206, LETTER[:4])
    request.actor = OMAR
    with pytest.raises(NotFound):
        download_file(request, uid)
    request.actor = NOBODY
    with pytest.raises(SignInNeeded):
        download_file(request, uid)
    answer.close()


@pytest.mark.django_db(transaction=True)
def test_storing_and_purging_one_content_at_once_never_loses_it(home: Path, kind: str) -> None:
    def store_and_purge() -> None:
        for _ in range(15):
            uid = store()
            queries.open_file(uid, actor=SYSTEM).content.close()
            commands.purge_file(file_uid=uid, actor=SYSTEM, now=NOW)
        connection.close()

    with ThreadPoolExecutor(4) as pool:
        for run in [pool.submit(store_and_purge) for _ in range(4)]:
            run.result()

    assert on_disk(home) == []
    assert StoredFile.objects.exclude(purged_at=NOW).count() == 0
