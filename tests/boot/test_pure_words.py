"""The small decisions of boot that need no process."""

from __future__ import annotations

from pathlib import Path

import pytest

from rapport.boot import checks
from rapport.boot.checks import ROOM
from rapport.boot.cluster import memory, memory_settings
from rapport.boot.entry import FILE_COMMANDS
from rapport.boot.errors import Refused, Unavailable, exit_code, sentence
from rapport.boot.home import CLONE, Home
from rapport.boot.licences import is_refused
from rapport.boot.services import exit_words


@pytest.mark.parametrize(
    ("licence", "refused"),
    [
        ("MIT", False),
        ("BSD-3-Clause", False),
        ("LGPL-3.0-only", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", False),
        ("GPL-2.0-only OR MIT", False),
        ("GNU General Public License v2 (GPLv2); MIT License", False),
        ("GPL-3.0-or-later", True),
        ("AGPL-3.0-only", True),
        ("GNU General Public License v3 (GPLv3)", True),
        ("GNU Affero General Public License v3", True),
        ("", True),
    ],
)
def test_a_licence_is_refused_when_it_leaves_nothing_but_gpl(licence: str, refused: bool):
    assert is_refused(licence) is refused


@pytest.mark.parametrize(
    ("path", "room"),
    [
        ("src/rapport/customers/parties/models.py", ("customers", "parties")),
        ("tests/kernel/web/test_pages.py", ("kernel", "web")),
        ("src/rapport/kernel/errors.py", None),
        ("docs/rooms/parties.md", None),
    ],
)
def test_a_changed_file_names_its_room(path: str, room: tuple[str, str] | None):
    found = ROOM.match(path)

    assert (found and found.groups()) == room


def test_an_error_is_one_sentence_and_a_code():
    full = OSError(28, "No space left on device", "/home/x")

    assert sentence(full) == "No space left on device: /home/x."
    assert sentence(OSError(28, "No space left on device")) == "No space left on device: writing."
    assert sentence(Unavailable("It is not there.")) == "It is not there."
    assert [exit_code(e) for e in (full, Unavailable(""), Refused(""))] == [1, 1, 2]


def test_an_exit_is_told_as_a_person_would():
    assert exit_words(0) == "exit code 0"
    assert exit_words(-9) == "by SIGKILL"


def test_an_address_holds_the_folder_of_the_sockets_as_one_word(tmp_path: Path):
    home = Home(tmp_path / "a b")
    home.make()
    home.secret.write_text("s3cret\n")

    where = str(home.sockets).replace("/", "%2F").replace(" ", "%20")
    assert home.url == f"postgresql://rapport:s3cret@{where}:5432/rapport"


def test_commands_on_files_are_those_of_the_house():
    assert FILE_COMMANDS == ("duplicates", "classify", "simulate", "staffing", "analyse")


def test_the_quick_tests_are_files_and_folders_of_tests(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(CLONE)
    named = checks._quick_paths()

    assert "tests/architecture" in named
    assert all(path.endswith(".py") or (CLONE / path).is_dir() for path in named)


@pytest.mark.parametrize(
    ("machine", "pages", "planned"),
    [(128, 64, 192), (2_000, 500, 1_500), (12_000, 3_000, 9_000), (512_000, 4_096, 12_288)],
)
def test_postgresql_gets_a_quarter_of_the_memory_and_at_most_four_gigabytes(
    machine: int, pages: int, planned: int
):
    settings = memory_settings(machine)

    assert settings == f"shared_buffers={pages}MB effective_cache_size={planned}MB"


def test_the_memory_is_that_of_this_machine_in_megabytes():
    machine = int(Path("/proc/meminfo").read_text().split()[1]) >> 10

    assert 0 < memory() <= machine
