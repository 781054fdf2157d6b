"""The register of issues: what has gone wrong, what blocks, what must be decided."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from annops.core.sheet import Tone
from annops.registers.row import About, Day, Row

IssueKind = Literal["issue", "blocker", "decision", "question"]
"""An issue hinders, a blocker stops work, a decision or question waits for an answer."""

IssuePriority = Literal["low", "medium", "high", "critical"]
"""How much it matters."""

IssueStatus = Literal["open", "in progress", "closed"]
"""Where an issue stands."""


class Issue(Row):
    """One issue, blocker, decision or question."""

    NAME: ClassVar[str] = "issues"
    TITLE: ClassVar[str] = "Issues"
    ONE: ClassVar[str] = "issue"
    PREFIX: ClassVar[str] = "I-"

    title: Annotated[
        str, Field(min_length=1), About("Issue", "What is wrong or asked, in a line.", width=36)
    ]
    kind: Annotated[
        IssueKind,
        About("Kind", "Whether it hinders, stops work, or waits for an answer.", width=10,
              tones={"blocker": Tone.BAD, "decision": Tone.WATCH}),
    ] = "issue"  # fmt: skip
    status: Annotated[
        IssueStatus, About("Status", "Where it stands.", width=11, tones={"closed": Tone.GOOD})
    ] = "open"
    priority: Annotated[
        IssuePriority,
        About("Priority", "How much it matters.", width=9,
              tones={"critical": Tone.BAD, "high": Tone.WATCH}),
    ] = "medium"  # fmt: skip
    owner: Annotated[str, About("Owner", "Who deals with it; one name.", width=14)] = ""
    due: Annotated[Day, About("Due", "Day it must be settled.", width=11)] = None
    batch: Annotated[str, About("Batch", "Batch it is about, if one.", width=10)] = ""
    detail: Annotated[str, About("Detail", "What is known.", width=40)] = ""
    options: Annotated[
        str, About("Options", "Decisions: what can be chosen, and its cost.", width=36)
    ] = ""
    default: Annotated[
        str, About("Default", "Decisions: what happens if nobody decides in time.", width=30)
    ] = ""
    opened: Annotated[Day, About("Opened", "Day it was written down.", locked=True, width=11)] = (
        None
    )
    closed: Annotated[Day, About("Closed", "Day it was closed.", width=11)] = None
    resolution: Annotated[str, About("Resolution", "How it was settled.", width=36)] = ""
    risk: Annotated[str, About("Risk", "Id of the risk that occurred, if one.", width=10)] = ""
