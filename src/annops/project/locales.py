"""The canonical form of a locale's tag by BCP 47, and the tags people write by mistake."""

import re

_TAG = re.compile(
    r"(?P<language>[a-z]{2,3}|[a-z]{4,8})(?:-(?P<script>[a-z]{4}))?"
    r"(?:-(?P<region>[a-z]{2}|\d{3}))?(?P<variants>(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*)"
    r"(?P<extensions>(?:-[a-wyz\d](?:-[a-z\d]{2,8})+)*(?:-x(?:-[a-z\d]{1,8})+)?)",
    re.IGNORECASE,
)
_LANGUAGES = {
    "iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro",  # withdrawn from ISO 639
    "jp": "ja", "cn": "zh", "cz": "cs", "dk": "da",  # countries, not languages
}  # fmt: skip
_REGIONS = {"UK": "GB", "EN": "GB"}


def canonical_locale(tag: str) -> str | None:
    """Return the tag in canonical form, or None when it is no language tag at all.

    Checked are form and letter case (RFC 5646, 2.1 and 2.1.1) and a few frequent mistakes; whether
    a subtag is registered is not.

    >>> canonical_locale("pt_br"), canonical_locale("zh-hant-tw"), canonical_locale("en-UK")
    ('pt-BR', 'zh-Hant-TW', 'en-GB')
    >>> canonical_locale("Portuguese (Brazil)") is None
    True
    """
    match = _TAG.fullmatch(tag.strip().replace("_", "-"))
    if match is None:
        return None
    language = match["language"].lower()
    region = (match["region"] or "").upper()
    parts = [_LANGUAGES.get(language, language)]
    parts += [match["script"].title()] if match["script"] else []
    parts += [_REGIONS.get(region, region)] if region else []
    return "-".join(parts) + match["variants"].lower() + match["extensions"].lower()
