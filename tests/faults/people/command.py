"""The real command in a process of its own, in which something is made to happen at one moment."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, NoReturn, TypeAlias

import syncer.engine.apply
import syncer.engine.plan
from syncer.cli.console import Console
from tests.faults.crash.points import Points, count, watch

Trap: TypeAlias = Callable[[], None]
"""What is set up in the process before the command begins. It is sent there, so it can be pickled."""

_UNTOLD = 120
"""The exit code of the interpreter where what was printed did not get to its place."""


class Ended(NamedTuple):
    """How a command ended: its exit code, or the number of its signal below 0; what it printed."""

    code: int
    out: str
    err: str


def nothing() -> None:
    """No trap."""


def become(folder: Path, arguments: tuple[str, ...], trap: Trap, outputs: tuple[str, str]) -> NoReturn:
    """Be the command, as if just started in that folder."""
    from syncer.cli.main import main

    code = 1
    try:
        os.chdir(folder)
        for handle, name in enumerate((os.devnull, *outputs)):
            os.dup2(os.open(name, os.O_RDWR | os.O_CREAT), handle)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        trap()
        sys.argv = ["syncer", *arguments]
        main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(_flushed(code))


def _flushed(code: int) -> int:
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        return _UNTOLD
    return code


class _At(Points):
    """Lets something happen at one moment, once."""

    def __init__(self, point: int, act: Trap) -> None:
        super().__init__()
        self._point, self._act = point, act

    def reach(self, label: str) -> None:
        self.labels.append(label)
        if len(self.labels) == self._point + 1:
            self._act()


class _Noting(Points):
    """Writes the moments down."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def reach(self, label: str) -> None:
        os.write(self._file, f"{label}\n".encode())


def at(engine: str, point: int, act: Trap) -> None:
    """A trap: ``act`` at one of the moments that :func:`note` writes down."""
    _watch(_At(point, act), engine)


def note(engine: str, file: Path) -> None:
    """A trap that changes nothing: write down every moment, one a line."""
    _watch(_Noting(file), engine)


def _watch(points: Points, engine: str) -> None:
    """Beside calls that others notice: the catalog is read, and something is said."""
    watch(points, engine)
    for owner in (syncer.engine.apply, syncer.engine.plan):
        count(points, owner, "load_catalog", lambda *_: "the catalog is read")
    count(points, Console, "_write", lambda *_: "something is said")
