"""A file in its canonical layout, checked to say the same as before."""

from __future__ import annotations

from syncer.desired.file_problems import LARGEST
from syncer.desired.reading.document import Document, Plain
from syncer.desired.reading.load import load, located
from syncer.desired.writing.comments import Comments
from syncer.desired.writing.emit import emit
from syncer.desired.writing.find_comments import comments_of
from syncer.desired.writing.order import in_order


def formatted(document: Document, kind: str, mode: str = "") -> str | None:
    """The canonical text of a valid file; ``mode`` becomes its mode line where it has none.

    ``None`` where that text would not say the same, or not be read.
    """
    placed = located(document)
    comments = comments_of(placed)
    if not comments.mode:
        comments = comments._replace(mode=mode)
    text = emit(in_order(placed.value, kind), comments)
    return text if text == placed.source.text or _says(text, placed.value, comments) else None


def _says(text: str, value: Plain, comments: Comments) -> bool:
    """Whether a text has these values and comments for its readers."""
    data = text.encode()
    again = load("formatted", data)
    return (
        len(data) <= LARGEST
        and isinstance(again, Document)
        and _are_alike(again.value, value)
        and comments_of(located(again)).texts() == comments.texts()
    )


def _are_alike(one: Plain, other: Plain) -> bool:
    """Whether two values are equal to the type, whatever the order of their keys."""
    match one, other:
        case dict(), dict():
            return one.keys() == other.keys() and all(_are_alike(one[key], other[key]) for key in one)
        case list(), list():
            return len(one) == len(other) and all(map(_are_alike, one, other))
        case _:
            # `repr` tells 1 from true and from 1.0, and takes NaN for itself.
            return repr(one) == repr(other)
