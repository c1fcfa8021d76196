"""What became of the comments on a pull request, one line each."""

from __future__ import annotations

from collections.abc import Iterator

from syncer.model.comment import CommentReport, Posted, Posting
from syncer.model.shown import Line, line, shown
from syncer.render.words import ADDED, CHANGED, FAINT, HEADING, NOTE

_LOOKS = {
    Posting.CREATED: ("+", ADDED),
    Posting.UPDATED: ("~", CHANGED),
    Posting.UNCHANGED: ("=", NOTE),
}


def posted_text(report: CommentReport) -> tuple[Line, ...]:
    """The comments that stand there now; where there is none, nothing."""
    return tuple(_line(one) for one in report.comments if one.done is not Posting.SILENT)


def silent_text(report: CommentReport) -> Iterator[Line]:
    """What is said beside the result: where nothing was posted, because nothing changes."""
    for one in report.comments:
        if one.done is Posting.SILENT:
            yield line(
                f"Nothing changes in {one.environment}, and no earlier comment says otherwise: nothing was posted."
            )


def _line(one: Posted) -> Line:
    symbol, style = _LOOKS[one.done]
    return line(
        shown(f"{symbol} {one.done}  ", style),
        shown(one.environment, HEADING),
        shown(f"  {one.url}" if one.url else "", FAINT),
    )
