"""What may stand at a path of annops.yaml, looked up in the model's own schema."""

from collections.abc import Mapping
from typing import Any

from annops.project.complaint import Loc
from annops.project.json_schema import definition_schema

Schema = Mapping[str, Any]


def schema_at(loc: Loc, data: Any) -> Schema:
    """Return the schema of what stands at a path; empty where anything or nothing may stand.

    Args:
        loc: Keys and list positions from the top.
        data: What the file says; it decides between the forms an entry can have.
    """
    schema = _resolved(definition_schema(), data)
    for part in loc:
        data = _child(data, part)
        if isinstance(part, int):
            schema = schema.get("items", {})
        else:
            properties = schema.get("properties", {})
            schema = properties.get(part) or schema.get("additionalProperties") or {}
        schema = _resolved(schema if isinstance(schema, Mapping) else {}, data)
    return schema


def valid_keys(loc: Loc, data: Any) -> tuple[str, ...]:
    """Return the keys a mapping may have, empty where people choose the keys."""
    return tuple(schema_at(loc, data).get("properties", ()))


def valid_choices(loc: Loc, data: Any) -> tuple[str, ...]:
    """Return the values that may be chosen, empty where any value will do."""
    schema = schema_at(loc, data)
    return tuple(str(choice) for choice in schema.get("enum", ()))


def is_boolean(loc: Loc, data: Any) -> bool:
    """Whether true or false is meant at a path."""
    return schema_at(loc, data).get("type") == "boolean"


def _child(data: Any, part: str | int) -> Any:
    if isinstance(data, dict):
        return data.get(part)
    if isinstance(data, list) and isinstance(part, int) and part < len(data):
        return data[part]
    return None


def _resolved(schema: Schema, data: Any) -> Schema:
    """Follow references, and of several forms take the one the data has."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rsplit("/", 1)[-1]
        return _resolved(definition_schema()["$defs"][name], data)
    forms = schema.get("oneOf") or schema.get("anyOf") or ()
    mapping = schema.get("discriminator", {}).get("mapping", {})
    if mapping and isinstance(data, dict) and data.get("type") in mapping:
        return _resolved({"$ref": mapping[data["type"]]}, data)
    resolved = [_resolved(form, data) for form in forms]
    if not forms:
        return schema
    about = {"description": schema["description"]} if "description" in schema else {}
    return {**next((form for form in resolved if _fits(form, data)), {}), **about}


def _fits(schema: Schema, data: Any) -> bool:
    kind = schema.get("type")
    if isinstance(data, dict):
        return kind == "object"
    if isinstance(data, list):
        return kind == "array"
    return kind == "null" if data is None else kind not in {"object", "array", "null"}
