"""A review as a page: problems and refusals first, then what the change does, segment by segment."""

from __future__ import annotations

from collections.abc import Iterator

from syncer.model.review import Review, ReviewedChange
from syncer.model.shown import Line, line, shown
from syncer.render.changes_text import MOST_IN_FULL, by_verb, field_text, listed, title
from syncer.render.decided_text import decided_text
from syncer.render.problems_text import problems_text
from syncer.render.refusals_text import refusals_text
from syncer.render.sentence import sentence
from syncer.render.words import DANGER, FAINT, HEADING, REVIEW_VERBS

_SHORT_COMMIT = 12


def review_text(review: Review, *, whole: bool = False, width: int = 80) -> tuple[Line, ...]:
    """The whole page; ``whole`` shows every field and text however many changes there are."""
    is_bad = bool(review.errors or review.open_refusals)
    return (
        line(shown("Review", HEADING), shown(f" of {compared(review)}", FAINT)),
        line(),
        *decided_text(review.acceptances, reason=review.reason),
        *problems_text(review.problems, width=width),
        *refusals_text(review.open_refusals),
        *_changes(review.changes, whole),
        *_unread(review.unread),
        line(shown(sentence(review), DANGER if is_bad else HEADING)),
    )


def compared(review: Review) -> str:
    """The two sides: ``the files against 3f2c1ab90d12``."""
    head = "the files" if review.head is None else review.head[:_SHORT_COMMIT]
    return f"{head} against {review.base[:_SHORT_COMMIT]}"


def _changes(changes: tuple[ReviewedChange, ...], whole: bool) -> Iterator[Line]:
    in_full = whole or len(changes) <= MOST_IN_FULL
    return by_verb(changes, REVIEW_VERBS, lambda change: _in_full(change, whole) if in_full else _in_short(change))


def _in_short(change: ReviewedChange) -> Iterator[Line]:
    yield title(change, REVIEW_VERBS[change.verb], _moved(change), ", ".join(field.path for field in change.fields))


def _in_full(change: ReviewedChange, whole: bool) -> Iterator[Line]:
    yield title(change, REVIEW_VERBS[change.verb], _moved(change))
    for field in change.fields:
        yield from field_text(field, change.verb, whole)


def _moved(change: ReviewedChange) -> str:
    return f"was {change.moved_from}" if change.moved_from else ""


def _unread(files: tuple[str, ...]) -> Iterator[Line]:
    yield from listed("Not compared, because they were not valid at the base", files)
    if files:
        yield line()
