"""Where stories are played, each from a new store on; one that went wrong is made short and written down."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NoReturn

from tests.faults.ground import NewWorkshop, ground
from tests.faults.herd.nursery import Nursery, nursery
from tests.faults.torture.story import Step, Story
from tests.faults.totals import Stopwatch, Totals, tell
from tests.workshop import IN_MEMORY

Steps = tuple[Step, ...]

SCRIPTS = Path(__file__).parents[3] / ".sandbox"
_SECONDS = 240
"""How long a story is made shorter."""


class Arena:
    """Where stories are played: a store on each engine, and a process that bears all others."""

    def __init__(self, processes: Nursery, grounds: Mapping[str, NewWorkshop]) -> None:
        self._processes, self._grounds = processes, grounds

    def play(self, engine: str, steps: Sequence[Step]) -> Totals:
        """One story, from a new store on."""
        totals, watch = Totals(f"stories, {engine}"), Stopwatch()
        with tempfile.TemporaryDirectory(prefix="story-", dir=IN_MEMORY) as folder:
            story = Story(self._grounds[engine], Path(folder) / "w", self._processes, totals)
            totals.also["steps"] = story.play(steps)
        totals.seconds = watch.seconds
        return totals


@contextmanager
def arena(*engines: str) -> Iterator[Arena]:
    """Start the engines; the process that bears the others is there before them."""
    with nursery() as processes, ExitStack() as stack:
        yield Arena(processes, {engine: stack.enter_context(ground(engine)) for engine in engines})


def shorten(steps: Steps, is_wrong: Callable[[Steps], bool]) -> Steps:
    """Leave out what is not needed for it to go wrong: halves first, then less and less."""
    deadline, size = time.monotonic() + _SECONDS, len(steps)
    while size and time.monotonic() < deadline:
        place = 0
        while place < len(steps):
            fewer = steps[:place] + steps[place + size :]
            if is_wrong(fewer):
                steps = fewer
            else:
                place += size
        size //= 2
    return steps


def write_script(engine: str, steps: Sequence[Step], found: Totals, name: str) -> Path:
    """A script that plays a story again."""
    SCRIPTS.mkdir(exist_ok=True)
    path = SCRIPTS / f"{name}.py"
    lines = "".join(f"    {tuple(step)!r},\n" for step in steps)
    told = "\n".join(found.failures).replace("\\", " ").replace('"', "'")
    call = f"from tests.faults.torture.arena import again\n\nagain(\n    {engine!r},\n{lines})\n"
    path.write_text(
        f'"""{told}\n\nTo play it again: PYTHONPATH=. python {path.relative_to(SCRIPTS.parent)}\n"""\n\n{call}', "utf-8"
    )
    return path


def again(engine: str, *steps: tuple[str, int, int]) -> NoReturn:
    """Play one story, as a script has it, and end with 1 where it goes wrong."""
    with arena(engine) as made:
        found = made.play(engine, [Step(*step) for step in steps])
    print(*tell([found]), sep="\n")
    sys.exit(1 if found.failures else 0)
