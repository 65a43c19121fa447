"""What the server speaks: HTTP as clients send it, and refusals in clear words."""

from __future__ import annotations

import json
import socket

import pytest

from tests.kernel.web.trial_server import (
    HOST,
    Server,
    answer_in,
    read_all,
    read_head,
    status_in,
)

pytestmark = pytest.mark.real


def test_a_page_is_answered_with_the_number_of_the_request(server: Server) -> None:
    answer = server.ask("GET /ping")

    assert (answer.status, answer.body) == (200, b"ok")
    assert len(answer.headers["x-request-id"]) == 32


def test_a_body_waits_for_the_continue_it_asked_for(server: Server) -> None:
    connection = server.begin(
        "POST /raw\nContent-Length: 5\nExpect: 100-continue\nConnection: close"
    )

    first = read_head(connection)
    connection.sendall(b"hello")
    then = answer_in(read_all(connection))

    assert status_in(first) == 100
    assert then.json == {"size": 5, "declared": 5}


def test_a_chunked_body_arrives_whole(server: Server) -> None:
    body = b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"

    answer = server.ask("POST /raw\nTransfer-Encoding: chunked", body=body)

    assert answer.json == {"size": 11, "declared": 11}


def test_pipelined_requests_are_answered_in_order(server: Server) -> None:
    ping = f"GET /ping HTTP/1.1\r\nHost: {HOST}\r\n".encode()
    with server.connect() as connection:
        connection.sendall(
            ping
            + b"\r\n"
            + ping.replace(b"ping", b"who?a=1")
            + b"\r\n"
            + ping
            + b"Connection: close\r\n\r\n"
        )

        came = read_all(connection)

    assert came.count(b"HTTP/1.1 200 OK") == 3
    assert came.index(b"ok") < came.index(b"a=1") < came.rindex(b"ok")


def test_a_head_request_runs_no_stream_and_carries_no_body(server: Server) -> None:
    page, stream = server.ask("HEAD /ping"), server.ask("HEAD /download?mb=100")

    assert (page.status, page.body, page.headers["content-length"]) == (200, b"", "2")
    assert (stream.status, stream.body) == (200, b"")


def test_a_file_and_a_stream_arrive_whole(server: Server) -> None:
    file, stream = server.ask("GET /file"), server.ask("GET /download?mb=4")

    assert file.body == (server.home / "big.bin").read_bytes()
    assert len(stream.body) == 4 << 20


def test_a_large_page_arrives_whole(server: Server) -> None:
    answer = server.ask("GET /big?kb=3000")

    assert len(answer.body) == 3000 << 10


def test_a_stream_speaks_the_language_its_view_chose(server: Server) -> None:
    assert server.ask("GET /language").body == b"zh-hans"


def test_a_stream_that_breaks_is_not_ended_as_if_it_were_whole(server: Server) -> None:
    connection = server.begin("GET /download?mb=4&fails_at=40\nConnection: close")

    came = read_all(connection)

    assert status_in(came) == 200
    assert not came.endswith(b"0\r\n\r\n")


def test_events_are_sent_as_they_come(server: Server) -> None:
    connection = server.begin("GET /events\nConnection: close")
    head = read_head(connection)
    if b"data: 0" not in head:
        head += connection.recv(65536)

    assert b"data: 0" in head
    assert b"data: 4" not in head
    assert b"data: 4" in read_all(connection)


@pytest.mark.parametrize(
    "head",
    [
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n1\r\na\r\n0\r\n\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        "Transfer-Encoding: xchunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "Content-Length : 5\r\n\r\nhello",
        "Content-Length: -1\r\n\r\n",
        "Content-Length: +5\r\n\r\nhello",
        "Content-Length: 5, 5\r\n\r\nhello",
        "X: a\nContent-Length: 5\r\n\r\nhello",
        "X: a\0b\r\n\r\n",
    ],
)
def test_a_request_that_two_servers_would_read_differently_is_refused(
    server: Server, head: str
) -> None:
    with server.connect() as connection:
        connection.sendall(f"POST /raw HTTP/1.1\r\nHost: {HOST}\r\n{head}".encode())

        assert status_in(read_head(connection, seconds=2)) == 400


def test_a_header_cannot_pass_for_another_nor_for_a_proxys_word(server: Server) -> None:
    lies = "X-Forwarded-For: 9.9.9.9\nX-Forwarded-Proto: https\nX_Remote_User: root"

    seen = server.ask(f"GET /who?q=1\n{lies}").json

    assert seen == {
        "REMOTE_ADDR": HOST,
        "HTTP_X_FORWARDED_FOR": None,
        "HTTP_X_REMOTE_USER": None,
        "QUERY_STRING": "q=1",
        "scheme": "http",
    }


def test_an_upload_above_the_limit_is_refused_by_its_head(server: Server) -> None:
    connection = server.begin(
        "POST /api/raw\nContent-Length: 300000000\nExpect: 100-continue\nConnection: close"
    )

    answer = answer_in(read_all(connection))

    assert (answer.status, answer.headers["content-type"]) == (413, "application/problem+json")
    assert answer.json["code"] == "upload_too_large"
    assert answer.json["details"] == {"limit": 16}


