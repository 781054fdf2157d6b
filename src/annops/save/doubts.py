"""What must not be saved by accident: personal data, keys to other systems, very large files."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from math import log2

from annops.core.finding import Code, Finding, Place, Severity
from annops.save.model import Doubt

LARGEST = 10_000_000
"""Bytes above which a file needs a yes."""

_SHOWN = 5
_LARGEST_PART = 50_000_000
_CELL = re.compile(r"<t(?: [^>]*)?>([^<]*)</t>")
_LONGEST = 2_000_000

PERSONAL = Code(
    id="SAV001",
    title="What looks like personal data would be saved",
    severity=Severity.ERROR,
    checks="Whether lines that a save adds hold mail addresses or telephone numbers.",
    why="What is saved stays in the history and goes to everybody the project is shared with.",
    example="A register of people with their mail addresses, or an export with answers that name "
    "telephone numbers.",
    remedy="put an id in its place, or save it all the same: `--allow personal-data`",
)
TOKEN = Code(
    id="SAV002",
    title="What looks like a password or key would be saved",
    severity=Severity.ERROR,
    checks="Whether lines that a save adds hold keys of known systems, private keys, or long "
    "random texts after words as `token=`.",
    why="Whoever can read the project could use them, also after they are taken out again.",
    example="`token=ghp_...` in a script beside the guidelines.",
    remedy="take it out and have a new one made; if it is none, save with `--allow tokens`",
)
LARGE = Code(
    id="SAV003",
    title="A file of more than 10 MB would be saved",
    severity=Severity.ERROR,
    checks="Whether a file that a save adds or changes has more than 10 million bytes.",
    why="Every version of it is kept for ever and is fetched by everybody.",
    example="A video, or an export of several hundred thousand answers.",
    remedy="keep it out with a line in .gitignore, or save it all the same: `--allow large-files`",
)
CODES = {Doubt.PERSONAL: PERSONAL, Doubt.TOKENS: TOKEN, Doubt.LARGE: LARGE}

_MAIL = re.compile(r"[\w.%+-]+@(?P<domain>[\w-]+(?:\.[\w-]+)*\.(?P<top>[^\W\d_]{2,24}))\b")
_HARMLESS = re.compile(
    r"(?:^|\.)(?:example\.(?:com|org|net)|localhost)$|\.(?:example|invalid|test)$"
)
_NO_DOMAIN = frozenset(
    {"png", "jpg", "jpeg", "gif", "svg", "webp", "pdf", "csv", "tsv", "json", "jsonl", "yaml",
     "yml", "md", "txt", "html", "xlsx", "js", "css", "py"}
)  # fmt: skip
_PHONES = (
    re.compile(r"(?<![\w.+])(?:\+|00(?=[1-9]))[1-9](?:[ ()./-]{0,3}\d){7,14}(?![\w@]|[.,]\d)"),
    re.compile(r"(?<![\w.,/-])\(?[2-9]\d{2}\)?[-. ][2-9]\d{2}[-. ]\d{4}(?![\w/-]|[.,]\d)"),
    re.compile(r"(?<![\w.,/-])\(?0\d{2,4}\)?[ ]?[/-][ ]?\d{5,9}(?![\w/-]|[.,]\d)"),
    re.compile(r"(?<![\w.,/-])\(0\d{1,4}\)[ ]?\d{3,4}[ -]?\d{3,5}(?!\w)"),
)
_DECIMAL = re.compile(r"\+?\d+\.\d+")
_KEYS = (
    ("an AWS key", re.compile(r"(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Z0-9])")),
    ("a GitHub token", re.compile(r"(?<!\w)(?:gh[pousr]_\w{36,}|github_pat_\w{22,})")),
    ("a GitLab token", re.compile(r"(?<!\w)glpat-[\w-]{20,}")),
    ("a Slack token", re.compile(r"(?<!\w)xox[abeoprs]-[\w-]{10,}")),
    ("a Slack address", re.compile(r"hooks\.slack\.com/services/T\w+")),
    ("an Anthropic key", re.compile(r"(?<!\w)sk-ant-[\w-]{20,}")),
    ("an OpenAI key", re.compile(r"(?<![\w-])sk-(?:proj-|svcacct-)?(?=[\w-]*\d)[\w-]{20,}")),
    ("a Google key", re.compile(r"(?<!\w)AIza[\w-]{35}")),
    ("a Hugging Face token", re.compile(r"(?<!\w)hf_[A-Za-z0-9]{30,}")),
    ("a private key", re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----")),
    ("a signed token", re.compile(r"(?<!\w)eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}")),
    ("a password in an address", re.compile(r"\w+://[^\s/:@]+:[^\s/:@]{6,}@[\w.-]+")),
)  # fmt: skip
_NAMED = re.compile(
    r"(?i)(?:token|secret|passw(?:or)?d|api[_-]?key|access[_-]?key|private[_-]?key)"
    r"[\"']?\s*[:=]\s*[\"']?([A-Za-z0-9+/_=.~-]{16,})"
)
_RANDOM = 3.5
"""Bits a sign above which a text of 16 signs or more is taken for random."""


@dataclass(frozen=True, slots=True)
class Found:
    """One doubtful thing: what it is, the finding."""

    doubt: Doubt
    finding: Finding


def large_file(path: str, n_bytes: int) -> list[Found]:
    """Return the doubt about a file's size, none where it is not large."""
    if n_bytes <= LARGEST:
        return []
    message = f"has {n_bytes / 1e6:,.1f} MB, more than {LARGEST // 1_000_000}"
    return [Found(Doubt.LARGE, LARGE.at(Place(path), message))]


