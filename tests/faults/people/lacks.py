"""No room on the disk, a disk that cannot be written, no file handles, no memory, and streams that lead nowhere."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.cli.running import clean
from tests.faults.command import Ended, Trap, nothing
from tests.faults.people.disk import remount
from tests.faults.people.scene import APPLY, PLAN, Scene
from tests.faults.totals import Totals

_STARTED = "started"
"""A folder that shows that the interpreter got as far as our own code: before, what is told is its own affair."""
_BEGIN = f"import os; from syncer.cli.main import main; os.mkdir({_STARTED!r}); main()"
_FULL = Path("/dev/full")
_PAGE = resource.getpagesize()


class Lack(NamedTuple):
    """What a command has to do without."""

    what: str
    arguments: tuple[str, ...]
    trap: Trap = nothing
    free: int | None = None
    """Bytes that are free on its disk."""
    is_read_only: bool = False
    out: Path | None = None
    err: Path | None = None
    limit: tuple[int, int] | None = None
    """A limit of a process that is begun anew."""


COMMANDS: tuple[tuple[str, ...], ...] = (
    APPLY,
    PLAN,
    ("plan", "staging", "--report", "html=page.html", "--accept", "adoption", "--accept", "drift", "--reason", "it is"),
    ("drift", "staging"),
    ("doctor", "staging"),
    ("show", "plan.json"),
    ("apply", "staging", "--yes", "--accept", "adoption", "--accept", "drift", "--reason", "it is", "--format", "json"),
)


def cap(kind: int, value: int) -> None:
    """A trap: from here on so much, and not more."""
    resource.setrlimit(kind, (value, value))


def cap_memory(more: int) -> None:
    """A trap: so many bytes more than there are now."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    cap(resource.RLIMIT_AS, pages * _PAGE + more)


def lacks(commands: Sequence[tuple[str, ...]], *, has_disk: bool) -> Iterator[Lack]:
    """All that commands meet in a process that is begun already, or has few handles."""
    for arguments in commands:
        yield Lack("standard output full", arguments, out=_FULL)
        yield Lack("standard error full", arguments, err=_FULL)
        if has_disk:
            yield from (Lack(f"{free} KB free", arguments, free=free << 10) for free in (0, 4, 8, 16, 32, 64, 128))
            yield Lack("a disk that is read only", arguments, is_read_only=True)
        yield from (
            Lack(f"files of {size} KB", arguments, partial(cap, resource.RLIMIT_FSIZE, size << 10))
            for size in (4, 64, 320, 326)
        )
        yield from (
            Lack(f"{more} KB more memory", arguments, partial(cap_memory, more << 10)) for more in range(0, 9000, 300)
        )
        yield from (
            Lack(f"{number} handles", arguments, limit=(resource.RLIMIT_NOFILE, number)) for number in range(4, 9)
        )


def play(scene: Scene, disk: Path | None, size: int, dice: random.Random, totals: Totals) -> None:
    """Play all of them, or so many that the dice choose; ``disk`` is where the store is kept, if it is one of ours."""
    little = (Lack(f"{size} MB of memory", APPLY, limit=(resource.RLIMIT_AS, size << 20)) for size in range(20, 140, 4))
    every = [*lacks(COMMANDS, has_disk=disk is not None), *little]
    for lack in dice.sample(every, min(size, len(every))):
        scene.rewind()
        told = f"{lack.what}: {' '.join(lack.arguments)}"
        ended, is_heard = run_without(scene, disk, lack)
        if ended is None:
            totals.also["before our code"] = totals.also.get("before our code", 0) + 1
            continue
        totals.tried += 1
        if lack.arguments[0] != "apply":
            scene.judge_other(ended, totals, told, is_heard=is_heard)
            scene.judge_files(totals, told, {"page.html"})
        elif state := scene.judge_apply(ended, totals, told, is_heard=is_heard):
            scene.go_on(state, totals, told)


def run_without(scene: Scene, disk: Path | None, lack: Lack) -> tuple[Ended | None, bool]:
    """How a command ended, and whether it could say so; ``None`` where it did not get as far as our code."""
    with _without(disk, lack):
        ended = _begun_anew(scene, lack) if lack.limit else scene.run(lack.arguments, lack.trap, lack.out, lack.err)
    # A limit of memory holds for the stack too, and a library in Rust aborts: the process ends without a word.
    is_mute = "memory" in lack.what and ended is not None and ended.code in (-signal.SIGSEGV, -signal.SIGABRT)
    is_heard = lack.err is None and not is_mute
    return ended, is_heard


@contextmanager
def _without(disk: Path | None, lack: Lack) -> Iterator[None]:
    if disk and lack.free is not None:
        filler = disk / "filler"
        status = os.statvfs(disk)
        filler.write_bytes(bytes(max(0, status.f_bavail * status.f_frsize - lack.free)))
        yield
        filler.unlink()
    elif disk and lack.is_read_only:
        remount(disk, is_read_only=True)
        yield
        remount(disk, is_read_only=False)
    else:
        yield


def _begun_anew(scene: Scene, lack: Lack) -> Ended | None:
    """A process that is begun with its limit."""
    assert lack.limit
    root = scene.made.root
    process = subprocess.run(
        [sys.executable, "-c", _BEGIN, *lack.arguments],
        cwd=root,
        env=clean(TMPDIR=str(scene.outside)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        preexec_fn=partial(cap, *lack.limit),
    )
    if not (root / _STARTED).exists():
        return None
    (root / _STARTED).rmdir()
    return Ended(process.returncode, process.stdout, process.stderr)
