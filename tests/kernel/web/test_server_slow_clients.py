"""Clients that are slow, stuck, gone or many cost no thread and a bounded amount of memory."""

from __future__ import annotations

import threading
import time

import pytest

from tests.kernel.web.trial_server import (
    HOST,
    Server,
    answer_in,
    read_all,
    read_head,
    status_in,
    wait_until,
)

pytestmark = pytest.mark.real
PART = b'--B\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'


def slowest_of(server: Server, number: int = 60) -> float:
    """Return the 95th percentile of so many list pages from four clients, in seconds."""
    times: list[float] = []

    def ask() -> None:
        for _ in range(number // 4):
            started = time.perf_counter()
            assert server.ask("GET /rows").status == 200
            times.append(time.perf_counter() - started)

    clients = [threading.Thread(target=ask) for _ in range(4)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    assert len(times) == number
    return sorted(times)[int(number * 0.95)]


def is_quiet(server: Server) -> bool:
    state = server.state()
    return state["streams_open"] == state["streams_done"] and not server.spool_files()


def test_stalled_uploads_take_no_thread(server: Server) -> None:
    alone = slowest_of(server)
    head = "POST /raw\nContent-Length: 5000000"
    stalled = [server.begin(head) for _ in range(50)]
    for connection in stalled:
        connection.sendall(b"x" * 100_000)

    beside = slowest_of(server)

    for connection in stalled:
        connection.close()
    assert beside < max(4 * alone, 2)


def test_unread_downloads_take_no_thread_and_leave_no_file(server: Server) -> None:
    unread = [server.begin("GET /download?mb=8", window=4096) for _ in range(30)]
    is_spooled = wait_until(server.spool_files)

    slowest = slowest_of(server)

    assert is_spooled
    assert slowest < 5
    for connection in unread:
        connection.close()
    assert wait_until(lambda: is_quiet(server))


def test_slow_heads_are_answered_408_and_do_not_stop_the_pages(server: Server) -> None:
    slow = [server.connect() for _ in range(100)]
    for connection in slow:
        connection.sendall(b"GET /ping HTTP/1.1\r\nHost: x\r\nX-A: ")
    silent = server.connect()

    assert slowest_of(server, 40) < 5

    answers = [status_in(read_head(connection, seconds=8)) for connection in slow]
    assert answers == [408] * 100
    assert read_head(silent, seconds=8) == b""


def test_a_stalled_body_is_answered_408_in_words(server: Server) -> None:
    connection = server.begin("POST /api/raw\nContent-Length: 5000000\nAccept-Language: en")
    connection.sendall(b"x" * 2_000_000)
    started = time.monotonic()

    answer = answer_in(read_all(connection))

    assert (answer.status, answer.json["code"]) == (408, "upload_stalled")
    assert 1.5 < time.monotonic() - started < 12


def test_an_upload_cut_in_the_middle_never_reaches_django(server: Server) -> None:
    before = server.state()
    raw = server.begin("POST /raw\nContent-Length: 5000000")
    raw.sendall(b"x" * 1_500_000)
    form = server.begin(
        "POST /upload\nContent-Type: multipart/form-data; boundary=B\nContent-Length: 9000000"
    )
    form.sendall(PART + b"x" * 4_000_000)

    assert wait_until(lambda: server.spool_files() == 2)
    raw.close()
    form.close()

    assert wait_until(lambda: not server.spool_files())
    after = server.state()
    assert [after[name] - before[name] for name in ("raw_whole", "raw_short", "uploads")] == [0] * 3
    assert not list((server.home / "up").iterdir())


def test_a_download_cut_in_the_middle_ends_its_stream(server: Server) -> None:
    connection = server.begin("GET /download?mb=64", window=8192)
    connection.recv(65536)

    connection.close()

    assert wait_until(lambda: is_quiet(server), seconds=8)


def test_many_uploads_leave_no_memory_taken(server: Server) -> None:
    body = PART + b"x" * 1_500_000 + b"\r\n--B--\r\n"
    head = (
        f"POST /upload\nContent-Type: multipart/form-data; boundary=B\nContent-Length: {len(body)}"
    )
    for _ in range(10):
        assert server.ask(head, body=body).status == 200
    before = server.resident_mb()

    for _ in range(150):
        assert server.ask(head, body=body).status == 200

    assert server.resident_mb() - before < 20
    assert not server.spool_files()


def test_all_bodies_together_take_no_more_memory_than_is_lent(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    home = tmp_path_factory.mktemp("memory")
    server = Server(home, TRIAL_LIMITS='{"memory_all": 4194304, "memory_each": 4194304}')
    server.ask("GET /rows")
    before = server.resident_mb()
    half = b"x" * 2_900_000
    try:
        stalled = [server.begin("POST /raw\nContent-Length: 3000000") for _ in range(60)]
        for connection in stalled:
            connection.sendall(half)
        wait_until(lambda: server.spool_files() >= 50)
        grown = server.resident_mb() - before

        files = server.spool_files()
        for connection in stalled:
            connection.sendall(b"x" * 100_000)
        answers = [status_in(read_head(connection)) for connection in stalled]
    finally:
        server.kill()

    # Sixty bodies of 2.9 MB would be 174 MB: 4 MB are kept in memory, the rest in files.
    assert files >= 50
    assert grown < 60
    assert answers == [200] * 60


def test_pages_that_nobody_reads_take_no_more_memory_than_is_lent(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    home = tmp_path_factory.mktemp("unread")
    server = Server(home, TRIAL_LIMITS='{"memory_all": 4194304}')
    server.ask("GET /big?kb=4000")
    before = server.resident_mb()
    try:
        unread = [server.begin("GET /big?kb=4000", window=4096) for _ in range(40)]
        wait_until(lambda: server.spool_files() >= 30)
        grown = server.resident_mb() - before
        files = server.spool_files()
        whole = read_all(unread[-1], seconds=3)
    finally:
        server.kill()

    # Forty pages of 4 MB would be 160 MB, besides what six threads hold while they make them.
    assert files >= 30
    assert grown < 80
    assert len(whole) > 4000 << 10


def test_when_no_thread_and_no_room_is_left_it_is_said_at_once(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    home = tmp_path_factory.mktemp("busy")
    few = '{"page_threads": 1, "waiting": 1, "disk": 1000000}'
    server = Server(home, TRIAL_LIMITS=few)
    try:
        busy = [server.begin("GET /slow?seconds=1.5\nConnection: close") for _ in range(2)]
        time.sleep(0.3)
        started = time.monotonic()
        page = server.ask("GET /ping\nAccept-Language: en")
        waited = time.monotonic() - started
        health = server.ask("GET /healthz").status
        upload = server.ask("POST /raw\nContent-Length: 3000000", body=b"x" * 3_000_000)
        slow = [answer_in(read_all(connection)).body for connection in busy]
    finally:
        server.kill()

    assert page.status == upload.status == 503
    assert b"Rapport is busy just now. Nothing was done; try again in a few seconds." in page.body
    assert waited < 1.2
    assert health == 200
    assert slow == [b"slow done"] * 2


def test_a_reader_that_never_reads_is_cut_off_by_the_kernel(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    home = tmp_path_factory.mktemp("stuck")
    server = Server(home, RAPPORT_UNREAD_SECONDS="3", RAPPORT_TRUSTED_PROXIES=HOST)
    word = "X-Forwarded-For: 9.9.9.9\nX-Forwarded-Proto: https"
    try:
        stuck = server.begin("GET /download?mb=24", window=4096)
        held = wait_until(lambda: server.spool_files() == 1)
        freed = wait_until(lambda: is_quiet(server), seconds=15)
        trusted, other = (
            server.ask(f"GET /who\n{word}", source=source).json for source in (HOST, "127.0.0.2")
        )
    finally:
        stuck.close()
        server.kill()

    assert (held, freed) == (True, True)
    assert (trusted["REMOTE_ADDR"], trusted["scheme"]) == ("9.9.9.9", "https")
    assert (other["REMOTE_ADDR"], other["scheme"]) == ("127.0.0.2", "http")
