"""Adds entries to annops.yaml as text, so that every comment and the order of things stay."""

import copy
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Place, Severity
from annops.workspace.root import DEFINITION
from annops.workspace.yaml_places import read_yaml

WIDTH = 99

NOT_EDITED = Code(
    id="DEF021",
    title="The definition cannot be added to by annops",
    severity=Severity.ERROR,
    checks="Whether annops.yaml, with an entry added, still says all it said before.",
    why="annops adds text and proves the result by reading it; it never rewrites the file.",
    example="A file that ends with `...`, or one that is not valid YAML to begin with.",
    remedy="add the entry by hand",
)


def append_source(
    text: str, source: Mapping[str, Any], questions: Mapping[str, Mapping[str, Any]]
) -> str:
    """Return the text of annops.yaml with a source, and the questions it lacks, added.

    Args:
        text: The file as it is; nothing of it is lost.
        source: The new entry of `sources`, in the order its keys shall stand.
        questions: Definitions by question id; ids that the file defines already are left as they
            are there.

    Raises:
        AnnopsError: When the text cannot be read, or the result would not say what is wanted;
            the hint holds the entry to be added by hand (DEF021).
    """
    before = read_yaml(text.encode(), DEFINITION)
    if before.findings:
        raise AnnopsError(*before.findings)
    known = (before.data or {}).get("questions") or {}
    added = {name: dict(value) for name, value in questions.items() if name not in known}
    edited = text
    for name, value in added.items():
        edited = _append(edited, "questions", (name, value))
    edited = _append(edited, "sources", (None, dict(source)))
    wanted = _wanted(before.data, source, added)
    after = read_yaml(edited.encode(), DEFINITION)
    if after.findings or after.data != wanted:
        entry = " ".join(_lines((None, dict(source)), "", flow=True))
        message = "an entry cannot be added without changing what the file says"
        raise AnnopsError(NOT_EDITED.at(Place(DEFINITION), message, f"add by hand: {entry}"))
    return edited


_Entry = tuple[str | None, Any]
"""A key with its value, or no key for an entry of a list."""


def _wanted(data: Any, source: Mapping[str, Any], added: Mapping[str, Any]) -> dict[str, Any]:
    wanted: dict[str, Any] = copy.deepcopy(data or {})
    if added:
        wanted["questions"] = {**(wanted.get("questions") or {}), **_as_read(added)}
    wanted["sources"] = [*(wanted.get("sources") or []), _as_read(source)]
    return wanted


def _as_read(value: Any) -> Any:
    """Return the value as reading gives it back: every scalar as text."""
    if isinstance(value, Mapping):
        return {str(key): _as_read(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_as_read(part) for part in value]
    return value if value is None else _flow(value).strip("'\"") if _is_plain(value) else value


def _is_plain(value: Any) -> bool:
    return isinstance(value, bool | int | float)


def _append(text: str, block: str, entry: _Entry) -> str:
    """Insert an entry at the end of a block: mapping or list, in the style it is written in."""
    end_of_line = "\r\n" if "\r\n" in text else "\n"
    loader = yaml.SafeLoader(text)
    try:
        root = loader.get_single_node()
    finally:
        loader.dispose()
    if isinstance(root, yaml.MappingNode) and root.flow_style:
        return _append_to_flow_root(text, root, block, entry)
    found = _value_of(root, block)
    if found is None:
        return _insert_lines(text, len(text), [f"{block}:", *_lines(entry, "  ")], end_of_line)
    key, value = found
    if isinstance(value, yaml.ScalarNode):  # nothing stands there, or a null is written out
        start, end = value.start_mark.index, value.end_mark.index
        text = text[:start].rstrip(" ") + text[end:] if value.value else text
        return _insert_lines(text, key.end_mark.index, _lines(entry, "  "), end_of_line)
    if value.flow_style:
        return _insert_flow(text, value, entry)
    indent = " " * value.start_mark.column
    return _insert_lines(text, _end_of_content(value), _lines(entry, indent), end_of_line)


def _value_of(root: Any, block: str) -> tuple[Any, Any] | None:
    pairs = root.value if isinstance(root, yaml.MappingNode) else ()
    return next((pair for pair in pairs if pair[0].value == block), None)


def _append_to_flow_root(text: str, root: Any, block: str, entry: _Entry) -> str:
    found = _value_of(root, block)
    if found is not None and not isinstance(found[1], yaml.ScalarNode):
        return _insert_flow(text, found[1], entry)
    return _insert_flow(text, root, (block, [entry[1]] if entry[0] is None else dict([entry])))


def _insert_flow(text: str, node: Any, entry: _Entry) -> str:
    written = _lines(entry, "", flow=True)[0]
    if not node.value:
        at = node.start_mark.index + 1
        return text[:at] + written + text[at:]
    at = _end_of_content(node)
    return f"{text[:at]}, {written}{text[at:]}"


def _end_of_content(node: Any) -> int:
    """Index where the last thing inside a node ends, without the comments that follow it."""
    while node.value and not isinstance(node, yaml.ScalarNode):
        last = node.value[-1]
        child = last[1] if isinstance(last, tuple) else last
        if child.start_mark.index < node.start_mark.index:
            break  # a reference to something that stands further up
        node = child
        if getattr(node, "flow_style", False):
            break
    return int(node.end_mark.index)


def _insert_lines(text: str, index: int, lines: list[str], end_of_line: str) -> str:
    """Insert lines after the line that holds the character before `index`."""
    at = text.find("\n", max(index - 1, 0)) + 1
    if at == 0:
        at = len(text)
    before = text[:at]
    if before and not before.endswith("\n"):
        before += end_of_line
    return before + "".join(line + end_of_line for line in lines) + text[at:]


def _lines(entry: _Entry, indent: str, *, flow: bool = False) -> list[str]:
    """Write an entry: one line where it fits, else one line a key."""
    key, value = entry
    lead = indent if key is None else f"{indent}{_flow(key)}: "
    if flow:
        return [lead + _flow(value)]
    if key is None and isinstance(value, Mapping):
        rows = [row for pair in value.items() for row in _lines(pair, indent + "  ")]
        first = rows[0].removeprefix(indent + "  ")
        return [f"{indent}- {first}", *rows[1:]]
    written = lead + _flow(value)
    if len(written) <= WIDTH or not isinstance(value, Mapping | list) or not value:
        return [written]
    return [lead.rstrip(" "), *_children(value, indent + "  ")]


def _children(value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for pair in value.items():
            yield from _lines(pair, indent)
    else:
        for part in value:
            yield f"{indent}- {_flow(part)}"


def _flow(value: Any) -> str:
    """Write a value on one line."""
    plain = _unwrapped(value)
    written = yaml.safe_dump(
        [plain], default_flow_style=True, width=10**9, allow_unicode=True, sort_keys=False
    )
    return written.strip(" \n").removeprefix("[").removesuffix("]")


def _unwrapped(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _unwrapped(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_unwrapped(part) for part in value]
    return value
