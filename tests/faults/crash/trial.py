"""Crash points: a run ends before any of its statements, COMMITs and file operations, and the next one goes on.

``python -m tests.faults.crash`` takes a thousand points of each engine, from every shape those around each COMMIT and
as many others as there is room for; ``--size 2000`` takes every one, ``--shapes`` prints a line for each shape.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from syncer.model.errors import SyncerError
from tests.faults.crash.mortals import Mortals, mortals
from tests.faults.crash.points import CRASHED
from tests.faults.crash.shapes import SHAPES, shapes_of
from tests.faults.crash.stages import Stage
from tests.faults.ground import ENGINES, NewWorkshop, ground
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
    point: int | None = None,
    shapes: bool = False,
) -> Iterator[Totals]:
    """One row for each engine, or for each shape of it. With a ``point``, this one alone is played."""
    compile_once()
    for name in engine or ENGINES:
        rows = _play(name, FULL if size is None else size, seed, shape or (), point)
        yield from rows if shapes else [sum(rows, Totals(f"crash points, {name}"))]


def _play(engine: str, size: int, seed: int, wanted: Collection[str], point: int | None) -> Iterator[Totals]:
    dice = random.Random(f"{seed} {engine}")
    chosen = [name for name in shapes_of(engine) if not wanted or name in wanted]
    if size < WORTH * len(chosen):
        chosen = dice.sample(chosen, max(1, size // WORTH))
    watch = Stopwatch()
    with ground(engine) as new, mortals(engine) as children:
        for place, name in enumerate(chosen):
            with tempfile.TemporaryDirectory(prefix="crash-", dir=IN_MEMORY) as folder:
                stage, labels = _rehearsed(name, new, Path(folder), children)
                totals = Totals(f"{engine}, {name}", also={"points": len(labels), "done": 0})
                share = size // (len(chosen) - place)
                for number in _chosen(labels, share, dice) if point is None else [point]:
                    repeat = f"python -m tests.faults.crash --engine {engine} --shape '{name}' --point {number}"
                    _try(stage, children, number, totals, f"{labels[number]}: {repeat}")
            size -= totals.tried
            totals.seconds, watch = watch.seconds, Stopwatch()
            yield totals


def _rehearsed(name: str, new: NewWorkshop, folder: Path, children: Mortals) -> tuple[Stage, list[str]]:
    """Go through once without a crash: the points on the way, and the state at its end."""
    stage = SHAPES[name](new, folder)
    labels = children.points(stage.work)
    stage.remember_end()
    return stage, labels


def _chosen(labels: Sequence[str], size: int, dice: random.Random) -> list[int]:
    """All points, or the ones around each COMMIT and file name, and as many others as there is room for."""
    everything = range(len(labels))
    if size >= len(labels):
        return list(everything)
    ends = [point for point in everything if "COMMIT" in labels[point] or "its name" in labels[point]]
    telling = [point for end in ends for point in (end, end + 1)]
    others = [point for point in everything if point not in telling]
    return sorted([*telling, *dice.sample(others, max(0, size - len(telling)))])


def _try(stage: Stage, children: Mortals, point: int, totals: Totals, told: str) -> None:
    """Die at one point, look at what is left, and go on as the next run would."""
    totals.tried += 1
    try:
        stage.rewind()
        if (code := children.die(stage.work, point)) != CRASHED:
            totals.wrong("stuck", f"the run did not get there, and ended with {code}, {told}")
        elif state := stage.look(totals, told):
            totals.also["done"] += state == "new"
            stage.go_on(state, totals, told)
    except (SyncerError, DBAPIError) as error:
        totals.wrong("stuck", f"{error}, {told}")
    except Exception as error:
        totals.wrong("tracebacks", f"{type(error).__name__}: {error}, {told}")


def own_options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--engine", action="append", choices=ENGINES, help="only this one; may be repeated")
    parser.add_argument("--shape", action="append", choices=list(SHAPES), help="only this one; may be repeated")
    parser.add_argument("--point", type=int, help="only this one of each shape")
    parser.add_argument("--shapes", action="store_true", help="a line for each shape")
    return parser
