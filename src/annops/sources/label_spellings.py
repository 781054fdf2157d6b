"""Which spellings are labels: those that differ by case and blanks only, and are rare, are not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annops.formats.wording import clipped

_SLIP = 10
"""A spelling is taken for a slip where the usual one is met this many times as often."""
_RARE, _ENOUGH = 0.005, 100
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Spellings:
    """The labels among the answers to a question.

    Attributes:
        labels: Texts that are labels, in alphabetical order.
        odd: A sentence on each thing a person should look at.
    """

    labels: tuple[str, ...]
    odd: tuple[str, ...] = ()


def spellings(counts: Sequence[tuple[str, int]]) -> Spellings:
    """Part the labels from rare other spellings of them.

    Args:
        counts: Answers with how often, most frequent first.

    >>> spellings([("good", 40), ("bad", 30), ("Good", 1)]).labels
    ('bad', 'good')
    """
    forms: dict[str, list[tuple[str, int]]] = {}
    for text, n in counts:
        forms.setdefault(" ".join(text.casefold().split()), []).append((text, n))
    slips = {
        text: usual
        for (usual, most), *others in forms.values()
        for text, n in others
        if n * _SLIP <= most
    }
    kept = [(text, n) for text, n in counts if text not in slips]
    if len(kept) < 2:
        kept, slips = list(counts), {}
    labels = sorted((text for text, _ in kept), key=lambda text: (text.casefold(), text))
    odd = [*_about_slips(dict(counts), slips), *_about_rare(kept)]
    return Spellings(tuple(labels), tuple(odd))


def _about_slips(counts: dict[str, int], slips: dict[str, str]) -> Iterator[str]:
    for text, usual in slips.items():
        yield (
            f"`{clipped(text)}` ({counts[text]:,}) is taken for another spelling of "
            f"`{clipped(usual)}` ({counts[usual]:,}) and is no label, so it is not used: add it "
            "under `aliases:` if it means the same"
        )


def _about_rare(kept: Sequence[tuple[str, int]]) -> Iterator[str]:
    """Name labels that are hardly ever given, where most are given often.

    Yields:
        At most one sentence.
    """
    total = sum(n for _, n in kept)
    rare = [(text, n) for text, n in kept if n <= max(1, _RARE * total)]
    if total < _ENOUGH or not rare or 2 * len(rare) > len(kept):
        return
    named = ", ".join(f"`{clipped(text)}` ({n:,})" for text, n in rare[:_SHOWN])
    more = f" and {len(rare) - _SHOWN:,} more" if len(rare) > _SHOWN else ""
    is_one = len(rare) == 1
    yield (
        f"{'label' if is_one else 'labels'} hardly ever given: {named}{more}; take "
        f"{'it' if is_one else 'them'} out of `labels:` unless the guideline has "
        f"{'it' if is_one else 'them'}"
    )
