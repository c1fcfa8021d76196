"""Problems of files: each with its line, a caret under the mistake, and the way out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from syncer.model.problem import Checked, Problem, Severity
from syncer.model.shown import shown
from syncer.render.page import Item, Items, Note, Page, entries, prose
from syncer.render.problems_text import excerpt
from syncer.render.sentence import sentence
from syncer.render.words import count

_WIDTH = 100
"""Columns of an excerpt; the page scrolls it where the screen is narrower."""


def checked_page(checked: Checked) -> Page:
    """Errors, then warnings, then the next step."""
    return Page(
        title=("Check of the files",),
        verdict=checked.verdict,
        sentence=sentence(checked),
        blocks=(*problem_items(checked.problems), _next(checked)),
        whole=(shown("syncer validate"), " prints all of it."),
    )


def problem_items(problems: Iterable[Problem]) -> Iterator[Items]:
    """Every problem, errors first; within them by file and line."""
    every = tuple(problems)
    for severity in (Severity.ERROR, Severity.WARNING):
        found = [problem for problem in every if problem.severity is severity]
        if found:
            yield Items(count(len(found), str(severity)), entries(found, _size, _item), len(found))


def _item(problem: Problem) -> Item:
    return Item(
        code=shown(problem.code),
        place=(shown(problem.source),),
        remark="",
        lines=tuple(prose(text) for text in (problem.message, problem.remedy) if text),
        excerpt=tuple(row.text for row in excerpt(problem, width=_WIDTH)),
    )


def _size(problem: Problem) -> int:
    return len(problem.message) + len(problem.remedy) + len(problem.line_text or "")


def _next(checked: Checked) -> Note:
    if checked.problems:
        first = (*checked.errors, *checked.problems)[0]
        return Note("Next", (shown(f"syncer explain {first.code}"), ": what that means, and what to do."))
    return Note("Next", (shown("syncer plan ENV --out plan.json"), ": what would be done."))
