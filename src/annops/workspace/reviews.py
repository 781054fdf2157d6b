"""Reads and writes reviews/SAMPLE.jsonl: verdicts, one a line, only ever added to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from annops.core.changeset import Write
from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Place, Severity, sort_findings
from annops.core.review import Review, added

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
            yield from read_reviews(root, sample).findings
        except AnnopsError as error:
            yield from error.findings


def _review(line: str) -> Review | None:
    try:
        review = Review.model_validate_json(line)
    except ValidationError:
        return None
    return review if review.id and review.id == review.named().id else None
