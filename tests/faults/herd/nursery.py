"""Commands by the hundred, each in a process of its own, which may fail or die."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import partial
from io import StringIO
from pathlib import Path
from typing import NamedTuple, NoReturn

from tests.cli.running import clean
from tests.faults.command import Ended, become
from tests.faults.crash.points import Points, watch
from tests.faults.fork_server import ForkServer, fork_server
from tests.faults.model.breaking import Break, broken
from tests.workshop import IN_MEMORY, workshop


class Death(NamedTuple):
    """Where a process ends, without any clean-up."""

    engine: str
    point: int


@dataclass(frozen=True)
class Call:
    """One command line, and what becomes of its process."""

    arguments: tuple[str, ...]
    after: float = 0
    """Seconds from the common start."""
    killed_after: float | None = None
    """Seconds from the common start to a SIGKILL."""
    fault: Break | None = None
    """One call to the database that goes wrong."""
    death: Death | None = None

    @property
    def may_die(self) -> bool:
        """Whether its process may end before it has said how it went."""
        return self.killed_after is not None or self.death is not None


class Nursery:
    """Runs commands, many at once; what they print lands in a folder."""

    def __init__(self, processes: ForkServer, outputs: Path) -> None:
        self._processes, self._outputs = processes, outputs

    def run(self, folder: Path, calls: Sequence[Call]) -> list[Ended]:
        """Let all of them go at one moment, in this folder, and wait for the last."""
        self.start(folder, calls)
        return self.wait()

    def start(self, folder: Path, calls: Sequence[Call]) -> None:
        """Let all of them go."""
        for place in range(len(calls)):
            for file in self._files(place):
                file.write_bytes(b"")
        works = [partial(_become, call, folder, self._files(place)) for place, call in enumerate(calls)]
        kills = {place: call.killed_after for place, call in enumerate(calls) if call.killed_after is not None}
        self._processes.start(works, kills)

    def wait(self) -> list[Ended]:
        """How those that were started have ended."""
        return [
            Ended(code, *(file.read_text("utf-8", "replace") for file in self._files(place)))
            for place, code in enumerate(self._processes.wait())
        ]

    def _files(self, place: int) -> tuple[Path, Path]:
        return self._outputs / f"{place}.out", self._outputs / f"{place}.err"


@contextmanager
def nursery() -> Iterator[Nursery]:
    """Begin one, before this process connects to anything or starts a thread."""
    with (
        tempfile.TemporaryDirectory(prefix="herd-", dir=IN_MEMORY) as outputs,
        fork_server(_warm_up) as processes,
    ):
        yield Nursery(processes, Path(outputs))


def _warm_up(folder: Path) -> None:
    """Let some commands run."""
    import psycopg  # noqa: F401 - not connected, only there

    import syncer.live.dialects.postgresql_psycopg  # noqa: F401
    from syncer.cli.main import run

    made = workshop(folder)
    made.write("aurora/gold", "Gold members")
    for arguments in (["plan", "staging", "--out", "plan.json"], ["apply", "plan.json"], ["drift", "staging"]):
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            assert run(["-C", str(made.root), *arguments]) == 0


def _become(call: Call, folder: Path, outputs: tuple[Path, Path]) -> NoReturn:
    """Be the command, when its time has come."""
    environment = clean()
    os.environ.clear()
    os.environ.update(environment)
    time.sleep(call.after)
    if call.death:
        watch(Points(call.death.point), call.death.engine)
    with broken(call.fault) if call.fault else nullcontext():
        become(folder, call.arguments, outputs)
