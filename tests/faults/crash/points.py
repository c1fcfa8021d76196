"""The moments at which a process may die: before each of its calls that somebody else can notice, and at its end."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from syncer.live.dialects import DIALECTS

CRASHED = 137
"""The exit code of a process that was killed."""


class Points:
    """Counts these moments, and dies at one of them: the system is told at once, and nothing is cleaned up."""

    def __init__(self, fatal: int | None = None) -> None:
        self.labels: list[str] = []
        self._fatal = fatal

    def reach(self, label: str) -> None:
        """Pass one moment. What lies between two of them nobody else can see."""
        if len(self.labels) == self._fatal:
            _die()
        self.labels.append(label)


class Noting(Points):
    """Writes them down as they are passed, one a line."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def reach(self, label: str) -> None:
        os.write(self._file, f"{label}\n".encode())


def _die() -> NoReturn:
    os._exit(CRASHED)


def watch(points: Points, engine: str) -> None:
    """Count every statement, COMMIT and ROLLBACK, and each call that begins a file, makes it last or gives it a name.

    From here on, and for good: this is for a process that has nothing else to do.
    """
    grammar: Any = type(DIALECTS[engine].grammar())
    for name in ("do_execute", "do_executemany", "do_execute_no_params"):
        count(points, grammar, name, lambda _grammar, _cursor, statement, *_: _beginning(statement))
    for owner, name, what in (
        (grammar, "do_commit", "COMMIT"),
        (grammar, "do_rollback", "ROLLBACK"),
        (os, "replace", "a file gets its name"),
        (os, "fsync", "a file is made to last"),
    ):
        count(points, owner, name, lambda *_, what=what: what)
    _count_new_files(points)


def count(points: Points, owner: Any, name: str, label: Callable[..., str]) -> None:
    """Count the calls of one function; ``label`` is made of their arguments."""
    call = getattr(owner, name)

    def counted(*arguments: Any, **keywords: Any) -> Any:
        points.reach(f"before {label(*arguments)}")
        return call(*arguments, **keywords)

    setattr(owner, name, counted)


def _count_new_files(points: Points) -> None:
    call: Any = io.open

    def opened(file: Any, mode: str = "r", *arguments: Any, **keywords: Any) -> Any:
        if not set(mode) & set("wax+"):
            return call(file, mode, *arguments, **keywords)
        points.reach("before a file is begun")
        begun = call(file, mode, *arguments, **keywords)
        points.reach("before a file is written")
        return begun

    io.open = opened  # what pathlib calls


def _beginning(sql: str) -> str:
    return " ".join(sql.split()[:3])
