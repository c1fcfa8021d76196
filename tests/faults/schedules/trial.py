"""Scheduled interleavings: real sessions on one PostgreSQL that go on one statement at a time.

``python -m tests.faults.schedules`` plays every single switch of pairs of each kind, and 1,000 random ones. What is
left must be what some order of whole sessions leaves, and every session must say what is true.
``--schedule 'apply+edit/apply:17'`` plays one again, where apply goes on 17 times and then the other to its end;
``'apply+same+edit/4711'`` one that follows from a number.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Self

from syncer.model.report import Report
from tests.faults.ground import ground
from tests.faults.schedules.cast import Cast, Choice, cast_on
from tests.faults.schedules.gates import Player, Stuck
from tests.faults.schedules.rivals import RIVALS
from tests.faults.schedules.serial import Judge
from tests.faults.totals import Stopwatch, Totals
from tests.workshop import IN_MEMORY

RANDOM = 1000
TRIPLES = 0.3
"""The part of the random schedules with three sessions."""

OURS = ("same", "other")
EVERYBODY = (*OURS, *RIVALS)
"""Who plays against an apply."""
WEIGHTS = (*(3 for _ in OURS), *(1 for _ in RIVALS))
"""How often each of them does, where chance decides: of the others there are several of one kind."""
EVERY_STEP = (*OURS, "edit", "keys", "load", "create", "restore-group")
"""Who is switched to and from after every step: of each kind one. Random schedules know them all."""


@dataclass(frozen=True)
class Schedule:
    """Who plays, and who goes on when."""

    names: tuple[str, ...]
    order: str
    """``NAME:STEPS`` for a single switch; or the number that all choices follow from."""

    def __str__(self) -> str:
        return f"{'+'.join(self.names)}/{self.order}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The schedule of such a text. Raises ``ArgumentTypeError`` where it is none."""
        names, _, order = text.partition("/")
        playing = tuple(names.split("+"))
        first, _, steps = order.rpartition(":")
        if not {*playing} <= {"apply", *EVERYBODY} or first not in ("", *playing) or not steps.isdecimal():
            raise argparse.ArgumentTypeError(
                f"{text!r} is none; one is apply+edit/apply:17, where others may play: {', '.join(EVERYBODY)}"
            )
        return cls(playing, order)

    def choice(self, lengths: dict[str, int]) -> Choice:
        """Who goes on, of those who can. ``lengths`` are the steps of each session when it is alone."""
        first, switch, steps = self.order.partition(":")
        if switch:
            return partial(_switching, first, int(steps))
        return partial(_at_random, random.Random(int(self.order)), lengths)


def _switching(first: str, steps: int, ready: list[Player]) -> Player:
    """``first`` goes on so many times, then the others to their end, then ``first``; nobody waits for a lock of his."""

    def rank(player: Player) -> int:
        if player.name == first:
            return 0 if player.steps < steps else 2
        return 1

    return min(ready, key=rank)


def _at_random(dice: random.Random, lengths: dict[str, int], ready: list[Player]) -> Player:
    """Whoever has more to do is chosen more often: else a short session would be over before a long one reads."""
    weights = [max(1, lengths[player.name] - player.steps) for player in ready]
    return dice.choices(ready, weights)[0]


def trial(size: int | None, seed: int, schedule: Schedule | None = None) -> Iterator[Totals]:
    """Every single switch and 1,000 random schedules; or ``size`` random ones, and half as many of the others.

    Or one schedule alone, with each of its steps on standard error.
    """
    with _stage() as (cast, judge):
        dice = random.Random(seed)
        if schedule:
            yield _played(str(schedule), cast, judge, [schedule], lambda step: print(step, file=sys.stderr))
            return
        switches = list(_switches(cast)) if size is None else [_switch(cast, dice) for _ in range(size // 2)]
        yield _played("one switch", cast, judge, switches)
        yield _played("random", cast, judge, [_random(dice) for _ in range(RANDOM if size is None else size)])


@contextmanager
def _stage() -> Iterator[tuple[Cast, Judge]]:
    with (
        ground("postgresql") as new,
        tempfile.TemporaryDirectory(prefix="schedules-", dir=IN_MEMORY) as folder,
        cast_on(new, Path(folder)) as cast,
    ):
        yield cast, Judge(cast)


def _switches(cast: Cast) -> Iterator[Schedule]:
    """Either of a pair stops after each of its steps, and lets the other go on to its end."""
    for other in EVERY_STEP:
        for first in ("apply", other):
            for steps in range(1, cast.length(first)):
                yield Schedule(("apply", other), f"{first}:{steps}")


def _switch(cast: Cast, dice: random.Random) -> Schedule:
    pair = ("apply", *dice.choices(EVERYBODY, WEIGHTS))
    first = dice.choices(pair, [cast.length(name) for name in pair])[0]
    return Schedule(pair, f"{first}:{dice.randrange(1, cast.length(first))}")


def _random(dice: random.Random) -> Schedule:
    names = ("apply", *dice.choices(EVERYBODY, WEIGHTS))
    if dice.random() < TRIPLES:
        return Schedule((names[0], dice.choice(OURS), dice.choice(list(RIVALS))), str(dice.randrange(10**6)))
    return Schedule(names, str(dice.randrange(10**6)))


def _played(
    what: str, cast: Cast, judge: Judge, schedules: Sequence[Schedule], tell: Callable[[str], None] = lambda step: None
) -> Totals:
    watch, totals = Stopwatch(), Totals(f"schedules, {what}")
    ends = Counter[str]()
    for schedule in schedules:
        repeat = f"python -m tests.faults.schedules --schedule '{schedule}'"
        totals.tried += 1
        try:
            played = cast.play(schedule.names, schedule.choice({name: cast.length(name) for name in schedule.names}))
        except Stuck as stuck:
            totals.wrong("stuck", f"{stuck}: {repeat}")
            continue
        for step in played.told:
            tell(step)
        for wrong in judge.judge(played):
            totals.wrong(wrong.head, f"{wrong.told}: {repeat}")
        ends.update(map(_ended, played.ends.values()))
    totals.also, totals.seconds = {name: ends[name] for name in _ENDS}, watch.seconds
    return totals


_ENDS = ("applied", "already applied", "stopped", "committed", "gave way")


def _ended(end: object) -> str:
    match end:
        case Report(already_applied=already):
            return "already applied" if already else "applied"
        case str():
            return end
        case _:
            return "stopped"


def own_options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--schedule", type=Schedule.parse, help="only this one, and each of its steps")
    return parser
