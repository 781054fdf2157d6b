"""A released text must not change under its version."""

from collections.abc import Iterator

from annops.core.finding import Code, Finding, Place, Severity
from annops.core.guideline import GuidelineText, Release, rule_changes
from annops.guideline.model import Subject

CODE = Code(
    id="GDL010",
    title="A guideline changed without a new version",
    severity=Severity.ERROR,
    checks="Whether the words of each guideline are those released under its version, by the "
    "release record and, with `--since`, by the text of then. First lines (between the two `---`) "
    "and changelog aside; line ends make no difference; drafts that were never released may "
    "change.",
    why="Answers given before and after the change would pass for answers under the same rules.",
    example="Rule R3 is reworded in tone.md while `version` stays 1.1.",
    remedy="release the change under a new version: `annops guideline release NAME VERSION`, or "
    "take the change back",
)


def check(subject: Subject) -> Iterator[Finding]:
    """Compare each text with its release, and with what it was at the earlier state.

    Yields:
        One finding per text that changed.
    """
    for text in subject.texts:
        released = _same(text, (subject.releases or {}).get(text.guideline, ()))
        earlier = _earlier(subject, text)
        if earlier is not None:
            yield _finding(text, _first_difference(earlier, text), _by_rules(earlier, text))
        elif released is not None and released.sha256 != text.body.sha256:
            rules = {rule.id: rule.sha256 for rule in text.body.rules}
            said = str(rule_changes(released.rules, rules))
            yield _finding(text, _first_rule(released, text), said)


def _finding(text: GuidelineText, place: Place, said: str) -> Finding:
    message = f"`{text.guideline}` {text.version} no longer says what was released: {said}"
    return CODE.at(place, message)


def _same(text: GuidelineText, releases: tuple[Release, ...]) -> Release | None:
    return next((release for release in releases if release.key == text.key), None)


def _earlier(subject: Subject, text: GuidelineText) -> GuidelineText | None:
    """Return the other wording that the version had; None where it had none, or was a draft."""
    before = subject.before
    if before is None or text.key is None:
        return None
    release = _same(text, (before.releases or {}).get(text.guideline, ()))
    if release is not None and release.sha256 == text.body.sha256:
        return None
    for other in before.texts:
        same = (other.guideline, other.key) == (text.guideline, text.key)
        free = release is None and (other.is_draft or text.is_draft)
        if same and not free and other.body.sha256 != text.body.sha256:
            return other
    return None


def _first_difference(before: GuidelineText, now: GuidelineText) -> Place:
    old = [line for _, line in before.body.lines]
    for at, (number, line) in enumerate(now.body.lines):
        if at >= len(old) or old[at] != line:
            return Place(now.file, number, 1)
    last = now.body.lines[-1][0] if now.body.lines else 1
    return Place(now.file, last, 1)


def _by_rules(before: GuidelineText, now: GuidelineText) -> str:
    old, new = ({rule.id: rule.sha256 for rule in t.body.rules} for t in (before, now))
    return str(rule_changes(old, new))


def _first_rule(release: Release, text: GuidelineText) -> Place:
    for rule in text.body.rules:
        if release.rules.get(rule.id) != rule.sha256:
            return Place(text.file, rule.line, rule.column)
    return text.place("version")
