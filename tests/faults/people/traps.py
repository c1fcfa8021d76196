"""Traps: what is made to happen at one moment of a command."""

from __future__ import annotations

from pathlib import Path

import syncer.engine.apply
import syncer.engine.plan
from syncer.cli.console import Console
from tests.faults.command import Trap
from tests.faults.crash.points import Noting, Points, count, watch


class _At(Points):
    """Lets something happen at one moment, once."""

    def __init__(self, point: int, act: Trap) -> None:
        super().__init__()
        self._point, self._act = point, act

    def reach(self, label: str) -> None:
        self.labels.append(label)
        if len(self.labels) == self._point + 1:
            self._act()


def at(engine: str, point: int, act: Trap) -> None:
    """A trap: ``act`` at one of the moments that :func:`note` writes down."""
    _watch(_At(point, act), engine)


def note(engine: str, file: Path) -> None:
    """A trap that changes nothing: write down every moment, one a line."""
    _watch(Noting(file), engine)


def _watch(points: Points, engine: str) -> None:
    """Beside calls that others notice: the catalog is read, and something is said."""
    watch(points, engine)
    for owner in (syncer.engine.apply, syncer.engine.plan):
        count(points, owner, "load_catalog", lambda *_: "the catalog is read")
    count(points, Console, "_write", lambda *_: "something is said")
