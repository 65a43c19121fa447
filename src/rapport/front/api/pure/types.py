"""JSON Schema as annotations of Python."""

from __future__ import annotations

from collections.abc import Mapping
from keyword import iskeyword
from typing import Any

Schema = Mapping[str, Any]
PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


def annotation(schema: Schema) -> str:
    """Return how Python says the schema."""
    if "$ref" in schema:
        return name_of(schema["$ref"])
    if "const" in schema:
        return f"Literal[{schema['const']!r}]"
    if "enum" in schema:
        return "Literal[" + ", ".join(repr(value) for value in schema["enum"]) + "]"
    for union in ("anyOf", "oneOf", "allOf"):
        if union in schema:
            return " | ".join(dict.fromkeys(annotation(each) for each in schema[union]))
    return _by_type(schema)


def name_of(reference: str) -> str:
    """Return the class that a reference names."""
    return "".join(part for part in reference.rpartition("/")[2] if part.isalnum() or part == "_")


def typed_dict(name: str, schema: Schema) -> list[str]:
    """Return the class of an object's schema; of any other schema another name for its type."""
    if "properties" not in schema:
        return [f"{name} = {annotation(schema)}", "", ""]
    required = set(schema.get("required", ()))
    fields = {
        key: annotation(value) if key in required else f"NotRequired[{annotation(value)}]"
        for key, value in schema["properties"].items()
    }
    if any(not key.isidentifier() or iskeyword(key) for key in fields):
        given = ", ".join(f"{key!r}: {value!r}" for key, value in fields.items())
        return [f"{name} = TypedDict({name!r}, {{{given}}})", "", ""]
    words = " ".join(str(schema.get("description", name)).split()).replace('"""', "'''")
    lines = [f"class {name}(TypedDict):", f'    """{words.rstrip()}"""', ""]
    lines += [f"    {key}: {value}" for key, value in fields.items()]
    return [*lines, "", ""]


def _by_type(schema: Schema) -> str:
    kind = schema.get("type")
    if kind == "array":
        return f"list[{annotation(schema.get('items', {}))}]"
    if kind == "object" and isinstance(schema.get("additionalProperties"), Mapping):
        return f"dict[str, {annotation(schema['additionalProperties'])}]"
    if kind == "object":
        return "dict[str, Any]"
    return PLAIN.get(str(kind), "Any")
