"""
Load the demo firm: python -m rapport.front.demo.load

May be run again: what is loaded already is not loaded twice. After an empty line it prints the
sign-ins.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import django


def main() -> int:
    """Load what is missing and print how to sign in."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapport.config.settings")
    django.setup()
    import psycopg
    from django.db import Error

    from rapport.front.demo.loading import is_loaded, load

    from .cast import COLLEAGUES, PASSWORD

    try:
        if not is_loaded():
            print("Loading the demo firm; it takes about half a minute.", flush=True)
            with tempfile.TemporaryDirectory() as folder:
                load(Path(folder), say=lambda words: print(words, flush=True))
    except (Error, psycopg.Error) as lost:  # COPY speaks for itself, not through Django
        print(f"The database failed: {str(lost).splitlines()[0]}", flush=True)
        return 1
    print()
    print(f"Password of all: {PASSWORD}")
    for colleague in COLLEAGUES:
        print(f"  {colleague.username:<10} {colleague.role:<14} {colleague.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
