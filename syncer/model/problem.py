"""Mistakes in files, as values: all of them are listed, none stops the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Literal

from syncer.model.segment import Location
from syncer.model.verdict import Verdict


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in one file: what, where, and what to do about it."""

    code: str
    message: str
    remedy: str
    source: Location
    severity: Severity = Severity.ERROR
    line_text: str | None = None
    """The line it stands on, without its end; ``None`` where there is no line to show."""
    width: int = 1
    """How many characters of that line the mistake covers, from ``source.column``."""


@dataclass(frozen=True, slots=True)
class Checked:
    """How a look at the files ended."""

    kind: ClassVar[Literal["validate"]] = "validate"
    files: int
    """How many files were read."""
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop everything; warnings do not."""
        return errors_of(self.problems)

    @property
    def verdict(self) -> Verdict:
        """Whether the files may be used."""
        return Verdict.INVALID if self.errors else Verdict.CLEAN


def errors_of(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems that are errors, in the same order."""
    return tuple(problem for problem in problems if problem.severity is Severity.ERROR)


def in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    """Problems by file, line and column, whatever order they were found in; each once."""
    places = {(p.source.file, p.source.line, p.source.column, p.code, p.message): p for p in problems}
    return tuple(places[place] for place in sorted(places))
