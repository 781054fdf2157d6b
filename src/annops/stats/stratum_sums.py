"""What a stratified sample of judged items comes down to: a few sums a stratum."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from annops.stats.arrays import IntArray


@dataclass(frozen=True, slots=True)
class StratumSums:
    """Sums over the judged items of one stratum, items drawn at random without replacement.

    An item carries one answer or several; all its judged answers count together, because answers
    to one item are not independent. For a breakdown, items outside it carry 0 answers and 0
    errors but stay judged items of their stratum.

    Attributes:
        n_population: items of the stratum in all, N_h, at least `n_items`.
        n_items: items judged, n_h, those without answers in a breakdown included.
        errors: wrong answers.
        answers: judged answers.
        errors_squared: sum over items of the squared number of wrong answers.
        products: sum over items of wrong answers times judged answers.
        answers_squared: sum over items of the squared number of judged answers.
    """

    n_population: int
    n_items: int
    errors: int
    answers: int
    errors_squared: int
    products: int
    answers_squared: int

    def __post_init__(self) -> None:
        """Refuse sums no sample can have.

        Raises:
            ValueError: more items than there are, or more errors than answers.
        """
        if not 0 <= self.n_items <= self.n_population:
            raise ValueError(f"{self.n_items} items cannot be judged of {self.n_population}")
        if not 0 <= self.errors <= self.answers:
            raise ValueError(f"{self.errors} of {self.answers} answers cannot be wrong")
        if self.answers and not self.n_items:
            raise ValueError("there are answers but no judged items")

    @classmethod
    def of_counts(cls, n_population: int, n_items: int, errors: int) -> Self:
        """Sums of a stratum in which every judged item has exactly one answer.

        Example:
            >>> StratumSums.of_counts(1000, 50, 2).answers
            50
        """
        return cls(n_population, n_items, errors, n_items, errors, errors, n_items)

    @property
    def fraction(self) -> float:
        """Share of the stratum's items that was judged; 1 for an empty stratum."""
        return self.n_items / self.n_population if self.n_population else 1.0

    @property
    def answers_of_an_item(self) -> float:
        """Answers judged together with an answer, itself included, on average; 1 without any."""
        return self.answers_squared / self.answers if self.answers else 1.0

    @property
    def errors_of_an_item(self) -> float:
        """Wrong answers found together with a wrong answer, itself included, on average.

        One more item is counted as wrong throughout, so that few errors do not pass for lone ones.
        """
        whole = self.answers_of_an_item
        return (self.errors_squared + whole**2) / (self.errors + whole)

    @property
    def right_of_an_item(self) -> float:
        """As `errors_of_an_item`, for right answers."""
        whole = self.answers_of_an_item
        squares = self.answers_squared - 2 * self.products + self.errors_squared
        return (squares + whole**2) / (self.answers - self.errors + whole)

    @property
    def has_one_answer_each(self) -> bool:
        """Whether every judged item has exactly one answer."""
        return self.answers == self.n_items == self.answers_squared


def sum_up(
    stratum: IntArray, errors: IntArray, answers: IntArray, sizes: Sequence[int]
) -> list[StratumSums]:
    """Sums by stratum from judged items.

    Args:
        stratum: array (n_items,), number of the item's stratum from 0.
        errors: array (n_items,), wrong answers of each judged item.
        answers: array (n_items,), its judged answers, at least as many; 0 outside a breakdown.
        sizes: items of each stratum in all, judged or not.

    Returns:
        One entry a stratum, in order, strata without judged items included.

    Raises:
        ValueError: an item has more errors than answers, or a stratum more items than its size.

    Example:
        >>> sums = sum_up(np.array([0, 0, 1]), np.array([1, 0, 0]), np.array([1, 1, 1]), [10, 20])
        >>> [(one.n_items, one.errors) for one in sums]
        [(2, 1), (1, 0)]
    """
    if ((errors < 0) | (errors > answers)).any():
        raise ValueError("every item needs 0 <= errors <= answers")
    if len(stratum) and int(stratum.max()) >= len(sizes):
        raise ValueError(f"there is a stratum beyond the {len(sizes)} sizes given")

    def total(values: IntArray) -> list[int]:
        sums = np.zeros(len(sizes), dtype=np.int64)
        np.add.at(sums, stratum, values)
        return [int(one) for one in sums]

    columns = (
        list(sizes),
        total(np.ones_like(errors)),
        total(errors),
        total(answers),
        total(errors * errors),
        total(errors * answers),
        total(answers * answers),
    )
    return [StratumSums(*row) for row in zip(*columns, strict=True)]
