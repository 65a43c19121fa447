"""A small Django application and a socket, for trying the server alone: no database, no rooms."""

from __future__ import annotations

import hashlib
import json
import os
import threading
import time
from pathlib import Path
from typing import Any

import django
from django.conf import settings

HOME = Path(os.environ["TRIAL_HOME"])
settings.configure(
    SECRET_KEY="trial" * 10,
    ALLOWED_HOSTS=["*"],
    USE_TZ=True,
    ROOT_URLCONF=__name__,
    LANGUAGE_CODE="en",
    LANGUAGES=[("zh-hant", "繁體中文"), ("zh-hans", "简体中文"), ("en", "English")],
    LOCALE_PATHS=[HOME / "locale"],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    TEMPLATES=[],
    FILE_UPLOAD_TEMP_DIR=str(HOME / "up"),
    DATA_UPLOAD_MAX_MEMORY_SIZE=64 << 20,
    LOGGING_CONFIG=None,
)
django.setup()

from django.http import (  # noqa: E402 - settings first
    FileResponse,
    HttpRequest,
    HttpResponse,
    JsonResponse,
    StreamingHttpResponse,
)
from django.urls import path  # noqa: E402
from django.utils import translation  # noqa: E402

from rapport.kernel.web import logs  # noqa: E402
from rapport.kernel.web.server import guards  # noqa: E402
from rapport.kernel.web.server.bridge import Bridge, InThread  # noqa: E402
from rapport.kernel.web.server.limits import MIB, Limits  # noqa: E402
from rapport.kernel.web.server.pages import Pages  # noqa: E402
from rapport.kernel.web.server.statics import StaticFiles  # noqa: E402

CHUNK = os.urandom(65536)
counts = {"streams_open": 0, "streams_done": 0, "raw_whole": 0, "raw_short": 0, "uploads": 0}
lock = threading.Lock()


def count(name: str) -> None:
    with lock:
        counts[name] += 1


def ping(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def rows(request: HttpRequest) -> HttpResponse:
    """Cost what a list page costs: some milliseconds of Python."""
    return JsonResponse({"rows": [{"id": n, "digest": _digest(n)} for n in range(400)]})


def raw(request: HttpRequest) -> HttpResponse:
    size = 0
    while piece := request.read(65536):
        size += len(piece)
    declared = int(request.META["CONTENT_LENGTH"] or -1)
    count("raw_whole" if size == declared else "raw_short")
    return JsonResponse({"size": size, "declared": declared})


def upload(request: HttpRequest) -> HttpResponse:
    digest = hashlib.sha256()
    for piece in request.FILES["file"].chunks():
        digest.update(piece)
    count("uploads")
    return JsonResponse({"sha256": digest.hexdigest()})


def _pieces(number: int, fails_at: int) -> Any:
    count("streams_open")
    try:
        for place in range(number):
            if place == fails_at:
                raise RuntimeError("the stream broke for Maria Santos")
            yield CHUNK
    finally:
        count("streams_done")


def download(request: HttpRequest) -> StreamingHttpResponse:
    number = int(float(request.GET.get("mb", "32")) * 16)
    return StreamingHttpResponse(_pieces(number, int(request.GET.get("fails_at", -1))))


def language(request: HttpRequest) -> StreamingHttpResponse:
    translation.activate("zh-hans")
    return StreamingHttpResponse(translation.get_language() for _ in range(1))


def file(request: HttpRequest) -> FileResponse:
    return FileResponse((HOME / "big.bin").open("rb"), content_type="application/octet-stream")


def big(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"p" * (int(request.GET.get("kb", "900")) << 10))


def events(request: HttpRequest) -> StreamingHttpResponse:
    def beats() -> Any:
        for number in range(5):
            yield f"data: {number}\n\n".encode()
            time.sleep(0.1)

    return StreamingHttpResponse(beats(), content_type="text/event-stream")


def slow(request: HttpRequest) -> HttpResponse:
    time.sleep(float(request.GET["seconds"]))
    return HttpResponse("slow done")


def broken(request: HttpRequest) -> HttpResponse:
    raise ValueError("Maria Santos, 0912 345 678")


def who(request: HttpRequest) -> HttpResponse:
    meta = request.META
    seen = ("REMOTE_ADDR", "HTTP_X_FORWARDED_FOR", "HTTP_X_REMOTE_USER", "QUERY_STRING")
    return JsonResponse({name: meta.get(name) for name in seen} | {"scheme": request.scheme})


def state(request: HttpRequest) -> HttpResponse:
    return JsonResponse(counts | {"threads": threading.active_count(), "pid": os.getpid()})


def _digest(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


views = (ping, rows, raw, upload, download, language, file, big, events, slow, broken, who, state)
urlpatterns = [path(view.__name__, view) for view in views]
urlpatterns += [path("api/raw", raw), path("kept/<int:number>", lambda r, number: ping(r))]


def echo(in_thread: InThread) -> Any:
    """Answer each message from a page thread."""

    async def sockets(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            for _ in range(2):
                name = (await receive())["type"]
                await send({"type": f"{name}.complete"})
            return
        await receive()
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] == "websocket.receive":
            name = await in_thread(lambda: threading.current_thread().name)
            text = json.dumps({"said": message["text"], "thread": name})
            await send({"type": "websocket.send", "text": text})

    return sockets


def is_ready() -> None:
    if (HOME / "hang").exists():
        time.sleep(5)
    if (HOME / "away").exists():
        raise OSError("no database")


def compose() -> Bridge:
    setting = json.loads(os.environ.get("TRIAL_LIMITS", "{}"))
    limits = Limits(**{"body": 16 * MIB, "ready": 1.0, "folder": str(HOME / "spool")} | setting)
    guards.HEAD_SECONDS = float(os.environ.get("TRIAL_HEAD_SECONDS", "10"))
    logs.keep(HOME / "logs", process="web")
    statics = StaticFiles(HOME / "static", "/static/")
    return Bridge(Pages(), echo, limits=limits, statics=statics, ready=is_ready)


application = compose()
