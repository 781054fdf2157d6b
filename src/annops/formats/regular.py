"""Proves that a file of delimited text is regular, so that a fast reader may read it."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from annops.formats.encoding import codec_name, recognise_encoding
from annops.formats.reading import Opened

_BLOCK = 1 << 22
_UTF8 = {"utf-8", "utf-8-sig"}


@dataclass(frozen=True, slots=True)
class RegularShape:
    """A file proven regular: its first record and how many records it has, header included."""

    delimiter: str
    first: list[str]
    n_rows: int


def regular_shape(opened: Opened, encoding: str | None, delimiter: str) -> RegularShape | None:
    """Prove that every line of a file has the same number of cells, or return None.

    The file is UTF-8 without quotes and NUL, and the sequence of its delimiters and line ends
    repeats without exception. A fast reader fills short records in silence and reads a blank
    line as a record, and long and short ones can make up for each other in a mere count.

    Args:
        opened: The file.
        encoding: Encoding the source declares, None when it declares none.
        delimiter: The delimiter; a file of one column is never proven regular.
    """
    line, end, _ = opened.head.partition(b"\n")
    mark = delimiter.encode()
    if not _declared_utf8(encoding) or recognise_encoding(opened.head) not in _UTF8:
        return None
    if line.removeprefix(codecs.BOM_UTF8).startswith(b"sep="):
        return None
    if not end or len(mark) != 1 or mark not in line or b"\r" in line[:-1]:
        return None
    n_rows = _count_regular(opened.path, mark, line.count(mark))
    if n_rows is None:
        return None
    text = line.removeprefix(codecs.BOM_UTF8).decode("utf-8").removesuffix("\r")
    return RegularShape(delimiter, text.split(delimiter), n_rows)


def _declared_utf8(encoding: str | None) -> bool:
    if encoding is None:
        return True
    return codec_name(encoding) in _UTF8  # of an unknown one the exact reader words the finding


def _count_regular(path: Path, mark: bytes, n_marks: int) -> int | None:
    """Return the number of lines when each has so many delimiters, else None."""
    unit = mark * n_marks + b"\n"
    others = bytes(set(range(256)) - set(unit))
    tile = unit * (_BLOCK // len(unit) + 2)
    seen, last = 0, b""
    try:
        for block in _plain_blocks(path):
            last = block[-1:]
            marks = block.translate(None, others)
            phase = seen % len(unit)
            if tile[phase : phase + len(marks)] != marks:
                return None
            seen += len(marks)
    except ValueError:
        return None
    n_lines, rest = divmod(seen, len(unit))
    if rest == n_marks:
        return n_lines + 1
    return n_lines if rest == 0 and last == b"\n" else None


def _plain_blocks(path: Path) -> Iterator[bytes]:
    """Give the file's blocks while they are UTF-8 without quotes, NUL and stray line ends.

    Yields:
        Blocks of bytes.

    Raises:
        ValueError: At the first block that is not so.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    before = b""
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            if b'"' in block or b"\0" in block or _stray_return(block, before):
                raise ValueError("not plain")
            if not block.isascii() or decoder.getstate()[0]:
                decoder.decode(block)
            before = block[-1:]
            yield block
    decoder.decode(b"", final=True)
    if before == b"\r":
        raise ValueError("not plain")


def _stray_return(block: bytes, before: bytes) -> bool:
    """Say whether a carriage return of the block, or before it, ends no line."""
    if before == b"\r" and not block.startswith(b"\n"):
        return True
    if b"\r" not in block:
        return False
    return block.count(b"\r") - block.endswith(b"\r") != block.count(b"\r\n")
