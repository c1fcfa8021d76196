"""Plain values, and where each of them stands in its file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

from syncer.desired.reading.scalars import Scalar
from syncer.desired.reading.source import SourceText
from syncer.model.problem import Problem, Severity

Plain: TypeAlias = "Scalar | dict[str, Plain] | list[Plain]"

# One entry a key: the event of the key, the event that its value begins with, and the entries inside the value.
# Plain tuples and PyYAML's own events, because one is made for every key of every file.
Place: TypeAlias = "tuple[Any, Any, Inside]"
Inside: TypeAlias = "dict[str, Place] | list[Place] | None"
Path: TypeAlias = "Sequence[str | int]"


class Span(NamedTuple):
    """Where a key or value stands; line and column count from 0."""

    line: int
    column: int
    width: int


class Document(NamedTuple):
    """One file: its values, and where each of them stands."""

    source: SourceText
    value: dict[str, Plain]
    places: dict[str, Place]
    texts: list[str]
    """Every text among the values, in no promised order."""
    name: tuple[int, int]
    """Line and column of the value of `name`, from 0."""
    is_located: bool
    """Whether ``places`` is filled; only then it can be asked where something stands."""

    def span(self, path: Path, *, of_key: bool = False) -> Span:
        """Where the value of a path stands, or its key; of a path that is not there, its nearest parent's key."""
        inside: Inside = self.places
        event: Any = None
        for step, part in enumerate(path):
            place = _step(inside, part)
            if place is None:
                break
            key_event, value_event, inside = place
            event = key_event if of_key or step + 1 < len(path) else value_event
        return Span(0, 0, 1) if event is None else span_of(event, self.source)

    def problem(
        self,
        code: str,
        message: str,
        remedy: str,
        path: Path = (),
        *,
        of_key: bool = False,
        severity: Severity = Severity.ERROR,
    ) -> Problem:
        """A problem of the value at a path, or of its key."""
        return self.source.problem(code, message, remedy, *self.span(path, of_key=of_key), severity)


def _step(inside: Inside, part: str | int) -> Place | None:
    match inside, part:
        case dict(), str():
            found: Place | None = inside.get(part)
        case list(), int():
            found = inside[part]
        case _:
            found = None
    return found


def span_of(event: Any, source: SourceText) -> Span:
    """Where an event of the parser stands; of one that goes over several lines, its first."""
    start, end = event.start_mark, event.end_mark
    if end.line == start.line:
        return Span(start.line, start.column, end.column - start.column)
    rest = len(source.lines[start.line]) - start.column if start.line < len(source.lines) else 1
    return Span(start.line, start.column, rest)
