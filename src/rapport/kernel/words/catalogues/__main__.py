"""The tool: extract lists what is not translated, compile writes catalogues, check finds faults."""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict

from rapport.kernel.words.catalogues.check import faults_in, unused
from rapport.kernel.words.catalogues.compiling import compile_catalogues
from rapport.kernel.words.catalogues.keys import PLURAL
from rapport.kernel.words.catalogues.parts import kept, read_parts
from rapport.kernel.words.catalogues.texts import texts_of


def main(arguments: list[str]) -> int:
    """Run one of the three verbs; return 1 when `check` finds faults."""
    reader = argparse.ArgumentParser(prog="python -m rapport.kernel.words.catalogues")
    verbs = {"extract": _extract, "compile": _compile, "check": _check}
    reader.add_argument("verb", choices=verbs)
    return verbs[reader.parse_args(arguments).verb]()


def _extract() -> int:
    """Print what is not translated yet as parts to fill in, room by room."""
    known = {translation.key for translation in read_parts()} | kept()
    rooms: dict[str, dict[str, list[object]]] = defaultdict(dict)
    for key, text in texts_of().items():
        if key not in known:
            rooms[text.room][key] = [[""], [""]] if PLURAL in key else ["", ""]
    print(json.dumps(rooms, ensure_ascii=False, indent=1))
    return 0


def _compile() -> int:
    for place in compile_catalogues():
        print(f"wrote {place}")
    return 0


def _check() -> int:
    texts, translations = texts_of(), read_parts()
    faults = faults_in(texts, translations, kept())
    for fault in faults:
        print(fault)
    for translation in unused(texts, translations):
        print(f"unused in {translation.part}: {translation.key!r}", file=sys.stderr)
    print(f"{len(texts)} texts, {len(translations)} translations, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
