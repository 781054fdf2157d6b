"""What looks like personal data or a key, and what does not."""

import pytest

from annops.save.doubts import doubts_in, large_file
from annops.save.model import Doubt

SECRETS = {
    "aws": "AKIAIOSFODNN7EXAMPLE",
    "github": "ghp_" + "a1B2c3D4e5" * 4,
    "slack": "xoxb-" + "123456789012-abcdefghij",
    "openai": "sk-" + "proj-" + "aB3dE5gH7jK9mN1pQ3sT5",
    "anthropic": "sk-" + "ant-api03-" + "aB3dE5gH7jK9mN1pQ3sT5",
    "key": "-----BEGIN OPENSSH " + "PRIVATE KEY-----",
    "named": "token=" + "x9Kd7Lq2Wm4Zt8Rv5Bn1",
}


@pytest.mark.parametrize("name", SECRETS)
def test_key_is_found_and_never_repeated(name: str) -> None:
    found = doubts_in("a.md", f"one\n\nsee {SECRETS[name]} there\n".encode())
    assert [(one.doubt, str(one.finding.place)) for one in found] == [(Doubt.TOKENS, "a.md:3")]
    assert SECRETS[name] not in str(found[0].finding)


@pytest.mark.parametrize(
    "text",
    ["mia.lang@firma.de", "Jörg <joerg+x@post.co.uk>", "+49 30 901820", "+1 (415) 555-2671",
     "0049 30 9018200", "415-555-2671", "(415) 555-2671", "030/9018200", "tel +4915112345678"],
)  # fmt: skip
def test_mail_address_and_telephone_number_are_found(text: str) -> None:
    assert [one.doubt for one in doubts_in("a.csv", text.encode())] == [Doubt.PERSONAL]


@pytest.mark.parametrize(
    "text",
    ["2026-11-22T10:30:00", "0.123456789012", "1234567890", "ann@example.org", "icon@2x.png",
     "git@github.com:a/b.git", "R-1,2026-11-22,2026-12-01", "+0.12345678 -12.3456789",
     "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "risk-1234567890",
     "task-aaaaaaaaaaaaaaaaaaaaaa1", "secret: the answer to it all", "item 300-400-5000x",
     "192.168.100.200", "1700000000.123", "a1b2c3d4-0000-4000-8000-123456789012"],
)  # fmt: skip
def test_ordinary_text_needs_no_yes(text: str) -> None:
    assert doubts_in("a.csv", f"{text}\n".encode()) == []


def test_line_that_was_there_before_is_not_looked_at() -> None:
    assert doubts_in("a.csv", b"mia@firma.de\nnew\n", b"mia@firma.de\n") == []


def test_file_of_10_mb_needs_no_yes_and_one_byte_more_does() -> None:
    assert large_file("a", 10_000_000) == []
    assert [one.doubt for one in large_file("a", 10_000_001)] == [Doubt.LARGE]
