"""The canonical form of a locale's tag by BCP 47, and the tags people write by mistake."""

import re

_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-(?P<script>[a-z]{4}))?"
    r"(?:-(?P<region>[a-z]{2}|\d{3}))?(?P<variants>(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*)"
    r"(?P<extensions>(?:-[a-wyz\d](?:-[a-z\d]{2,8})+)*(?:-x(?:-[a-z\d]{1,8})+)?)",
    re.IGNORECASE,
)
_LANGUAGES = {
    "iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro",  # withdrawn from ISO 639
    "jp": "ja", "cn": "zh", "cz": "cs", "dk": "da",  # countries, not languages
}  # fmt: skip
_REGIONS = {"UK": "GB", "EN": "GB"}
_NAMES = {
    "arabic": "ar-EG", "chinese": "zh-CN", "czech": "cs-CZ", "danish": "da-DK",
    "deutsch": "de-DE", "dutch": "nl-NL", "english": "en-US", "español": "es-ES",
    "finnish": "fi-FI", "french": "fr-FR", "français": "fr-FR", "german": "de-DE",
    "greek": "el-GR", "hebrew": "he-IL", "hindi": "hi-IN", "hungarian": "hu-HU",
    "indonesian": "id-ID", "italian": "it-IT", "italiano": "it-IT", "japanese": "ja-JP",
    "korean": "ko-KR", "norwegian": "nb-NO", "polish": "pl-PL", "polski": "pl-PL",
    "portuguese": "pt-BR", "português": "pt-BR", "romanian": "ro-RO", "russian": "ru-RU",
    "spanish": "es-ES", "swedish": "sv-SE", "thai": "th-TH", "turkish": "tr-TR",
    "ukrainian": "uk-UA", "vietnamese": "vi-VN",
}  # fmt: skip
"""Names of languages that stand where a tag is meant, with a tag of each as an example."""


def named_language(text: str) -> str | None:
    """Return a tag of the language a text names in words, None when it names none known here.

    >>> named_language("Deutsch"), named_language("Portuguese (Brazil)"), named_language("en")
    ('de-DE', 'pt-BR', None)
    """
    words = text.split()
    return _NAMES.get(words[0].casefold()) if words else None


def canonical_locale(tag: str) -> str | None:
    """Return the tag in canonical form, or None when it is no language tag at all.

    Checked are form and letter case (RFC 5646, 2.1 and 2.1.1) and a few frequent mistakes; whether
    a subtag is registered is not. Languages of four letters and more are refused, because none
    is registered and names of languages (`Deutsch`) would pass for one.

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
