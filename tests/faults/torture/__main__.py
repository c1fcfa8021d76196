"""The long run: everything mixed, from one seed, until the time is over.

``python -m tests.faults.torture --minutes 10 --seed 7``. Stories of many hands are drawn step by step; between them the
other kinds of faults play a few of theirs. A story that goes wrong is made as short as it will go, and written down as
a script that plays it again.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count

from tests.faults.torture.arena import Arena, Steps, arena, shorten, write_script
from tests.faults.torture.story import Step
from tests.faults.totals import HEADS, Totals, apart, tell

ENGINES = ("sqlite", "postgresql")
OTHERS: Mapping[str, int] = {
    "tests.faults.crash": 24,
    "tests.faults.herd": 1,
    "tests.faults.model": 5,
    "tests.faults.schedules": 10,
    "tests.faults.wire": 8,
}
"""Other kinds of faults, and how many of each are played at a time."""
SHARE = 0.05
"""Of the bouts, those of other kinds."""
LENGTH = 30
"""A story ends when it has so many steps."""
_TRIES = 3
"""How often a failure may hide that does not show each time."""

_HANDS = {
    "file: write": 20,
    "file: activate": 2,
    "file: retire": 3,
    "file: release": 2,
    "file: rename": 1,
    "file: move": 1,
    "file: remove": 2,
    "declare": 1,
    "edit a text": 4,
    "load": 6,
    "take keys": 4,
    "delete": 2,
    "make": 2,
    "pass by KEYS": 1,
    "rename": 1,
    "use otherwise": 1,
    "give conditions": 1,
}
_RUNS = {"apply": 8, "herd": 5, "crash": 12, "kill": 6, "lose": 10, "race": 8}


def draw(dice: random.Random) -> Steps:
    """A story: files and rows change, a plan is made, and carried out in any number of ways, or too late."""
    steps: list[Step] = []
    while len(steps) < LENGTH:
        steps += _some(dice, _HANDS, dice.randrange(4))
        steps += [Step("plan")] * (dice.random() < 0.9)
        steps += _some(dice, _HANDS, dice.random() < 0.15)
        steps += _some(dice, _RUNS, dice.choice((1, 1, 2, 3)))
    return tuple(steps)


def _some(dice: random.Random, weights: Mapping[str, int], count: int) -> list[Step]:
    chosen = dice.choices(list(weights), list(weights.values()), k=count)
    return [Step(what, dice.randrange(80), dice.randrange(80)) for what in chosen]


class Torture:
    """The totals so far, by what was played."""

    def __init__(self, made: Arena, seed: int) -> None:
        self._made, self._seed = made, seed
        self._dice = random.Random(seed)
        self._numbers = count(1)
        self.totals: dict[str, Totals] = {}

    def play(self) -> None:
        """One story, or a few faults of another kind."""
        if self._dice.random() < SHARE:
            self._play_others(self._dice.choice(list(OTHERS)), self._dice.randrange(10**6))
            return
        engine, steps, number = self._dice.choice(ENGINES), draw(self._dice), next(self._numbers)
        found = self._made.play(engine, steps)
        if found.failures:
            found = replace(found, failures=[*found.failures, self._repeat(engine, steps, found, number)])
        self._add(found)

    def _play_others(self, program: str, seed: int) -> None:
        """Their failures say themselves how they are repeated."""
        try:
            played = apart(program, OTHERS[program], seed)
        except (AssertionError, subprocess.TimeoutExpired) as error:
            repeat = f"python -m {program} --size {OTHERS[program]} --seed {seed}"
            played = [Totals(program, failures=[f"{repeat} did not come to its end: {error}"])]
        for found in played:
            self._add(replace(found, also={}))

    def _repeat(self, engine: str, steps: Steps, found: Totals, number: int) -> str:
        """Make it short, and say where it is written down."""
        (head, *_) = (head for head in HEADS if getattr(found, head))
        last = found

        def is_wrong(fewer: Steps) -> bool:
            nonlocal last
            tried = self._made.play(engine, fewer)
            last = tried if getattr(tried, head) else last
            return last is tried

        # What comes after the step that went wrong was never played.
        played = steps[: found.also["steps"]]
        tries = 1 if all(is_wrong(played) for _ in range(_TRIES)) else _TRIES
        short = shorten(played, lambda fewer: any(is_wrong(fewer) for _ in range(tries)))
        path = write_script(engine, short, last, f"torture-{self._seed}-{number}")
        return f"story {number}, {len(steps)} steps made {len(short)}: {path}"

    def _add(self, found: Totals) -> None:
        self.totals[found.what] = self.totals[found.what] + found if found.what in self.totals else found


def main(arguments: Sequence[str] | None = None) -> int:
    """Play until the time is over, and tell the totals each minute; 1 where anything is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.torture", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    asked = parser.parse_args(arguments)
    print(f"--minutes {asked.minutes:g} --seed {asked.seed}", flush=True)
    with arena(*ENGINES) as made:
        torture, began, minutes = Torture(made, asked.seed), time.monotonic(), 0
        while time.monotonic() - began < asked.minutes * 60:
            torture.play()
            if (time.monotonic() - began) // 60 > minutes:
                minutes = int(time.monotonic() - began) // 60
                print(f"after {minutes} minutes", *tell(list(torture.totals.values())), sep="\n", flush=True)
    print("at the end", *tell(list(torture.totals.values())), f"--seed {asked.seed}", sep="\n")
    return 1 if any(one.failures for one in torture.totals.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
