"""Which field a column's name speaks for: the words of many tools, without a look at its cells."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from annops.project.source import FIELDS

EXACT, AKIN = 2, 1
"""Strength: the name is one of the words; some of its words speak for the field."""

_WORDS = {
    "annotator": (
        "annotator", "annotator_id", "worker_id", "worker", "rater", "rater_id", "labeler",
        "labeller", "labeler_id", "contributor", "contributor_id", "coder", "coder_id", "judge",
        "annotator_name", "completed_by", "user_name", "username", "user_id", "user", "who",
        "created_by", "labeled_by", "annotated_by", "rated_by", "session_id",
    ),
    "item": (
        "item", "item_id", "unit_id", "unit", "hit_id", "hitid", "task_id", "task", "instance_id",
        "data_row_id", "data_row", "external_id", "example_id", "sample_id", "subject_ids",
        "subject_id", "input_hash", "image_id", "doc_id", "document_id", "segment_id", "seg_id",
        "sentence_id", "sent_id", "text_id", "utterance_id", "question_id", "record_id", "key",
        "uid", "uuid", "id", "idx", "index", "image", "filename", "file_name", "file", "question",
    ),
    "answer": (
        "answer", "label", "labels", "response", "judgment", "judgement", "annotation",
        "annotations", "choice", "vote", "verdict", "decision", "selected_answer", "rating",
        "ratings", "score", "category", "class", "value", "selection", "tags", "cats",
    ),
    "gold": (
        "gold", "gold_label", "gold_answer", "gold_standard", "truth", "ground_truth", "correct",
        "correct_answer", "correct_label", "true_label", "expected", "benchmark", "gt",
    ),
    "locale": ("locale", "lang", "language", "locale_id", "market"),
    "batch": ("batch", "batch_id", "batch_name", "lot"),
    "vendor": ("vendor", "vendor_id", "supplier", "agency"),
    "guideline": ("guideline", "guideline_version", "guidelines_version"),
    "round": ("round",),
    "role": ("role",),
    "status": ("status", "assignment_status", "annotation_status", "task_status"),
    "submitted_at": (
        "submitted_at", "submit_time", "submitted", "created_at", "completed_at", "finished_at",
        "annotated_at", "date_annotated", "ended_at", "end_time", "ended", "done", "timestamp",
        "submission_time", "updated_at", "datetime", "date", "time",
    ),
    "begin": (
        "started_at", "started", "start_time", "start", "accept_time", "accepted_at", "begin",
        "began_at", "opened_at",
    ),
    "seconds": (
        "seconds", "lead_time", "duration", "duration_seconds", "time_taken", "time_spent",
        "work_time_in_seconds", "time_in_seconds", "elapsed", "elapsed_seconds", "secs",
        "seconds_to_label", "active_seconds", "duration_s",
    ),
    "text": ("text", "sentence", "content", "body", "tweet", "document", "utterance"),
    "media": ("media", "image_url", "audio_url", "video_url", "url", "audio", "video", "image"),
    "link": ("link", "task_url", "view_label"),
    "asked": (
        "question", "question_id", "question_name", "criterion", "attribute", "dimension",
        "aspect", "field",
    ),
}  # fmt: skip
_FOREIGN = {
    "annotator": ("bewerter", "bewerterin", "annotatorin", "evaluador", "evaluadora", "anotador",
                  "annotateur", "évaluateur"),
    "answer": ("bewertung", "antwort", "urteil", "respuesta", "etiqueta", "puntuación", "réponse",
               "étiquette"),
    "locale": ("sprache", "idioma", "lengua", "langue"),
    "submitted_at": ("datum", "zeit", "zeitpunkt", "zeitstempel", "uhrzeit", "fecha", "hora",
                     "heure"),
    "seconds": ("dauer", "sekunden", "duración", "segundos", "durée", "secondes"),
    "vendor": ("dienstleister", "lieferant", "proveedor", "prestataire"),
    "batch": ("charge", "lote"),
}  # fmt: skip
"""The same in German, Spanish and French; they rank after the English words."""
_RANKS: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        field: {word: rank for rank, word in enumerate((*words, *_FOREIGN.get(field, ())))}
        for field, words in _WORDS.items()
    }
)
_KEYS: Mapping[str, frozenset[str]] = MappingProxyType({
    "annotator": frozenset({"annotator", "worker", "rater", "labeler", "labeller", "contributor",
                            "coder", "workers", "annotators"}),
    "gold": frozenset({"gold", "truth"}),
    "answer": frozenset({"answer", "response", "judgment", "judgement"}),
    "submitted_at": frozenset({"submitted", "submit", "completed", "finished"}),
    "begin": frozenset({"started", "accept", "accepted"}),
    "seconds": frozenset({"seconds", "duration", "secs", "sec", "dauer", "sekunden", "sek",
                          "duración", "segundos", "durée", "secondes"}),
})  # fmt: skip
_PLAIN = frozenset(
    {"id", "ids", "name", "no", "number", "code", "at", "time", "amt", "mturk", "s", "in"}
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_LOOSE = {"gold", "answer", "seconds"}
_OTHER_UNITS = frozenset({
    "min", "mins", "minute", "minutes", "minuten", "h", "hours", "hour", "stunden", "std", "day",
    "days", "tage", "ms", "milliseconds", "millis", "minutos", "horas", "heures",
})  # fmt: skip
"""Words that say that a duration is not in seconds."""
DOUBTFUL_LOCALE = frozenset({"country", "region"})
"""Names that may mean the item's locale, or where the annotator sits."""
COMMENTS = frozenset({
    "comment", "comments", "kommentar", "bemerkung", "comentario", "commentaire",
})  # fmt: skip
"""Names of remarks, which are no answers and part nothing."""
ABOUT_ROWS = frozenset({
    "id", "ids", "version", "hash", "type", "session", "trust", "source", "channel", "index", "ip",
    "country", "region", "city", "system", "status", "view", "split", "count", *COMMENTS,
})  # fmt: skip
"""Words in names of columns that describe a record and are no answers."""
ROW_IDS = frozenset({
    "assignment", "annotation", "judgment", "classification", "submission", "response", "label",
})  # fmt: skip
"""Words that make an id one of the row, not of the item."""


