"""The client made of the OpenAPI document: typed, and good for a day's work."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.test import Client

from rapport.front.api import jobs as api_jobs
from rapport.front.api.inside import described
from rapport.front.api.models import BulkJob
from rapport.front.api.pure import client_of
from rapport.front.cli.main import main
from rapport.kernel.access.actor import Actor
from tests.front.api.caller import Caller
from tests.makers import NOW, a_customer, a_user

pytestmark = pytest.mark.django_db
Send = Callable[[str, str, dict[str, str], bytes | None], tuple[int, Mapping[str, str], bytes]]
HOST = "http://testserver"
USES = """
from rapport_client import Client, Customer, NewCustomer

def names(rapport: Client) -> list[str | None]:
    new: NewCustomer = {"kind": "person", "name": "Lin"}
    made: Customer = rapport.create_customer(new)
    page = rapport.list_customers(limit=10, q="lin")
    rapport.delete_customer(str(made["id"]), if_match=1)
    return [each["name"] for each in page["items"]]
"""
MISUSES = """
from rapport_client import Client

def wrong(rapport: Client) -> None:
    rapport.create_customer({"kind": "robot"})
    rapport.list_customers(limit="many")
    rapport.delete_customer("id")
"""


def by_django(method: str, url: str, headers: dict[str, str], body: bytes | None) -> Any:
    """Send as the client does, without a network."""
    kind = headers.pop("Content-Type", "application/json")
    answer = Client(raise_request_exception=False).generic(
        method, url.removeprefix(HOST), body or b"", content_type=kind, headers=headers
    )
    told = {name.lower(): value for name, value in answer.items()}
    return answer.status_code, told, answer.content


@pytest.fixture(scope="module")
def source() -> str:
    return client_of(described())


@pytest.fixture
def module(source: str, tmp_path: Path) -> Iterator[ModuleType]:
    place = tmp_path / "rapport_client.py"
    place.write_text(source)
    spec = spec_from_file_location("rapport_client", place)
    assert spec is not None and spec.loader is not None
    made = module_from_spec(spec)
    sys.modules["rapport_client"] = made
    spec.loader.exec_module(made)
    yield made
    del sys.modules["rapport_client"]


@pytest.fixture
def olga() -> Actor:
    return a_user("歐佳玲")


@pytest.fixture
def rapport(module: ModuleType, olga: Actor) -> Any:
    return module.Client(HOST, Caller(olga).secret, send=by_django)


def test_it_has_a_method_for_each_operation(module: ModuleType) -> None:
    names = [
        operation["operationId"]
        for operations in described()["paths"].values()
        for operation in operations.values()
    ]

    assert len(names) > 100
    assert [name for name in names if not callable(getattr(module.Client, name, None))] == []


def test_records_are_made_found_changed_and_deleted(rapport: Any, module: ModuleType) -> None:
    made = rapport.create_customer({"kind": "person", "name": "林志遠"}, idempotency_key="K1")
    again = rapport.create_customer({"kind": "person", "name": "林志遠"}, idempotency_key="K1")
    changed = rapport.change_customer(made["id"], {"occupation": "主管"}, if_match=made["version"])

    assert again["id"] == made["id"]
    assert (changed["occupation"], changed["version"]) == ("主管", made["version"] + 1)
    tree = {"field": "occupation", "op": "is", "value": "主管"}
    assert rapport.count_customers(filter=tree, exact=True) == {"count": 1, "exact": True}
    with pytest.raises(module.Refused) as refused:
        rapport.delete_customer(made["id"], if_match=made["version"])
    assert (refused.value.status, refused.value.code) == (412, "stale")
    assert rapport.delete_customer(made["id"], if_match="*") is None
    assert rapport.list_customers()["items"] == []


def test_all_pages_are_walked(rapport: Any) -> None:
    made = [a_customer(f"Customer {number}") for number in range(5)]

    names = [each["name"] for each in rapport.each(rapport.list_customers, limit=2)]

    assert len(names) == len(made) == len(set(names))


def test_many_lines_are_sent(rapport: Any) -> None:
    lines = [{"kind": "person", "name": "林志遠"}, {"kind": "robot"}]

    job = rapport.create_bulk_job(lines, resource="customers", operation="create")
    api_jobs.run_bulk_job.work(job_id=BulkJob.objects.get(uid=job["id"]).pk, now=NOW)

    assert rapport.read_bulk_job(job["id"])["done"] == 1
    (error,) = rapport.list_failed_lines(job["id"])["items"]
    assert error["line"] == 2
    assert "robot" in rapport.download_failed_lines(job["id"])


def test_a_file_is_brought(rapport: Any) -> None:
    file = ("客戶.csv", "external_id,name\nK1,林志遠\n".encode())

    brought = rapport.bring_file(file, mapping="customers", dry_run=True)

    assert brought["what"] == "customers"
    assert rapport.read_import(brought["id"])["header"] == ["external_id", "name"]


def test_it_waits_as_it_is_told(module: ModuleType, olga: Actor) -> None:
    waits: list[float] = []
    rapport = module.Client(
        HOST, Caller(olga, rate=1).secret, send=by_django, wait=waits.append, patience=2
    )
    rapport.read_me()

    with pytest.raises(module.Refused) as refused:
        rapport.read_me()

    assert refused.value.code == "too_many_requests"
    assert len(waits) == 2 and all(1 <= seconds <= 60 for seconds in waits)


def test_it_says_when_an_operation_will_end(module: ModuleType) -> None:
    def ending(*request: Any) -> Any:
        told = {"deprecation": "@1790000000", "sunset": "Mon, 01 Mar 2027 00:00:00 GMT"}
        return 200, told, b'{"items": []}'

    rapport = module.Client(HOST, "rpt_x", send=ending)

    with pytest.warns(DeprecationWarning, match="GET /api/v1/customers ends on Mon, 01 Mar 2027"):
        rapport.list_customers()


def test_what_stands_in_a_path_leads_nowhere_else(module: ModuleType) -> None:
    asked: list[str] = []

    def noting(method: str, url: str, *rest: Any) -> Any:
        asked.append(url)
        return 200, {}, b"{}"

    module.Client(HOST, "rpt_x", send=noting).read_customers("../orders?limit=1")

    assert asked == [f"{HOST}/api/v1/customers/..%2Forders%3Flimit%3D1"]


def test_its_types_hold_and_find_mistakes(module: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "uses.py").write_text(USES)
    (tmp_path / "misuses.py").write_text(MISUSES)
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", "", "--no-incremental"]

    shown: dict[str, Any] = {"cwd": tmp_path, "capture_output": True, "text": True}

    good = subprocess.run([*command, "rapport_client.py", "uses.py"], check=False, **shown)
    bad = subprocess.run([*command, "misuses.py"], check=False, **shown)

    assert good.returncode == 0, good.stdout
    faults = [line.partition(": error:")[0] for line in bad.stdout.splitlines() if "error:" in line]
    assert {"misuses.py:5", "misuses.py:6", "misuses.py:7"} <= set(faults), bad.stdout


def test_the_command_line_writes_it(source: str, tmp_path: Path) -> None:
    place = tmp_path / "client.py"

    assert main(["client", "--output", str(place)]) == 0
    assert place.read_text() == source
