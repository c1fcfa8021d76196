"""What people see when something fails: the exit code, a sentence that is true, and a next command that goes on."""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Collection, Iterator
from functools import partial

from tests.faults.people import clocks, interrupts, lacks, setups, versions
from tests.faults.people.scene import scene
from tests.faults.totals import Stopwatch, Totals

FULL = 25
"""Faults of a kind, where no size is given."""

ENGINES = ("sqlite", "postgresql")

_Play = Callable[[int, random.Random, Totals], None]


def trial(size: int | None, seed: int, *, engine: Collection[str] | None = None) -> Iterator[Totals]:
    """Of each kind ``size`` faults, or 25. What lies beside a database is played on SQLite alone."""
    for name in engine or ENGINES:
        with scene(name, with_disk=name == "sqlite") as (made, disk):
            kinds: dict[str, _Play] = {f"signals, {name}": partial(interrupts.play, made, interrupts.SIGNALS)}
            if name == "sqlite":
                kinds["SIGKILL, and then"] = partial(interrupts.play, made, interrupts.KILL)
                kinds["no memory at a step"] = partial(interrupts.play, made, interrupts.MEMORY)
                kinds["disk, memory, handles"] = partial(lacks.play, made, disk)
                kinds["setup without them"] = partial(setups.play, made, disk)
                kinds["a clock that jumps"] = partial(clocks.play, made)
                kinds["two versions"] = partial(versions.play, made)
            for what, play in kinds.items():
                yield _played(what, play, size, seed)


def _played(what: str, play: _Play, size: int | None, seed: int) -> Totals:
    totals, watch = Totals(what), Stopwatch()
    play(FULL if size is None else size, random.Random(f"{seed} {what}"), totals)
    repeat = f"python -m tests.faults.people --seed {seed}" + ("" if size is None else f" --size {size}")
    totals.failures = [f"{failure}; {repeat}" for failure in totals.failures]
    totals.seconds = watch.seconds
    return totals


def own_options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--engine", nargs="*", choices=ENGINES, help="only these")
    return parser
