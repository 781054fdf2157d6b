"""The schema is draft-07, accepts what annops accepts, and stands where editors look."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from annops.cli import app
from annops.project.definition import definition_model
from annops.project.json_schema import draft_07, editor_schema

# The keywords of the draft-07 meta-schema, http://json-schema.org/draft-07/schema
DRAFT_07 = set(
    re.findall(
        r"\S+",
        """
        $id $schema $ref $comment title description default readOnly examples multipleOf maximum
        exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern additionalItems
        items maxItems minItems uniqueItems contains maxProperties minProperties required
        additionalProperties definitions properties patternProperties dependencies propertyNames
        const enum type format contentMediaType contentEncoding if then else allOf anyOf oneOf not
        """,
    )
)


def _schemas(schema: Any) -> Iterator[dict[str, Any]]:
    # every schema inside a schema, as the draft-07 meta-schema nests them
    if not isinstance(schema, dict):
        return
    yield schema
    for key in ("definitions", "properties", "patternProperties"):
        for part in schema.get(key, {}).values():
            yield from _schemas(part)
    for key in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(key, []):
            yield from _schemas(part)
    for key in ("additionalProperties", "additionalItems", "propertyNames", "not", "contains"):
        yield from _schemas(schema.get(key))
    items = schema.get("items")
    for part in items if isinstance(items, list) else [items]:
        yield from _schemas(part)


def test_only_keywords_of_draft_07_are_used() -> None:
    used = {key for schema in _schemas(editor_schema()) for key in schema}
    assert used - DRAFT_07 == set()


def test_reference_has_no_neighbours_and_leads_somewhere() -> None:
    schema = editor_schema()
    references = [part for part in _schemas(schema) if "$ref" in part]
    assert references
    for part in references:
        assert list(part) == ["$ref"]
        assert part["$ref"].removeprefix("#/definitions/") in schema["definitions"]


def test_tuple_of_2020_becomes_items_with_additional_items() -> None:
    pair = {"type": "array", "prefixItems": [{"type": "integer"}], "items": False}
    assert draft_07(pair) == {
        "type": "array",
        "items": [{"type": "integer"}],
        "additionalItems": False,
    }


def test_every_key_of_the_definition_is_in_the_schema() -> None:
    assert set(editor_schema()["properties"]) == set(definition_model().model_fields)


def test_task_types_are_told_apart_by_their_type() -> None:
    schema = editor_schema()
    forms = schema["properties"]["questions"]["additionalProperties"]["oneOf"]
    bodies = [schema["definitions"][form["$ref"].rsplit("/", 1)[1]] for form in forms]
    assert all("type" in body["required"] for body in bodies)
    assert sorted(body["properties"]["type"]["const"] for body in bodies) == [
        "classification", "labels", "rating", "text",
    ]  # fmt: skip


def test_label_may_look_like_a_number_or_a_boolean_to_an_editor() -> None:
    labels = editor_schema()["definitions"]["Classification"]["properties"]["labels"]
    assert labels["items"]["type"] == ["string", "number", "boolean"]


def test_schema_is_written_where_the_definition_points(tmp_path: Path) -> None:
    (tmp_path / "annops.yaml").write_text("project: p\n", encoding="utf-8")
    run = CliRunner().invoke(app, ["schema", "--project", str(tmp_path)])
    assert (run.exit_code, run.stdout) == (0, ".annops/schema/annops.schema.json\n")
    written = (tmp_path / ".annops/schema/annops.schema.json").read_text("utf-8")
    assert json.loads(written)["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert (tmp_path / ".annops/.gitignore").read_text("utf-8") == "*\n"


def test_schema_is_printed_on_request_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke(app, ["schema", "--stdout"])
    assert json.loads(run.stdout) == editor_schema()
    assert list(tmp_path.iterdir()) == []
