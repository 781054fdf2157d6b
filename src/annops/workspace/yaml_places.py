"""Reads YAML so that every key and value keeps its line and column, and nothing is guessed.

Every scalar is handed on as the text that was written; only the models say what it is. A label
`no` stays `no`, an id `2026-01-01` or `12:30` stays text, and `header: no` still means false.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from annops.core.finding import Code, Finding, Place, Severity

Loc = tuple[str | int, ...]
"""Keys and list positions from the top of the file, as `("questions", "tone", "labels", 2)`."""

MAX_BYTES = 4_000_000
MAX_DEPTH = 40
MAX_NODES = 200_000

_NULLS = {"", "~", "null", "Null", "NULL"}
_WORDS = {"y", "n", "yes", "no", "on", "off", "true", "false"}
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

NOT_TEXT = Code(
    id="DEF002",
    title="The file is not UTF-8 text",
    severity=Severity.ERROR,
    checks="Whether the bytes of a YAML file are UTF-8 text of a sane size.",
    why="In another encoding letters change their meaning and labels stop matching.",
    example="An annops.yaml saved as UTF-16, or with an umlaut in Windows-1252.",
    remedy="save the file as UTF-8 in the editor (Save as, Encoding: UTF-8)",
)
BAD_SYNTAX = Code(
    id="DEF003",
    title="The file is not valid YAML",
    severity=Severity.ERROR,
    checks="Whether the text follows the rules of YAML: indentation, colons, quotes, brackets.",
    why="Nothing can be read from the file until its form is right.",
    example="`title: Tone: how it reads` (a second colon needs quotes), or a tab to indent.",
    remedy="indent with spaces, keep list dashes aligned, and quote text that holds `: ` or ` #`",
)
REPEATED_KEY = Code(
    id="DEF004",
    title="The same key stands twice",
    severity=Severity.ERROR,
    checks="Whether a key occurs once in its mapping.",
    why="Other readers silently keep the last one, and what the first one said is lost.",
    example="Two questions called `tone`, or two `sources:` blocks.",
    remedy="join the two entries, or rename one",
)
REFUSED_YAML = Code(
    id="DEF005",
    title="A YAML feature that is not accepted",
    severity=Severity.ERROR,
    checks="Whether the file keeps to plain mappings, lists and text.",
    why="Tags, merge keys, several documents and references that multiply hide what a file "
    "says, or fill the memory.",
    example="`<<: *defaults`, `!!python/object`, a second `---`, or anchors that multiply.",
    remedy="write the content out in plain keys, lists and text",
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A position in the text: line and column from 1, column in characters."""

    line: int
    column: int


@dataclass(slots=True)
class YamlText:
    """What a YAML text says, and where it says it.

    Attributes:
        file: Path relative to the project folder.
        data: Mappings, lists, text and None; None too when the text could not be read.
        keys: Where each key stands.
        values: Where each value begins.
        words: Unquoted `yes`, `no`, `on`, `off` ..., which other YAML readers take for booleans.
        findings: What is wrong with the text as YAML.
    """

    file: str
    data: Any = None
    keys: dict[Loc, Mark] = field(default_factory=dict)
    values: dict[Loc, Mark] = field(default_factory=dict)
    words: dict[Loc, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def place(self, loc: Loc, *, key: bool = False) -> Place:
        """Return the place of a value, or of its key; of the nearest thing around it if absent."""
        for end in range(len(loc), -1, -1):
            near = loc[:end]
            marks: Mapping[Loc, Mark] = self.keys if key or end < len(loc) else self.values
            mark = marks.get(near) or self.values.get(near)
            if mark is not None:
                return Place(self.file, mark.line, mark.column)
        return Place(self.file, 1, 1)


def read_yaml(content: bytes, file: str) -> YamlText:
    """Read YAML bytes; problems are in `findings`, and `data` is None when nothing can be used."""
    result = YamlText(file)
    text = _decoded(content, result)
    if text is None or not _safe_events(text, result):
        return result
    loader = _LOADER(text)
    try:
        node = loader.get_single_node()  # type: ignore[no-untyped-call,unused-ignore]
    except yaml.YAMLError as error:
        result.findings.append(_syntax(error, text, file))
        return result
    finally:
        loader.dispose()
    if node is not None:
        if _too_large(node):
            message = f"references (`*name`) give over {MAX_NODES:,} entries, or no end"
            result.findings.append(REFUSED_YAML.at(Place(file, 1, 1), message))
            return result
        result.data = _Builder(result).build(node, ())
    return result


def _decoded(content: bytes, result: YamlText) -> str | None:
    if len(content) > MAX_BYTES:
        message = f"the file has {len(content):,} bytes; at most {MAX_BYTES:,} are read"
        result.findings.append(NOT_TEXT.at(Place(result.file), message))
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line_start = before.rfind(b"\n") + 1
        column = len(before[line_start:].decode("utf-8", "replace")) + 1
        place = Place(result.file, before.count(b"\n") + 1, column)
        message = f"byte 0x{content[error.start]:02x} is not UTF-8 text"
        result.findings.append(NOT_TEXT.at(place, message))
        return None


def _safe_events(text: str, result: YamlText) -> bool:
    """Walk the flat stream of events, so that hostile nesting never reaches a recursive reader."""
    depth = documents = 0
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            documents += isinstance(event, yaml.DocumentStartEvent)
            refused = _refused(depth, documents)
            if refused:
                place = _at(event.start_mark, result.file)
                result.findings.append(REFUSED_YAML.at(place, refused))
                return False
    except yaml.YAMLError as error:
        result.findings.append(_syntax(error, text, result.file))
        return False
    return True


def _at(mark: Any, file: str) -> Place:
    return Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)


