"""A list as a file keeps the filter and the rights of who asked for it (CRM-7, CRM-8)."""

from __future__ import annotations

import csv
import io
import time
from datetime import timedelta
from random import Random

import pytest

from rapport.customers.parties.words import AddressGiven
from rapport.kernel.access.words import Reach
from rapport.kernel.entities.registry import entity_by_key
from rapport.kernel.errors import NotAllowed, NotFound
from rapport.kernel.files.queries import open_file
from rapport.kernel.filters import tree
from rapport.kernel.imports import commands
from rapport.kernel.imports.engines.writers import ExportKindUnknown
from rapport.kernel.imports.exports import export_list
from rapport.kernel.imports.models import Export
from rapport.kernel.imports.queries import newest_exports
from rapport.kernel.views import commands as views
from rapport.kernel.views.commands import Look
from rapport.kernel.views.listing import Listing
from tests.makers import NOW, OPERATOR, a_customer, a_product, a_user, an_order

pytestmark = pytest.mark.django_db
DICE = Random(8)
SEES = {"parties.view": Reach.OWN, "views.export": Reach.ALL}
OVER_5 = {"field": "list_price", "op": "over", "value": "5"}


def rows_of(place):
    with place.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def asked(listing, actor, name="list.csv"):
    told = commands.ask_export(listing=listing, file_name=name, actor=actor, now=NOW, rng=DICE)
    return Export.objects.get(pk=told.export_id)


def test_an_export_has_the_rows_and_columns_of_its_reader(tmp_path):
    ben = a_user("Ben", grants=SEES, denied=["parties.party.birth_on"])
    a_customer("林志遠", owner=ben)
    a_customer("郭怡君")

    written = export_list("customers", tmp_path / "a.csv", actor=ben, now=NOW)

    rows = rows_of(tmp_path / "a.csv")
    assert (written, [row["name"] for row in rows]) == (1, ["林志遠"])
    assert "birth_on" not in rows[0]


def test_a_part_that_is_hidden_is_hidden_wherever_it_is_shown_once_more(tmp_path):
    hidden = ["parties.address.district", "parties.party.number", "commerce.order.store"]
    grants = dict.fromkeys(("parties.view", "commerce.view", "views.export"), Reach.ALL)
    ben = a_user("Ben", grants=grants, denied=hidden)
    place = AddressGiven("TW", "和平東路 1 號", "台北市", "大安區", postal_code="106")
    an_order(a_customer("林志遠", address=place), store="台北信義店")

    for what in ("customers", "orders", "order-lines", "addresses"):
        export_list(what, tmp_path / f"{what}.csv", actor=ben, now=NOW)

    (customer,) = rows_of(tmp_path / "customers.csv")
    (line,) = rows_of(tmp_path / "order-lines.csv")
    assert (customer["postal_code"], customer["lines"]) == ("106", "和平東路 1 號")
    assert line["customer_name"] == "林志遠"
    for file in tmp_path.glob("*.csv"):
        text = file.read_text()
        assert "大安" not in text and "C-1" not in text and "信義店" not in text, file.name


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ndjson"])
def test_the_same_rows_make_the_same_file_whenever_they_are_written(tmp_path, ending):
    a_customer("林志遠", phones=["0912345318"])
    first, second = tmp_path / f"a.{ending}", tmp_path / f"b.{ending}"

    export_list("customers", first, actor=OPERATOR, now=NOW)
    time.sleep(1.1)  # the time of making stands in whole seconds in a workbook
    export_list("customers", second, actor=OPERATOR, now=NOW + timedelta(days=1))

    assert first.read_bytes() == second.read_bytes()


def test_a_view_gives_its_columns_and_rows(tmp_path):
    olga = a_user("Olga")
    a_product("A-1", "Cheap", price="5")
    a_product("B-1", "Dear", price="6")
    look = Look(("name", "list_price"), where=OVER_5)
    views.save_view(
        entity_name="catalogue.product", name="Dear", look=look, actor=olga, now=NOW, rng=DICE
    )

    export_list("products", tmp_path / "a.csv", view="Dear", actor=olga, now=NOW)

    assert rows_of(tmp_path / "a.csv") == [
        {"name": "Dear", "list_price": "6.00", "currency": "TWD"}
    ]
    with pytest.raises(NotFound):
        export_list("products", tmp_path / "b.csv", view="Other", actor=olga, now=NOW)


def test_who_may_not_export_gets_no_file(tmp_path):
    ben = a_user("Ben", grants={"catalogue.view": Reach.ALL})

    with pytest.raises(NotAllowed):
        export_list("products", tmp_path / "a.csv", actor=ben, now=NOW)

    assert not (tmp_path / "a.csv").exists()


def test_a_large_export_is_written_by_a_worker_and_stored(tmp_path):
    olga = a_user("Olga")
    a_product("A-1", "Cheap", price="5")
    a_product("B-1", "=Dear", price="6")
    whole = entity_by_key("products")
    row = asked(Listing(whole, olga, ("code", "name"), tree.read(OVER_5)), olga)
    assert [card.is_ready for card in newest_exports(actor=olga)] == [False]

    written = commands.write_export(export_uid=row.uid, actor=olga, now=NOW)
    again = commands.write_export(export_uid=row.uid, actor=olga, now=NOW + timedelta(hours=1))

    assert written == again
    assert [(card.rows, card.is_ready) for card in newest_exports(actor=olga)] == [(1, True)]
    with open_file(row.uid, actor=olga).content as content:
        rows = list(csv.DictReader(io.StringIO(content.read().decode("utf-8-sig"))))
    assert rows == [{"code": "B-1", "name": "'=Dear"}]
    with pytest.raises(NotFound):
        open_file(row.uid, actor=a_user("Ben", grants=SEES))


def test_rights_are_those_of_the_moment_of_writing():
    ben = a_user("Ben", grants={**SEES, "parties.view": Reach.ALL})
    a_customer("林志遠", birth_on=None)
    row = asked(Listing(entity_by_key("customers"), ben, ("name", "birth_on")), ben)
    now_less = a_user("Ben now", grants=SEES, denied=["parties.party.birth_on"])

    written = commands.write_export(export_uid=row.uid, actor=now_less, now=NOW)

    assert written.rows == 0


def test_what_a_worker_is_refused_is_kept_on_the_export():
    ben = a_user("Ben", grants=SEES)
    row = asked(Listing(entity_by_key("customers"), ben, ("name",)), ben)

    commands.write_export(export_uid=row.uid, actor=a_user("Nobody", grants={}), now=NOW)

    (card,) = newest_exports(actor=ben)
    assert (card.fault["code"], card.is_ready) == ("not_allowed", False)


def test_an_ending_that_cannot_be_written_is_refused_at_once():
    with pytest.raises(ExportKindUnknown):
        asked(Listing(entity_by_key("products"), OPERATOR), OPERATOR, "list.pdf")

    assert not Export.objects.exists()


def test_amounts_and_numbers_have_no_decimals_that_say_nothing(tmp_path):
    a_product("A-1", price="12.5000")
    an_order(a_customer("林志遠"), [("2", "1.2345"), ("0.5", "3")])

    export_list("products", tmp_path / "p.csv", actor=OPERATOR, now=NOW)
    export_list("order-lines", tmp_path / "l.csv", actor=OPERATOR, now=NOW)

    assert rows_of(tmp_path / "p.csv")[0]["list_price"] == "12.50"
    lines = rows_of(tmp_path / "l.csv")
    assert [(row["quantity"], row["price"]) for row in lines] == [("2", "1.2345"), ("0.5", "3.00")]
