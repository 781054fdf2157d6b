"""Locales are brought into the canonical form of BCP 47."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annops.project.locales import canonical_locale

# RFC 5646, section 2.1.1 and appendix A: well-formed tags in their recommended form.
RFC_5646 = [
    "de", "fr", "ja", "zh-Hant", "zh-Hans", "sr-Cyrl", "sr-Latn", "zh-Hans-CN", "sr-Latn-RS",
    "sl-rozaj", "sl-rozaj-biske", "sl-nedis", "de-CH-1901", "sl-IT-nedis",
    "hy-Latn-IT-arevela", "de-DE", "en-US", "es-419", "de-CH-x-phonebk", "az-Arab-x-aze-derbend",
    "en-US-u-islamcal", "zh-CN-a-myext-x-private", "en-a-myext-b-another",
]  # fmt: skip


@pytest.mark.parametrize("tag", RFC_5646)
def test_tag_of_the_standard_is_canonical_in_any_case(tag: str) -> None:
    forms = (tag, tag.upper(), tag.lower())
    assert [canonical_locale(form) for form in forms] == [tag] * 3


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("pt-Br", "pt-BR"), ("en_US", "en-US"), ("zh_hant_tw", "zh-Hant-TW"), ("en-UK", "en-GB"),
        ("iw-IL", "he-IL"), ("jp", "ja"), (" de-DE ", "de-DE"),
    ],
)  # fmt: skip
def test_frequent_mistake_is_corrected(written: str, meant: str) -> None:
    assert canonical_locale(written) == meant


@pytest.mark.parametrize(
    "text", ["", "e", "German (Germany)", "de DE", "123", "en-", "en-US-", "Deutsch"]
)
def test_text_that_is_no_tag_has_no_canonical_form(text: str) -> None:
    assert canonical_locale(text) is None


@given(st.from_regex(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?", fullmatch=True))
def test_canonical_form_is_its_own_canonical_form(tag: str) -> None:
    once = canonical_locale(tag)
    assert once is not None
    assert canonical_locale(once) == once