def doubts_in(path: str, held: bytes, before: bytes = b"") -> list[Found]:
    """Look for personal data and keys in the lines of a file that it did not have before.

    Names of people cannot be told from other words and are not looked for.

    Args:
        path: Path from the project folder.
        held: The content.
        before: The content last saved; its lines have been decided on.
    """
    if _is_workbook(held):
        return _spread(path, [(None, text) for text in _workbook_texts(held)])
    if b"\0" in held[:8192]:
        return []
    known = set(before.splitlines())
    lines = [
        (number, line.decode("utf-8", "replace"))
        for number, line in enumerate(held.splitlines(), start=1)
        if line not in known
    ]
    return _spread(path, lines)


def _spread(path: str, lines: Iterable[tuple[int | None, str]]) -> list[Found]:
    """Return the first few findings of each kind, the last of which counts the others."""
    met: dict[Doubt, list[tuple[int | None, str]]] = {}
    for number, line in lines:
        for doubt, what in _in_line(line[:_LONGEST]):
            met.setdefault(doubt, []).append((number, what))
    found = []
    for doubt, places in met.items():
        hidden = len(places) - _SHOWN
        for place, (number, what) in enumerate(places[:_SHOWN], start=1):
            more = f", and {hidden:,} more in this file" if place == _SHOWN and hidden > 0 else ""
            finding = CODES[doubt].at(Place(path, number), f"looks like {what}{more}")
            found.append(Found(doubt, finding))
    return found


def _in_line(line: str) -> Iterator[tuple[Doubt, str]]:
    if any(_is_mail(match) for match in _MAIL.finditer(line)):
        yield Doubt.PERSONAL, "a mail address"
    if any(_is_phone(match[0]) for pattern in _PHONES for match in pattern.finditer(line)):
        yield Doubt.PERSONAL, "a telephone number"
    key = next((what for what, pattern in _KEYS if pattern.search(line)), None)
    if key is not None:
        yield Doubt.TOKENS, key
    elif any(_is_random(match[1]) for match in _NAMED.finditer(line)):
        yield Doubt.TOKENS, "a password or key"


def _is_mail(match: re.Match[str]) -> bool:
    if match["top"].casefold() in _NO_DOMAIN or _HARMLESS.search(match["domain"].casefold()):
        return False
    return not match[0].startswith("git@")


def _is_phone(text: str) -> bool:
    return not _DECIMAL.fullmatch(text)


def _is_random(text: str) -> bool:
    """Whether a text has letters and digits and as little order as chance gives."""
    if not any(sign.isdigit() for sign in text) or not any(sign.isalpha() for sign in text):
        return False
    shares = [text.count(sign) / len(text) for sign in set(text)]
    return -sum(share * log2(share) for share in shares) >= _RANDOM


def _is_workbook(held: bytes) -> bool:
    return held.startswith(b"PK\x03\x04") and b"xl/" in held


def _workbook_texts(held: bytes) -> list[str]:
    """Return the texts of a workbook's cells; one that cannot be opened has none."""
    try:
        with zipfile.ZipFile(io.BytesIO(held)) as book:
            parts = [
                part.filename
                for part in book.infolist()
                if part.filename.startswith("xl/")
                and part.filename.endswith(".xml")
                and part.file_size < _LARGEST_PART
            ]
            texts = [book.read(part).decode("utf-8", "replace") for part in parts]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return []
    return [unescape(cell) for text in texts for cell in _CELL.findall(text)]
