"""The command line: results on standard output, words on standard error, three exit codes."""

from __future__ import annotations

import json

import pytest
from django.db import connection

from rapport.front.cli.main import main
from tests import makers

pytestmark = pytest.mark.django_db
PEOPLE = "name,kind,phones,emails\n林志遠,person,0912-345-318,chihyuan@mail.example\n"


def a_file(folder, text=PEOPLE, name="people.csv"):
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return str(file)


def customers() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from parties_party")
        return cursor.fetchone()[0]


def test_an_empty_home_gets_a_neutral_firm_and_an_administrator(capsys):
    assert main(["user", "list"]) == 0
    assert capsys.readouterr().out.split("\t")[0] == "admin"


def test_a_new_token_is_printed_alone(capsys):
    assert main(["token", "create", "--user", "admin"]) == 0

    out = capsys.readouterr().out
    assert out.startswith("rpt_") and len(out.split()) == 1


def test_a_token_for_nobody_is_refused(capsys):
    assert main(["token", "create", "--user", "nobody"]) == 2
    assert capsys.readouterr().out == ""


def test_a_user_is_created_once(capsys):
    assert main(["user", "create", "olga", "--role", "agent"]) == 0
    assert main(["user", "create", "olga", "--role", "agent"]) == 2
    assert "olga" in capsys.readouterr().err


def test_a_dry_run_writes_nothing(tmp_path, capsys):
    makers.a_firm()

    code = main(["import", a_file(tmp_path), "--mapping", "customers", "--dry-run", "--json"])

    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (code, told["read"], told["created"]) == (0, 1, 1)
    assert customers() == 0


def test_a_file_comes_in_and_is_taken_back(tmp_path, capsys):
    makers.a_firm()
    main(["import", a_file(tmp_path), "--mapping", "customers", "--json"])
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert customers() == 1

    assert main(["import", "--undo", told["import"], "--json"]) == 0

    assert json.loads(capsys.readouterr().out)["taken_back"] >= 1
    assert customers() == 0


def test_an_import_that_is_taken_back_says_so_when_it_is_tried_again(tmp_path, capsys):
    makers.a_firm()
    main(["import", a_file(tmp_path), "--mapping", "customers", "--json"])
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    main(["import", "--undo", told["import"]])
    capsys.readouterr()

    code = main(["import", "--undo", told["import"], "--json"])

    said = capsys.readouterr()
    assert (code, said.out) == (2, "")
    assert "taken back already" in said.err or "已經復原" in said.err


def test_a_file_of_which_nothing_could_be_taken_in_has_failed_and_says_why(tmp_path, capsys):
    makers.a_firm()
    bad = a_file(tmp_path, PEOPLE.replace("林志遠", "").replace("person", "dragon"))

    code = main(["import", bad, "--mapping", "customers", "--json"])

    told = capsys.readouterr()
    assert (code, json.loads(told.out.splitlines()[-1])["failed"]) == (1, 1)
    assert "Line 2: " in told.err and "--errors FILE" in told.err
    assert customers() == 0


def test_a_column_that_fills_nothing_is_named(tmp_path, capsys):
    makers.a_firm()
    file = a_file(tmp_path, "name,phones,primary_phone\n林志遠,0912345318,0987654321\n")

    main(["import", file, "--mapping", "customers", "--json"])

    assert "not taken in: primary_phone." in capsys.readouterr().err


def test_lines_of_owners_whom_nobody_knows_come_in_where_one_asks_for_it(tmp_path, capsys):
    makers.a_firm()
    file = a_file(tmp_path, "name,phones,owner\n林志遠,0912345318,gone\n")
    command = ["import", file, "--mapping", "customers", "--json"]

    assert main(command) == 1
    assert "gone" in capsys.readouterr().err
    assert main([*command, "--set", "unknown_owners=leave"]) == 0
    assert json.loads(capsys.readouterr().out)["created"] == 1
    with pytest.raises(SystemExit):
        main([*command, "--set", "unknown_owners"])


@pytest.mark.parametrize(
    "words",
    [
        ["export", "customers", "--output", "x.csv", "--view", "Nope"],
        ["export", "Nope", "--output", "x.csv"],
        ["restore", "Nope"],
        ["bulk", "create", "customers", "Nope"],
        ["export", "customers", "--output", "x.csv", "--user", "Nope"],
        ["token", "create", "--user", "Nope"],
    ],
)
def test_what_is_not_there_is_named(words, capsys):
    makers.a_firm()

    assert main(words) == 2

    assert "Nope" in capsys.readouterr().err


def test_the_help_names_every_command(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])

    told = capsys.readouterr().out
    for name in ("up", "import", "export", "backup", "restore", "doctor", "user", "token"):
        assert f"\n    {name} " in told


def test_a_missing_file_is_said_in_one_sentence(capsys):
    makers.a_firm()

    assert main(["import", "/nowhere/at.csv", "--mapping", "customers"]) == 2

    said = capsys.readouterr().err
    assert "at.csv" in said and "Traceback" not in said


def test_a_list_goes_out_by_the_ending_of_its_file(tmp_path, capsys):
    makers.a_customer("林志遠")

    assert main(["export", "customers", "--output", str(tmp_path / "all.csv")]) == 0
    assert "林志遠" in (tmp_path / "all.csv").read_text(encoding="utf-8-sig")
    assert main(["export", "customers", "--output", str(tmp_path / "all.doc")]) == 2
    capsys.readouterr()
    assert main(["export", "customers", "--output", str(tmp_path / "lost" / "all.csv")]) == 2
    told = capsys.readouterr().err
    assert told.startswith("There is no folder ")
    assert ".part" not in told
    (tmp_path / "folder.csv").mkdir()
    assert main(["export", "customers", "--output", str(tmp_path / "folder.csv")]) == 2
    assert "is a folder" in capsys.readouterr().err
    assert main(["import", str(tmp_path / "folder.csv"), "--mapping", "customers"]) == 2
    assert "is a folder" in capsys.readouterr().err


def test_lines_of_orders_go_out_under_either_spelling(tmp_path, capsys):
    makers.a_firm()

    for name in ("order-lines", "order_lines"):
        assert main(["export", name, "--output", str(tmp_path / f"{name}.csv"), "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["what"] == "order-lines"


def test_what_goes_out_comes_in_unchanged(tmp_path, capsys):
    makers.a_customer("林志遠", phones=["0912345318"])
    main(["export", "customers", "--output", str(tmp_path / "all.csv")])
    capsys.readouterr()

    main(["import", str(tmp_path / "all.csv"), "--mapping", "customers", "--json"])

    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (told["read"], told["unchanged"]) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_the_doctor_looks_at_everything(capsys):
    makers.a_firm()

    main(["doctor", "--json"])

    found = json.loads(capsys.readouterr().out)["findings"]
    assert {"database", "tables", "disk", "audit", "jobs"} <= {one["name"] for one in found}
