"""Leaves answers that nobody could judge out of an audit, openly: what is left, and the bounds."""

from collections.abc import Iterable
from dataclasses import replace

from annops.audit.judged import Judged
from annops.audit.model import Rate
from annops.core.review import Verdict


def judgeable(judged: Judged) -> Judged:
    """Return the answers without those that were judged `cannot judge`.

    Every item keeps what it stands for, so that shares are of the batch's judgeable answers; how
    many these are in all nobody knows.

    Args:
        judged: Answers and verdicts.
    """
    out = [
        review is not None and review.verdict is Verdict.CANNOT_JUDGE for review in judged.verdicts
    ]
    if not any(out):
        return judged
    kept = [at for at, is_out in enumerate(out) if not is_out]
    return replace(
        judged,
        answers=tuple(judged.answers[at] for at in kept),
        verdicts=tuple(judged.verdicts[at] for at in kept),
        item=judged.item[kept],
        population={},
        left_out=frozenset(judged.item[out].tolist()),
    )


def beside(rates: Iterable[Rate], every: Iterable[Rate]) -> tuple[Rate, ...]:
    """Put beside each rate what was left out of it, and its bounds with everything counted.

    Args:
        rates: Rates of the judgeable answers.
        every: The same rates of all answers; those of groups nobody could judge stay as they are.
    """
    known = {_key(rate): rate for rate in rates}
    return tuple(_beside(known.get(_key(rate)), rate) for rate in every)


def _beside(kept: Rate | None, whole: Rate) -> Rate:
    if kept is None:
        return whole
    left_out = whole.judged + whole.missing - kept.judged - kept.missing
    return kept.model_copy(update={"left_out": left_out, "bounds": whole.bounds})


def _key(rate: Rate) -> tuple[str, str | None, tuple[tuple[str, str], ...]]:
    return (rate.metric, rate.question, tuple(sorted(rate.breakdown.items())))