def normalised(name: str) -> str:
    """Return a column's name in lower case with `_` between its words.

    >>> normalised("HITId"), normalised("_worker_id"), normalised("Answer.output")
    ('hit_id', 'worker_id', 'answer_output')
    """
    return "_".join(re.findall(r"[^\W_]+", _CAMEL.sub("_", name).casefold()))


def strength(field: str, name: str) -> tuple[int, int]:
    """Return how strongly a name speaks for a field, and its rank among equals (0 first).

    >>> strength("annotator", "WorkerId")[0], strength("annotator", "!amt_worker_ids")[0]
    (2, 1)
    >>> strength("annotator", "Wetter")
    (0, 0)
    """
    ranks = _RANKS[field]
    for form in (normalised(name), normalised(name.rpartition(".")[2])):
        if form in ranks:
            return EXACT, ranks[form]
    words = normalised(name).split("_")
    met = _KEYS.get(field, frozenset()).intersection(words)
    if field == "seconds" and _OTHER_UNITS.intersection(words):
        return 0, 0
    if field == "answer" and len(words) > 2:
        return 0, 0
    if met and ((field in _LOOSE and len(words) <= 3) or set(words) - met <= _PLAIN):
        return AKIN, len(ranks)
    if field == "item" and words[-1] in {"id", "ids"} and not ROW_IDS.intersection(words):
        return AKIN, len(ranks)
    return 0, 0


def field_meant(word: str) -> str | None:
    """Return the field of a source that a word stands for as a column's name, None for none.

    >>> field_meant("date"), field_meant("Sprache"), field_meant("colour")
    ('submitted_at', 'locale', None)
    """
    form = normalised(word)
    fields = [field for field, ranks in _RANKS.items() if form in ranks and field in FIELDS]
    return min(fields, key=lambda field: _RANKS[field][form], default=None)


def is_name(text: str) -> bool:
    """Say whether a cell is a word that tools use as a column's name."""
    form = normalised(text)
    return any(form in ranks for ranks in _RANKS.values())


def undated(text: str) -> str:
    """Return a name without the words that are numbers, so that dated files share it.

    >>> undated("labels_2026-11-20"), undated("2026")
    ('labels', '2026')
    """
    words = [word for word in normalised(text).split("_") if not word.isdigit()]
    return "_".join(words) or normalised(text)


def identifier(text: str) -> str:
    """Return a text as an id for questions and folders: lower case words joined with `_`.

    >>> identifier("Q1: How helpful?"), identifier("2026-11-20")
    ('q1_how_helpful', 'q_2026_11_20')
    """
    form = normalised(text)[:40].strip("_")
    return f"q_{form}" if form[:1].isdigit() else form
