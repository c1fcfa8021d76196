"""Whole processes, timed: wall clock, processor and memory."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from typing import NamedTuple

CHECKOUT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Command:
    """One process to be timed."""

    arguments: tuple[str, ...]
    folder: Path = CHECKOUT
    variables: Mapping[str, str] = field(default_factory=dict)
    exits: int = 0
    """The exit code that means it did its work."""
    fresh: tuple[Path, Path] | None = None
    """A file that is copied to another place before every run."""


class Run(NamedTuple):
    """What one process took."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds of the processor, the system's among them."""
    peak: float
    """MB that the largest process held at most."""


class Runs(NamedTuple):
    """What the same process took, several times."""

    wall: float
    """The median, in seconds."""
    least: float
    most: float
    cpu: float
    """The median, in seconds."""
    peak: float
    """The most of all runs, in MB."""


class WentWrong(Exception):
    """A process did not do what was timed."""


def in_turn(commands: Sequence[Command], rounds: int) -> list[Runs]:
    """Run all commands one after the other, so many rounds long, after one that is not counted."""
    for command in commands:
        run(command)
    runs = [[run(command) for command in commands] for _ in range(rounds)]
    return [_together(of_one) for of_one in zip(*runs, strict=True)]


def run(command: Command) -> Run:
    """Run one process to its end. Raises ``WentWrong`` with its last words for an exit code that was not expected."""
    if command.fresh:
        _copy(*command.fresh)
    with TemporaryFile() as words:
        begun = time.perf_counter()
        process = subprocess.Popen(
            command.arguments,
            cwd=command.folder,
            env=_environment(command.variables),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=words,
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != command.exits:
            words.seek(0)
            said = words.read().decode("utf-8", "replace")[-2000:]
            raise WentWrong(f"exit {process.returncode} of {' '.join(command.arguments[:8])}\n{said}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _together(runs: Sequence[Run]) -> Runs:
    walls = [one.wall for one in runs]
    return Runs(median(walls), min(walls), max(walls), median(one.cpu for one in runs), max(one.peak for one in runs))


def _copy(original: Path, copy: Path) -> None:
    """A copy that is on disk already: otherwise the process that is timed would have to write it."""
    shutil.copyfile(original, copy)
    with copy.open("rb") as file:
        os.fsync(file.fileno())


def _environment(variables: Mapping[str, str]) -> dict[str, str]:
    """The variables of this process without those that change how Python or the product behaves."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "SYNCER_"))}
    return {**kept, "PYTHONPATH": str(CHECKOUT), **variables}
