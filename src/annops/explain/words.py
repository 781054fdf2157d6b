"""The words of ledgers, outcomes and figures, one page each: what they mean, what to do."""

from dataclasses import dataclass

from annops.core.estimate import Outcome
from annops.core.states import Reason


@dataclass(frozen=True, slots=True)
class Word:
    """One word that stands in answers of annops.

    Attributes:
        title: What it is, in a few words.
        means: What is said where it stands.
        why: Why it is so.
        remedy: What a person can do.
    """

    title: str
    means: str
    why: str
    remedy: str


REASONS: dict[Reason, Word] = {
    Reason.SKIPPED: Word(
        "The annotator skipped the item",
        "The record says that the item was passed over, so there is no answer to compare.",
        "A skipped item is neither agreement nor disagreement. Volumes count it as skipped.",
        "where answers are called skipped by mistake, look at `skipped:` of the source",
    ),
    Reason.DRAFT: Word(
        "An answer that was saved and not submitted",
        "The tool kept the answer, but the annotator has not handed it in.",
        "It may still change; only submitted answers are measured.",
        "have it submitted and export again; `draft:` of the source says which texts mean draft",
    ),
    Reason.REJECTED: Word(
        "An answer the tool marks as rejected",
        "Somebody sent the answer back, or the tool discarded it.",
        "Work that was not accepted says nothing about the work delivered.",
        "nothing to do; `rejected:` of the source says which texts mean rejected",
    ),
    Reason.MODEL: Word(
        "An answer of a model, shown before people answered",
        "The answer was given by a model (a pre-annotation), not by a person.",
        "Agreement is measured between people; a model among them would raise or lower it.",
        "nothing to do; where it was a person's, correct `role:` of the source",
    ),
    Reason.GOLD: Word(
        "A known right answer, not an annotator's",
        "The answer was prepared to compare others with it.",
        "It is used for accuracy and the error rate, not for agreement between annotators.",
        "nothing to do; `annops consensus` compares answers with gold",
    ),
    Reason.REVIEW: Word(
        "An answer of a reviewer",
        "The answer was given while checking somebody else's.",
        "A reviewer sees the first answer, so the two are not independent.",
        "nothing to do; where the source holds annotators' work, correct its `role:`",
    ),
    Reason.NO_ANSWER: Word(
        "A record without an answer to the question",
        "Item and annotator are there, the cell or field of the answer is empty.",
        "An empty cell is no label, and annops does not make one of it.",
        "where it means something, have the tool write a label; see `null:` of the source",
    ),
    Reason.UNKNOWN_LABEL: Word(
        "A text that is none of the question's labels",
        "The answer is not among `labels:` of the question, by its exact spelling.",
        "A misspelled label counted as its own class would lower agreement.",
        "add the label, or name it under `aliases:`; the texts: `annops sources --findings`",
    ),
    Reason.INVALID_VALUE: Word(
        "A value that is no answer to the question",
        "The text is no number on the scale, or of another kind than the question asks for.",
        "It cannot be compared with the others.",
        "correct the scale in annops.yaml, or have the value corrected in the tool",
    ),
    Reason.UNSUPPORTED_TYPE: Word(
        "An answer of a kind that annops cannot compare yet",
        "As boxes on images or spans in text: counted and timed, never compared.",
        "A coefficient of something that was not read would be made up.",
        "nothing to do; volumes and times include these answers",
    ),
    Reason.UNKNOWN_QUESTION: Word(
        "An answer to a question that annops.yaml does not describe",
        "The export names a question that is not under `questions:`.",
        "Without its type and labels the answer cannot be read.",
        "describe the question, or map its name under the source's `questions:`",
    ),
    Reason.DUPLICATE: Word(
        "One of several answers of one annotator to one item",
        "The same annotator answered the same question about the same item more than once; "
        "one answer counts, this is another.",
        "Counted twice, an annotator would agree with themselves.",
        "`duplicates:` of the source says which one counts: `last` (as without it) or `first`",
    ),
    Reason.SUPERSEDED: Word(
        "An answer that a newer export of the source holds too",
        "Files of one source were exported on several days and each repeats the older answers.",
        "The newest file says it best; counting the older ones would count the work twice.",
        "where each file holds only what is new, write `snapshots: incremental` in the source",
    ),
    Reason.OTHER_ROUND: Word(
        "An answer given in another round",
        "The figures are of one round, the first one without `--round`; this is of another.",
        "Rework is done knowing the first answers, so rounds are not mixed.",
        "`annops agree --round 2` measures the second round",
    ),
    Reason.NO_ANNOTATOR: Word(
        "An answer that does not say who gave it",
        "The cell or field of the annotator is empty.",
        "Without it nobody can tell whether two answers are of two people.",
        "export with annotator ids, or name the column: `columns: {annotator: COLUMN}`",
    ),
    Reason.NO_ITEM: Word(
        "An answer that does not say which item it is about",
        "The cell or field of the item is empty.",
        "Answers to one item can only be compared when they can be found.",
        "correct the export, or name the column: `columns: {item: COLUMN}`",
    ),
}
OUTCOMES: dict[Outcome, Word] = {
    Outcome.MET: Word(
        "The target is reached, chance allowed for",
        "The whole interval of the figure lies on the right side of the target.",
        "A figure that only happens to lie above the target would often fall below it next week.",
        "nothing to do",
    ),
    Outcome.NOT_MET: Word(
        "The target is missed, chance allowed for",
        "The whole interval of the figure lies on the wrong side of the target.",
        "More items of the same kind would hardly change that.",
        "`annops agree --explain` shows people, labels and items that cost most",
    ),
    Outcome.CANNOT_TELL: Word(
        "The target may be reached or missed; there is too little to say",
        "The target lies inside the interval, or the figure has no interval to rely on.",
        "Neither `met` nor `not met` would be true often enough.",
        "have more items answered twice; where it can be computed, the number needed is said",
    ),
}
FIGURES: dict[str, Word] = {
    "alpha": Word(
        "Short for Krippendorff alpha",
        "Agreement beyond chance: 1 all agree, 0 as if answers were given by chance, below 0 "
        "worse. Krippendorff (Content Analysis, 2nd ed. 2004, p. 241) relies on 0.80 and "
        "above and draws tentative conclusions from 0.667.",
        "Percent agreement is high wherever one label is frequent; alpha takes that out.",
        "`annops explain krippendorff_alpha` for the formula",
    ),
    "kappa": Word(
        "A family of coefficients of agreement beyond chance",
        "`cohen_kappa` is of two annotators, `conger_kappa` the same for any number, "
        "`fleiss_kappa` takes chance from all answers together. Read them as alpha: 1 all agree, "
        "0 as by chance.",
        "They differ in what they take for chance, so kappas of different names cannot be "
        "compared.",
        "`annops agree --metric conger_kappa`; `annops agree --pairs FILE` for every pair",
    ),
    "interval": Word(
        "From where to where the figure may well lie",
        "`95 % CI 0.40-0.60`: made in this way, 95 of 100 such intervals hold the figure that "
        "endless items of the same kind would give.",
        "Every figure rests on some items; other items would have given another figure.",
        "more items with two answers or more make it narrower: four times the items, half as wide",
    ),
    "n": Word(
        "What a figure rests on",
        "`n = 150 items`: so many items had two answers or more and could be compared.",
        "A figure of 12 items and one of 1,200 look alike without it.",
        "compare it with the items delivered: `annops volumes`",
    ),
}


def words() -> dict[str, Word]:
    """Return every word with its page: reasons, outcomes, figures, each in its own order."""
    reasons = {reason.value: word for reason, word in REASONS.items()}
    outcomes = {outcome.value: word for outcome, word in OUTCOMES.items()}
    return {**reasons, **outcomes, **FIGURES}
