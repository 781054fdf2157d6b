"""What can be wrong with defects: each with its page."""

from annops.core.finding import Code, Severity

NOTHING_JUDGED = Code(
    id="DFC001",
    title="No verdict to log defects from",
    severity=Severity.ERROR,
    checks="Whether verdicts on a sample of the batch are on record.",
    why="Defects are logged from verdicts; the sheet has to be taken in first.",
    example="`annops defects log B07` before `annops audit B07`.",
    remedy="take the filled sheet in: `annops audit BATCH`",
)
UNKNOWN_KIND = Code(
    id="DFC002",
    title="A defect of a kind the definition does not have",
    severity=Severity.WARNING,
    checks="Whether category and severity of each defect are those of `defects:` in annops.yaml.",
    why="It is counted under its own name, and weighs as the mildest severity.",
    example="The severity `blocker` typed into registers/defects.csv.",
    remedy="take a category and severity that are defined, or define them",
)
DAMAGED = Code(
    id="DFC003",
    title="Defects cannot be logged while the register has wrong cells",
    severity=Severity.ERROR,
    checks="Whether every record of registers/defects.csv can be read before it is written.",
    why="A record that cannot be read might be one of those to be logged, and what people wrote "
    "in it would be lost.",
    example="The state `done` typed into the register; the states are open, in rework, fixed ...",
    remedy="correct the cells named, then run the command again",
)
