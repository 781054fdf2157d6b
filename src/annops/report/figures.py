"""Gives every headline figure its id, and compares the figures of two reports; pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from annops.agree.model import AgreementResult, InputFile
from annops.consensus.model import ConsensusResult
from annops.core.estimate import Estimate
from annops.measures.metrics import METRICS
from annops.report.model import Change, Number, Previous
from annops.status.model import Standing
from annops.volumes.document import unused_text
from annops.volumes.model import Pace, VolumeRow, VolumesResult


def figures(
    volumes: VolumesResult, this_week: VolumeRow, pace: Pace, agreement: AgreementResult,
    consensus: ConsensusResult,
) -> dict[str, Number]:  # fmt: skip
    """Return the figures of a report by id, as `agreement.tone.krippendorff_alpha`."""
    pairs = [
        *_counts(volumes, this_week),
        ("pace.actual", _number("Judgments per working day, last 7 days", pace.actual)),
        ("pace.needed", Number(label="Judgments per working day needed", value=pace.needed)),
        ("volumes.median_seconds", _number("Median seconds per judgment", volumes.total.seconds)),
        *_agreement(agreement),
        *_gold(consensus),
    ]
    return dict(sorted(pairs))


def found_figures(standing: Standing) -> dict[str, Number]:
    """Return the figures of audits and registers by id, as `audit.B1.error_rate`."""
    found: dict[str, Number] = {}
    for audit in standing.audits:
        if audit.rate is not None:
            label = f"Wrong answers, {audit.name}"
            rate = _number(label, audit.rate.estimate)
            found[f"audit.{audit.name}.error_rate"] = rate.model_copy(update={"share": True})
    if standing.defects is not None:
        counts = standing.defects.counts
        found["defects.all"] = Number(label="Defects found", value=counts.all)
        found["defects.unsettled"] = Number(label="Defects not settled", value=counts.unsettled)
    if standing.risks is not None:
        found["risks.open"] = Number(label="Open risks", value=len(standing.risks.open))
    if standing.issues is not None:
        found["issues.open"] = Number(label="Open issues", value=len(standing.issues.open))
    return dict(sorted(found.items()))


def _counts(volumes: VolumesResult, this_week: VolumeRow) -> Iterator[tuple[str, Number]]:
    total = volumes.total
    if total.items is not None:
        for name, value in total.items.model_dump().items():
            label = f"Items {name}"
            yield f"volumes.items_{name}", Number(label=label, value=value)
    yield "volumes.answers_loaded", Number(label="Answers loaded", value=total.loaded)
    yield "volumes.answers_used", Number(label="Answers used", value=total.used)
    yield "volumes.judgments", Number(label="Judgments", value=total.judgments)
    label = f"Items with {volumes.delivery.overlap} judgments"
    yield "volumes.items_done", Number(label=label, value=volumes.delivery.done_items)
    yield "week.judgments", Number(label="Judgments in the week", value=this_week.judgments)
    yield "week.answers_used", Number(label="Answers used in the week", value=this_week.used)
    for reason, n in total.excluded.items():
        label = f"Answers {unused_text(reason)}"
        yield f"volumes.excluded.{reason.replace(' ', '_')}", Number(label=label, value=n)


def _agreement(result: AgreementResult) -> Iterator[tuple[str, Number]]:
    for row in result.estimates:
        place = "".join(f"[{column}={value}]" for column, value in row.breakdown.items())
        where = "".join(f", {column} {value}" for column, value in row.breakdown.items())
        page = METRICS[row.metric]
        yield f"agreement.{row.question}.{row.metric}{place}", Number(
            label=f"{page.title}, {row.question}{where}", value=row.value, low=row.low,
            high=row.high, n=row.n_items, share=page.share,
        )  # fmt: skip


def _gold(result: ConsensusResult) -> Iterator[tuple[str, Number]]:
    for entry in result.questions:
        for name, figure in entry.figures.items():
            label = f"Consensus against gold, {name.replace('_', ' ')}, {entry.question}"
            number = _number(label, figure, share=name == "accuracy")
            yield f"gold.{entry.question}.{name}", number


def _number(label: str, figure: Estimate, *, share: bool = False) -> Number:
    return Number(
        label=label, value=figure.value, low=figure.low, high=figure.high, n=figure.n, share=share
    )


def compare(
    old: Mapping[str, Any], week: str, new: Mapping[str, Number], files: tuple[InputFile, ...]
) -> Previous:
    """Compare this report's figures and inputs with those of an earlier numbers file.

    Args:
        old: The earlier numbers file; figures it does not have are left out.
        week: The earlier week.
        new: The figures of this report.
        files: The inputs of this report.
    """
    known = old.get("figures")
    earlier = known if isinstance(known, dict) else {}
    changes = [
        _change(name, Number.model_validate(earlier[name]), number)
        for name, number in new.items()
        if name in earlier and "[" not in name
    ]
    inputs = old.get("agreement", {}).get("inputs", {}).get("files", [])
    return Previous(
        week=week, changes=tuple(changes), files=_files(inputs, {f.file: f.sha256 for f in files})
    )


def _change(name: str, old: Number, new: Number) -> Change:
    difference = None if old.value is None or new.value is None else new.value - old.value
    ends = (old.low, old.high, new.low, new.high)
    apart: bool | None = None
    if all(end is not None for end in ends):
        old_low, old_high, new_low, new_high = (end or 0.0 for end in ends)
        apart = new_low > old_high or old_low > new_high
    return Change(id=name, label=new.label, old=old, new=new, difference=difference, apart=apart)


def _files(old: list[dict[str, Any]], new: Mapping[str, str]) -> tuple[str, ...]:
    before = {str(entry["file"]): str(entry["sha256"]) for entry in old}
    said = []
    for name in sorted(before.keys() | new.keys()):
        if name not in before:
            said.append(f"`{name}` is new")
        elif name not in new:
            said.append(f"`{name}` is gone")
        elif before[name] != new[name]:
            said.append(f"`{name}` was altered since, so earlier figures may differ")
    return tuple(said)
