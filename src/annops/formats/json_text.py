"""Values of JSON objects as text."""

import json
import re

_SIGNED = re.compile(
    r"[?&](x-amz-|x-goog-|signature=|sig=|expires=|token=|key-pair-id=|policy=|awsaccesskeyid=|"
    r"googleaccessid=|se=|sv=)",
    re.IGNORECASE,
)
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def as_text(value: object) -> str | None:
    """Return a JSON value as text: text as it stands, `true`, `4`, `0.5`, lists as JSON.

    Null and empty text are None.

    >>> as_text(True), as_text(12), as_text([1, "a"]), as_text("")
    ('true', '12', '[1,"a"]', None)
    """
    if isinstance(value, str):
        return value or None
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def without_signature(text: str | None) -> str | None:
    """Return an address without its query where the query signs it for a while.

    A signature changes from export to export, so the query is no part of what the address names.
    Other queries are kept: `/data/local-files/?d=a.png` names the file there.
    """
    if text is None or "?" not in text or not _SIGNED.search(text):
        return text
    return text.partition("?")[0]


def whole(text: str) -> str:
    """Return a text with U+FFFD for halves of characters, which JSON can hold but no file can."""
    return _SURROGATE.sub("\ufffd", text)
