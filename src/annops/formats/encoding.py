"""Which text encoding a file is in, and its text, with what had to be assumed as findings."""

import codecs
import re
from dataclasses import dataclass

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Place, Severity
from annops.core.wording import counted

UNKNOWN_ENCODING = Code(
    id="FMT110",
    title="Encoding not known",
    severity=Severity.ERROR,
    checks="The source's `encoding` is one that Python knows.",
    why="Text can only be read when it is known which bytes stand for which characters.",
    example="`encoding: utf8mb4`",
    remedy="write `utf-8`, `utf-16` or `cp1252` in the source, or leave `encoding` out",
)
WRONG_ENCODING = Code(
    id="FMT111",
    title="File is not in the declared encoding",
    severity=Severity.ERROR,
    checks="Every byte of the file is valid in the encoding that the source declares.",
    why="Reading on would turn letters of labels and ids into other letters.",
    example="`encoding: ascii` for a file with `Zürich` in it",
    remedy="leave `encoding` out of the source so that it is recognised, or correct it",
)
GUESSED_ENCODING = Code(
    id="FMT112",
    title="File is not all UTF-8",
    severity=Severity.WARNING,
    checks="The bytes of a text file are valid UTF-8, or UTF-16 by their pattern.",
    why="Bytes that are no UTF-8 are read as Windows-1252, the usual encoding of spreadsheets in "
    "Western Europe; if the file came from elsewhere, letters in labels and ids are wrong.",
    example="a CSV saved by Excel as `CSV (comma delimited)` with the label `négatif`",
    remedy="save the file as UTF-8 (Excel: `CSV UTF-8`), or declare `encoding` in the source",
)
DAMAGED_TEXT = Code(
    id="FMT113",
    title="Characters could not be decoded",
    severity=Severity.ERROR,
    checks="Every pair of bytes of a UTF-16 file is a character.",
    why="A file that was cut or mixed from two encodings has lost text at these places.",
    example="a UTF-16 file cut in the middle of a character",
    remedy="export the file again; the places concerned hold the sign `\N{REPLACEMENT CHARACTER}`",
)
UTF8_AFTER_ALL = Code(
    id="FMT115",
    title="File is UTF-8, though another encoding is declared",
    severity=Severity.WARNING,
    checks="A file whose source declares an encoding of one byte a letter is not all UTF-8.",
    why="Letters beyond ASCII are hardly ever UTF-8 by chance: read as declared, one letter would "
    "be two signs, and ids and labels others than in the files before. It is read as UTF-8.",
    example="the first delivery was saved by Excel, the second comes from the tool itself",
    remedy="leave `encoding` out of the source; it is recognised file by file",
)

_ONE_BYTE = re.compile(r"(cp(125\d|437|8\d\d)|iso8859|koi8|mac)[\w-]*")
"""Names of codecs in which every letter is a byte."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNDECODED = re.compile("[\udc80-\udcff]")
_CP1252 = {
    0xDC00 + byte: bytes((byte,)).decode("cp1252", "ignore") or chr(byte)
    for byte in range(0x80, 0x100)
}
_NO_CONTROL = {code: None for code in range(32) if chr(code) not in "\t\n\r\f"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of a file without byte order mark, and what was assumed to read it."""

    text: str
    encoding: str
    findings: tuple[Finding, ...] = ()


def recognise_encoding(head: bytes) -> str:
    """Return the Python name of the encoding that the first bytes speak for.

    A byte order mark decides; without one, zero bytes at every other place mean UTF-16. All
    else is `utf-8`, which `decode` checks.

    >>> recognise_encoding("a,b".encode("utf-16-le"))
    'utf-16-le'
    """
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    sample = head[: 4096 - len(head[:4096]) % 2] if len(head) > 1 else b""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if half and odd > 0.4 * half and even < 0.1 * half:
        return "utf-16-le"
    if half and even > 0.4 * half and odd < 0.1 * half:
        return "utf-16-be"
    return "utf-8"


