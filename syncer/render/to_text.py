"""A result as a page for people: lines that a terminal may wrap and colour, or plain text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from syncer.model.result import Result
    from syncer.model.shown import Line

WIDTH = 100
"""Columns of a page that no terminal shows."""


def to_text(result: Result) -> str:
    """The page with every change and every text in full, for a file."""
    return plain(page(result, whole=True))


def page(result: Result, *, whole: bool = False, width: int = WIDTH) -> tuple[Line, ...]:
    """The page; ``whole`` shows every change and text in full, excerpts of files fit into ``width`` columns."""
    # Each page imports only what it shows: most calls validate, and there is nothing of plans to import then.
    if result.kind == "validate":
        from syncer.render.problems_text import checked_text

        return checked_text(result, width=width)
    if result.kind == "review":
        from syncer.render.review_text import review_text

        return review_text(result, whole=whole, width=width)
    if result.kind == "plan":
        from syncer.render.plan_text import plan_text

        return plan_text(result, whole=whole)
    from syncer.render.drift_text import drift_report_text

    return drift_report_text(result, whole=whole)


def plain(lines: Iterable[Line]) -> str:
    """Lines without colour, not wrapped."""
    return "".join(f"{' ' * line.indent}{line.text.plain}".rstrip() + "\n" for line in lines)
