"""The numbers of a report as a client may see them: nobody named, small groups withheld."""

from collections.abc import Iterator, Mapping
from typing import Any

from annops.audit.model import AuditResult
from annops.report import rating
from annops.report.model import WeeklyResult
from annops.report.pseudonyms import Pseudonyms
from annops.report.troubles import troubles

_SIZES = ("n_items", "n")
_PARTS = {
    "value": ("value", "low", "high", "more_items"),
    "agrees": ("agrees", "expected", "low", "high", "change", "without"),
}
"""Numbers that are withheld together, by the one that tells the kind of figure."""
_WHY = ("why_undefined", "why")
_FLAGS = {
    "value": "below the rest",
    "agrees": "agrees with colleagues less often than they do",
}
"""What is still said of a figure that is withheld and was flagged."""


def client_numbers(result: WeeklyResult, *, smallest: int) -> WeeklyResult:
    """Return the numbers of the client edition.

    Names of people must have been replaced before the numbers were computed. Left out are the
    findings (they quote the exports), the names of files, and the commands to run; figures that
    rest on fewer units than `smallest` are withheld, in every table, chart and sentence alike.

    Args:
        result: The numbers.
        smallest: Units that a figure must rest on to be shown, 1 or more.
    """
    data = result.model_dump(by_alias=True, mode="json")
    shown: dict[str, Any] = _withheld(data, smallest)
    shown["audience"] = "client"
    shown["findings"] = []
    confusions = shown["agreement"]["confusions"]
    shown["agreement"]["confusions"] = [c for c in confusions if c["n_items"] >= smallest]
    for number, file in enumerate(shown["agreement"]["inputs"]["files"], 1):
        file["file"] = f"Export {number}"
    if shown["previous"] is not None:
        shown["previous"]["files"] = []
    _hide_registers(shown["standing"])
    return _said_again(WeeklyResult.model_validate(shown))


def _said_again(result: WeeklyResult) -> WeeklyResult:
    """Word the ratings and troubles from the numbers that are shown; ratings stay as they are."""
    quality = rating.quality(result.targets)
    sides = tuple(quality if d.name == quality.name else d for d in result.dimensions)
    overall, reason = rating.overall(sides, result.volumes.total)
    found = troubles(result.agreement, result.drops)
    unnamed = tuple(trouble.model_copy(update={"look": ""}) for trouble in found)
    said = {"dimensions": sides, "rating": overall, "reason": reason, "troubles": unnamed}
    return result.model_copy(update=said)


def audited(audit: AuditResult) -> Iterator[str]:
    """Give the annotators that an audit names; they may be gone from the exports since.

    Yields:
        Ids, some more than once.
    """
    yield from (row.annotator for row in audit.annotators)
    yield from (who for row in audit.found for who in row.annotators)
    places = [row.breakdown for row in audit.rates] + [row.breakdown for row in audit.targets]
    yield from (place["annotator"] for place in places if "annotator" in place)


def renamed(audit: AuditResult, names: Pseudonyms) -> AuditResult:
    """Return an audit with its annotators under their pseudonyms and no reviewer named."""
    people = [row.model_copy(update={"annotator": names.of(row.annotator)})
              for row in audit.annotators]  # fmt: skip
    found = [
        row.model_copy(
            update={
                "annotators": tuple(sorted(names.of(who) for who in row.annotators)),
                "reviewer": "",
                "comment": "",
            }
        )
        for row in audit.found
    ]
    rates = [rate.model_copy(update={"breakdown": _named(rate.breakdown, names)})
             for rate in audit.rates]  # fmt: skip
    targets = [row.model_copy(update={"breakdown": _named(row.breakdown, names)})
               for row in audit.targets]  # fmt: skip
    return audit.model_copy(
        update={
            "annotators": tuple(sorted(people, key=lambda row: row.annotator)),
            "found": tuple(found),
            "rates": tuple(rates),
            "targets": tuple(targets),
        }
    )


def _named(breakdown: Mapping[str, str], names: Pseudonyms) -> dict[str, str]:
    return {
        column: names.of(value) if column == "annotator" else value
        for column, value in breakdown.items()
    }


def _hide_registers(standing: dict[str, Any]) -> None:
    """Keep what a client is to know: risks escalated to it, what waits for it, plain batches."""
    if standing["batches"] is not None:
        standing["batches"]["findings"] = []
        rows = standing["batches"]["batches"]
        standing["batches"]["batches"] = [row | {"owner": "", "vendor": ""} for row in rows]
    for audit in standing["audits"]:
        audit["refused"] = []
    if standing["defects"] is not None:
        standing["defects"] |= {"defects": [], "findings": [], "oldest": None}
    if standing["rework"] is not None:
        for number, entry in enumerate(standing["rework"]["tickets"], 1):
            entry["ticket"] |= {"id": str(number), "to": "", "note": ""}
        standing["rework"]["findings"] = []
    if standing["risks"] is not None:
        kept = [e for e in standing["risks"]["risks"] if _is_escalated(e["risk"])]
        risks = [_unnamed(e, "risk", ("owner", "trigger", "evidence")) for e in kept]
        _renumber(risks, "risk")
        standing["risks"] |= {"risks": risks, "matrix": [], "unscored": [], "findings": []}
    if standing["issues"] is not None:
        kept = [e for e in standing["issues"]["issues"] if _is_for_client(e["issue"])]
        issues = [_unnamed(e, "issue", ("owner", "detail", "risk", "batch")) for e in kept]
        _renumber(issues, "issue")
        standing["issues"] |= {"issues": issues, "findings": []}


def _is_escalated(risk: Mapping[str, Any]) -> bool:
    return bool(risk["status"] == "open" and risk["response"] == "escalate")


def _is_for_client(issue: Mapping[str, Any]) -> bool:
    return bool(issue["status"] != "closed" and issue["kind"] != "issue")


def _unnamed(entry: dict[str, Any], key: str, hidden: tuple[str, ...]) -> dict[str, Any]:
    return entry | {key: entry[key] | dict.fromkeys(hidden, ""), "needs": []}


def _renumber(entries: list[dict[str, Any]], key: str) -> None:
    for number, entry in enumerate(entries, 1):
        entry[key]["id"] = str(number)


def _withheld(data: Any, smallest: int) -> Any:
    if isinstance(data, list):
        return [_withheld(part, smallest) for part in data]
    if not isinstance(data, Mapping):
        return data
    kept = {key: _withheld(part, smallest) for key, part in data.items()}
    size = next((data[key] for key in _SIZES if isinstance(data.get(key), int)), None)
    if size is None or not 0 < size < smallest:
        return kept
    told = next((kind for kind in _PARTS if kept.get(kind) is not None), None)
    if told is None:
        return kept
    hidden: dict[str, Any] = dict.fromkeys(part for part in _PARTS[told] if part in kept)
    if kept.get("flag") is not None:
        hidden["flag"] = _FLAGS[told]
    why = f"withheld, rests on fewer than {smallest}"
    return kept | hidden | {key: why for key in _WHY if key in kept}
