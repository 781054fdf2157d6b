"""What the words of a status column mean."""

from typing import Any

from annops.core.states import Status
from annops.sources.questions import Counts

_MEANING = {
    Status.SKIPPED: {"skipped", "skip", "cancelled", "canceled", "expired", "ignored"},
    Status.REJECTED: {"rejected", "reject", "failed", "returned"},
    Status.DRAFT: {"draft", "in_progress", "in progress", "pending", "assigned", "open"},
    Status.SUBMITTED: {
        "submitted", "approved", "accepted", "completed", "complete", "done", "finished",
    },
}  # fmt: skip


def status_entries(counts: Counts) -> dict[str, Any] | None:
    """Return `skipped`, `rejected` and `draft` of the source; None when a word is unknown.

    >>> status_entries([("Approved", 5), ("Returned", 1)])
    {'rejected': ['Returned']}
    """
    entries: dict[str, list[str]] = {}
    for text, _ in counts:
        status = next((s for s, words in _MEANING.items() if text.casefold() in words), None)
        if status is None:
            return None
        if status is not Status.SUBMITTED and text.casefold() != status.value:
            entries.setdefault(status.value, []).append(text)
    return {key: sorted(texts) for key, texts in sorted(entries.items())}
