"""Own fields of a kind: the schema that is understood, and the values held to it."""

import pytest

from rapport.customers.holdings.pure import (
    OwnFieldNotUnderstood,
    SchemaNotUnderstood,
    check_schema,
    cleaned,
)

SCHEMA = {
    "type": "object",
    "required": ["plate"],
    "properties": {
        "plate": {"type": "string", "title": "Number plate", "maxLength": 12},
        "rate": {"type": "string", "format": "decimal"},
        "seats": {"type": "integer", "minimum": 1, "maximum": 60},
        "first_used_on": {"type": "string", "format": "date"},
        "is_insured": {"type": "boolean"},
        "tariff": {"type": "string", "enum": ["day", "night"]},
    },
}


def test_a_schema_of_known_parts_is_understood():
    check_schema(SCHEMA)


@pytest.mark.parametrize(
    "schema",
    [
        {"additionalProperties": True},
        {"properties": {"Plate": {"type": "string"}}},
        {"properties": {"plate": {"type": "number"}}},
        {"properties": {"plate": {"type": "string", "pattern": "(a+)+"}}},
        {"properties": {"plate": {"type": "string", "format": "email"}}},
        {"properties": {"plate": {"type": "string", "enum": [1]}}},
        {"properties": {}, "required": ["plate"]},
        {"properties": {f"f{at}": {"type": "string"} for at in range(61)}},
    ],
)
def test_a_schema_with_other_parts_is_refused(schema):
    with pytest.raises(SchemaNotUnderstood):
        check_schema(schema)


def test_values_are_kept_as_they_are_typed_and_empty_ones_are_left_out():
    values = {
        "plate": " ABC-1234 ",
        "rate": "1.250",
        "seats": 5,
        "first_used_on": "2024-02-29",
        "is_insured": True,
        "tariff": "",
    }

    assert cleaned(SCHEMA, values) == {
        "plate": "ABC-1234",
        "rate": "1.250",
        "seats": 5,
        "first_used_on": "2024-02-29",
        "is_insured": True,
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("colour", "red"),
        ("plate", "ABC-1234-TOO-LONG"),
        ("plate", "A\x00"),
        ("plate", 7),
        ("plate", ""),
        ("rate", 1.25),
        ("rate", "1,25"),
        ("rate", "１.25"),
        ("seats", True),
        ("seats", 61),
        ("seats", "5"),
        ("first_used_on", "2025-02-29"),
        ("is_insured", "yes"),
        ("tariff", "noon"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(field, value):
    with pytest.raises(OwnFieldNotUnderstood) as refused:
        cleaned(SCHEMA, {"plate": "ABC-1234", field: value})

    assert refused.value.details["field"] == field