def _refused(depth: int, documents: int) -> str | None:
    if depth > MAX_DEPTH:
        return f"nested more than {MAX_DEPTH} levels deep"
    return "a second document begins here (`---`)" if documents > 1 else None


def _syntax(error: yaml.YAMLError, text: str, file: str) -> Finding:
    """Word a syntax error, with the place where it was met."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        position = getattr(error, "position", 0)
        before = text[: position if isinstance(position, int) else 0]
        place = Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        return BAD_SYNTAX.at(place, "a control character cannot stand in YAML")
    place = _at(mark, file)
    lines = text.splitlines()
    line = lines[mark.line] if mark.line < len(lines) else ""
    indent = line[: _indent(line)]
    if "\t" in indent:
        tab = Place(file, mark.line + 1, indent.index("\t") + 1)
        return BAD_SYNTAX.at(tab, "a tab stands in the indentation", "indent with spaces only")
    colon = _without_colon(error, lines, mark.line)
    if colon is not None:
        message = f"there is no `:` after `{lines[colon].split()[0]}`"
        there = Place(file, colon + 1, _indent(lines[colon]) + 1)
        return BAD_SYNTAX.at(there, message, "write `key: value`")
    what = " ".join(filter(None, (getattr(error, name, None) for name in ("problem", "context"))))
    begun = getattr(error, "context_mark", None)
    since = f" (begun on line {begun.line + 1})" if begun and begun.line != mark.line else ""
    return BAD_SYNTAX.at(place, f"not valid YAML: {what}{since}")


def _without_colon(error: yaml.YAMLError, lines: Sequence[str], at: int) -> int | None:
    """Find the line, from 0, whose missing colon is only noticed on the next line with a key.

    Args:
        error: What the reader says.
        lines: Lines of the text.
        at: The line where it was noticed, from 0.
    """
    problem, begun = getattr(error, "problem", None) or "", getattr(error, "context_mark", None)
    here = lines[at] if at < len(lines) else ""
    if "expected ':'" in problem and begun is not None:
        found = begun.line
    elif "mapping values are not allowed" in problem:
        found = next((i for i in range(at - 1, -1, -1) if _says(lines[i])), at)
        if _indent(lines[found]) != _indent(here):
            return None
    else:
        return None
    line = lines[found] if found < at else ""
    return found if line.strip()[:1].isalpha() and ":" not in line.split("[")[0] else None


def _says(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _too_large(root: yaml.Node) -> bool:
    """Whether references make the tree endless, too deep or too large when written out."""
    measured: dict[int, tuple[int, int] | None] = {}

    def measure(node: yaml.Node) -> tuple[int, int]:
        if id(node) in measured:
            return measured[id(node)] or (MAX_NODES + 1, 0)
        measured[id(node)] = None
        parts = [measure(child) for child in _children(node)]
        size = 1 + sum(part[0] for part in parts)
        height = 1 + max((part[1] for part in parts), default=0)
        measured[id(node)] = (size, height)
        return size, height

    size, height = measure(root)
    return size > MAX_NODES or height > 2 * MAX_DEPTH


def _children(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.SequenceNode):
        yield from node.value
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key
            yield value


class _Builder:
    """Turns nodes into plain data, noting the place of each."""

    def __init__(self, result: YamlText) -> None:
        self.result = result

    def build(self, node: yaml.Node, loc: Loc) -> Any:
        self.result.values[loc] = _mark(node)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, loc)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, (*loc, i)) for i, child in enumerate(node.value)]
        return self._scalar(node, loc) if isinstance(node, yaml.ScalarNode) else None

    def _scalar(self, node: yaml.ScalarNode, loc: Loc) -> str | None:
        if not node.tag.startswith("tag:yaml.org,2002:") or "python" in node.tag:
            self._refuse(node, f"the tag `{node.tag}` is not accepted")
        text = str(node.value)
        if node.style in {"'", '"', "|", ">"}:
            return text
        if text.casefold() in _WORDS:
            self.result.words[loc] = text
        return None if text in _NULLS else text

    def _mapping(self, node: yaml.MappingNode, loc: Loc) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._refuse(key_node, "a key must be a single word or text")
                continue
            key = str(key_node.value)
            if key_node.tag == "tag:yaml.org,2002:merge":
                self._refuse(key_node, "the merge key `<<` is not accepted")
                continue
            here = (*loc, key)
            if key in data:
                first = self.result.keys[here]
                message = f"`{key}` stands here again; it was first given on line {first.line}"
                self.result.findings.append(REPEATED_KEY.at(self._place(key_node), message))
                continue
            self.result.keys[here] = _mark(key_node)
            data[key] = self.build(value_node, here)
        return data

    def _refuse(self, node: yaml.Node, message: str) -> None:
        self.result.findings.append(REFUSED_YAML.at(self._place(node), message))

    def _place(self, node: yaml.Node) -> Place:
        mark = _mark(node)
        return Place(self.result.file, mark.line, mark.column)


def _mark(node: yaml.Node) -> Mark:
    return Mark(node.start_mark.line + 1, node.start_mark.column + 1)
