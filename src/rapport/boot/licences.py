"""List the licence of every package that Rapport installs; end with 1 at one it may not use.

GPL and AGPL are refused; LGPL is used as an unmodified package only. Tools of tests are listed in
requirements/test.in alone and are not part of what is given to others.
"""

from __future__ import annotations

import json
import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from rapport.boot.home import CLONE

REFUSED = re.compile(r"(?<![A-Za-z])A?GPL|Affero|(?<!Lesser )General Public", re.IGNORECASE)
CLASSIFIER = "License :: OSI Approved :: "
SENTENCES = {
    "GNU AFFERO GENERAL PUBLIC LICENSE": "AGPL",
    "GNU GENERAL PUBLIC LICENSE": "GPL",
    "Permission is hereby granted, free of charge": "MIT",
    "Apache License Version 2.0": "Apache-2.0",
    "Redistribution and use in source and binary forms": "BSD",
}


def main() -> int:
    """Print one line for each package, and those refused once more."""
    found = {**_python_packages(), **_node_packages()}
    for name, licence in sorted(found.items()):
        print(f"{name:36} {licence}")
    refused = [name for name, licence in found.items() if is_refused(licence)]
    if refused:
        print(f"Not to be used: {', '.join(sorted(refused))}.", file=sys.stderr)
    return 1 if refused else 0


def is_refused(licence: str) -> bool:
    """Tell whether a licence leaves no choice but the GPL or AGPL, or is not stated at all."""
    choices = re.split(r"\bOR\b|;", licence)
    return all(REFUSED.search(choice) or not choice.strip() for choice in choices)


def _python_packages() -> dict[str, str]:
    lock = (CLONE / "requirements/base.txt").read_text()
    return {name: _licence(name) for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}


def _licence(name: str) -> str:
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return "not installed on this platform"
    said = found.metadata
    if "License-Expression" in said:
        return said["License-Expression"]
    classified = [
        line.removeprefix(CLASSIFIER)
        for line in said.get_all("Classifier") or []
        if line.startswith(CLASSIFIER)
    ]
    stated = said["License"].strip().split("\n")[0] if "License" in said else ""
    return "; ".join(classified) or stated or _by_its_text(found)


def _by_its_text(found: Distribution) -> str:
    """Know the licence of a package that states none by a sentence of its licence file."""
    for file in found.files or []:
        if re.match(r"(?i)licen[cs]e|copying", file.name):
            text = " ".join(Path(str(found.locate_file(file))).read_text(errors="replace").split())
            return next((name for words, name in SENTENCES.items() if words in text), "")
    return ""


def _node_packages() -> dict[str, str]:
    """List what the built front end contains: tools of the build are not given to others."""
    lock = CLONE / "package-lock.json"
    packages = json.loads(lock.read_text())["packages"] if lock.exists() else {}
    return {
        path.rpartition("node_modules/")[2]: about.get("license", "")
        for path, about in packages.items()
        if path and not about.get("dev")
    }


if __name__ == "__main__":
    sys.exit(main())
