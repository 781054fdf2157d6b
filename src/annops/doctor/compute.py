"""Judges what was found on this computer."""

from annops.doctor.model import Facts, Line

LEAST_PYTHON = (3, 11)
LEAST_FREE = 200_000_000


def lines(facts: Facts) -> list[Line]:
    """Return one line for each thing looked at, in the order it is told."""
    python = ".".join(str(part) for part in facts.python)
    told = [
        Line("python", python, _unless(facts.python[:2] >= LEAST_PYTHON, "install Python 3.11+")),
        Line("annops", facts.annops),
        *_libraries(facts),
        *_text(facts),
        *_git(facts),
        *_folder(facts),
    ]
    width = "not a terminal" if facts.terminal is None else f"{facts.terminal} signs wide"
    return [*told, Line("terminal", width)]


def _unless(fine: bool, advice: str) -> str | None:  # noqa: FBT001 - reads as a sentence
    return None if fine else advice


def _libraries(facts: Facts) -> list[Line]:
    missing = sorted(name for name, version in facts.libraries.items() if version is None)
    found = [f"{name} {version}" for name, version in facts.libraries.items() if version]
    told = [Line("libraries", ", ".join(found))]
    advice = "install annops again: pip install --force-reinstall annops"
    return told + [Line(name, "missing", advice) for name in missing]


def _text(facts: Facts) -> list[Line]:
    as_utf8 = "set the environment variable PYTHONUTF8 to 1"
    return [
        Line("language", facts.locale),
        Line("file names", facts.file_encoding, _unless(_is_utf8(facts.file_encoding), as_utf8)),
        Line("output", facts.output_encoding, _unless(_is_utf8(facts.output_encoding), as_utf8)),
        Line(
            "time zones",
            "known" if facts.zones else "unknown",
            _unless(facts.zones, "install the library tzdata: pip install tzdata"),
        ),
    ]


def _is_utf8(encoding: str) -> bool:
    return encoding.casefold().replace("-", "").replace("_", "") == "utf8"


def _git(facts: Facts) -> list[Line]:
    if facts.git is None:
        advice = "install git to keep the history of the project; all else works without it"
        return [Line("git", "not installed", advice)]
    told = [Line("git", facts.git)]
    for name, value, key in (
        ("git name", facts.git_name, "user.name"),
        ("git mail", facts.git_mail, "user.email"),
    ):
        advice = f'say who you are: git config --global {key} "..."'
        told.append(Line(name, value or "not set", _unless(value is not None, advice)))
    return told


def _folder(facts: Facts) -> list[Line]:
    kind = "a project folder" if facts.is_project else "no project folder"
    told = [Line("folder", f"{facts.folder} ({kind})")]
    writable = "can be written" if facts.refused is None else facts.refused
    told.append(
        Line("writing", writable, _unless(facts.refused is None, "make the folder writable"))
    )
    if facts.free_bytes is not None:
        room = f"{facts.free_bytes / 1e9:.1f} GB free"
        told.append(Line("disk", room, _unless(facts.free_bytes >= LEAST_FREE, "free some room")))
    close = "close it in the other program before annops writes it"
    told += [Line("open file", name, close) for name in facts.open_files]
    if facts.unfinished:
        advice = "run any command in the folder that writes, as annops schema; it finishes them"
        told.append(Line("unfinished changes", str(facts.unfinished), advice))
    return told
