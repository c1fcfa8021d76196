"""Files in their canonical layout, and those that were left as they are."""

from __future__ import annotations

from dataclasses import dataclass

from syncer.model.problem import Problem
from syncer.model.verdict import Verdict


@dataclass(frozen=True, slots=True)
class FormattedFile:
    """One file whose layout is not the canonical one."""

    file: str
    before: str
    """Its text as it stands there, with its own ends of lines."""
    after: str


@dataclass(frozen=True, slots=True)
class Formatted:
    """How a look at the layout of files ended."""

    unchanged: int
    """How many files are in their canonical layout already."""
    changed: tuple[FormattedFile, ...] = ()
    problems: tuple[Problem, ...] = ()
    """The errors of the files that were not formatted because they have some."""
    left: tuple[str, ...] = ()
    """Valid files that no layout of ours says the same of; they are left as they are."""

    @property
    def verdict(self) -> Verdict:
        """Whether every file could be formatted, and was so already."""
        if self.problems or self.left:
            return Verdict.INVALID
        return Verdict.DIFFERENT if self.changed else Verdict.CLEAN
