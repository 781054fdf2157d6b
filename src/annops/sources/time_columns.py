"""Decides which columns of times can be read, with which format, and says what is not certain."""

from annops.sources.columns import value_counts
from annops.sources.proposal import Guess, Sureness
from annops.sources.spelling import TimeForm, time_form
from annops.sources.table import Making


def settle_times(making: Making) -> tuple[dict[str, str], list[str]]:
    """Keep the time columns that can be read, leave the others out with a note.

    Returns:
        The source's `time` entry, empty when none is needed, and oddities met.
    """
    forms: dict[str, TimeForm] = {
        what: _form(making, what) for what in ("submitted_at", "begin") if what in making.fields
    }
    if "seconds" in making.fields and len(making.fields["seconds"]) == 2:
        forms["seconds"] = _form(making, "seconds")
    oddities = [
        f"`{making.one(what)}`: {form.mixed}" for what, form in forms.items() if form.mixed
    ]
    good = {what: form for what, form in forms.items() if form.readable}
    for what in forms.keys() - good.keys():
        _leave_out(making, what, forms[what])
    main = good.get("submitted_at") or next(iter(good.values()), None)
    if main is None:
        return {}, oddities
    _take_span(making, good, main)
    if not main.zoned and (main.written is None or "%z" not in main.written):
        making.notes.append(
            "times carry no zone and are read as UTC: add `time: {zone: Europe/Berlin}` or alike"
        )
    if main.written is None:
        return {}, oddities
    making.guesses.append(Guess("time", main.written, main.why, Sureness.SURE))
    return {"format": main.written}, oddities


def _form(making: Making, what: str) -> TimeForm:
    column = making.one(what) or ""
    return time_form([text for text, _ in value_counts(making.table.frame, column)])


def _leave_out(making: Making, what: str, form: TimeForm) -> None:
    column = making.fields.pop(what)[0]
    making.guesses = [guess for guess in making.guesses if guess.what != what]
    said = "submitted_at" if what == "begin" else what
    making.notes.append(
        f"`{column}` is left out: {form.why}; "
        f"add `{said}: {column}` with `time: {{format: ...}}` once that is known"
    )


def _take_span(making: Making, good: dict[str, TimeForm], main: TimeForm) -> None:
    """Take begin and end as time spent where no column of seconds is known."""
    if "begin" not in making.fields:
        return
    begin = making.fields.pop("begin")[0]
    making.guesses = [guess for guess in making.guesses if guess.what != "begin"]
    end = making.one("submitted_at")
    if "seconds" in making.fields or end is None or good["begin"].written != main.written:
        return
    making.fields["seconds"] = (begin, end)
    why = f"from `{begin}` to `{end}`"
    making.guesses.append(Guess("seconds", f"{begin}, {end}", why, Sureness.LIKELY))
