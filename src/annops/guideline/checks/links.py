"""Links and rule references lead somewhere."""

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from annops.core.finding import Code, Finding, Place, Severity, did_you_mean
from annops.core.guideline import GuidelineText, Link, Mention
from annops.guideline.model import Subject

CODE = Code(
    id="GDL016",
    title="A link or rule reference in a guideline that leads nowhere",
    severity=Severity.WARNING,
    checks="Whether files linked to exist, headings linked to (`#heading`) are in that guideline, "
    "and rules referred to (`R9`) are rules of it. Web addresses are not visited, and kept texts "
    "of versions that were replaced are left as they are.",
    why="Annotators look for a rule that is not there and make one up.",
    example="`see R9` in a guideline whose last rule is R7, or `[pictures](images/cat.png)`.",
    remedy="correct the reference, or bring back what it points at",
)


def check(subject: Subject) -> Iterator[Finding]:
    """Follow every link and every rule reference of the texts.

    Yields:
        One finding per link or reference that leads nowhere.
    """
    for text in subject.current():
        for link in text.body.links:
            yield from _link(subject, text, link)
        if text.body.rules:
            for mention in text.body.mentions:
                yield from _mention(subject, text, mention)


def _link(subject: Subject, text: GuidelineText, link: Link) -> Iterator[Finding]:
    path, _, anchor = link.target.partition("#")
    place = Place(text.file, link.line, link.column)
    if path and (text.file, path) not in subject.present:
        yield CODE.at(place, f"`{path}` does not exist")
        return
    target = _at(subject, text, path) if path else text
    if anchor and target is not None and unquote(anchor) not in target.body.anchors:
        valid = did_you_mean(anchor, sorted(target.body.anchors))
        yield CODE.at(place, f"{target.file} has no heading `#{anchor}`", valid)


def _at(subject: Subject, text: GuidelineText, path: str) -> GuidelineText | None:
    folder = posixpath.dirname(text.file)
    wanted = posixpath.normpath(posixpath.join(folder, unquote(path)))
    return next((other for other in _known(subject) if other.file == wanted), None)


def _known(subject: Subject) -> tuple[GuidelineText, ...]:
    return subject.known or subject.texts


def _mention(subject: Subject, text: GuidelineText, mention: Mention) -> Iterator[Finding]:
    target = _meant(subject, text, mention)
    if target is None or not target.body.rules:
        return
    rules = [rule.id for rule in target.body.rules]
    if mention.rule not in rules:
        place = Place(text.file, mention.line, mention.column)
        message = f"{target.file} has no rule `{mention.rule}`"
        yield CODE.at(place, message, did_you_mean(mention.rule, rules))


def _meant(subject: Subject, text: GuidelineText, mention: Mention) -> GuidelineText | None:
    """Return the guideline whose rule is meant; None for a linked file that is no guideline."""
    of = mention.of or ""
    if of.lower().endswith(".md"):
        return _at(subject, text, of)
    if "/" in of or "." in of:
        return None
    others = [t for t in _known(subject) if t.guideline.casefold() == of.casefold()]
    current = [t for t in others if t.is_current_file and t.guideline != text.guideline]
    return current[0] if current else text
