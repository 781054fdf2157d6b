"""Words for what the model refuses: each error as a path, a plain sentence, a way out."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from annops.core.finding import Code, Severity, did_you_mean
from annops.project.complaint import CONTRADICTION, Complaint, Loc, path_text
from annops.workspace.definition_schema import schema_at, valid_choices, valid_keys

UNKNOWN_KEY = Code(
    id="DEF006",
    title="A key that does not exist",
    severity=Severity.ERROR,
    checks="Whether each key is one that annops knows at that point.",
    why="A misspelt key would be ignored, and what it says with it.",
    example="`clint: Northwind`, or `lables:` in a question.",
    remedy="correct the spelling or the indentation, or take the key out",
)
MISSING_KEY = Code(
    id="DEF007",
    title="A key that must be there",
    severity=Severity.ERROR,
    checks="Whether each entry has the keys it cannot do without.",
    why="There is no value that would be right for every project.",
    example="A source without `path`, or a definition without `project`.",
    remedy="add the key",
)
BAD_VALUE = Code(
    id="DEF008",
    title="A value of the wrong kind",
    severity=Severity.ERROR,
    checks="Whether each value is of the kind the key asks for: text, number, list, mapping.",
    why="It cannot be used as what it should be.",
    example="`locales: en-US` (a list is asked for), `round: first`.",
    remedy="write a value of the kind asked for",
)
BAD_CHOICE = Code(
    id="DEF009",
    title="A value that is not one of the choices",
    severity=Severity.ERROR,
    checks="Whether a value with fixed choices, as a task type or layout, is one of them.",
    why="Anything else has no meaning.",
    example="`type: clasification`, `layout: wide`.",
    remedy="take one of the choices",
)

_Words = Callable[[str, Any, Mapping[str, Any]], str]

_KINDS: Mapping[str, tuple[str, str]] = {
    "string_type": ("text", "write the text; in quotes if it is `null`, `~` or empty"),
    "int_type": ("a whole number", "write it in digits, as 3"),
    "int_parsing": ("a whole number", "write it in digits, as 3"),
    "int_from_float": ("a whole number", "write it in digits, as 3"),
    "float_type": ("a number", "write it with a decimal point, as 0.67"),
    "float_parsing": ("a number", "write it with a decimal point, as 0.67"),
    "finite_number": ("a finite number", "write it in digits"),
    "bool_type": ("`true` or `false`", "write true or false"),
    "bool_parsing": ("`true` or `false`", "write true or false"),
    "tuple_type": ("a list", "write `[first, second]`, or one `- entry` a line"),
    "list_type": ("a list", "write `[first, second]`, or one `- entry` a line"),
    "dict_type": ("keys with values", "write `{key: value}`, or one `key: value` a line"),
    "model_type": ("keys with values", "write `{key: value}`, or one `key: value` a line"),
    "model_attributes_type": ("keys with values", "write `{key: value}`, or one pair a line"),
}
"""Error type: what is asked for, and how it is written."""

_LIMITS: Mapping[str, tuple[str, str]] = {
    "greater_than": ("must be above {gt}", "gt"),
    "greater_than_equal": ("must be at least {ge}", "ge"),
    "less_than": ("must be below {lt}", "lt"),
    "less_than_equal": ("must be at most {le}", "le"),
    "string_too_short": ("must have at least {min_length} characters", "min_length"),
    "string_too_long": ("must have at most {max_length} characters", "max_length"),
}


def problems(error: ValidationError, data: Any) -> list[Complaint]:
    """Return one complaint for each thing the model refused.

    Args:
        error: What the model raised on `data`.
        data: The data as read from the file.
    """
    details = [(_loc(item["loc"], data), item) for item in error.errors(include_url=False)]
    wrong_inside = {loc[:end] for loc, _ in details for end in range(len(loc))}
    return [
        _complaint(item, loc, data)
        for loc, item in details
        if not (item["type"] == "too_short" and loc in wrong_inside)
    ]


def _loc(loc: Loc, data: Any) -> Loc:
    """Return the path in the file: the model's path without names of forms and task types."""
    return tuple(_parts(loc, data))


def _parts(loc: Loc, data: Any) -> Iterator[str | int]:
    walked = 0
    for i, part in enumerate(loc):
        is_key = isinstance(data, dict) and part in data
        is_form = not is_key and str(part).startswith(("<", "[key]"))
        is_type = walked == 2 and loc[0] == "questions" and i == 2 and _type_of(data) == part
        if is_form or is_type:
            continue
        walked += 1
        yield part
        data = _into(data, part)


def _type_of(data: Any) -> Any:
    return data.get("type") if isinstance(data, dict) else None


