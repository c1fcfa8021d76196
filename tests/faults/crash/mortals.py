"""Processes that do a piece of work and die on the way."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from syncer.live.dialects import DIALECTS
from tests.faults.crash.points import Noting, Points, watch
from tests.faults.fork_server import ForkServer, Work, fork_server
from tests.workshop import IN_MEMORY, workshop


class Mortals:
    """Lets processes work on one engine, one at a time."""

    def __init__(self, engine: str, processes: ForkServer) -> None:
        self._engine, self._processes = engine, processes

    def points(self, work: Work) -> list[str]:
        """Do it without a crash: the points on the way."""
        with tempfile.TemporaryDirectory(prefix="crash-", dir=IN_MEMORY) as folder:
            file = Path(folder, "points")
            (code,) = self._processes.run(partial(_note, work, self._engine, file))
            assert code == 0, f"the process ended with {code}"
            return file.read_text("utf-8").splitlines()

    def die(self, work: Work, point: int) -> int:
        """Do it in a process that ends at one point. Its exit code, or the number of its signal below 0."""
        (code,) = self._processes.run(partial(_die, work, self._engine, point))
        return code


@contextmanager
def mortals(engine: str) -> Iterator[Mortals]:
    """Begin the process that forks them, before this one connects to anything or starts a thread."""
    with fork_server(partial(warm_up, engine)) as processes:
        yield Mortals(engine, processes)


def warm_up(engine: str, folder: Path) -> None:
    """Make a plan and apply it."""
    DIALECTS[engine].grammar()
    made = workshop(folder)
    made.write("aurora/gold", "Gold members")
    made.apply(saved=made.plan())


def _note(work: Work, engine: str, file: Path) -> None:
    _walk(work, engine, Noting(file))


def _die(work: Work, engine: str, point: int) -> None:
    _walk(work, engine, Points(point))


def _walk(work: Work, engine: str, points: Points) -> None:
    watch(points, engine)
    work()
    points.reach("at the end")
