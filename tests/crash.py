"""Crash points: end the process at every BEGIN, statement, COMMIT and file operation, and look at what is left.

``python -m tests.crash --all`` takes every point of every shape; without it, a sample that follows from the seed.
A point is the moment before or after one call to the driver or the system. The process forks, the child ends there
without any clean-up, and the parent looks at the file and goes on as the next run would.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from syncer.model.errors import SyncerError
from tests.crash_shapes import SHAPES, Stage
from tests.figures import Figures, table
from tests.workshop import IN_MEMORY, compile_once

CRASHED = 137
"""The exit code of a process that was killed."""


class Points:
    """Counts the moments at which a process may die, and dies at one of them."""

    def __init__(self, fatal: int | None = None) -> None:
        self.labels: list[str] = []
        self._fatal = fatal

    @contextmanager
    def around(self, what: str) -> Iterator[None]:
        """Two moments: before and after."""
        self._reach(f"before {what}")
        yield
        self._reach(f"after {what}")

    def _reach(self, label: str) -> None:
        if len(self.labels) == self._fatal:
            os._exit(CRASHED)
        self.labels.append(label)


@contextmanager
def watched(points: Points) -> Iterator[None]:
    """Let every call to the driver, and every one that makes a file last or gives it a name, pass two points."""

    class Cursor(sqlite3.Cursor):
        def execute(self, sql: str, parameters: Any = ()) -> Self:
            with points.around(_beginning(sql)):
                return super().execute(sql, parameters)

        def executemany(self, sql: str, parameters: Any) -> Self:
            with points.around(_beginning(sql)):
                return super().executemany(sql, parameters)

    class Connection(sqlite3.Connection):
        def cursor(self, factory: Any = None) -> Any:
            return super().cursor(factory or Cursor)

        def commit(self) -> None:
            with points.around("COMMIT"):
                super().commit()

        def rollback(self) -> None:
            with points.around("ROLLBACK"):
                super().rollback()

    connect, replace, fsync = sqlite3.connect, os.replace, os.fsync

    def connected(*arguments: Any, **keywords: Any) -> sqlite3.Connection:
        opened: sqlite3.Connection = connect(*arguments, **{**keywords, "factory": Connection})
        return opened

    def replaced(*arguments: Any, **keywords: Any) -> None:
        with points.around("a file gets its name"):
            replace(*arguments, **keywords)

    def synced(handle: int) -> None:
        with points.around("a file is made to last"):
            fsync(handle)

    sqlite3.connect, os.replace, os.fsync = connected, replaced, synced  # type: ignore[assignment]
    try:
        yield
    finally:
        sqlite3.connect, os.replace, os.fsync = connect, replace, fsync


def _beginning(sql: str) -> str:
    return " ".join(sql.split()[:3])


@dataclass
class Tally:
    """What was found in one shape."""

    shape: str
    there: int
    """How many points the shape has."""
    points: int = 0
    """How many were tried."""
    partial: int = 0
    stuck: int = 0
    not_converged: int = 0
    silent: int = 0
    """Next runs that did not say what happened."""
    new: int = 0
    """Crashes after which the work was done already."""
    faults: list[str] = field(default_factory=list)
    """What was wrong, and where."""

    @property
    def figures(self) -> Figures:
        """For a table."""
        return {
            "there": self.there,
            "points": self.points,
            "done": self.new,
            "partial": self.partial,
            "stuck": self.stuck,
            "not converged": self.not_converged,
            "silent": self.silent,
        }


def crash(name: str, size: int | None, seed: int) -> Tally:
    """Crash one shape at ``size`` of its points, or at all of them."""
    with tempfile.TemporaryDirectory(prefix="crash-", dir=IN_MEMORY) as folder:
        stage = SHAPES[name](Path(folder))
        labels = _rehearse(stage)
        tally = Tally(name, len(labels))
        for point in _chosen(labels, size, random.Random(f"{seed} {name}")):
            tally.points += 1
            _try(stage, point, labels[point], tally)
    return tally


def _chosen(labels: list[str], size: int | None, dice: random.Random) -> list[int]:
    """All points, or the ones around each COMMIT and file name, and as many others as there is room for."""
    everything = range(len(labels))
    if size is None or size >= len(labels):
        return list(everything)
    telling = [point for point in everything if "COMMIT" in labels[point] or "its name" in labels[point]]
    others = [point for point in everything if point not in telling]
    return sorted([*telling, *dice.sample(others, max(0, size - len(telling)))])


def _rehearse(stage: Stage) -> list[str]:
    """Go through once without a crash: the points on the way, and the state at its end."""
    points = Points()
    with watched(points):
        stage.act()
    stage.remember_end()
    stage.rewind()
    return points.labels


def _try(stage: Stage, point: int, label: str, tally: Tally) -> None:
    def wrong(what: str) -> None:
        tally.faults.append(f"{what} at point {point}, {label}")

    if _die(stage, point) != CRASHED:
        tally.not_converged += 1
        wrong("did not get there")
    else:
        found = stage.look()
        if found is None:
            tally.partial += 1
            wrong("partial")
        tally.new += found == "new"
        try:
            answer = stage.go_on(found == "new")
        except SyncerError as error:
            tally.stuck += 1
            wrong(f"{type(error).__name__}: {error.message}")
        else:
            tally.silent += not answer.says_what_happened
            tally.not_converged += not answer.converged
            if not (answer.says_what_happened and answer.converged):
                wrong(str(answer))
    stage.rewind()


def _die(stage: Stage, point: int) -> int:
    """Do it in a child that ends at one point."""
    child = os.fork()
    if child == 0:
        try:
            with watched(Points(point)):
                stage.act()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description="Crash points, counted.")
    parser.add_argument("--all", action="store_true", help="every point, not a sample")
    parser.add_argument("--points", type=int, default=36, help="how many of each shape (default 36)")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--shape", action="append", choices=list(SHAPES), help="only this one; may be repeated")
    parser.add_argument("--json", action="store_true", help="the tallies as JSON")
    asked = parser.parse_args()
    compile_once()
    gc.freeze()  # children share what is there
    size = None if asked.all else asked.points
    tallies = [crash(name, size, asked.seed) for name in asked.shape or SHAPES]
    if asked.json:
        print(json.dumps([asdict(one) for one in tallies]))
    else:
        print(*table([(one.shape, one.figures) for one in tallies]), sep="\n")
        print("every point" if asked.all else f"a sample: --seed {asked.seed}")
        print(*(f"{one.shape}: {fault}" for one in tallies for fault in one.faults), sep="\n")
    return 1 if any(one.faults for one in tallies) else 0


if __name__ == "__main__":
    sys.exit(main())
