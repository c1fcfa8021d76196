"""SIGTERM and SIGINT at every step of a plan and of an apply, once and twice; and memory that ends there."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from syncer.cli.exits import Exit
from tests.faults.command import Trap
from tests.faults.people.scene import APPLY, PLAN, Scene
from tests.faults.people.traps import at
from tests.faults.totals import Totals


def interrupt(*numbers: signal.Signals) -> None:
    """Be sent signals."""
    for number in numbers:
        os.kill(os.getpid(), number)


def no_memory() -> None:
    """Have no memory left in this moment."""
    raise MemoryError


SIGNALS: dict[str, Trap] = {
    "SIGTERM": partial(interrupt, signal.SIGTERM),
    "SIGINT": partial(interrupt, signal.SIGINT),
    "SIGINT twice": partial(interrupt, signal.SIGINT, signal.SIGINT),
}
KILL: dict[str, Trap] = {"SIGKILL": partial(interrupt, signal.SIGKILL)}
MEMORY: dict[str, Trap] = {"no memory": no_memory}


class Case(NamedTuple):
    """Something happens at one moment of a command."""

    arguments: tuple[str, ...]
    point: int
    what: str


def cases(scene: Scene, acts: dict[str, Trap]) -> Iterator[Case]:
    """Each of them at every moment."""
    for arguments, steps in scene.steps.items():
        if acts is KILL and arguments == PLAN:
            continue  # what it had begun to write stays beside the plan file, which nobody can help
        for point in range(len(steps)):
            yield from (Case(arguments, point, what) for what in acts)


def play(scene: Scene, acts: dict[str, Trap], size: int, dice: random.Random, totals: Totals) -> None:
    """Play all of them, or so many that the dice choose."""
    every = list(cases(scene, acts))
    for case in dice.sample(every, min(size, len(every))):
        scene.rewind()
        totals.tried += 1
        label = scene.steps[case.arguments][case.point]
        told = f"{scene.engine}: {case.what} at step {case.point} of {case.arguments[0]}, {label!r}"
        ended = scene.run(case.arguments, partial(at, scene.engine, case.point, acts[case.what]))
        if case.arguments == PLAN:
            scene.judge_other(ended, totals, told)
            _judge_plan_file(scene, ended.code, totals, told)
            continue
        state = scene.judge_apply(ended, totals, told, is_heard=acts is not KILL)
        if acts is SIGNALS and ended.code != _expected(scene, case.point):
            totals.wrong("untrue", f"it was not obeyed: {ended}, {told}")
        if state:
            scene.go_on(state, totals, told)


def _expected(scene: Scene, point: int) -> Exit:
    """Up to COMMIT a signal is obeyed, from there on nothing is to be stopped."""
    steps = scene.steps[APPLY]
    last = max(place for place, label in enumerate(steps) if label == "before COMMIT")
    return Exit.INTERRUPTED if point < last else Exit.DONE


def _judge_plan_file(scene: Scene, code: int, totals: Totals, told: str) -> None:
    """The file is there whole, or not at all."""
    file = scene.made.root / "new.json"
    if file.exists() and scene.run(("show", "new.json")).code != Exit.DONE:
        totals.wrong("partial", f"the plan file is not whole, {told}")
    if not file.exists() and code == Exit.DONE:
        totals.wrong("untrue", f"there is no plan file, {told}")
    scene.judge_files(totals, told)
