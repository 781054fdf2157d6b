"""The whole answer of `annops look` as sections of a document."""

from annops.core.document import Block, Column, Kind, Metric, Paragraph, Section, Table
from annops.sources.look_lines import figure_estimate, file_line, sizes_line
from annops.sources.model import LookResult, QuestionSeen


def sections(result: LookResult) -> tuple[Section, ...]:
    """Return the file, how it was understood, its questions, and what is odd about it."""
    about = Section(
        "file", "The file", (Paragraph(file_line(result)), Paragraph(sizes_line(result)))
    )
    made = [about, Section("columns", "How it was understood", (_guesses(result),))]
    made += [_question(question) for question in result.questions]
    notes: list[Block] = [_oddities(result)]
    notes += [Paragraph(f"Not known: {text}") for text in result.missing]
    notes += [Paragraph(text) for text in result.notes]
    return (*made, Section("odd", "What to know before using it", tuple(notes)))


def answers_table(result: LookResult) -> Table:
    """Return every question's answers with how often they were given."""
    columns = (
        Column("question", "Question"), Column("label", "Answer"),
        Column("n", "Answers", Kind.COUNT),
    )  # fmt: skip
    rows = tuple((q.question, one.label, one.n) for q in result.questions for one in q.labels)
    return Table("answers", "Answers by question", columns, rows)


def _guesses(result: LookResult) -> Table:
    columns = tuple(
        Column(key, title)
        for key, title in (
            ("what", "What"), ("value", "Is"), ("sureness", "Sureness"), ("why", "Why"),
        )
    )  # fmt: skip
    rows = tuple((g.what, g.value, str(g.sureness), g.why) for g in result.guesses)
    return Table("understood", "What was made out", columns, rows)


def _question(question: QuestionSeen) -> Section:
    blocks: list[Block] = []
    for key, label, share in (
        ("krippendorff_alpha", "Krippendorff alpha", False),
        ("percent_agreement", "Percent agreement", True),
    ):
        figure = getattr(question, key)
        if figure is not None and question.n_answers:
            name = f"{question.question}_{key}"
            blocks.append(Metric(name, label, figure_estimate(figure), share=share))
    columns = (Column("label", "Answer"), Column("n", "Answers", Kind.COUNT))
    rows = tuple((one.label, one.n) for one in question.labels)
    title = f"{question.n_labels:,} different answers, the most frequent ones"
    blocks.append(Table(f"labels_{question.question}", title, columns, rows))
    return Section(f"question_{question.question}", f"{question.question} ({question.type})",
                   tuple(blocks))  # fmt: skip


def _oddities(result: LookResult) -> Table:
    columns = (Column("message", "What"), Column("count", "Times", Kind.COUNT))
    rows = tuple((one.message, one.count) for one in result.oddities)
    return Table("oddities", "What is odd, what matters most first", columns, rows,
                 empty="nothing odd was seen")  # fmt: skip
