"""Reads and writes reviews/SAMPLE.jsonl: verdicts, one a line, only ever added to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from annops.core.changeset import Write
from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Place, Severity, sort_findings
from annops.core.review import Review, added
from annops.core.wording import counted
from annops.workspace.samples import list_samples, read_sample

FOLDER = "reviews"

UNREADABLE = Code(
    id="REV001",
    title="A line of the reviews that cannot be read",
    severity=Severity.ERROR,
    checks="Whether each line of reviews/*.jsonl is a verdict as annops wrote it.",
    why="Its verdict may have replaced an earlier one, so no rate is given without it.",
    example="A line edited by hand, or the marks of an unfinished merge.",
    remedy="put the file back as it was last saved; or delete the line and run `annops audit`, "
    "which takes the verdict from the sheet again",
)
ORPHAN = Code(
    id="REV002",
    title="Verdicts on what was not drawn",
    severity=Severity.WARNING,
    checks="Whether each verdict of reviews/*.jsonl is on a row of a sample that is there.",
    why="It counts in no figure, although somebody judged.",
    example="reviews/B01-1.jsonl stayed when samples/B01-1 was deleted, or came from another "
    "project.",
    remedy="put the folder of the sample back as it was last saved, or delete the verdicts",
)


@dataclass(frozen=True, slots=True)
class ReviewFile:
    """The verdicts on record for a sample.

    Attributes:
        sample: Id of the sample.
        reviews: The verdicts, oldest first, each once.
        content: The file's bytes as they stand.
        findings: Lines that cannot be read.
    """

    sample: str
    reviews: tuple[Review, ...] = ()
    content: bytes = b""
    findings: tuple[Finding, ...] = ()

    def with_reviews(self, given: Iterable[Review]) -> tuple[tuple[Review, ...], Write | None]:
        """Return the lines that verdicts add, and the write; None when there is nothing new."""
        lines = added(self.reviews, given)
        if not lines:
            return (), None
        before = self.content if self.content.endswith(b"\n") or not self.content else (
            self.content + b"\n"
        )  # fmt: skip
        text = "".join(f"{line.model_dump_json()}\n" for line in lines)
        return lines, Write(path_of(self.sample), before + text.encode())


def path_of(sample: str) -> str:
    """Return the path of a sample's reviews."""
    return f"{FOLDER}/{sample}.jsonl"


def read_reviews(root: Path, sample: str) -> ReviewFile:
    """Read the verdicts of a sample; a sample without any has no file.

    Raises:
        AnnopsError: When the file cannot be read at all (REV001, exit code 3).
    """
    name = path_of(sample)
    try:
        content = (root / name).read_bytes()
        text = content.decode("utf-8-sig")
    except FileNotFoundError:
        return ReviewFile(sample)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        finding = UNREADABLE.at(Place(name), f"cannot be read: {reason}")
        raise AnnopsError(finding, exit_code=3) from None
    reviews: dict[str, Review] = {}
    findings: list[Finding] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        review = _review(line)
        if review is None:
            findings.append(
                UNREADABLE.at(
                    Place(name, number), f"line {number:,} of {path_of(sample)} is no verdict"
                )
            )
        else:
            reviews.setdefault(review.id, review)
    return ReviewFile(sample, tuple(reviews.values()), content, sort_findings(findings))


def reviewed_samples(root: Path) -> tuple[str, ...]:
    """Name the samples that have reviews on record, sorted."""
    return tuple(sorted(path.stem for path in (root / FOLDER).glob("*.jsonl")))


def check_reviews(root: Path) -> Iterator[Finding]:
    """Give what is wrong in the reviews that the folder has.

    Yields:
        Findings, file by file.
    """
    for sample in reviewed_samples(root):
        try:
            file = read_reviews(root, sample)
        except AnnopsError as error:
            yield from error.findings
            continue
        yield from file.findings
        message = _orphans(root, file)
        if message:
            yield ORPHAN.at(Place(path_of(sample)), message)


def _orphans(root: Path, file: ReviewFile) -> str:
    """Say how many verdicts are on what was not drawn; a damaged sample is told by its own check.

    Returns:
        The sentence, empty where there are none.
    """
    n_reviews = len(file.reviews)
    try:
        if file.sample not in {record.id for record in list_samples(root)}:
            gone = f"samples/{file.sample} is not there"
            return f"{counted(n_reviews, 'verdict')}, and {gone}" if n_reviews else ""
        answers = read_sample(root, file.sample)[1]
    except AnnopsError:
        return ""
    drawn = {(one.row, one.item, one.question, one.answer) for one in answers}
    strange = [
        review.row
        for review in file.reviews
        if (review.row, review.item, review.question, review.answer) not in drawn
    ]
    if not answers or not strange:
        return ""
    named = ", ".join(f"`{row}`" for row in sorted(set(strange))[:3])
    return (
        f"{counted(len(strange), 'verdict')} on what {file.sample} did not draw, such as {named}"
    )


def _review(line: str) -> Review | None:
    try:
        review = Review.model_validate_json(line)
    except ValidationError:
        return None
    return review if review.id and review.id == review.named().id else None
