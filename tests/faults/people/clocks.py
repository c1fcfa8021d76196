"""A clock that jumps by ten years, after the plan and in the midst of an apply.

It decides how old a saved plan is, before anything is written, and nothing else; the rows tell that of the database.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import UTC, timedelta, tzinfo
from datetime import datetime as real
from functools import partial
from typing import NamedTuple

import syncer.engine.facts
from syncer.cli.exits import Exit
from tests.faults.people.scene import APPLY, Scene
from tests.faults.people.traps import at
from tests.faults.totals import Totals

TEN_YEARS = 3652 * 86_400
_LATEST = timedelta(days=1)
_SAID = {TEN_YEARS: "takes no plan that is older", -TEN_YEARS: "Correct the clock that is wrong"}
"""By the jump, what is said of a plan that seems too old, or not to be made yet."""
_seconds = time.time


class Jump(NamedTuple):
    """The clock is put forward or back at one step of an apply; before the first, that is since the plan."""

    seconds: int
    point: int


def put(seconds: int) -> None:
    """Put the clock of this process forward, or back."""

    class Jumped(real):
        """A clock that is wrong."""

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> real:  # type: ignore[override]
            return real.now(tz) + timedelta(seconds=seconds)

    time.time = lambda: _seconds() + seconds
    vars(syncer.engine.facts)["datetime"] = Jumped


def jumps(scene: Scene) -> Iterator[Jump]:
    """Both ways, at every step."""
    for point in range(len(scene.steps[APPLY])):
        yield from (Jump(seconds, point) for seconds in (TEN_YEARS, -TEN_YEARS))


def play(scene: Scene, size: int, dice: random.Random, totals: Totals) -> None:
    """Play all of them, or so many that the dice choose."""
    every = list(jumps(scene))
    for jump in dice.sample(every, min(size, len(every))):
        scene.rewind()
        totals.tried += 1
        told = f"the clock is put by {jump.seconds} s at step {jump.point}"
        ended = scene.run(APPLY, partial(at, scene.engine, jump.point, partial(put, jump.seconds)))
        state = scene.judge_apply(ended, totals, told)
        is_too_old = (state, ended.code) == ("old", Exit.STALE) and _SAID[jump.seconds] in ended.err
        if not is_too_old and (state, ended.code) != ("new", Exit.DONE):
            totals.wrong("untrue", f"it was decided by a clock: {ended}, {told}")
        _judge_times(scene, totals, told)


def _judge_times(scene: Scene, totals: Totals, told: str) -> None:
    """The rows that were written have the time of the database."""
    found = scene.made.store.dump()
    times = [row["written_at"] for row in found["xsyncrun"]]
    times += [row["lastupdate"] for row in found["mbrgrp"] if row not in scene.before["mbrgrp"]]
    for text in times:
        moment = real.fromisoformat(str(text)).replace(tzinfo=None)
        if abs(moment - real.now(UTC).replace(tzinfo=None)) > _LATEST:
            totals.wrong("untrue", f"a row has the time {text}, {told}")
