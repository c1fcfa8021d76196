"""Real processes by the hundred: one that has imported everything and never connected forks them."""

from __future__ import annotations

import gc
import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple, NoReturn

from tests.cli.running import clean
from tests.faults.crash.points import Points, watch
from tests.faults.fork_server import fork_server
from tests.faults.model.breaking import Break, broken
from tests.workshop import IN_MEMORY, compile_once, workshop

LONGEST = 120
"""Seconds after which a command that has not ended counts as one that hangs, and is killed."""
HUNG = -signal.SIGALRM


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
    environment: dict[str, str] = field(default_factory=clean)

    @property
    def may_die(self) -> bool:
        """Whether its process may end before it has said how it went."""
        return self.killed_after is not None or self.death is not None


class Ended(NamedTuple):
    """How a process ended: its exit code, or the number of its signal below 0; what it printed."""

    code: int
    out: str
    err: str


class Nursery:
    """Runs the real command, each time in a process of its own, many at once."""

    def __init__(self, orders: Connection) -> None:
        self._orders = orders

    def run(self, folder: Path, calls: Sequence[Call]) -> list[Ended]:
        """Let all of them go at one moment, in this folder, and wait for the last."""
        self.start(folder, calls)
        return self.wait()

    def start(self, folder: Path, calls: Sequence[Call]) -> None:
        """Let all of them go."""
        self._orders.send((folder, list(calls)))

    def wait(self) -> list[Ended]:
        """How those that were started have ended."""
        ended: list[Ended] = self._orders.recv()
        return ended


@contextmanager
def nursery() -> Iterator[Nursery]:
    """Begin one, before this process connects to anything or starts a thread."""
    with fork_server(_serve) as orders:
        yield Nursery(orders)


def _serve(orders: Connection) -> NoReturn:
    try:
        _warm_up()
        while True:
            orders.send(_together(*orders.recv()))
    except EOFError:
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def _warm_up() -> None:
    """Import what a command imports while it runs, by letting one run; children share it."""
    import psycopg  # noqa: F401 - not connected, only there

    import syncer.live.dialects.postgresql_psycopg  # noqa: F401
    from syncer.cli.main import run

    compile_once()
    with tempfile.TemporaryDirectory(prefix="nursery-", dir=IN_MEMORY) as folder:
        made = workshop(Path(folder) / "w")
        made.write("aurora/gold", "Gold members")
        for arguments in (["plan", "staging", "--out", "plan.json"], ["apply", "plan.json"], ["drift", "staging"]):
            with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
                assert run(["-C", str(made.root), *arguments]) == 0
    gc.collect()
    gc.freeze()


def _together(folder: Path, calls: Sequence[Call]) -> list[Ended]:
    """Fork one process a call; a pipe that is closed is the signal to begin."""
    with tempfile.TemporaryDirectory(prefix="herd-", dir=IN_MEMORY) as outputs:
        ready, is_ready = os.pipe()
        wait, go = os.pipe()
        children: list[int] = []
        for number, call in enumerate(calls):
            child = os.fork()
            if child == 0:
                os.close(go)
                _print_to(Path(outputs, str(number)))
                os.write(is_ready, b"1")
                os.read(wait, 1)
                _become(call, folder)
            children.append(child)
        for _ in calls:
            os.read(ready, 1)
        for end in (go, wait, ready, is_ready):
            os.close(end)
        _kill(calls, children)
        codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        return [
            Ended(code, *(Path(outputs, f"{number}.{name}").read_text("utf-8", "replace") for name in ("out", "err")))
            for number, code in enumerate(codes)
        ]


def _kill(calls: Sequence[Call], children: Sequence[int]) -> None:
    """Kill those that are to be killed, each at its moment. Nobody waited for them yet, so their numbers are theirs."""
    began = time.monotonic()
    doomed = [(call.killed_after, child) for call, child in zip(calls, children, strict=True) if call.killed_after]
    for moment, child in sorted(doomed):
        time.sleep(max(0, began + moment - time.monotonic()))
        os.kill(child, signal.SIGKILL)


def _print_to(output: Path) -> None:
    """Read nothing, and print into files. They are there before anybody kills this process."""
    for handle, name in ((0, os.devnull), (1, f"{output}.out"), (2, f"{output}.err")):
        os.dup2(os.open(name, os.O_RDWR | os.O_CREAT), handle)


def _become(call: Call, folder: Path) -> NoReturn:
    """Be the command, as if just started in that folder."""
    from syncer.cli.main import main

    code = 1
    try:
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(call.environment)
        time.sleep(call.after)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, LONGEST)
        sys.argv = ["syncer", *call.arguments]
        if call.death:
            watch(Points(call.death.point), call.death.engine)
        with broken(call.fault) if call.fault else nullcontext():
            main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
