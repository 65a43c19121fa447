"""The launcher: one command from a bare clone, and at once done the second time."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest

from rapport.boot import packages
from rapport.boot.errors import Unavailable
from tests.boot.stage import until
from tests.boot.stand_ins import SOURCE, make_clone

UV = """#!/bin/sh
echo "uv $1 $2" >> "$CALLS"
[ -n "$UV_FAILS" ] && { echo "no network" >&2; exit 1; }
[ "$1" = venv ] || exit 0
for last; do :; done
exec "$PYTHON" -m venv --without-pip "$last"
"""
NPM = """#!/bin/sh
echo "npm $1 $2" >> "$CALLS"
[ -n "$NPM_FAILS" ] && { echo "broken.js: unexpected token"; exit 1; }
case "$1" in
    ci) rm -rf node_modules; mkdir node_modules ;;
    run) mkdir -p src/rapport/front/shell/static/shell/built ;;
esac
"""
NODE = "#!/bin/sh\necho v22.1.0\n"
FRESH = ["uv venv --quiet", "uv pip install", "npm ci --ignore-scripts", "npm run build"]


class Launcher:
    """A clone with a lock and front-end sources, and programs that note how they are called."""

    def __init__(self, top: Path) -> None:
        self.clone = make_clone(top / "clone")
        self.calls = top / "calls"
        for name in ("base", "test"):
            self.write(f"requirements/{name}.txt", f"# the lock of {name}")
        self.write("package.json", "{}")
        self.write("package-lock.json", "{}")
        self.write("src/rapport/front/shell/assets/app.js", "1")
        for name, text in {"uv": UV, "npm": NPM, "node": NODE}.items():
            program = top / "bin" / name
            program.parent.mkdir(exist_ok=True)
            program.write_text(text)
            program.chmod(0o755)
        self.environ = {
            "PATH": f"{top / 'bin'}:/usr/bin:/bin",
            "CALLS": str(self.calls),
            "PYTHON": sys.executable,
        }

    def write(self, name: str, text: str) -> None:
        file = self.clone / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def launch(self, *words: str, **more: str) -> tuple[int, str]:
        """Launch; return the exit code and all that was said."""
        command = [sys.executable, str(self.clone / "src/rapport/boot/launch.py"), *words]
        done = subprocess.run(
            command, env={**self.environ, **more}, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

    def called(self) -> list[str]:
        """Return the calls since the last time that this was asked."""
        lines = self.calls.read_text().splitlines() if self.calls.exists() else []
        self.calls.unlink(missing_ok=True)
        return lines


def is_fresh(called: list[str]) -> None:
    """All was done once: packages in their order, the modules at the same time, the build last."""
    assert [call for call in called if call.startswith("uv")] == FRESH[:2]
    assert sorted(called) == sorted(FRESH)
    assert called[-1] == FRESH[-1]


@pytest.fixture
def launcher(tmp_path: Path) -> Launcher:
    return Launcher(tmp_path)


def test_the_launcher_can_be_read_by_any_python():
    text = (SOURCE / "boot" / "launch.py").read_text()

    assert ast.parse(text, feature_version=(3, 0)).body
    assert ") -> " not in text.replace("# type: () -> ", "")  # Python 2.7 knows no annotations
    assert "f'" not in text
    assert 'f"' not in text


@pytest.mark.parametrize("version", [(3, 6, 8), (3, 10, 13)])
def test_an_old_python_is_told_in_one_sentence(version: tuple[int, int, int]):
    file = SOURCE / "boot" / "launch.py"
    program = f"import runpy, sys; sys.version_info = {version}; "
    program += f"runpy.run_path({str(file)!r}, run_name='__main__')"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)

    found = f"{sys.executable} is {version[0]}.{version[1]}"
    said = f"Rapport needs Python 3.11 or newer; {found}: install it, or name one with PYTHON=.\n"
    assert (done.returncode, done.stderr.decode()) == (1, said)


def test_the_first_time_all_is_installed_and_the_second_time_nothing(launcher: Launcher):
    assert launcher.launch("setup")[0] == 0
    is_fresh(launcher.called())

    assert launcher.launch("setup") == (0, "")
    assert launcher.called() == []


def test_only_what_changed_is_done_again(launcher: Launcher):
    launcher.launch("setup")
    launcher.called()

    launcher.write("src/rapport/front/shell/assets/app.js", "2")
    launcher.launch("setup")
    assert launcher.called() == ["npm run build"]

    launcher.write("package-lock.json", '{"more": 1}')
    launcher.launch("setup")
    assert launcher.called() == ["npm ci --ignore-scripts", "npm run build"]

    launcher.write("requirements/base.txt", "# another lock")
    launcher.launch("setup")
    assert launcher.called() == ["uv pip install"]


def test_tools_are_added_and_from_then_on_kept_up_to_date(launcher: Launcher):
    launcher.launch("setup")
    launcher.launch("tools")
    launcher.called()

    assert launcher.launch("setup") == (0, "")
    launcher.write("requirements/test.txt", "# another lock")
    launcher.launch("setup")

    assert launcher.called() == ["uv pip install"]


def test_a_moved_clone_gets_a_new_environment(launcher: Launcher):
    launcher.launch("setup")
    launcher.called()

    launcher.clone = launcher.clone.rename(launcher.clone.with_name("moved"))
    assert launcher.launch("setup")[0] == 0

    assert launcher.called() == FRESH[:2]


def test_a_command_runs_inside_the_environment(launcher: Launcher):
    script = "import rapport, shutil, sys; print(sys.prefix, shutil.which('rapport'))"

    code, said = launcher.launch("run", "python", "-c", script)

    venv = launcher.clone / ".venv"
    assert code == 0
    assert said.splitlines()[-1] == f"{venv} {venv}/bin/rapport"


def test_the_command_rapport_works_from_anywhere(launcher: Launcher):
    launcher.launch("setup")
    command = launcher.clone / ".venv/bin/rapport"
    link = launcher.clone.with_name("link")
    link.symlink_to(command)

    done = subprocess.run(
        [link, "run"], cwd="/", capture_output=True, env=launcher.environ, check=False
    )

    assert (done.returncode, done.stderr) == (2, b"Usage: rapport run -- COMMAND...\n")


def test_what_fails_is_told_after_its_own_words(launcher: Launcher):
    code, said = launcher.launch("setup", UV_FAILS="1")
    assert code == 1
    uv = f"{launcher.environ['PATH'].split(':')[0]}/uv"
    assert said.endswith(f"no network\n`{uv} venv --quiet` failed; the lines above say why.\n")

    code, said = launcher.launch("setup", NPM_FAILS="1")
    assert code == 1
    failed = "`npm run build` failed; the lines above say why.\n"  # it was fetched meanwhile
    assert said.endswith(f"broken.js: unexpected token\n{failed}")
    assert launcher.launch("setup")[0] == 0


def test_a_clone_without_a_front_end_is_set_up_too(launcher: Launcher):
    (launcher.clone / "package.json").unlink()

    assert launcher.launch("setup")[0] == 0
    assert launcher.called() == FRESH[:2]


def test_wrong_words_are_refused_with_the_right_ones(launcher: Launcher):
    usage = "Usage: launch.py setup | tools | demo | up | run COMMAND...\n"

    assert launcher.launch() == (2, usage)
    assert launcher.launch("dance") == (2, usage)
    code, said = launcher.launch("run", "no-such-program")
    assert (code, said.splitlines()[-1]) == (1, "There is no program `no-such-program`.")


def test_two_launchers_of_one_clone_do_not_install_at_once(launcher: Launcher):
    with open(launcher.clone / "pyproject.toml") as gate:
        flock(gate, LOCK_EX)
        command = [sys.executable, str(launcher.clone / "src/rapport/boot/launch.py"), "setup"]
        second = subprocess.Popen(command, env=launcher.environ, stderr=subprocess.PIPE, text=True)
        said = second.stderr.readline()
        assert launcher.called() == []

    assert said == "Waiting for another installation of this clone.\n"
    until(lambda: second.poll() is not None, 60)
    is_fresh(launcher.called())


def test_a_missing_venv_is_named_to_a_user(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(packages.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(packages.sys, "executable", "/usr/bin/python3")

    with pytest.raises(Unavailable) as refused:
        packages._get_venv()

    command = "`sudo apt-get install python3-venv`"
    assert str(refused.value) == f"Python's venv is missing: run {command}, then try again."


def test_a_missing_venv_is_installed_by_root(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    apt = tmp_path / "apt-get"
    apt.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/calls\n')
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(packages.sys, "executable", "/usr/bin/python3")

    packages._get_venv()

    assert (tmp_path / "calls").read_text() == "update -qq\ninstall python3-venv -y -qq\n"
