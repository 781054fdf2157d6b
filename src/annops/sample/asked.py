"""What a person asked for on the command line, checked before anything is read."""

from dataclasses import dataclass
from pathlib import Path

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Severity
from annops.core.sample import Allocation
from annops.sample.model import Options
from annops.workspace.item_list import read_item_list

TOGETHER = Code(
    id="SAM009",
    title="Options that do not go together",
    severity=Severity.ERROR,
    checks="Whether the options of `annops sample` make one request.",
    why="Targeted items are no random sample: no precision can be planned for them, and no rate "
    "computed. A sample that is replaced or given up leaves a trace that says why.",
    example="`--targeted WHY --half-width 0.02`, or `--redraw` without `--reason`.",
    remedy="take one of the options out, or add the one that is missing",
)
NO_SHARE = Code(
    id="SAM018",
    title="A number out of its range",
    severity=Severity.ERROR,
    checks="Whether shares are between 0 and 1, and the wanted precision below 0.5.",
    why="`--half-width 2` may mean 2 % or 200 %.",
    example="`--half-width 2` where `--half-width 0.02` is meant.",
    remedy="write shares as 0.02 for 2 %",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The options as they were written."""

    size: int | None = None
    half_width: float | None = None
    expected_rate: float | None = None
    by: str | None = None
    allocation: Allocation | None = None
    questions: tuple[str, ...] = ()
    second: float | None = None
    targeted: str | None = None
    where: tuple[str, ...] = ()
    items: Path | None = None
    redraw: bool = False
    cancel: bool = False
    reason: str = ""


def options_of(asked: Asked) -> Options:
    """Return what is asked for; a list of items is read here.

    Raises:
        AnnopsError: When options contradict each other (SAM009), a number is out of its range
            (SAM018) or the list cannot be read.
    """
    _refuse_ranges(asked)
    wrong = _contradiction(asked)
    if wrong is not None:
        raise AnnopsError(TOGETHER.at(None, wrong))
    return Options(
        size=asked.size,
        half_width=asked.half_width,
        expected_rate=asked.expected_rate,
        by=None if asked.by is None else _names(asked.by),
        allocation=asked.allocation,
        questions=asked.questions,
        second=asked.second,
        targeted=None if asked.targeted is None else asked.targeted.strip(),
        where=tuple(_condition(text) for text in asked.where),
        items=None if asked.items is None else read_item_list(asked.items),
        items_file="" if asked.items is None else asked.items.name,
        redraw=asked.redraw,
        reason=asked.reason,
    )


def _contradiction(asked: Asked) -> str | None:
    chosen = bool(asked.where) or asked.items is not None
    planned = (asked.half_width, asked.by, asked.allocation)
    rules = (
        (asked.redraw and asked.cancel, "`--redraw` replaces a sample, `--cancel` gives it up"),
        (asked.redraw and not asked.reason, "`--redraw` needs `--reason WHY`"),
        (asked.cancel and not asked.reason, "`--cancel` needs `--reason WHY`"),
        (asked.size and asked.half_width, "`--size` and `--half-width` both set the size"),
        (chosen and asked.targeted is None, "`--where` and `--items` need `--targeted WHY`"),
        (asked.targeted is not None and not chosen,
         "`--targeted` needs `--where COLUMN=VALUE` or `--items FILE`"),
        (asked.targeted is not None and not asked.targeted.strip(), "`--targeted` needs a reason"),
        (asked.targeted is not None and any(one is not None for one in planned),
         "`--targeted` tells no rate, so no precision or spread can be planned for it"),
        (asked.targeted is not None and asked.redraw,
         "targeted samples stand beside each other; none of them is drawn again"),
    )  # fmt: skip
    return next((words for holds, words in rules if holds), None)


def _refuse_ranges(asked: Asked) -> None:
    shares = (
        ("--half-width", asked.half_width, 0.5),
        ("--expected-rate", asked.expected_rate, 1.0),
    )
    for name, value, most in shares:
        if value is not None and not 0 < value < most:
            message = f"`{name} {value:g}` found, a share above 0 and below {most:g} expected"
            raise AnnopsError(NO_SHARE.at(None, message))
    if asked.second is not None and not 0 <= asked.second <= 1:
        message = f"`--second {asked.second:g}` found, a share from 0 to 1 expected"
        raise AnnopsError(NO_SHARE.at(None, message))


def _names(text: str) -> tuple[str, ...]:
    """Read column names with commas between them; none for an empty text."""
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def _condition(text: str) -> tuple[str, str]:
    column, equals, value = text.partition("=")
    if not equals or not column.strip():
        raise AnnopsError(TOGETHER.at(None, f"`--where {text}` has not the form COLUMN=VALUE"))
    return column.strip(), value.strip()
