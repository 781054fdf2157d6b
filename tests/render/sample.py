"""One report with everything in it: every block, foreign characters, undefined numbers."""

from datetime import date

from annops.core.document import (
    Chart,
    Column,
    Document,
    Figure,
    Findings,
    Kind,
    Mark,
    Metric,
    Narrative,
    Paragraph,
    Section,
    Table,
)
from annops.core.estimate import Bound, Estimate, decide
from annops.core.finding import Finding, Place, Severity


def agreement(value: float, low: float, high: float, n: int) -> Estimate:
    return Estimate(value, low, high, n, "items", "Krippendorff's alpha, nominal; bootstrap")


def error_share(value: float, low: float, high: float, n: int) -> Estimate:
    method = "errors per inspected answer; Clopper-Pearson"
    return Estimate(value, low, high, n, "answers", method, population=12_000)


ALPHA = Bound(0.67, at_least=True)
ERRORS = Bound(0.03, at_least=False)
BY_LOCALE = {
    "de-DE": agreement(0.81234, 0.77, 0.85, 400),
    "en-US": agreement(0.71, 0.66, 0.76, 1400),
    "ja-JP": agreement(0.42, 0.31, 0.53, 120),
    "ar-EG": Estimate.undefined("no item has two answers", n=0, unit="items"),
}
ANSWERS = (
    *(("de-DE", f"d{k}", "price", 4.5) for k in range(6)),
    *(("en-US", f"e{k}", "quality", 9.25) for k in range(9)),
    *(("ja-JP", f"j{k}", "配送、遅延", 3723.0) for k in range(3)),
)


def agreement_table() -> Table:
    rows = []
    for place, (locale, estimate) in enumerate(BY_LOCALE.items()):
        answers = sum(row[0] == locale for row in ANSWERS)
        seconds = None if not answers else 61.25 * place + 9
        share = answers / len(ANSWERS)
        verdict = decide(estimate, ALPHA)
        rows.append((locale, answers, share, estimate, seconds, date(2026, 11, 20), verdict))
    return Table(
        id="agreement_by_locale",
        title="Agreement by locale",
        columns=(
            Column("locale", "Locale"),
            Column("answers", "Answers", Kind.COUNT),
            Column("share", "Share of answers", Kind.SHARE),
            Column("alpha", "Alpha", Kind.ESTIMATE),
            Column("seconds", "Median time", Kind.SECONDS),
            Column("last", "Last answer", Kind.DATE),
            Column("outcome", "Outcome", Kind.OUTCOME),
        ),
        rows=tuple(rows),
        total=("answers",),
        note="Round 1 only; skipped answers are left out.",
        live={
            "answers": "COUNTIFS({answers[locale]},{locale})",
            "share": "{answers}/ROWS({answers[locale]})",
        },
    )


def defect_table() -> Table:
    dirty = '=HYPERLINK("http://x","a|b")\nline `two` <b>&amp;</b>'
    rows = (
        ("wrong label", "major", 7, error_share(0.02, 0.008, 0.041, 350)),
        (dirty, "minor", 2, error_share(0.0057, 0.0007, 0.0205, 350)),
        ("@evil\t+1\x07", "minor", 0, error_share(0.0, 0.0, 0.0105, 350)),
        ("عنوان خاطئ", "minor", 1, error_share(0.0029, 0.0001, 0.0158, 350)),
    )
    return Table(
        id="defects",
        title="Defects by category",
        columns=(
            Column("category", "Category"),
            Column("severity", "Severity"),
            Column("number", "Defects", Kind.COUNT),
            Column("rate", "Error rate", Kind.ESTIMATE, share=True),
        ),
        rows=rows,
        total=("number",),
    )


def raw_table() -> Table:
    return Table(
        id="answers",
        title="Answers",
        columns=(
            Column("locale", "Locale"),
            Column("item", "Item"),
            Column("answer", "Answer"),
            Column("seconds", "Time", Kind.SECONDS),
        ),
        rows=ANSWERS,
        data=True,
    )


def interval_figure() -> Figure:
    rows = tuple(
        {"locale": name, "alpha": one.value, "low": one.low, "high": one.high}
        for name, one in BY_LOCALE.items()
    )
    chart = Chart(
        Mark.INTERVAL,
        rows,
        x=("alpha", "Krippendorff's alpha"),
        y=("locale", "Locale"),
        low="low",
        high="high",
        target=0.67,
    )
    alt = "Alpha by locale: de-DE above, en-US around, ja-JP below the target of 0.67."
    return Figure("alpha_by_locale", "Agreement by locale", alt, chart)


def build_document() -> Document:
    overall = agreement(0.7341, 0.694, 0.774, 1920)
    rate = error_share(0.02, 0.008, 0.041, 350)
    finding = Finding(
        "ANS004",
        Severity.ERROR,
        "label `postive` is not in question `sentiment`",
        Place("exports/crowd/a.csv", 12, "response"),
        "did you mean `positive`?",
        3,
    )
    return Document(
        id="quality",
        title="Quality report: Aster <pilot>",
        subtitle="Northwind, 2026-11-16 to 2026-11-22",
        stamp="2026-11-22",
        front=(("Client", "Northwind & Sons | EU"), ("Data cut-off", "2026-11-22 00:00 UTC")),
        sections=(
            Section(
                "summary",
                "Summary",
                (
                    Paragraph("Agreement is above its target; errors cannot be judged yet."),
                    Metric(
                        "alpha", "Agreement", overall, outcome=decide(overall, ALPHA), bound=ALPHA
                    ),
                    Metric(
                        "error_rate",
                        "Error rate",
                        rate,
                        share=True,
                        outcome=decide(rate, ERRORS),
                        bound=ERRORS,
                    ),
                    Metric(
                        "icc",
                        "Rating reliability",
                        Estimate.undefined("all ratings are equal", n=30, unit="items"),
                    ),
                    Narrative("why", "Why is ja-JP below target, and what is done about it?"),
                ),
            ),
            Section("agreement", "Agreement", (agreement_table(), interval_figure())),
            Section(
                "defects",
                "Defects",
                (
                    defect_table(),
                    Table("rework", "Open rework", (Column("id", "Ticket"),), ()),
                    Findings((finding,)),
                ),
            ),
            Section("data", "Data", (raw_table(),)),
        ),
    )
