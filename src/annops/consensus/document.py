"""The consensus as sections of a report, and as a few lines."""

from annops.consensus.model import ConsensusResult, QuestionConsensus
from annops.consensus.ties import Ties
from annops.core.document import Block, Column, Kind, Paragraph, Section, Table
from annops.core.states import reasons_text

_NUMBER = r"^[+-]?[\d.,]+([eE][+-]?\d+)?$"

TIE_WORDS = {
    Ties.LIST: "tied items have no answer and are listed; against gold a tie of k answers that "
    "holds the gold answer counts 1/k",
    Ties.FIRST: "of tied answers the one that stands first in the definition is taken",
    Ties.NONE: "tied items have no answer and are not compared with gold",
}


def sections(result: ConsensusResult) -> tuple[Section, ...]:
    """Return one section: how each question came out, against gold, and the ties."""
    blocks: list[Block] = [_questions(result)]
    if any(entry.figures for entry in result.questions):
        blocks.append(_gold(result))
    if result.ties:
        blocks.append(_ties(result))
    return (Section("consensus", "One answer per item", tuple(blocks)),)


def items_csv(result: ConsensusResult) -> str:
    """Write one row per item and question.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    import polars as pl
    import polars.selectors as cs

    def guarded(name: str) -> pl.Expr:
        text = pl.col(name).cast(pl.String)
        risky = text.str.contains(r"^[=+\-@\t\r']") & ~text.str.contains(_NUMBER)
        return pl.when(risky).then("'" + text).otherwise(text).alias(name)

    texts = [guarded(name) for name in ("item", "answer", "gold") if name in result.items.columns]
    return result.items.with_columns(*texts, cs.float().round_sig_figs(12)).write_csv()


def gold_section(result: ConsensusResult) -> Section:
    """Return the comparison with gold alone, for reports."""
    if any(entry.figures for entry in result.questions):
        return Section("gold", "Against gold", (_gold(result),))
    text = "No item of this project has a gold answer, so accuracy is not known."
    return Section("gold", "Against gold", (Paragraph(text),))


def _questions(result: ConsensusResult) -> Table:
    return Table(
        "consensus_questions",
        "One answer per item, by question",
        (
            Column("question", "Question"),
            Column("method", "Method"),
            Column("n_items", "Items", Kind.COUNT),
            Column("n_answers", "Answers", Kind.COUNT),
            Column("n_decided", "Decided", Kind.COUNT),
            Column("n_ties", "Ties", Kind.COUNT),
            Column("n_single", "One answer only", Kind.COUNT),
            Column("mean_share", "Mean share behind the answer", Kind.SHARE),
        ),
        tuple(
            (entry.question, entry.why_none or entry.method, entry.n_items, entry.n_answers,
             entry.n_decided, entry.n_ties, entry.n_single, entry.mean_share)
            for entry in result.questions
        ),
        note=f"Ties: {TIE_WORDS[result.options.ties]}.",
    )  # fmt: skip


def _gold(result: ConsensusResult) -> Table:
    return Table(
        "consensus_gold",
        "Consensus against gold",
        (
            Column("question", "Question"),
            Column("figure", "Figure"),
            Column("share", "Share of gold items", Kind.ESTIMATE, share=True),
            Column("error", "Error on the scale", Kind.ESTIMATE),
            Column("conflicts", "Gold conflicts", Kind.COUNT,
                   note="items left out because their gold answers differ"),
        ),
        tuple(
            (entry.question, name.replace("_", " "), *((value, None) if name == "accuracy"
             else (None, value)), entry.n_gold_conflicts)
            for entry in result.questions
            for name, value in entry.figures.items()
        ),
        note=f"Ties: {TIE_WORDS[result.options.ties]}.",
    )  # fmt: skip


def _ties(result: ConsensusResult) -> Table:
    n_ties = sum(entry.n_ties for entry in result.questions)
    shown = len(result.ties)
    return Table(
        "consensus_ties",
        "Items without a majority",
        (
            Column("question", "Question"),
            Column("item", "Item"),
            Column("answers", "Tied"),
            Column("votes", "Votes each", Kind.COUNT),
            Column("n", "Answers", Kind.COUNT),
        ),
        tuple((t.question, t.item, " | ".join(t.answers), t.votes, t.n) for t in result.ties),
        note=None if n_ties == shown else f"The first {shown:,} of {n_ties:,} ties.",
    )


def lines(result: ConsensusResult) -> list[str]:
    """Return the everyday answer: two lines a question at most."""
    shown = [line for entry in result.questions[:4] for line in _lines(entry)]
    hidden = len(result.questions) - 4
    if hidden > 0:
        more = "question" if hidden == 1 else "questions"
        shown.append(f"and {hidden} more {more}; see `annops consensus --format md`")
    why = reasons_text(result.excluded)
    shown.append(
        f"Used {result.used:,} of {result.loaded:,} answers{f'; excluded: {why}' if why else ''}."
    )
    asked = f"{result.options.question} " if result.options.question else ""
    shown.append(f"next: annops consensus {asked}--output consensus.csv")
    return shown


def _lines(entry: QuestionConsensus) -> list[str]:
    from annops.render.numbers import estimate_text

    if entry.why_none:
        return [f"{entry.question}: no consensus, {entry.why_none}"]
    ties = "tie" if entry.n_ties == 1 else "ties"
    first = (
        f"{entry.question}: {entry.n_decided:,} of {entry.n_items:,} items decided by the "
        f"{entry.method}, {entry.n_ties:,} {ties}"
    )
    figures = [
        (
            name.replace("_", " "),
            estimate_text(value, is_share=name == "accuracy", ascii_only=True),
        )
        for name, value in entry.figures.items()
        if name in {"accuracy", "mean_mae", "median_mae"}
    ]
    return [first, *(f"  against gold: {name} {text}" for name, text in figures)]
