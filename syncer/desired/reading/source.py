"""The text of one file, and problems that point into it."""

from __future__ import annotations

from syncer.model.problem import Problem, Severity
from syncer.model.segment import Location

LONGEST_LINE_SHOWN = 5000
"""Characters. A longer line is not shown with its problem: nobody reads it, and hostile files have them."""


class SourceText:
    """A file as text, with line feeds only. Lines and columns count from 0 here, as in YAML's marks."""

    __slots__ = ("_lines", "file", "text")

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self._lines: list[str] | None = None

    @property
    def lines(self) -> list[str]:
        """The text line by line; there is at least one."""
        if self._lines is None:
            self._lines = self.text.split("\n")
        return self._lines

    def problem(
        self,
        code: str,
        message: str,
        remedy: str,
        line: int = 0,
        column: int = 0,
        width: int = 1,
        severity: Severity = Severity.ERROR,
    ) -> Problem:
        """A problem at a place of this text; ``line`` and ``column`` count from 0."""
        if line >= len(self.lines):  # YAML's end of a text without a line feed at its end
            line, column = len(self.lines) - 1, len(self.lines[-1])
        line_text = self.lines[line]
        return Problem(
            code,
            message,
            remedy,
            Location(self.file, line + 1, column + 1),
            severity,
            line_text if len(line_text) <= LONGEST_LINE_SHOWN else None,
            max(1, width),
        )
