"""Whatever happens to one byte of a saved plan is found: a bit flipped, a byte put in, the rest cut off."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from syncer.desired.plan_file import read_plan_file
from syncer.model.errors import Stale
from syncer.model.plan import SavedPlan
from syncer.render.to_json import plan_json
from tests.covered import not_covered
from tests.faults.crash import shapes
from tests.figures import Tell
from tests.render import samples
from tests.workshop import IN_MEMORY, Workshop, workshop

SEED = random.SystemRandom().randrange(10**6)

SHAPES: tuple[Callable[[Workshop], tuple[str, ...] | None], ...] = (
    *(shapes.one_create, shapes.with_translations, shapes.missing_row, shapes.adopt, shapes.record, shapes.forget),
    *(shapes.held, shapes.activate, shapes.vanished, shapes.mix),
)
"""Work whose plans are small: each byte of each is changed three times."""
SAMPLES = (samples.OPEN, samples.FULL, samples.NOTHING, samples.BLOCKED, *map(samples.many, (1, 2, 5)))
"""Plans with what is seldom in one."""


@pytest.fixture
def in_memory() -> Iterator[Path]:
    """A folder for a file that is written by the ten thousand."""
    with tempfile.TemporaryDirectory(dir=IN_MEMORY) as folder:
        yield Path(folder)


def plans(folder: Path) -> Iterator[SavedPlan]:
    """Twenty of every kind: made for a database, and with what is seldom."""
    for number, prepare in enumerate(SHAPES):
        made = workshop(folder / str(number))
        accepted = prepare(made) or ()
        yield made.plan(*accepted)
    for number, refused in enumerate((shapes.vanished, shapes.missing_row, shapes.adopt)):
        made = workshop(folder / f"refused-{number}")
        refused(made)
        yield made.plan()
    yield from SAMPLES


def changed(content: bytes, dice: random.Random) -> Iterator[tuple[str, bytes]]:
    """The content with something done at each of its bytes."""
    for place in range(len(content)):
        flipped = bytes([content[place] ^ 1 << dice.randrange(8)])
        yield f"a bit of byte {place} flipped", content[:place] + flipped + content[place + 1 :]
        yield f"a byte put in before byte {place}", content[:place] + dice.randbytes(1) + content[place:]
        yield f"cut off at byte {place}", content[:place]


@not_covered
@pytest.mark.plays_loader
def test_every_byte_of_twenty_plans(tmp_path: Path, in_memory: Path, tell: Tell) -> None:
    dice, path, tried = random.Random(SEED), in_memory / "plan.json", 0
    contents = [plan_json(plan).encode("ascii") for plan in plans(tmp_path)]
    for content in contents:
        path.write_bytes(content)
        read_plan_file(path)
        for what, other in changed(content, dice):
            path.write_bytes(other)
            try:
                read_plan_file(path)
            except Stale:
                tried += 1
                continue
            pytest.fail(f"{what} is not found (seed {SEED})")
    tell("Changed plans", "found", plans=len(contents), bytes=sum(map(len, contents)), changed=tried, seed=str(SEED))
    assert len(contents) == 20
