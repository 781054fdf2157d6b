"""Finds the export formats in `annops.formats`, and which of them a file's content is in."""

import hashlib
import inspect
import stat
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import get_data, iter_modules
from typing import TypeGuard

import annops.formats
from annops.core.errors import AnnopsError
from annops.core.finding import Code, Place, Severity, did_you_mean
from annops.formats.encoding import is_text, sample_text
from annops.formats.reading import Format, Opened
from annops.formats.signatures import binary_kind, text_kind
from annops.formats.wording import clipped

NOT_RECOGNISED = Code(
    id="FMT001",
    title="Format not recognised",
    severity=Severity.ERROR,
    checks="The content of a file is in one of the formats that annops reads.",
    why="A file's name says little: tools save lines of JSON as `.json` and tabs as `.csv`.",
    example="a ZIP archive among the exports, or a JSON object that wraps the records",
    remedy="export in a format that annops reads, or unpack the file",
)
EMPTY_FILE = Code(
    id="FMT002",
    title="Empty file",
    severity=Severity.ERROR,
    checks="A file has content.",
    why="An empty export usually comes from an interrupted download.",
    example="a CSV of 0 bytes",
    remedy="export again, or remove the file",
)
UNKNOWN_FORMAT = Code(
    id="FMT003",
    title="Format not known",
    severity=Severity.ERROR,
    checks="The source's `format` is one that annops reads.",
    why="A file can only be read by a reader of its format.",
    example="`format: excel`",
    remedy="write one of the known formats, or leave `format` out so that it is recognised",
)
NOT_OPENED = Code(
    id="FMT004",
    title="File cannot be opened",
    severity=Severity.ERROR,
    checks="A file of a source can be read.",
    why="Its records are missing from every figure.",
    example="a file without permission to read it, or one held open by another program",
    remedy="close the program that holds it, and check that you may read it",
)

_HEAD = 256 * 1024
_BLOCK = 1 << 20


@cache
def formats() -> dict[str, Format]:
    """Return the formats by name, sorted; a module that fails to import fails loudly."""
    found: dict[str, Format] = {}
    for module in iter_modules(annops.formats.__path__):
        if module.name == "registry" or not _may_define_format(module.name):
            continue
        loaded = import_module(f"annops.formats.{module.name}")
        for value in vars(loaded).values():
            if _is_format(value, loaded.__name__):
                found[value.name] = value()
    return dict(sorted(found.items()))


def _may_define_format(module: str) -> bool:
    """Whether a module's source has the word; importing all parts of formats takes 50 ms."""
    try:
        source = get_data("annops.formats", f"{module}.py")
    except OSError:
        return True
    return source is None or b"recognises" in source


def _is_format(value: object, module: str) -> TypeGuard[type[Format]]:
    return (
        inspect.isclass(value)
        and value.__module__ == module
        and value is not Format
        and all(hasattr(value, part) for part in ("name", "title", "recognises", "read"))
    )


def open_file(path: Path, name: str) -> Opened:
    """Return the head of a file, and the hash of all its bytes, made while work goes on.

    Args:
        path: The file on disk.
        name: Its path relative to the project folder, for findings.

    Raises:
        AnnopsError: When the file cannot be read, or is empty (3).
    """
    with refusing_unreadable(name):
        if not path.is_dir() and not stat.S_ISREG(path.stat().st_mode):
            message = "the file is a pipe or a device, which can be read only once"
            hint = "save its content in a file first"
            raise AnnopsError(NOT_OPENED.at(Place(name), message, hint), exit_code=3)
        head = _head(path)
    if not head:
        raise AnnopsError(EMPTY_FILE.at(Place(name), "the file is empty"), exit_code=3)
    if len(head) < _HEAD:
        return Opened(path, name, head, hashlib.sha256(head).hexdigest())
    return Opened(path, name, head, _promised_hash(path, name))


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(_HEAD)


@contextmanager
def refusing_unreadable(name: str) -> Iterator[None]:
    """Turn the system's refusal to read a file into a finding.

    Raises:
        AnnopsError: When the file cannot be read (3).
    """
    try:
        yield
    except OSError as error:
        reason = error.strerror or "unknown reason"
        finding = NOT_OPENED.at(Place(name), f"the file cannot be opened: {reason}")
        raise AnnopsError(finding, exit_code=3) from None


def _promised_hash(path: Path, name: str) -> Future[str]:
    worker = ThreadPoolExecutor(1, "hash")
    promise = worker.submit(_hash, path, name)
    worker.shutdown(wait=False)
    return promise


def _hash(path: Path, name: str) -> str:
    digest = hashlib.sha256()
    with refusing_unreadable(name), path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def recognise(opened: Opened, pinned: str | None = None) -> Format:
    """Return the format that a file's content is in, whatever the file is called.

    Args:
        opened: The file.
        pinned: Format that the source declares, which is then not questioned.

    Raises:
        AnnopsError: When the pinned format is unknown (2), or none recognises the content (3).
    """
    known = formats()
    if pinned is not None:
        if pinned not in known:
            hint = did_you_mean(pinned, known)
            message = f"format `{pinned}` is not known"
            raise AnnopsError(UNKNOWN_FORMAT.at(Place(opened.name), message, hint))
        return known[pinned]
    sure = {name: known[name].recognises(opened) for name in known}
    best = max(sure, key=lambda name: sure[name])
    if sure[best] > 0:
        return known[best]
    if sample_text(opened.head[:64]).strip() in {"[]", "{}"}:
        message = "the file holds an empty list: no record was exported"
        raise AnnopsError(EMPTY_FILE.at(Place(opened.name), message), exit_code=3)
    titles = ", ".join(form.title for form in known.values())
    message = f"the content is {described(opened)}, which is no format that annops reads"
    hint = f"annops reads: {titles}; a table of one column with `format: delimited`"
    raise AnnopsError(NOT_RECOGNISED.at(Place(opened.name), message, hint), exit_code=3)


def described(opened: Opened) -> str:
    """Say in words what the content of a file is, by its first bytes.

    >>> described(Opened(Path("x"), "x", b"%PDF-1.7", ""))
    'a PDF'
    """
    kind = binary_kind(opened.head)
    if kind is not None:
        return kind
    text = sample_text(opened.head[:4096]).lstrip()
    if not text:
        return "blank"
    if not is_text(text):
        return "not text"
    kinds = {"{": "a JSON object", "[": "a JSON list"}
    kind = text_kind(text) or kinds.get(text[0], "text")
    return f"{kind} that begins with `{clipped(text)}`"