def decode(data: bytes, declared: str | None, name: str) -> Decoded:
    """Return the text of a whole file.

    Bytes that are no UTF-8 are read one by one as Windows-1252, valid characters around them
    stay as they are, and a finding says how many and where the first one stands.

    Args:
        data: All bytes of the file.
        declared: Encoding that the source declares, None to recognise it.
        name: Path for findings.

    Raises:
        AnnopsError: When the declared encoding is unknown (2) or the file is not in it (3).
    """
    if declared is not None and not _is_utf8(declared, name):
        return _decode_declared(data, declared, name)
    encoding = recognise_encoding(data[:4096])
    if encoding.startswith(("utf-16", "utf-32")):
        return _decode_wide(data, encoding, name)
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "surrogateescape")
    first = next(_UNDECODED.finditer(text))
    return Decoded(text.translate(_CP1252), "cp1252", (_guessed(text, first, name),))


def sample_text(head: bytes) -> str:
    """Return the text at the head of a file, good enough to recognise what it is.

    The head may end within a character, so nothing is reported.
    """
    encoding = recognise_encoding(head)
    if encoding.startswith(("utf-16", "utf-32")):
        return head.decode(encoding, "ignore").lstrip("\ufeff")
    return head.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")


def is_text(sample: str) -> bool:
    r"""Say whether a sample is text: hardly any control characters, NUL from damage aside.

    >>> is_text("a,b"), is_text("a\x01b")
    (True, False)
    """
    filled = sample.replace("\0", "")
    n_control = len(filled) - len(filled.translate(_NO_CONTROL))
    return len(filled) > len(sample) / 2 and n_control * 200 <= len(filled)


def encoding_named(declared: str, name: str) -> str:
    """Return Python's name of the encoding that a source declares.

    Args:
        declared: The encoding, as people write it.
        name: Path for findings.

    Raises:
        AnnopsError: When there is no such encoding of text (2).
    """
    known = codec_name(declared)
    if known is None:
        message = f"encoding `{declared}` is not known"
        raise AnnopsError(UNKNOWN_ENCODING.at(Place(name), message))
    return known


def codec_name(declared: str) -> str | None:
    """Return Python's name of an encoding of text, None when there is none of that name.

    >>> codec_name("UTF8"), codec_name("hex"), codec_name("utf8mb4")
    ('utf-8', None, None)
    """
    try:
        b"a".decode(declared)
    except UnicodeDecodeError:
        return codecs.lookup(declared).name  # known; the sample is too short for it
    except (LookupError, ValueError):
        return None
    return codecs.lookup(declared).name


def _is_utf8(declared: str, name: str) -> bool:
    return encoding_named(declared, name) in {"utf-8", "utf-8-sig"}


def _decode_declared(data: bytes, declared: str, name: str) -> Decoded:
    if _ONE_BYTE.fullmatch(encoding_named(declared, name)) and not data.isascii():
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
        else:
            message = f"the file is UTF-8 and is read so, though `{declared}` is declared"
            return Decoded(text, "utf-8", (UTF8_AFTER_ALL.at(Place(name), message),))
    try:
        return Decoded(data.decode(declared).lstrip("\ufeff"), declared)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = f"byte 0x{data[error.start]:02X} is not valid in `{declared}`"
        finding = WRONG_ENCODING.at(Place(name, line=line), message)
        raise AnnopsError(finding, exit_code=3) from None
    except UnicodeError:
        message = f"the file cannot be read as `{declared}`"
        raise AnnopsError(WRONG_ENCODING.at(Place(name), message), exit_code=3) from None


def _decode_wide(data: bytes, encoding: str, name: str) -> Decoded:
    text = data.decode(encoding, "replace").lstrip("\ufeff")
    lost = text.count("\ufffd")
    if not lost:
        return Decoded(text, encoding)
    line = text.count("\n", 0, text.index("\ufffd")) + 1
    message = f"{lost} characters could not be decoded as {encoding}, first on line {line}"
    return Decoded(text, encoding, (DAMAGED_TEXT.at(Place(name, line=line), message, count=lost),))


def _guessed(text: str, first: re.Match[str], name: str) -> Finding:
    count = sum(1 for _ in _UNDECODED.finditer(text))
    line = text.count("\n", 0, first.start()) + 1
    byte = ord(first.group()) - 0xDC00
    read_as = _CP1252[ord(first.group())]
    message = (
        f"not all UTF-8: {counted(count, 'byte')} read as Windows-1252, the first, 0x{byte:02X} "
        f"on line {line}, as `{read_as}`"
    )
    return GUESSED_ENCODING.at(Place(name, line=line), message, count=count)
