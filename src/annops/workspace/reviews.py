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
from annops.workspace.samples import RECORD, read_answers, sample_path

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
STRANGE = Code(
    id="REV002",
    title="Verdicts on what the sample did not draw",
    severity=Severity.ERROR,
    checks="Whether each verdict of reviews/*.jsonl is on a row of its sample, and on the item "
    "and answer that stand there.",
    why="It is of another sample that had the same name; counted here it would be a verdict on "
    "another answer. No rate is given while nobody has said what holds.",
    example="Two people drew a sample of one batch, and one of the two was kept; or a sample "
    "was deleted and drawn again.",
    remedy="put the folder of the sample back as it was when it was judged; or move the file "
    "named out of reviews/ and run `annops audit`, which takes the verdicts of the sheet anew",
)
ORPHAN = Code(
    id="REV003",
    title="Verdicts whose sample is gone",
    severity=Severity.WARNING,
    checks="Whether each file of reviews/ has a sample of its name.",
    why="What was judged counts in no figure.",
    example="reviews/B01-1.jsonl stayed when samples/B01-1 was deleted.",
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
    known, strange = _of_sample(root, sample, tuple(reviews.values()))
    return ReviewFile(sample, known, content, sort_findings((*findings, *strange)))


def _of_sample(
    root: Path, sample: str, reviews: tuple[Review, ...]
) -> tuple[tuple[Review, ...], list[Finding]]:
    """Part the verdicts on what a sample drew from others; all are its own where it is damaged."""
    answers = read_answers(root, sample) if reviews else ()
    if not answers:
        return reviews, []
    drawn = {(one.row, one.item, one.question, one.answer) for one in answers}
    known: list[Review] = []
    strange: list[Review] = []
    for review in reviews:
        is_drawn = (review.row, review.item, review.question, review.answer) in drawn
        (known if is_drawn else strange).append(review)
    if not strange:
        return reviews, []
    named = ", ".join(f"`{row}`" for row in sorted({one.row for one in strange})[:3])
    message = f"{counted(len(strange), 'verdict')} on what {sample} did not draw, such as {named}"
    return tuple(known), [STRANGE.at(Place(path_of(sample)), message)]


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
        if file.reviews and not (root / sample_path(sample, RECORD)).exists():
            message = f"{counted(len(file.reviews), 'verdict')}, and samples/{sample} is not there"
            yield ORPHAN.at(Place(path_of(sample)), message)


def _review(line: str) -> Review | None:
    try:
        review = Review.model_validate_json(line)
    except ValidationError:
        return None
    return review if review.id and review.id == review.named().id else None