def _into(data: Any, part: str | int) -> Any:
    if isinstance(data, dict):
        return data.get(part)
    if isinstance(data, list) and isinstance(part, int) and part < len(data):
        return data[part]
    return None


def _complaint(item: ErrorDetails, loc: Loc, data: Any) -> Complaint:
    kind, given = item["type"], item["input"]
    context: Mapping[str, Any] = item.get("ctx", {})
    path = path_text(loc)
    if kind == "extra_forbidden":
        return _unknown_key(loc, data)
    if kind == "missing":
        about = schema_at(loc, data).get("description")
        return Complaint(MISSING_KEY, loc, f"`{path}` is missing", about, key=True)
    if kind == "value_error":
        text = f"`{path}`: {context['error']}" if path else str(context["error"])
        return Complaint(CONTRADICTION, loc, text)
    if kind in {"union_tag_invalid", "union_tag_not_found"}:
        return _task_type(loc, given)
    if kind in {"literal_error", "enum"}:
        hint = did_you_mean(str(given), valid_choices(loc, data))
        return Complaint(BAD_CHOICE, loc, f"`{path}`: `{_shown(given)}` is not a choice", hint)
    return _bad_value(item, loc, data)


def _unknown_key(loc: Loc, data: Any) -> Complaint:
    split = _split_number(loc, data)
    if split is not None:
        return split
    owner = loc[:-1]
    where = f"a key of `{path_text(owner)}`" if owner else "a key of annops.yaml"
    message = f"`{path_text(loc)}`: `{loc[-1]}` is not {where}"
    hint = did_you_mean(str(loc[-1]), valid_keys(owner, data))
    return Complaint(UNKNOWN_KEY, loc, message, hint, key=True)


def _split_number(loc: Loc, data: Any) -> Complaint | None:
    """Say that a decimal comma split a number in two: `{at_least: 0,67}` has a key `67`."""
    owner, key = loc[:-1], loc[-1]
    for part in owner:
        data = _into(data, part)
    keys = list(data) if isinstance(data, dict) else []
    at = keys.index(key) if key in keys else 0
    before = str(data[keys[at - 1]]) if at else ""
    digits = before.removeprefix("-").isdecimal() and str(key).isdecimal()
    if not digits or data[key] is not None:
        return None
    number = (*owner, keys[at - 1])
    message = f"`{path_text(number)}`: the comma in `{before},{key}` ends the number"
    return Complaint(BAD_VALUE, number, message, f"write a decimal point: {before}.{key}")


def _task_type(loc: Loc, given: Any) -> Complaint:
    from annops.tasks.registry import task_types

    path = path_text(loc)
    types = tuple(task_types())
    named = _type_of(given)
    if named is None:
        message = f"`{path}` does not say its `type`"
        return Complaint(MISSING_KEY, loc, message, did_you_mean("", types), key=True)
    message = f"`{path}.type`: `{_shown(named)}` is not a task type"
    return Complaint(BAD_CHOICE, (*loc, "type"), message, did_you_mean(str(named), types))


def _bad_value(item: ErrorDetails, loc: Loc, data: Any) -> Complaint:
    kind, given = item["type"], item["input"]
    context: Mapping[str, Any] = item.get("ctx", {})
    path = path_text(loc) or "annops.yaml"
    about = schema_at(loc, data).get("description")
    if kind in _KINDS:
        wanted, how = _KINDS[kind]
        if given is None:
            return Complaint(BAD_VALUE, loc, f"`{path}` is empty; {wanted} is asked for", how)
        return Complaint(BAD_VALUE, loc, f"`{path}` must be {wanted}, not {_said(given)}", how)
    if kind in _LIMITS and given == "":
        return Complaint(BAD_VALUE, loc, f"`{path}` is empty", about)
    if kind in _LIMITS:
        words = _LIMITS[kind][0].format(**context)
        return Complaint(BAD_VALUE, loc, f"`{path}` {words}, not {_said(given)}", about)
    if kind in {"too_short", "too_long"}:
        limit = context.get("min_length", context.get("max_length"))
        least = "at least" if kind == "too_short" else "at most"
        words = f"must list {least} {limit}, not {context.get('actual_length')}"
        return Complaint(BAD_VALUE, loc, f"`{path}` {words}", about)
    return Complaint(BAD_VALUE, loc, f"`{path}` cannot be {_said(given)}", about)


def _said(given: Any) -> str:
    if isinstance(given, dict):
        return "keys with values"
    return "a list" if isinstance(given, list | tuple) else f"`{_shown(given)}`"


def _shown(given: Any) -> str:
    text = str(given)
    return text if len(text) <= 60 else text[:57] + "..."
