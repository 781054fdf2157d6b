"""The definition as JSON Schema: as pydantic writes it, and as draft-07, which editors read."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from annops.core.changeset import ChangeSet, Write
from annops.project.definition import definition_model

DRAFT = "http://json-schema.org/draft-07/schema#"
SCHEMA_FILE = ".annops/schema/annops.schema.json"
SCALARS = ["string", "number", "boolean"]
"""What text may look like to an editor: annops reads `1`, `no` and `1.0` as written, as text."""

_DROPPED = {"title", "discriminator", "$defs", "deprecated", "$anchor", "unevaluatedProperties"}
_MAPS = {"properties", "patternProperties"}
_LISTS = {"anyOf", "oneOf", "allOf"}
_NARROWED = {"enum", "const", "format"}


@cache
def definition_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the definition, as pydantic writes it."""
    return definition_model().model_json_schema(by_alias=True)


def editor_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft-07) that editors check annops.yaml with."""
    written = definition_schema()
    body = draft_07(written)
    return {"$schema": DRAFT, "title": "annops.yaml, the definition of a project", **body}


def draft_07(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a 2020-12 schema in the words of draft-07.

    References get no neighbours (draft-07 ignores them), tuples become `items` with
    `additionalItems`, forms told apart by a key require that key, and a key that may be left out
    may be left empty too.
    """
    named = {
        name: _with_required(name, _converted(body), schema)
        for name, body in schema.get("$defs", {}).items()
    }
    return {**_converted(schema), **({"definitions": named} if named else {})}


def _converted(schema: Any) -> Any:
    if not isinstance(schema, Mapping):
        return schema
    if "$ref" in schema:
        return _reference(schema)
    kept = {key: _value(key, value) for key, value in schema.items() if key not in _DROPPED}
    if "prefixItems" in kept:
        rest = kept.pop("items", True)
        kept["items"] = [_converted(entry) for entry in kept.pop("prefixItems")]
        kept["additionalItems"] = rest
    if kept.get("type") == "string" and not _NARROWED & kept.keys():
        kept["type"] = SCALARS
    if "properties" in kept:
        required = set(kept.get("required", ()))
        kept["properties"] = {
            name: body if name in required else _or_empty(body)
            for name, body in kept["properties"].items()
        }
    return kept


def _value(key: str, value: Any) -> Any:
    if key in _MAPS:
        return {name: _converted(body) for name, body in value.items()}
    if key in _LISTS:
        return [_converted(body) for body in value]
    if key in {"items", "additionalProperties", "propertyNames", "not", "contains"}:
        return _converted(value)
    return value


def _reference(schema: Mapping[str, Any]) -> dict[str, Any]:
    reference = {"$ref": str(schema["$ref"]).replace("#/$defs/", "#/definitions/")}
    beside = {key: value for key, value in schema.items() if key != "$ref" and key not in _DROPPED}
    return {**beside, "allOf": [reference]} if beside else reference


def _or_empty(body: dict[str, Any]) -> dict[str, Any]:
    """Let a list or mapping be left empty; annops reads that as not given."""
    if body.get("type") in ("array", "object"):
        return {**body, "type": [body["type"], "null"]}
    if "allOf" in body:
        rest = {key: value for key, value in body.items() if key != "allOf"}
        return {**rest, "anyOf": [*body["allOf"], {"type": "null"}]}
    return body


def _with_required(name: str, body: dict[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """Require the key by which a reader tells this form from the others."""
    key = _telling_keys(schema).get(f"#/$defs/{name}")
    if key is None:
        return body
    return {**body, "required": sorted({*body.get("required", ()), key})}


def _telling_keys(schema: Any) -> dict[str, str]:
    """Return the telling key by reference of form, wherever forms are told apart."""
    found: dict[str, str] = {}
    if isinstance(schema, Mapping):
        about = schema.get("discriminator", {})
        found = dict.fromkeys(about.get("mapping", {}).values(), about.get("propertyName", ""))
    parts = schema.values() if isinstance(schema, Mapping) else schema
    for part in parts:
        if isinstance(part, Mapping | list):
            found |= _telling_keys(part)
    return found


def schema_text() -> str:
    """Return the editors' schema as the text of a file."""
    return json.dumps(editor_schema(), indent=2, ensure_ascii=False) + "\n"


def schema_changes() -> ChangeSet:
    """Return the change that puts the schema where the first lines of annops.yaml point."""
    writes = (Write(".annops/.gitignore", b"*\n"), Write(SCHEMA_FILE, schema_text().encode()))
    return ChangeSet("write the JSON Schema for editors", writes)
