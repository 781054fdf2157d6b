"""The register of rework tickets: what was sent back to whom, and by when it is wanted."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from annops.core.sheet import Tone
from annops.registers.row import About, Count, Day, Row

TicketState = Literal["sent", "returned", "done"]
"""Where a ticket stands.

`returned`: a filled ticket or a changed answer has come back; `done`: every defect of it was
changed as asked, or withdrawn.
"""


class Ticket(Row):
    """One rework ticket: the defects of one annotator or vendor in one batch."""

    NAME: ClassVar[str] = "rework"
    TITLE: ClassVar[str] = "Rework tickets"
    ONE: ClassVar[str] = "rework ticket"
    PREFIX: ClassVar[str] = "T-"
    PROVEN: ClassVar[Mapping[tuple[str, str], str]] = {
        ("state", "done"): "the next export, held against it by `annops rework BATCH --verify`"
    }

    batch: Annotated[str, About("Batch", "The batch.", locked=True, width=10)] = ""
    to: Annotated[str, About("To", "Annotator or vendor who reworks.", locked=True, width=14)] = ""
    issued: Annotated[Day, About("Issued", "Day it was sent.", locked=True, width=11)] = None
    due: Annotated[Day, About("Due", "Day it is wanted back.", width=11)] = None
    defects: Annotated[Count, About("Defects", "Defects sent with it.", locked=True, width=9)] = (
        None
    )
    state: Annotated[
        TicketState,
        About("State", "Where it stands.", width=10,
              tones={"done": Tone.GOOD, "returned": Tone.WATCH}),
    ] = "sent"  # fmt: skip
    checked: Annotated[
        Day, About("Checked", "Day the answers were compared last.", locked=True, width=11)
    ] = None
    fixed: Annotated[Count, About("Fixed", "Defects fixed.", locked=True, width=8)] = None
    unchanged: Annotated[
        Count, About("Unchanged", "Defects returned as they were.", locked=True, width=10)
    ] = None
    disputed: Annotated[
        Count, About("Disputed", "Defects that the addressee disputes.", locked=True, width=9)
    ] = None
    unasked: Annotated[
        Count,
        About("Unasked", "Answers changed though nobody asked.", locked=True, width=9),
    ] = None
    note: Annotated[str, About("Note", "Anything to remember.", width=40)] = ""
