"""Play mutants: each in a forked process of its own, which runs the tests that reach it and says how it ended."""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from enum import Enum
from typing import NamedTuple

_PAUSE = 0.003
"""Seconds between two looks at what has ended."""


class Ending(Enum):
    """How a mutant ended. Only the first two speak for the tests."""

    KILLED = "a test failed"
    LOOPED = "used up its processor time"
    SURVIVED = "every test passed"
    STILLBORN = "its module cannot be imported"
    STUCK = "waited for ever, or ended in a way that tells nothing"


_CODES = {0: Ending.SURVIVED, 1: Ending.KILLED, 3: Ending.STILLBORN}


class Limits(NamedTuple):
    """How long one mutant may take, in seconds of the processor and of the clock."""

    processor: int
    clock: int


class Child(NamedTuple):
    """A process that plays a mutant."""

    number: int
    until: float
    told: int
    """Where it writes the test that failed."""


def play_each(
    count: int, play: Callable[[int, int], Ending], limits: Callable[[int], Limits], workers: int
) -> Iterator[tuple[int, Ending, str]]:
    """Play so many mutants, ``workers`` at a time: yields the number of each, its ending, and the test that failed."""
    waiting = iter(range(count))
    running: dict[int, Child] = {}
    while True:
        while len(running) < workers and (number := next(waiting, None)) is not None:
            pid, child = _start(number, play, limits(number))
            running[pid] = child
        if not running:
            return
        for pid in list(running):
            ending = _ended(pid, running[pid])
            if ending:
                child = running.pop(pid)
                yield child.number, ending, _told(child.told)
        time.sleep(_PAUSE)


def _start(number: int, play: Callable[[int, int], Ending], limits: Limits) -> tuple[int, Child]:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, Child(number, time.monotonic() + limits.clock, reading)
    os.setsid()
    resource.setrlimit(resource.RLIMIT_CPU, (limits.processor, limits.processor + 5))
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    code = 9
    try:
        ending = play(number, writing)
        code = next(code for code, one in _CODES.items() if one is ending)
    finally:
        os._exit(code)


def _ended(pid: int, child: Child) -> Ending | None:
    found, status = os.waitpid(pid, os.WNOHANG)
    if not found:
        if time.monotonic() < child.until:
            return None
        _end_group(pid)
        os.waitpid(pid, 0)
        return Ending.STUCK
    _end_group(pid)
    if os.WIFSIGNALED(status):
        return Ending.LOOPED if os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL) else Ending.STUCK
    return _CODES.get(os.WEXITSTATUS(status), Ending.STUCK)


def _end_group(pid: int) -> None:
    """End what a test left behind: servers and the like are children of the process that played."""
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def _told(reading: int) -> str:
    with os.fdopen(reading, "rb", closefd=True) as pipe:
        os.set_blocking(reading, False)
        return (pipe.read() or b"").decode(errors="replace")


def tell(writing: int, test: str) -> None:
    """Say which test failed."""
    os.write(writing, test.encode(errors="replace")[:4000])
