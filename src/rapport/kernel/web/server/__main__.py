"""`python -m rapport.kernel.web.server PORT [HOST]`: serve Rapport until told to stop."""

from __future__ import annotations

import os
import shutil
import sys
from importlib import import_module
from pathlib import Path

from rapport.kernel.web.server.processes import number_of_processes
from rapport.kernel.web.server.serve import listen, serve

APPLICATION = "rapport.config.asgi:application"


def main(arguments: list[str]) -> int:
    """Open the port, then load the application and serve it."""
    if not arguments or not arguments[0].isdigit():
        print("usage: python -m rapport.kernel.web.server PORT [HOST]", file=sys.stderr)
        return 2
    port, host = int(arguments[0]), arguments[1] if len(arguments) > 1 else "127.0.0.1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapport.config.settings")
    os.environ.setdefault("RAPPORT_PROCESS", "web")
    try:
        processes = number_of_processes(os.environ.get("RAPPORT_WEB_PROCESSES", ""))
        listener = listen(host, port)
    except ValueError:
        print("RAPPORT_WEB_PROCESSES must be a number such as 2.", file=sys.stderr)
        return 2
    except OSError as fault:
        print(f"Port {port} of {host} cannot be used: {fault.strerror}.", file=sys.stderr)
        return 1
    if home := os.environ.get("RAPPORT_HOME"):
        _count_together(Path(home) / "metrics")
    module, _, name = os.environ.get("RAPPORT_ASGI", APPLICATION).partition(":")
    application = getattr(import_module(module), name)
    proxies = os.environ.get("RAPPORT_TRUSTED_PROXIES", "")
    started = serve(application, listener, processes=processes, trusted_proxies=proxies)
    return 0 if started else 1


def _count_together(folder: Path) -> None:
    """Let the processes that serve count into one folder, from nothing; before any of them is."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
