"""Why an audit gives no rate, or none yet: each reason with its page."""

from annops.core.finding import Code, Severity

NO_SAMPLE = Code(
    id="AUD001",
    title="A batch of which no sample was drawn",
    severity=Severity.ERROR,
    checks="Whether a random sample that still counts was drawn from the batch.",
    why="Items that people picked say nothing about the ones nobody looked at.",
    example="`annops audit B07` before `annops sample B07`.",
    remedy="draw a sample and have it judged: `annops sample BATCH`",
)
NOT_IN_USE = Code(
    id="AUD002",
    title="A sample that no longer counts",
    severity=Severity.ERROR,
    checks="Whether the sample was cancelled or replaced by a later one.",
    why="Whoever may choose between two samples chooses the better rate.",
    example="`annops audit --sample B07-1` after B07-2 was drawn in its place.",
    remedy="judge the sample that replaced it",
)
BATCH_CHANGED = Code(
    id="AUD003",
    title="The batch is no longer the one the sample was drawn from",
    severity=Severity.ERROR,
    checks="Whether the items of the batch that have answers are those of the sample's frame.",
    why="Items that came later had no chance to be drawn, so the rate would not be theirs.",
    example="500 items were added to B07 after B07-1 was drawn.",
    remedy="draw a new sample: `annops sample BATCH --redraw`; or judge the batch as it was when "
    "the sample was drawn: `annops audit BATCH --as-drawn`",
)
NOT_ASKED = Code(
    id="AUD019",
    title="A question of the sample that the project does not ask any more",
    severity=Severity.ERROR,
    checks="Whether annops.yaml defines every question whose answers were drawn.",
    why="Its answers and verdicts cannot be read without it, so there is no rate.",
    example="The question `tone` was renamed to `sentiment` after B07-1 was drawn.",
    remedy="give the question its name back in annops.yaml, or draw a new sample: "
    "`annops sample BATCH --redraw`",
)
TARGETED = Code(
    id="AUD004",
    title="No rate from a targeted sample",
    severity=Severity.ERROR,
    checks="Whether the sample was drawn at random.",
    why="Items are looked at because errors are expected in them; their rate is far too high.",
    example="A sample of the items of one annotator.",
    remedy="use what was found: `annops defects log`; for a rate draw at random: "
    "`annops sample BATCH`",
)
MISSING = Code(
    id="AUD005",
    title="Rows of the sample without a verdict",
    severity=Severity.ERROR,
    checks="Whether every row of the audit sheet has a pass or a fail.",
    why="A row nobody judged is no pass; often it is the hard one. Only the ends between which "
    "the rate must lie are given.",
    example="Twelve rows were left blank, or judged `cannot judge`.",
    remedy="have the rows judged, then run `annops audit` again; where nobody could judge, let "
    "somebody else write pass or fail into the row, which then counts, or leave such rows out "
    "openly: `annops audit BATCH --leave-out-unjudgeable`, or for good with "
    "`audit: {leave_out_unjudgeable: true}` in annops.yaml",
)
NO_VERDICT = Code(
    id="AUD006",
    title="A sample nobody has judged yet",
    severity=Severity.ERROR,
    checks="Whether any row of the sample has a verdict.",
    why="Nothing is known yet; that is not the same as no errors.",
    example="`annops audit B07` while the sheet is still with the reviewer.",
    remedy="fill the audit sheet in the sample's folder, then run `annops audit` again",
)
NOTHING_TO_COMPARE = Code(
    id="AUD007",
    title="No verdict of the kind asked for",
    severity=Severity.ERROR,
    checks="Whether the exports hold answers of reviewers, or gold answers, for the items.",
    why="There is nothing to hold the answers against.",
    example="`annops audit B07 --against gold` where no item of B07 has a gold answer.",
    remedy="take in an export that has them: `annops import FILE`",
)
NO_SHEET = Code(
    id="AUD008",
    title="An audit sheet that is not there",
    severity=Severity.ERROR,
    checks="Whether the file named by `--sheet` exists.",
    why="Verdicts would be missing.",
    example="`--sheet returned.xlsx` in another folder.",
    remedy="give the path of the file that came back",
)
NO_KIND = Code(
    id="AUD011",
    title="A wrong answer without category or severity",
    severity=Severity.WARNING,
    checks="Whether each failed row names a category and a severity of the definition.",
    why="The answer counts as wrong all the same, but stands under `not given` and weighs as the "
    "mildest severity.",
    example="`fail` with an empty category.",
    remedy="fill in category and severity in the sheet, then run `annops audit` again",
)
CONTRADICTION = Code(
    id="AUD012",
    title="A verdict that contradicts the expected answer",
    severity=Severity.ERROR,
    checks="Whether an answer that passed is the expected one, and one that failed another.",
    why="Nobody can tell which of the two is meant; the row counts as not judged.",
    example="`pass` on `neutral` with `positive` as the expected answer.",
    remedy="correct the verdict or the expected answer, then run `annops audit` again",
)
BAD_EXPECTED = Code(
    id="AUD013",
    title="An expected answer that is none",
    severity=Severity.WARNING,
    checks="Whether the expected answer is one that the question allows.",
    why="The verdict counts; the expected answer is left out of precision and recall.",
    example="`postive` for the question `sentiment`.",
    remedy="write one of the question's answers",
)
NOT_A_DEFECT = Code(
    id="AUD014",
    title="A category or severity where nothing failed",
    severity=Severity.WARNING,
    checks="Whether rows that passed or could not be judged name no category or severity.",
    why="The verdict counts, the category is left out; perhaps `fail` was meant.",
    example="`pass` with the severity `major`.",
    remedy="clear the category and severity, or correct the verdict",
)
NO_ANSWER_YET = Code(
    id="AUD015",
    title="Remarks on a row without a verdict",
    severity=Severity.WARNING,
    checks="Whether each row with a category, an expected answer or a comment has a verdict.",
    why="The row counts as not judged.",
    example="A comment beside an empty verdict.",
    remedy="choose pass, fail or cannot judge",
)
TAKEN_BACK = Code(
    id="AUD016",
    title="A verdict that was erased from the sheet",
    severity=Severity.WARNING,
    checks="Whether rows judged before still have their verdict in the sheet.",
    why="What was once on record is not forgotten: the earlier verdict counts.",
    example="A fresh copy of the sheet, without the verdicts of last week.",
    remedy="to take a verdict back, write `cannot judge`",
)
TWO_SHEETS = Code(
    id="AUD017",
    title="Workbook and text file say different things",
    severity=Severity.WARNING,
    checks="Whether a row judged in sheet.xlsx and in sheet.csv has the same verdict in both.",
    why="Only one of them can be meant; the workbook's counts.",
    example="A verdict corrected in sheet.csv after the workbook had been filled in.",
    remedy="make both files say the same, or delete the one that is out of date",
)
SAME_PERSON = Code(
    id="AUD018",
    title="First and second reviewer are one person",
    severity=Severity.WARNING,
    checks="Whether the rows judged twice were judged by two people.",
    why="How far somebody agrees with themselves does not show how far verdicts can be trusted.",
    example="`mia` stands in the column Reviewer of sheet.xlsx and of sheet-second.xlsx.",
    remedy="have the second sheet judged by somebody else",
)
