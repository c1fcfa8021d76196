"""Crash points: a run ends before any of its statements, COMMITs and file operations, and the next one goes on.

``python -m tests.faults.crash`` takes a thousand points of each engine, from every shape those around each COMMIT and
as many others as there is room for; ``--size 2000`` takes every one, ``--shapes`` prints a line for each shape. They
are played two at a time: where the first left nothing of the work, the run after it dies as well.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.exc import DBAPIError

from syncer.model.errors import SyncerError
from tests.faults.crash.mortals import Mortals, mortals
from tests.faults.crash.points import CRASHED
from tests.faults.crash.shapes import SHAPES, shapes_of
from tests.faults.crash.stages import Stage
from tests.faults.ground import ENGINES, ground
from tests.faults.totals import Stopwatch, Totals
from tests.workshop import IN_MEMORY, compile_once

FULL = 1000
"""How many points of an engine are played where no size is given, of the 1,500 to 1,900 that there are."""

WORTH = 8
"""So many points of a shape make it worth its preparation: of a smaller sample, shapes are drawn too."""


def trial(
    size: int | None,
    seed: int,
    *,
    engine: Collection[str] | None = None,
    shape: Collection[str] | None = None,
    point: Sequence[int] = (),
    shapes: bool = False,
) -> Iterator[Totals]:
    """One row for each engine, or for each shape of it. With ``point``, runs die at these alone, one after another."""
    compile_once()
    for name in engine or ENGINES:
        rows = _play(name, FULL if size is None else size, seed, shape or (), point or ())
        yield from rows if shapes else [sum(rows, Totals(f"crash points, {name}"))]


class Rehearsed(NamedTuple):
    """A shape that was gone through once without a crash."""

    stage: Stage
    labels: Sequence[str]
    """What comes after each of its points."""
    repeat: str
    """The command that plays it again."""


def _play(engine: str, size: int, seed: int, wanted: Collection[str], points: Sequence[int]) -> Iterator[Totals]:
    dice = random.Random(f"{seed} {engine}")
    chosen = [name for name in shapes_of(engine) if not wanted or name in wanted]
    if size < WORTH * len(chosen):
        chosen = dice.sample(chosen, max(1, size // WORTH))
    watch = Stopwatch()
    with ground(engine) as new, mortals(engine) as children:
        for place, name in enumerate(chosen):
            with tempfile.TemporaryDirectory(prefix="crash-", dir=IN_MEMORY) as folder:
                repeat = f"python -m tests.faults.crash --engine {engine} --shape '{name}'"
                shape = _rehearsed(SHAPES[name](new, Path(folder)), children, repeat)
                totals = Totals(f"{engine}, {name}", also={"points": len(shape.labels), "done": 0})
                if points:
                    _try(shape, children, points, totals)
                else:
                    share = size // (len(chosen) - place)
                    _try_all(shape, children, deque(_chosen(shape.labels, share, dice)), totals)
            size -= totals.tried
            totals.seconds, watch = watch.seconds, Stopwatch()
            yield totals


def _rehearsed(stage: Stage, children: Mortals, repeat: str) -> Rehearsed:
    labels = children.points(stage.work)
    stage.remember_end()
    return Rehearsed(stage, labels, repeat)


def _chosen(labels: Sequence[str], size: int, dice: random.Random) -> list[int]:
    """All points, or the ones around each COMMIT and file name, and as many others as there is room for."""
    everything = range(len(labels))
    if size >= len(labels):
        return list(everything)
    ends = [point for point in everything if "COMMIT" in labels[point] or "its name" in labels[point]]
    telling = [point for end in ends for point in (end, end + 1)]
    others = [point for point in everything if point not in telling]
    return sorted([*telling, *dice.sample(others, max(0, size - len(telling)))])


def _try_all(shape: Rehearsed, children: Mortals, left: deque[int], totals: Totals) -> None:
    """The last that is left, and then the first: a run gets as far as that, whatever a crash left behind."""
    while left:
        last = left.pop()
        if _try(shape, children, (last, left[0]) if left else (last,), totals) == 2:
            left.popleft()


def _try(shape: Rehearsed, children: Mortals, points: Sequence[int], totals: Totals) -> int:
    """Die at one point after another, look at what is left each time, and go on as the next run would.

    Ends at the first point that left the whole work, or what must not be. Returns how many were played.
    """
    stage, _, told = shape
    state, before = None, totals.tried
    try:
        stage.rewind()
        for point in points:
            told = f"{told} --point {point}"
            totals.tried += 1
            code = children.die(stage.work, point)
            state = stage.look(totals, f"{shape.labels[point]}: {told}") if code == CRASHED else None
            if code != CRASHED:
                totals.wrong("stuck", f"the run did not get there, and ended with {code}: {told}")
            if state != "old":
                break
        if state:
            totals.also["done"] += state == "new"
            stage.go_on(state, totals, told)
    except (SyncerError, DBAPIError) as error:
        totals.wrong("stuck", f"{error}: {told}")
    except Exception as error:
        totals.wrong("tracebacks", f"{type(error).__name__}: {error}: {told}")
    return totals.tried - before


def own_options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--engine", action="append", choices=ENGINES, help="only this one; may be repeated")
    parser.add_argument("--shape", action="append", choices=list(SHAPES), help="only this one; may be repeated")
    parser.add_argument("--point", action="append", type=int, help="runs die here; may be repeated")
    parser.add_argument("--shapes", action="store_true", help="a line for each shape")
    return parser
