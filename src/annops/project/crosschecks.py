"""What a definition says that cannot hold: names that lead nowhere, bad locales and dates."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from difflib import get_close_matches

from annops.core.finding import Code, Severity, did_you_mean
from annops.project.complaint import CONTRADICTION, Complaint
from annops.project.definition import Definition
from annops.project.locales import canonical_locale, named_language
from annops.project.source_checks import source_complaints

BUILT_IN = ("locale", "batch", "vendor")
"""Breakdowns that exist without being declared."""

UNKNOWN_METRIC = Code(
    id="DEF014",
    title="A target on a metric that does not exist",
    severity=Severity.ERROR,
    checks="Whether the metric of a target is one that annops computes.",
    why="A target on a misspelt metric would never be judged, and look as if it were met.",
    example="`metric: kripendorff_alpha`.",
    remedy="take an id that `annops explain` lists",
)
UNKNOWN_BREAKDOWN = Code(
    id="DEF015",
    title="A breakdown that is not declared",
    severity=Severity.ERROR,
    checks="Whether `by` names a breakdown of the project.",
    why="Figures are only computed by the breakdowns the definition lists.",
    example="`by: domain` while `breakdowns: [locale]`.",
    remedy="add it to `breakdowns`, or correct the name",
)
BAD_LOCALE = Code(
    id="DEF016",
    title="A locale that is not in canonical form",
    severity=Severity.ERROR,
    checks="Whether each locale is a BCP 47 tag in canonical form (RFC 5646).",
    why="`pt-Br` and `pt-BR` would be counted as two locales.",
    example="`pt-Br`, `en_US`, `en-UK`.",
    remedy="write language-Script-REGION, as `en-US`, `pt-BR`, `zh-Hant-TW`",
)
UNKNOWN_QUESTION = Code(
    id="DEF011",
    title="A question that is not defined",
    severity=Severity.ERROR,
    checks="Whether every question named in sources and targets stands under `questions`.",
    why="Answers to a question without a type and labels cannot be read.",
    example="`question: sentimant` while the question is called `sentiment`.",
    remedy="correct the name, or define the question under `questions`",
)
BAD_DATE = Code(
    id="DEF017",
    title="A date or time zone that does not exist",
    severity=Severity.ERROR,
    checks="Whether dates are real days as YYYY-MM-DD, and the zone is in the tz database.",
    why="Weeks, forecasts and due dates are counted from them.",
    example="`due: 2026-02-30`, or `zone: CEST`.",
    remedy="write days as 2026-12-18 and zones as Europe/Berlin",
)


def complaints(definition: Definition, metrics: Collection[str]) -> tuple[Complaint, ...]:
    """Return everything in the definition that cannot hold.

    Args:
        definition: As written, aliases of fields not yet replaced.
        metrics: Ids of the metrics that targets may name.
    """
    checks: tuple[Callable[[Definition], Iterator[Complaint]], ...] = (
        _locales, _questions, _targets, _plan, _zone,
    )  # fmt: skip
    found = [complaint for check in checks for complaint in check(definition)]
    found += _metrics(definition, metrics)
    found += source_complaints(definition, UNKNOWN_QUESTION)
    return tuple(found)


def _locales(definition: Definition) -> Iterator[Complaint]:
    for i, tag in enumerate(definition.locales):
        loc = ("locales", i)
        form = canonical_locale(tag)
        if form is None:
            message = f"`locales[{i}]`: `{tag}` is not a BCP 47 tag as `de-DE`"
            named = named_language(tag)
            yield Complaint(BAD_LOCALE, loc, message, named and f"did you mean `{named}`?")
        elif form != tag:
            message = f"`locales[{i}]`: `{tag}` is not in canonical form"
            yield Complaint(BAD_LOCALE, loc, message, f"did you mean `{form}`?")
        elif tag in definition.locales[:i]:
            yield Complaint(CONTRADICTION, loc, f"`locales[{i}]`: `{tag}` is listed twice")


def _questions(definition: Definition) -> Iterator[Complaint]:
    for name, question in definition.questions.items():
        labels = getattr(question, "labels", ())
        for spelling, label in getattr(question, "aliases", {}).items():
            if label not in labels:
                loc = ("questions", name, "aliases", spelling)
                message = f"`questions.{name}.aliases`: `{label}` is not a label of the question"
                yield Complaint(CONTRADICTION, loc, message, did_you_mean(label, labels))


def _targets(definition: Definition) -> Iterator[Complaint]:
    breakdowns = tuple(dict.fromkeys((*definition.breakdowns, *BUILT_IN)))
    for i, target in enumerate(definition.targets):
        if target.question is not None and target.question not in definition.questions:
            yield Complaint(
                UNKNOWN_QUESTION,
                ("targets", i, "question"),
                f"`targets[{i}].question`: `{target.question}` is not a question",
                did_you_mean(target.question, definition.questions)
                if definition.questions
                else None,
            )
        if target.by is not None and target.by not in breakdowns:
            yield Complaint(
                UNKNOWN_BREAKDOWN,
                ("targets", i, "by"),
                f"`targets[{i}].by`: `{target.by}` is not a breakdown",
                did_you_mean(target.by, breakdowns),
            )


def _metrics(definition: Definition, metrics: Collection[str]) -> list[Complaint]:
    return [
        Complaint(
            UNKNOWN_METRIC,
            ("targets", i, "metric"),
            f"`targets[{i}].metric`: `{target.metric}` is not a metric",
            did_you_mean(target.metric, sorted(metrics)),
        )
        for i, target in enumerate(definition.targets)
        if target.metric not in metrics
    ]


def _plan(definition: Definition) -> Iterator[Complaint]:
    days: dict[str, date] = {}
    for key in ("start", "due"):
        text = getattr(definition.plan, key)
        day = _day(text)
        if day is not None:
            days[key] = day
        elif text is not None:
            yield Complaint(BAD_DATE, ("plan", key), f"`plan.{key}`: `{text}` is not a day")
    if len(days) == 2 and days["due"] < days["start"]:
        message = f"`plan.due`: {days['due']} is before the start, {days['start']}"
        yield Complaint(CONTRADICTION, ("plan", "due"), message)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text and len(text) == 10 else None
    except ValueError:
        return None


def _zone(definition: Definition) -> Iterator[Complaint]:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

    if definition.zone == "UTC":
        return
    try:
        ZoneInfo(definition.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        known = sorted(available_timezones())
        if known:
            message = f"`zone`: `{definition.zone}` is not a time zone"
            yield Complaint(BAD_DATE, ("zone",), message, _zone_hint(definition.zone, known))


def _zone_hint(given: str, known: Iterable[str]) -> str:
    """Name the zone meant: by the whole name where it has a region, else by the city alone."""
    whole = "/" in given
    places = [zone for zone in known if "/" in zone]
    names = {(zone if whole else zone.rsplit("/", 1)[-1]).casefold(): zone for zone in places}
    wanted = given.strip().casefold().replace(" ", "_")
    near = get_close_matches(wanted, names, n=1, cutoff=0.8)
    meant = f"did you mean `{names[near[0]]}`? " if near else ""
    return f"{meant}write REGION/CITY, as `Europe/Berlin`, `America/New_York`, or `UTC`"
