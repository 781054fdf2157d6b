"""Merges generated files: the newer one is taken, with what people wrote into either."""

from collections.abc import Mapping, Sequence

from annops.core.document import Narrative
from annops.registers.merge import Side
from annops.render.narratives import box, merge_narratives, read_narratives
from annops.workspace.git_files import Clash, Merge, Versions


def merge_generated(versions: Versions, newer: Side) -> Merge:
    """Return the newer version; the boxes that people write in are merged one by one."""
    newest = versions.ours if newer is Side.OURS else versions.theirs
    written = [_written(held or b"") for held in versions.all]
    base, ours, theirs = written
    names = sorted({*ours, *theirs})
    both = [name for name in names if _is_clash(*(part.get(name) for part in written))]
    chosen_alone = {
        name: _chosen(*(part.get(name) for part in written)) for name in names if name not in both
    }
    texts = {name: text for name, text in chosen_alone.items() if text is not None}
    clashes = tuple(
        Clash(f"the box `{name}`", base.get(name), f"`{ours[name]}`", f"`{theirs[name]}`")
        for name in both
    )

    def settle(sides: Sequence[Side]) -> bytes:
        chosen = {
            name: ours[name] if side is Side.OURS else theirs[name]
            for name, side in zip(both, sides, strict=True)
        }
        return _with(newest, {**texts, **chosen})

    return _with(newest, texts), clashes, settle


def _is_clash(base: str | None, ours: str | None, theirs: str | None) -> bool:
    return (
        ours is not None and theirs is not None and ours != theirs and base not in {ours, theirs}
    )


def _chosen(base: str | None, ours: str | None, theirs: str | None) -> str | None:
    if base in {ours, theirs}:
        return theirs if ours == base else ours
    return ours if ours is not None else theirs


def _written(held: bytes) -> Mapping[str, str]:
    try:
        return read_narratives(held.decode())
    except UnicodeDecodeError:
        return {}


def _with(held: bytes, texts: Mapping[str, str]) -> bytes:
    """Put texts into the boxes of a report that hold others."""
    standing = _written(held)
    missing = {name: text for name, text in texts.items() if standing.get(name) != text}
    if not missing:
        return held
    boxes = "".join(box(Narrative(name, ""), text) for name, text in sorted(missing.items()))
    return merge_narratives(boxes, held.decode()).encode()
