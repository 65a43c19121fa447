"""How the server ends: in order when asked, leaving nothing when killed."""

from __future__ import annotations

import json
import signal
import threading
import time

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.kernel.web.trial_server import HOST, Server, answer_in, read_all, read_head, wait_until

pytestmark = pytest.mark.real


def test_a_socket_speaks_beside_the_pages_and_borrows_their_threads(server: Server) -> None:
    with connect(f"ws://{HOST}:{server.port}/live/", compression=None) as socket:
        socket.send("hello")

        answer = json.loads(socket.recv(timeout=5))

    assert answer["said"] == "hello"
    assert answer["thread"].startswith("page")


def test_three_hundred_sockets_stay_open_beside_the_pages(server: Server) -> None:
    address = f"ws://{HOST}:{server.port}/live/"
    sockets = [connect(address, compression=None, open_timeout=20, legacy=True) for _ in range(300)]

    slowest = 0.0
    for socket in sockets:
        started = time.perf_counter()
        socket.send("x")
        socket.recv(timeout=5)
        slowest = max(slowest, time.perf_counter() - started)
    page = server.ask("GET /rows").status
    for socket in sockets:
        socket.close_socket()

    assert page == 200
    assert slowest < 3


def test_on_sigterm_what_is_under_way_is_finished(tmp_path: object) -> None:
    server = Server(tmp_path)  # type: ignore[arg-type]
    socket = connect(f"ws://{HOST}:{server.port}/live/", compression=None, legacy=True)
    page = server.begin("GET /slow?seconds=1.5")
    stream = server.begin("GET /download?mb=48")
    read_head(stream)
    started = time.monotonic()

    server.process.send_signal(signal.SIGTERM)
    came = read_all(stream)
    answer = answer_in(read_all(page))
    with pytest.raises(ConnectionClosed) as told:
        socket.recv(timeout=5)
    server.process.wait(15)

    assert answer.body == b"slow done"
    assert came.endswith(b"0\r\n\r\n")
    assert told.value.rcvd is not None
    assert told.value.rcvd.code == 1012
    assert time.monotonic() - started < 13
    assert {line["route"] for line in server.log_lines("access.log")} == {"slow", "download"}


def test_after_a_kill_no_file_is_left(tmp_path: object) -> None:
    server = Server(tmp_path)  # type: ignore[arg-type]
    upload = server.begin("POST /raw\nContent-Length: 9000000")
    upload.sendall(b"x" * 4_000_000)
    unread = server.begin("GET /download?mb=24", window=4096)
    held = wait_until(lambda: server.spool_files() == 2)

    server.kill()
    upload.close()
    unread.close()

    assert held
    assert not list((server.home / "spool").iterdir())
    assert not list((server.home / "up").iterdir())


def test_a_thread_that_hangs_does_not_keep_the_process_alive(tmp_path: object) -> None:
    server = Server(tmp_path)  # type: ignore[arg-type]
    hanging = server.begin("GET /slow?seconds=60")
    time.sleep(0.3)
    started = time.monotonic()

    threading.Timer(0.1, server.process.send_signal, [signal.SIGTERM]).start()
    server.process.wait(15)

    hanging.close()
    assert time.monotonic() - started < 13