def test_a_client_that_sends_on_above_the_limit_still_reads_the_answer(server: Server) -> None:
    connection = server.begin("POST /raw\nTransfer-Encoding: chunked")
    sent = 0

    try:
        while sent < 60 << 20:
            connection.sendall(b"40000\r\n" + b"x" * 0x40000 + b"\r\n")
            sent += 0x40000
    except OSError:
        pass  # cut off, as it should be: the answer came before
    answer = answer_in(read_all(connection, seconds=3))

    assert answer.status == 413
    assert sent < 40 << 20
    assert b"<p>The upload is larger than 16 MB. Split it and send the parts.</p>" in answer.body


def test_a_head_that_is_too_long_is_refused_in_words(server: Server) -> None:
    answer = server.ask("GET /ping\nCookie: " + "c" * 70_000)

    assert answer.status == 431
    assert b"<p>The address or the cookies of this request are too long.</p>" in answer.body


def test_a_head_without_end_is_cut(server: Server) -> None:
    line, sent = b"X-Fill: " + b"a" * 8000 + b"\r\n", 0
    with server.connect() as connection:
        connection.sendall(f"GET /ping HTTP/1.1\r\nHost: {HOST}\r\n".encode())
        try:
            while sent < 20 << 20:
                connection.sendall(line)
                sent += len(line)
        except OSError:
            pass  # cut, as it should be

    assert sent < 8 << 20


def test_a_broken_view_is_answered_by_django_and_logged_without_its_message(
    server: Server,
) -> None:
    answer = server.ask("GET /broken")

    assert answer.status == 500
    assert server.ask("GET /ping").status == 200
    lines = [line for line in server.log_lines("web.log") if "error" in line]
    assert lines[-1]["error"]["type"] == "builtins.ValueError"
    assert "Maria" not in json.dumps(lines)


def test_the_access_log_names_the_route_and_no_address_of_anybody(server: Server) -> None:
    request_id = server.ask("GET /kept/17?name=Maria").headers["x-request-id"]
    server.ask("GET /nothing/Maria/0912345678")

    lines = server.log_lines("access.log")

    [kept] = [line for line in lines if line["request_id"] == request_id]
    assert (kept["route"], kept["status"], kept["method"]) == ("kept/<int:number>", 200, "GET")
    assert (kept["bytes_out"], kept["bytes_in"]) == (2, 0)
    assert lines[-1]["route"] == "/nothing/*/*"
    assert not [line for line in lines if "Maria" in json.dumps(line) or HOST in json.dumps(line)]


def test_healthz_needs_no_thread_and_readyz_asks_the_database(server: Server) -> None:
    assert server.ask("GET /healthz").body == b"ok\n"
    assert server.ask("GET /readyz").body == b"ok\n"

    (server.home / "away").touch()
    refused = server.ask("GET /readyz\nAccept: application/json")
    (server.home / "away").unlink()

    assert (refused.status, refused.json["code"]) == (503, "not_ready")
    assert refused.headers["retry-after"] == "5"


def test_a_database_that_hangs_makes_readyz_say_so_soon(server: Server) -> None:
    (server.home / "hang").touch()
    answers = [server.ask("GET /readyz").status for _ in range(2)]
    (server.home / "hang").unlink()

    assert answers == [503, 503]
    assert server.ask("GET /healthz").status == 200


def test_static_files_are_compressed_and_kept_for_good_when_hashed(server: Server) -> None:
    [hashed] = [path.name for path in (server.home / "static").glob("app.*.css")]

    kept = server.ask(f"GET /static/{hashed}\nAccept-Encoding: gzip")
    plain = server.ask("GET /static/plain.css")

    assert kept.headers["cache-control"] == "max-age=315360000, public, immutable"
    assert (kept.headers["content-encoding"], kept.body) == ("gzip", b"\x1f\x8b compressed")
    assert plain.headers["cache-control"] == "max-age=3600, public"
    assert plain.body == (server.home / "static/plain.css").read_bytes()


def test_a_static_file_has_ranges_and_is_not_sent_twice(server: Server) -> None:
    content = (server.home / "static/plain.css").read_bytes()
    etag = server.ask("GET /static/plain.css").headers["etag"]

    part = server.ask("GET /static/plain.css\nRange: bytes=100-199")
    again = server.ask(f"GET /static/plain.css\nIf-None-Match: {etag}")

    assert (part.status, part.body) == (206, content[100:200])
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("name", ["none.css", "../output", "%2e%2e/output", ""])
def test_a_static_file_that_is_not_there_is_said_so(server: Server, name: str) -> None:
    answer = server.ask(f"GET /static/{name}")

    assert answer.status == 404
    assert b"There is nothing here that you can see" in answer.body


def test_a_closed_port_is_said_in_words(server: Server) -> None:
    from rapport.kernel.web.server.__main__ import main

    with socket.create_server((HOST, 0)) as taken:
        assert main([str(taken.getsockname()[1])]) == 1
    assert main(["not-a-port"]) == 2
