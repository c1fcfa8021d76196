"""What a trial of faults found, counted under the same six heads everywhere, and the command that shows it again."""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

import pytest

from tests.figures import Figures, table

HEADS = ("partial", "stuck", "lost_members", "doubled_ids", "untrue", "tracebacks")


@dataclass
class Totals:
    """One kind of fault on one engine. The six heads stay at 0."""

    what: str
    """As a row of the table begins: *crash points, postgresql*."""
    tried: int = 0
    """Faults that were played and judged."""
    partial: int = 0
    """Neither all nor nothing was written; or the journal is not whole; or the next run did not get to the end."""
    stuck: int = 0
    """A lock, or anything else that the next run met, had to be cleaned by hand."""
    lost_members: int = 0
    """Rows of MBRGRPMBR or DMMBRGRPPZN that are not as the process that fills segments left them."""
    doubled_ids: int = 0
    """Ids that were given out twice, or did not come from KEYS."""
    untrue: int = 0
    """An exit code or a sentence that does not fit what the database holds."""
    tracebacks: int = 0
    """Errors that are not ours came through to the person."""
    seconds: float = 0
    also: dict[str, int] = field(default_factory=dict)
    """Other figures of this kind of fault."""
    failures: list[str] = field(default_factory=list)
    """What was wrong, and the command that repeats it."""

    def wrong(self, head: str, told: str) -> None:
        """Count a violation under one of the heads."""
        setattr(self, head, getattr(self, head) + 1)
        self.failures.append(f"{head}: {told}")

    @property
    def figures(self) -> Figures:
        """For a table of one kind of fault."""
        return {"tried": self.tried, **self.also, **self._heads}

    @property
    def summary(self) -> Figures:
        """For a table of all kinds."""
        return {"tried": self.tried, **self._heads}

    @property
    def _heads(self) -> Figures:
        return {**{head.replace("_", " "): getattr(self, head) for head in HEADS}, "seconds": round(self.seconds)}

    def __add__(self, other: Totals) -> Totals:
        """Two parts of the same work as one."""
        counts = {one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)[1:-2]}
        names = dict.fromkeys((*self.also, *other.also))
        also = {name: self.also.get(name, 0) + other.also.get(name, 0) for name in names}
        return Totals(self.what, **counts, also=also, failures=[*self.failures, *other.failures])


Trial = Callable[..., Iterable[Totals]]
"""Plays faults: how many (``None``: all there are, or as many as is usual for ``make faults``), and from which seed.
A kind of fault may have options of its own, which are keywords."""

MISSING = 77
"""The exit code where a server that is needed cannot be had here."""


def main(
    program: str,
    trial: Trial,
    arguments: Sequence[str] | None = None,
    own: Sequence[argparse.ArgumentParser] = (),
) -> int:
    """The command line that every kind of fault has, with its ``own`` options; 1 where anything is wrong."""
    parser = argparse.ArgumentParser(prog=f"python -m {program}", parents=own)
    parser.add_argument("--size", type=int, help="how many, instead of all")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--json", action="store_true", help="the totals as JSON")
    options = vars(parser.parse_args(arguments))
    is_json, size, seed = (options.pop(name) for name in ("json", "size", "seed"))
    try:
        found = list(trial(size, seed, **options))
    except pytest.skip.Exception as missing:
        print(missing, file=sys.stderr)
        return MISSING
    if is_json:
        print(json.dumps([asdict(one) for one in found]))
    else:
        print(*tell(found), f"--seed {seed}", sep="\n")
    return 1 if any(one.failures for one in found) else 0


def apart(program: str, size: int, seed: int, *options: str) -> list[Totals]:
    """What a sample came to in a process of its own: to fork is safe only where no thread is."""
    words = [sys.executable, "-m", program, "--size", str(size), "--seed", str(seed), "--json", *options]
    ended = subprocess.run(words, cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=240)
    if ended.returncode == MISSING:
        pytest.skip(ended.stderr.strip())
    assert ended.stdout, ended.stderr
    return [Totals(**one) for one in json.loads(ended.stdout)]


def tell(found: Sequence[Totals]) -> Iterable[str]:
    """A table of totals, and under it what was wrong."""
    yield from table([(one.what, one.figures) for one in found])
    yield from (f"{one.what}: {failure}" for one in found for failure in one.failures)


class Stopwatch:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began
