"""The served schema is held against what the interface does, by examples drawn from it."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from random import Random
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import FlakyStrategyDefinition
from hypothesis.stateful import run_state_machine_as_test
from pydantic import BaseModel
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from rapport.config.wsgi import application
from rapport.kernel.entities.registry import entities
from rapport.kernel.views import engine
from rapport.kernel.views.listing import Listing
from tests.front.api.caller import ROOT, Caller
from tests.makers import (
    NOW,
    OPERATOR,
    a_customer,
    a_holding,
    a_payment,
    a_product,
    a_user,
    an_order,
)

pytestmark = pytest.mark.django_db
EXAMPLES = {GenerationMode.POSITIVE: 4, GenerationMode.NEGATIVE: 3}
ROUNDS, KINDS = 10, 3  # of walks at most; of requests about one record at least
SECONDS = 60  # of computing, for all operations together: a busy machine takes longer
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@schemathesis.serializer("application/x-ndjson")
def lines(context: Any, value: Any) -> bytes:
    """Send what was drawn as lines of NDJSON."""
    return str(value).encode(errors="replace")


def inside(environ: Any, start_response: Any) -> list[bytes]:
    """Answer as the application does, on the connection that holds the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        response = application(environ, start_response)
        body = list(response)
        response.close()
        return body
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@pytest.fixture
def caller() -> Caller:
    """Let somebody in who may do everything, in a firm where there is a row of most kinds."""
    with connection.cursor() as cursor:  # drawing examples takes longer than a session may idle
        cursor.execute("set local idle_in_transaction_session_timeout = 0")
    caller = Caller(a_user("歐佳玲"))
    lin = a_customer("林志遠", phones=["0912 345 678"], emails=["lin@example.com"])
    a_holding(lin)
    a_product()
    a_payment(an_order(lin), "5")
    (item,) = caller.get("/customers").json()["items"]
    caller.post(f"/customers/{item['id']}/notes", {"text": "Call after six."})
    address = {"country": "TW", "city": "台北市"}
    caller.post(f"/customers/{item['id']}/addresses", address)
    return caller


@pytest.fixture
def schema() -> Any:
    return schemathesis.openapi.from_wsgi(f"{ROOT}/openapi.json", inside)


def test_the_schema_is_openapi_3_1(schema: Any) -> None:
    schema.validate()

    assert schema.raw_schema["openapi"].startswith("3.1")
    for _, _, operation in operations(schema.raw_schema):
        assert {"401", "422"} <= set(operation["responses"])
        assert operation["summary"]


def test_operations_and_schemas_have_names_of_their_own(schema: Any) -> None:
    names = [operation["operationId"] for _, _, operation in operations(schema.raw_schema)]
    labels = [whole.base.label for whole in entities()]

    assert len(set(names)) == len(names)
    assert len(set(labels)) == len(labels)
    # OpenAPI knows a schema by the name of its class alone: the later of two would hide the other.
    assert [name for name, count in Counter(schema_names()).items() if count > 1] == []


def test_every_operation_answers_as_its_schema_says(caller: Caller, schema: Any) -> None:
    known = ids_by_resource()
    until = time.process_time() + SECONDS
    faults: list[str] = []
    unasked: list[str] = []

    for result in schema.get_all_operations():
        operation = result.ok()
        if time.process_time() > until:
            unasked.append(operation.label)
            continue
        for mode, examples in EXAMPLES.items():
            faults += explore(operation, mode, examples, caller, known)

    assert faults == []
    assert unasked == []


def test_records_that_are_made_are_read_changed_and_deleted_by_links(
    caller: Caller, schema: Any
) -> None:
    """The links of the schema are followed: what one answer names, the next request is about."""
    chance, asked = Random(20261120), Counter[str]()
    schema.config.generation.update(modes=[GenerationMode.POSITIVE])
    followed = schema.include(path_regex=r"^/api/v1/(products|customers)(/{uid})?$")

    class Following(followed.as_state_machine()):  # type: ignore[misc]
        def setup(self) -> None:
            self.before = transaction.savepoint()

        def teardown(self) -> None:
            transaction.savepoint_rollback(self.before)

        def get_call_kwargs(self, case: Case) -> dict[str, Any]:
            return {"headers": {**caller.headers, **tag(case, chance)}}

        def validate_response(self, response: Any, case: Case, **more: Any) -> None:
            asked[f"{case.operation.label}: {response.status_code}"] += 1
            case.validate_response(response, checks=CHECKS)

    for number in range(ROUNDS):
        follow(seed(number)(Following))
        if len(answered_by_id(asked)) >= KINDS:
            break

    assert len(answered_by_id(asked)) >= KINDS, asked


def follow(machine: Any) -> None:
    """Draw walks along the links; new ids may end a search early, and what it asked counts."""
    with suppress(FlakyStrategyDefinition):
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=20,
                stateful_step_count=5,
                deadline=None,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )


def answered_by_id(asked: Counter[str]) -> set[str]:
    """Return the kinds of requests about one record that were answered well."""
    return {label for label in asked if "{uid}" in label and label.endswith((" 200", " 204"))}


def schema_names() -> list[str]:
    """Return the names of the schemas that rooms' interfaces declare, each where it is declared."""
    declared = {
        each
        for name, module in sys.modules.items()
        if name.startswith("rapport.")
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, BaseModel)
    }
    return [each.__name__ for each in declared if each.__module__.startswith("rapport.")]


def explore(
    operation: Any, mode: GenerationMode, examples: int, caller: Caller, known: dict[str, list[str]]
) -> list[str]:
    """Return what went wrong with examples of one operation."""
    faults: list[str] = []
    chance = Random(operation.label)

    @seed(20261120)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Case) -> None:
        aim(case, known, chance)
        headers = {**caller.headers, **tag(case, chance)}
        try:
            case.call_and_validate(headers=headers, checks=CHECKS)
        except FailureGroup as group:
            faults.extend(f"{operation.label}: {each}" for each in group.exceptions)
        except Failure as failure:
            faults.append(f"{operation.label}: {failure}")

    ask()
    return faults[:3]


def aim(case: Case, known: dict[str, list[str]], chance: Random) -> None:
    """Let most paths lead to a record that is there: a random id finds nothing."""
    resource = case.path.removeprefix(f"{ROOT}/").partition("/")[0]
    if "uid" in (case.path_parameters or {}) and known.get(resource) and chance.random() < 0.8:
        case.path_parameters["uid"] = chance.choice(known[resource])


def tag(case: Case, chance: Random) -> dict[str, str]:
    names = {parameter["name"] for parameter in case.operation.definition.raw.get("parameters", [])}
    return {"If-Match": chance.choice(["*", '"1"'])} if "If-Match" in names else {}


def ids_by_resource() -> dict[str, list[str]]:
    return {
        whole.base.key: [str(row["id"]) for row in engine.page(listing(whole), now=NOW).rows]
        for whole in entities()
    }


def listing(whole: Any) -> Listing:
    return Listing(whole, OPERATOR, columns=(next(iter(whole.fields)),), limit=3)


def operations(raw: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, of_path in raw["paths"].items():
        for method, operation in of_path.items():
            yield path, method, operation
