"""Processes by the hundred, forked by one that has imported what they need, and never connects or starts a thread."""

from __future__ import annotations

import gc
import os
import signal
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NoReturn, TypeAlias

from tests.workshop import IN_MEMORY, compile_once

Work: TypeAlias = Callable[[], object]
"""What a process does. It is sent there, so it can be pickled."""

LONGEST = 120
"""Seconds after which a process that has not ended counts as one that hangs, and is killed."""
HUNG = -signal.SIGALRM


class ForkServer:
    """Does pieces of work, each in a process of its own, in the environment of whoever asks."""

    def __init__(self, orders: Connection) -> None:
        self._orders = orders

    def run(self, *works: Work) -> list[int]:
        """Let all of them begin at one moment, and wait for the last. How they ended is as in :meth:`wait`."""
        self.start(works)
        return self.wait()

    def start(self, works: Sequence[Work], kills: Mapping[int, float] | None = None) -> None:
        """Let all of them begin at one moment; ``kills`` has seconds to a SIGKILL, by their places."""
        self._orders.send((works, kills or {}, dict(os.environ)))

    def wait(self) -> list[int]:
        """The exit code of each that was started, or the number of its signal below 0."""
        codes: list[int] = self._orders.recv()
        return codes


@contextmanager
def fork_server(warm_up: Callable[[Path], object]) -> Iterator[ForkServer]:
    """Begin one, before this process connects to anything or starts a thread.

    ``warm_up`` imports what the work needs, by doing some of it in a folder; processes share what is there.
    """
    ours, theirs = Pipe()
    child = os.fork()
    if child == 0:
        ours.close()
        _serve(theirs, warm_up)
    theirs.close()
    try:
        yield ForkServer(ours)
    finally:
        ours.close()
        os.waitpid(child, 0)


def _serve(orders: Connection, warm_up: Callable[[Path], object]) -> NoReturn:
    try:
        compile_once()
        with tempfile.TemporaryDirectory(prefix="forks-", dir=IN_MEMORY) as folder:
            warm_up(Path(folder, "w"))
        gc.collect()
        gc.freeze()
        while True:
            orders.send(_together(*orders.recv()))
    except EOFError:
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def _together(works: Sequence[Work], kills: Mapping[int, float], environment: Mapping[str, str]) -> list[int]:
    """Fork one process for each; a pipe that is closed is the signal to begin."""
    ready, is_ready = os.pipe()
    wait, go = os.pipe()
    children: list[int] = []
    for work in works:
        child = os.fork()
        if child == 0:
            os.close(go)
            os.write(is_ready, b"1")
            os.read(wait, 1)
            _close(ready, is_ready, wait)
            _live(work, environment)
        children.append(child)
    for _ in works:
        os.read(ready, 1)
    _close(go, wait, ready, is_ready)
    _kill({children[place]: seconds for place, seconds in kills.items()})
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


def _close(*handles: int) -> None:
    for handle in handles:
        os.close(handle)


def _kill(moments: Mapping[int, float]) -> None:
    """Kill each at its moment. Nobody waited for them yet, so their numbers are theirs."""
    began = time.monotonic()
    for child in sorted(moments, key=moments.__getitem__):
        time.sleep(max(0, began + moments[child] - time.monotonic()))
        os.kill(child, signal.SIGKILL)


def _live(work: Work, environment: Mapping[str, str]) -> NoReturn:
    code = 1
    try:
        os.environ.clear()
        os.environ.update(environment)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(LONGEST)
        work()
        code = 0
    except BaseException:  # whatever it is: the process ends here
        traceback.print_exc()
    finally:
        os._exit(code)
