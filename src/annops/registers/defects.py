"""The register of defects: answers that a review found wrong, and what became of them."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from annops.core.sheet import Tone
from annops.registers.row import About, Day, Row

DefectState = Literal["open", "in rework", "fixed", "unchanged", "disputed", "withdrawn"]
"""Where a defect stands.

`fixed`: the answer was changed to what the reviewer expected, or changed where nothing was
expected. `unchanged`: returned from rework as it was. `withdrawn`: the review was wrong.
"""


class Defect(Row):
    """One wrong answer of one annotator to one question about one item."""

    NAME: ClassVar[str] = "defects"
    TITLE: ClassVar[str] = "Defects"
    ONE: ClassVar[str] = "defect"
    PREFIX: ClassVar[str] = "D-"
    PROVEN: ClassVar[Mapping[tuple[str, str], str]] = {
        ("state", "fixed"): "the next export, held against it by `annops rework BATCH --verify`"
    }

    item: Annotated[str, Field(min_length=1), About("Item", "The item.", locked=True, width=14)]
    question: Annotated[str, About("Question", "The question.", locked=True, width=14)] = ""
    annotator: Annotated[
        str, About("Annotator", "Who gave the answer.", locked=True, width=12)
    ] = ""
    batch: Annotated[str, About("Batch", "The batch.", locked=True, width=10)] = ""
    locale: Annotated[str, About("Locale", "The locale.", locked=True, width=9)] = ""
    vendor: Annotated[str, About("Vendor", "The vendor.", locked=True, width=12)] = ""
    answer: Annotated[
        str, About("Answer", "The answer as it was reviewed.", locked=True, width=20)
    ] = ""
    expected: Annotated[
        str, About("Expected", "The answer the reviewer expects, if given.", width=20)
    ] = ""
    category: Annotated[str, About("Category", "Category of the defect.", width=18)] = ""
    severity: Annotated[
        str,
        About("Severity", "Severity of the defect.", width=10,
              tones={"critical": Tone.BAD, "major": Tone.WATCH}),
    ] = ""  # fmt: skip
    comment: Annotated[str, About("Comment", "What the reviewer wrote.", width=40)] = ""
    state: Annotated[
        DefectState,
        About("State", "Where it stands.", width=11,
              tones={"fixed": Tone.GOOD, "unchanged": Tone.BAD, "disputed": Tone.WATCH}),
    ] = "open"  # fmt: skip
    sample: Annotated[str, About("Sample", "Sample it was found in.", locked=True, width=16)] = ""
    reviewer: Annotated[str, About("Reviewer", "Who found it.", locked=True, width=12)] = ""
    found: Annotated[Day, About("Found", "Day it was found.", locked=True, width=11)] = None
    ticket: Annotated[
        str, About("Ticket", "Rework ticket it was sent out with.", locked=True, width=10)
    ] = ""
    due: Annotated[Day, About("Due", "Day the rework is due.", locked=True, width=11)] = None
    checked: Annotated[
        Day, About("Checked", "Day the returned answer was compared.", locked=True, width=11)
    ] = None
    evidence: Annotated[
        str, About("Evidence", "Answer returned, and the export it stands in.", locked=True,
                   width=36)
    ] = ""  # fmt: skip
