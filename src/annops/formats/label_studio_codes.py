"""Findings about Label Studio exports."""

from annops.core.finding import Code, Severity

NOT_LABEL_STUDIO = Code(
    "LST001",
    "File is not a Label Studio JSON export",
    Severity.ERROR,
    checks="A file read as `label-studio` must hold tasks: objects with `data`, and with"
    " `annotations` where there are any.",
    why="Nothing of the file can be used, so no figure may be made from it.",
    example="`exports/ls.json` is an export of the kind JSON_MIN, whose records are flat.",
    remedy="Export again as `JSON`; JSON_MIN, CSV or TSV are tables; leave out `format:`",
)
NO_TASKS = Code(
    "LST002",
    "Export holds no task",
    Severity.WARNING,
    checks="A Label Studio export holds at least one task.",
    why="An export without tasks usually means a filter or a project chosen by mistake.",
    example="`exports/ls/2026-03-02.json` is `[]`.",
    remedy="Export again without filters, or remove the file",
)
NO_SUCH_KEY = Code(
    "LST003",
    "No task or annotation has the key a column names",
    Severity.WARNING,
    checks="Each entry of the source's `columns` gives a value in some task or annotation.",
    why="The column is empty, so breakdowns by it show nothing, and answers without item or"
    " annotator are excluded.",
    example="`locale: data.locale`, but the tasks carry `data.lang`.",
    remedy="Name a key that the export has",
)
COLUMN_UNUSED = Code(
    "LST004",
    "Column entry has no meaning for Label Studio JSON",
    Severity.WARNING,
    checks="Questions come from `from_name`, answers from `result`; `gold` can only be"
    " `ground_truth`; an entry names one key.",
    why="The entry is not used, which may not be what was meant.",
    example="`columns: {answer: label}` in a source of Label Studio JSON.",
    remedy="Remove the entry; map questions by `questions: {from_name: question id}`",
)
ONE_QUESTION_FOR_MANY = Code(
    "LST005",
    "Several control tags are read as one question",
    Severity.WARNING,
    checks="A source with `question:` has one control tag (`from_name`) that holds answers.",
    why="Answers to different questions would be compared with each other.",
    example="`question: sentiment`, but the export holds answers to `sentiment` and to `topic`.",
    remedy="Replace `question:` by `questions: {from_name: question id}`",
)
GROUND_TRUTH = Code(
    "LST006",
    "Annotations are flagged as ground truth",
    Severity.NOTE,
    checks="Annotations with `ground_truth: true` are counted.",
    why="They are an annotator's own answers that somebody chose, no independent gold: comparing"
    " that annotator with them gives 100 %. They stay the annotator's answers.",
    example="Each of 28 tasks has one annotation of the same three annotators flagged.",
    remedy="To use them as gold as well, add `columns: {gold: ground_truth}` to the source",
)
REVIEWS = Code(
    "LST007",
    "Reviews in the export are not read",
    Severity.NOTE,
    checks="Entries of `reviews` in annotations are counted.",
    why="They are verdicts on annotations, not annotations, and are in no figure.",
    example="Two annotations carry one review each, one of them a rejection.",
    remedy="Nothing to do; audits in annops keep reviews of their own",
)
BAD_SECONDS = Code(
    "LST008",
    "Active time of an annotation cannot be used",
    Severity.WARNING,
    checks="`lead_time` is a number of seconds, 0 or more.",
    why="The answers count, but not in any figure of time.",
    example="`lead_time` is -3.2.",
    remedy="Nothing to do if they are few; else ask who runs Label Studio",
)
HALF_CHARACTERS = Code(
    "LST009",
    "Text holds halves of characters",
    Severity.WARNING,
    checks="Text is whole characters; halves of a surrogate pair are replaced by U+FFFD.",
    why="Such text cannot be written to any file; labels that hold it are unknown labels.",
    example="An emoji cut in two by a length limit before the import.",
    remedy="Repair the text where the tasks were made",
)
UNREADABLE = Code(
    "LST010",
    "Annotation or task that cannot be read",
    Severity.ERROR,
    checks="Every task is an object with `data`, every annotation an object with a `result`.",
    why="The record is missing from every figure.",
    example='`"annotations": [17, 18]`: ids only, as some exports of the API give them.',
    remedy="Export again with whole annotations, as the export type `JSON` does",
)
