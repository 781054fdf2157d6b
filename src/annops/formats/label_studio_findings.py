"""Words what was met while reading a Label Studio file."""

from collections.abc import Iterator

from annops.core.finding import Finding, Place, did_you_mean
from annops.core.wording import counted
from annops.formats import label_studio_codes as codes
from annops.formats.json_text import whole
from annops.formats.label_studio_frames import Frames
from annops.formats.label_studio_records import Records
from annops.formats.mapping import fields
from annops.project.source import Source


def findings_of(
    file: str, records: Records, source: Source, frames: Frames
) -> tuple[Finding, ...]:
    """Return the findings about a file, each at most once, with how often it was met."""
    place = Place(file)
    return (
        *_about_columns(place, records, source, frames),
        *_about_unreadable(records),
        *_about_values(place, records),
        *_about_flags(place, records),
    )


def _about_columns(
    place: Place, records: Records, source: Source, frames: Frames
) -> Iterator[Finding]:
    for name in records.columns.unused:
        yield codes.COLUMN_UNUSED.at(place, f"`columns: {{{name}: ...}}` is not used")
    for name, reference in fields(source).items():
        if isinstance(reference, str) and _is_empty(name, frames):
            hint = did_you_mean(reference, sorted(map(whole, records.keys)))
            yield codes.NO_SUCH_KEY.at(place, f"no value at `{reference}` for `{name}`", hint)
    read = [name for name, unsupported in records.tags if name and unsupported is None]
    tags = [name for name in read if name not in source.questions]
    if source.question and len(tags) > 1:
        listed = ", ".join(f"`{whole(tag)}`" for tag in sorted(tags))
        text = f"{counted(len(tags), 'control tag')} read as `{source.question}`: {listed}"
        yield codes.ONE_QUESTION_FOR_MANY.at(place, text)


def _is_empty(name: str, frames: Frames) -> bool:
    """Whether a column that was read has no value, and none was lost in reading."""
    if name == "item":
        return frames.answers.height > 0 and frames.items.height == 0
    frame = frames.items if name in frames.items.columns else frames.answers
    return name in frame.columns and 0 < frame.height == frame[name].null_count()


def _about_unreadable(records: Records) -> Iterator[Finding]:
    """Word what stands whole in the file and is no record; torn elements are told one by one.

    Yields:
        One finding for each reason.
    """
    met: dict[str, list[Place]] = {}
    for entry in records.unreadable:
        if entry.place.column is None:
            met.setdefault(entry.reason, []).append(entry.place)
    for reason, places in met.items():
        text = f"{counted(len(places), 'record')} not used: {reason}"
        yield codes.UNREADABLE.at(places[0], text, count=len(places))


def _about_values(place: Place, records: Records) -> Iterator[Finding]:
    columns = (records.raw, *records.of_task, *records.of_record)
    broken = sum(column.spoiled for column in columns if column.name != "seconds")
    unusable = sum(column.spoiled for column in columns if column.name == "seconds")
    if broken:
        text = f"{counted(broken, 'text')} with halves of characters"
        yield codes.HALF_CHARACTERS.at(place, text, count=broken)
    if unusable:
        text = f"{counted(unusable, 'record')} without usable active time"
        yield codes.BAD_SECONDS.at(place, text, count=unusable)


def _about_flags(place: Place, records: Records) -> Iterator[Finding]:
    if flagged := records.counts["ground_truth"]:
        used = "used as gold as well" if records.columns.gold else "read as the annotator's own"
        text = f"{counted(flagged, 'annotation')} flagged as ground truth, {used}"
        yield codes.GROUND_TRUTH.at(place, text, count=flagged)
    if reviews := records.counts["reviews"]:
        yield codes.REVIEWS.at(place, f"{counted(reviews, 'review')} not read", count=reviews)
