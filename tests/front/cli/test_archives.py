"""A backup fills an empty home, byte for byte; any other home it leaves alone."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.real
PEOPLE = "name,kind,phones\n林志遠,person,0912-345-318\nMaria Santos,person,0905-662-913\n"


def rapport(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    dropped = {"DATABASE_URL", "RAPPORT_TESTING", "RAPPORT_POSTGRES"}
    environ = {key: value for key, value in os.environ.items() if key not in dropped}
    environ |= {"RAPPORT_HOME": str(home), "RAPPORT_GRACE": "30"}
    command = [sys.executable, "-m", "rapport.boot.entry", *arguments]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


@pytest.fixture
def homes():
    """Two homes where the database's own user may go; their databases are stopped at the end."""
    with tempfile.TemporaryDirectory(prefix="rapport-archives-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        pair = folder / "first", folder / "second"
        yield pair
        for home in pair:
            if home.exists():
                rapport(home, "stop")


def test_a_backup_gives_the_same_lists_in_another_home(homes, tmp_path):
    first, second = homes
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    came = rapport(first, "import", str(tmp_path / "people.csv"), "--mapping", "customers")
    assert came.returncode == 0, came.stderr
    kept = rapport(first, "backup", str(tmp_path / "all.rapport"))
    assert kept.returncode == 0, kept.stderr

    back = rapport(second, "restore", str(tmp_path / "all.rapport"))

    assert back.returncode == 0, back.stderr
    assert "2 customers, 0 orders, 0 holdings" in kept.stdout
    assert "2 customers, 0 orders, 0 holdings" in back.stdout
    for home, name in ((first, "a.csv"), (second, "b.csv")):
        out = rapport(home, "export", "customers", "--output", str(tmp_path / name))
        assert out.returncode == 0, out.stderr
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert "林志遠" in (tmp_path / "b.csv").read_text(encoding="utf-8-sig")
    again = rapport(first, "restore", str(tmp_path / "all.rapport"))
    assert again.returncode == 2
    assert "already holds a firm with 2 customers" in again.stderr
    lost = rapport(first, "backup", str(tmp_path / "missing" / "all.rapport"))
    assert lost.returncode == 2
    assert lost.stderr.strip().endswith("/missing. Make it first, or name another.")


def test_a_file_that_is_no_backup_is_refused(homes, tmp_path):
    (tmp_path / "letter.txt").write_text("dear all")

    back = rapport(homes[0], "restore", str(tmp_path / "letter.txt"))

    assert back.returncode == 2
    assert "Traceback" not in back.stderr


@pytest.mark.parametrize("name", ["../outside", "/tmp/outside", "files/../../outside", "link"])
def test_a_backup_that_reaches_out_of_its_folder_is_refused(homes, tmp_path, name):
    (tmp_path / "plain").write_text("{}")
    with tarfile.open(tmp_path / "hostile.rapport", "w") as archive:
        member = archive.gettarinfo(str(tmp_path / "plain"), name)
        if name == "link":
            member.type, member.linkname, member.size = tarfile.SYMTYPE, "/etc/passwd", 0
            archive.addfile(member)
        else:
            archive.addfile(member, (tmp_path / "plain").open("rb"))

    back = rapport(homes[1], "restore", str(tmp_path / "hostile.rapport"))

    assert back.returncode == 2
    assert "is not a backup of Rapport" in back.stderr
    assert not (homes[1] / "outside").exists() and not Path("/tmp/outside").exists()
