"""What is said where a question has no answer."""

from __future__ import annotations

from collections.abc import Iterable

from syncer.model.doctor import Finding, Weight
from syncer.model.examination import Unanswered


def unanswered(code: str, what: str, answer: Unanswered, question: int | None = None) -> Finding:
    """Not assessable is a finding of its own: silence would look like health."""
    return Finding(
        code=code,
        weight=Weight.WARNING if answer.is_fault else Weight.NOTE,
        found=f"{what}: not assessable, {answer.reason}.",
        meaning="Nothing is known of it from here, neither good nor bad.",
        remedy="Have the login allowed to read it, or ask the DBA." if answer.is_fault else "",
        question=question,
    )


def counted(number: int, noun: str) -> str:
    """A number and its noun: ``1 row``, ``1,200 rows``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def named(names: Iterable[str]) -> str:
    """Names as people write those of a database: in capitals, with commas."""
    return ", ".join(name.upper() for name in names)
