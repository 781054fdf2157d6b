"""Collects the pages that `annops explain` shows: finding codes, metrics, words of answers."""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import walk_packages

import annops
from annops.core.errors import AnnopsError
from annops.core.finding import Code, Severity, did_you_mean
from annops.explain.words import Word, words
from annops.measures.metrics import METRICS, Metric

NO_PAGE = Code(
    id="EXP001",
    title="Nothing of that name to explain",
    severity=Severity.ERROR,
    checks="Whether the name is a finding's code, a metric's id, or a word of an answer.",
    why="Only those have a page.",
    example="`annops explain DEF999`, or `annops explain kapa`.",
    remedy="`annops explain` without a name lists all pages",
)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: what is explained, and its paragraphs by heading.

    Attributes:
        name: Code, metric id or word.
        kind: `error`, `warning`, `note`, `metric` or `word`.
        title: What it is, in a few words.
        parts: Heading and text, in reading order.
    """

    name: str
    kind: str
    title: str
    parts: tuple[tuple[str, str], ...]


@cache
def codes() -> tuple[tuple[str, Code], ...]:
    """Return every code with the module it is defined in, by id; imports all of annops.

    A module that cannot be imported fails loudly.
    """
    found: dict[tuple[str, int], tuple[str, Code]] = {}
    for module in walk_packages(annops.__path__, "annops."):
        if module.name.endswith("__main__"):
            continue
        loaded = import_module(module.name)
        for value in vars(loaded).values():
            if isinstance(value, Code):
                found.setdefault((value.id, id(value)), (module.name, value))
    return tuple(found[key] for key in sorted(found))


@cache
def pages() -> dict[str, Page]:
    """Return all pages by name: codes first, then metrics, each sorted, then words."""
    of_codes = {code.id: _code_page(code) for _, code in codes()}
    of_metrics = {name: _metric_page(metric) for name, metric in sorted(METRICS.items())}
    return of_codes | of_metrics | {name: _word_page(name, word) for name, word in words().items()}


def page(name: str) -> Page:
    """Return the page of a name, letter case and hyphens aside; its first words are enough.

    Raises:
        AnnopsError: When there is none; the hint names the nearest (EXP001).
    """
    known = pages()
    folded = {_folded(key): key for key in known}
    wanted = _folded(name)
    begun = [key for key in folded if key.startswith(f"{wanted}_")]
    if wanted not in folded and len(begun) == 1:
        wanted = begun[0]
    if wanted not in folded:
        hint = did_you_mean(wanted, known).split("valid:")[0].strip() or NO_PAGE.remedy
        raise AnnopsError(NO_PAGE.at(None, f"there is no page on `{name}`", hint))
    return known[folded[wanted]]


def _folded(name: str) -> str:
    return name.strip().casefold().replace("-", "_").replace(" ", "_")


def _word_page(name: str, word: Word) -> Page:
    parts = (("means", word.means), ("why", word.why), ("remedy", word.remedy))
    return Page(name, "word", word.title, parts)


def _code_page(code: Code) -> Page:
    parts = (
        ("checks", code.checks),
        ("why", code.why),
        ("example", code.example),
        ("remedy", code.remedy),
    )
    return Page(code.id, code.severity.value, code.title, parts)


def _metric_page(metric: Metric) -> Page:
    kinds = ", ".join(sorted(comparison.value for comparison in metric.comparisons))
    parts = (
        ("measures", metric.measures),
        ("formula", metric.formula),
        ("undefined", metric.undefined),
        ("answers", kinds and f"{kinds} (see the type of the question)"),
        ("source", metric.source),
    )
    return Page(metric.id, "metric", metric.title, tuple(part for part in parts if part[1]))
