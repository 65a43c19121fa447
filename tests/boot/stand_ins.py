"""The smallest programs that can stand where the rooms' own will: web, worker, demo, commands."""

from __future__ import annotations

import shutil
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "rapport"
SETTINGS = """
import os
from urllib.parse import unquote, urlsplit
url = urlsplit(os.environ["DATABASE_URL"])
user, _, place = url.netloc.rpartition("@")
DATABASES = {"default": {
    "ENGINE": "django.db.backends.postgresql", "NAME": url.path[1:], "USER": url.username,
    "PASSWORD": url.password, "HOST": unquote(place.rpartition(":")[0]), "PORT": "5432"}}
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SECRET_KEY = "stand-in"
USE_TZ = True
"""
WEB = """
import http.server, os, sys
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(str(os.getpid()).encode())
    def log_message(self, *words):
        pass
print("serving", flush=True)
http.server.ThreadingHTTPServer((sys.argv[2], int(sys.argv[1])), Page).serve_forever()
"""
WORKER = """
import os, subprocess, sys, time
print("working", os.getpid(), flush=True)
time.sleep(600)
"""
DEMO = """
print("loading")
print()
print("Sign in as olga with the password demo.")
"""
COMMANDS = """
import sys
def main(arguments):
    if arguments[0] == "boom":
        raise KeyboardInterrupt
    if {"classify", "--help", "-h"} & set(arguments):
        print("words", *arguments)
        return 0
    from django.contrib.auth.models import User
    print(*arguments, User.objects.count())
    return 2 if "refuse" in arguments else 0
"""
FILES = {
    "config/settings.py": SETTINGS,
    "kernel/web/server/__main__.py": WEB,
    "kernel/jobs/worker.py": WORKER,
    "front/demo/load.py": DEMO,
    "front/cli/main.py": COMMANDS,
}


def make_clone(clone: Path) -> Path:
    """Lay out a clone that holds nothing but boot."""
    rapport = clone / "src" / "rapport"
    rapport.mkdir(parents=True)
    shutil.copy(SOURCE / "__init__.py", rapport)
    shutil.copytree(SOURCE / "boot", rapport / "boot")
    (clone / "pyproject.toml").touch()
    return clone


def lay_out(clone: Path, **other: str) -> None:
    """Put every stand-in in its place in a clone, or another text for it."""
    for name, text in {**FILES, **other}.items():
        file = clone / "src" / "rapport" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        for folder in file.parents:
            if folder.name == "rapport":
                break
            (folder / "__init__.py").touch()
