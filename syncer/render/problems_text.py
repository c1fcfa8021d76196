"""Problems of files as a page: each with its line, a caret under the mistake, and the way out."""

from __future__ import annotations

from syncer.model.problem import Checked, Problem, Severity
from syncer.model.shown import Line, line, shown
from syncer.render.sentence import sentence
from syncer.render.words import CHANGED, DANGER, ELLIPSIS, FAINT, HEADING, columns

_STYLES = {Severity.ERROR: DANGER, Severity.WARNING: CHANGED}
_LEFT_OF_CARET = 20
"""How many columns of a long line stay visible before the mistake."""


def checked_text(checked: Checked, *, width: int = 80) -> tuple[Line, ...]:
    """Every problem and the counts; excerpts fit into ``width`` columns."""
    return (*problems_text(checked.problems, width=width), line(sentence(checked)))


def problems_text(problems: tuple[Problem, ...], *, width: int = 80) -> tuple[Line, ...]:
    """Every problem, with an empty line behind each."""
    return tuple(row for problem in problems for row in (*_problem(problem, width), line()))


def _problem(problem: Problem, width: int) -> tuple[Line, ...]:
    style = _STYLES[problem.severity]
    title = line(
        shown(problem.source, HEADING),
        ": ",
        shown(f"{problem.severity} {problem.code}", style),
        f": {problem.message}",
    )
    remedy = (line(problem.remedy, indent=2),) if problem.remedy else ()
    return (title, *excerpt(problem, width=width), *remedy)


def excerpt(problem: Problem, *, width: int = 80) -> tuple[Line, ...]:
    """The line of the mistake and the caret under it, cut around the mistake where it is long."""
    if problem.line_text is None:
        return ()
    gutter = f"{problem.source.line:>4} | "
    start = min(max(problem.source.column - 1, 0), len(problem.line_text))
    stop = min(start + max(problem.width, 1), max(len(problem.line_text), start + 1))
    text, start, stop = _window(problem.line_text, start, stop, max(width - len(gutter), 20))
    caret = " " * columns(text[:start]) + "^" * max(columns(text[start:stop]), 1)
    return (
        line(shown(gutter, FAINT), text),
        line(shown(" " * (len(gutter) - 2) + "| ", FAINT), shown(caret, _STYLES[problem.severity])),
    )


def _window(text: str, start: int, stop: int, room: int) -> tuple[str, int, int]:
    """As much of ``text`` as ``room`` columns hold, and where ``start`` and ``stop`` lie in it."""
    if columns(text) <= room:
        return text, start, stop
    first = start
    while first and columns(text[first - 1 : start]) <= min(_LEFT_OF_CARET, room // 3):
        first -= 1
    opening = ELLIPSIS if first else ""
    last = first
    used = len(opening) + len(ELLIPSIS)
    while last < len(text) and used + columns(text[last]) <= room:
        used += columns(text[last])
        last += 1
    closing = ELLIPSIS if last < len(text) else ""
    shift = len(opening) - first
    return opening + text[first:last] + closing, start + shift, min(stop, max(last, start + 1)) + shift
