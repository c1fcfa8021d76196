"""A silent wire: nothing comes through any more, in neither way, and nobody is told. Every command ends all the same.

``python -m tests.faults.silence`` silences each connection of a run at its beginning and somewhere in each of its ways,
and at COMMIT; half of the wires carry new connections at once, the others none. Limits are of seconds, to be short.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from unittest.mock import patch

from syncer.live.dialects import postgresql, postgresql_psycopg
from tests.faults.totals import Stopwatch, Totals
from tests.faults.wire.cuts import Cut, Ending, Fault, Traffic, Way
from tests.faults.wire.said import COMMIT, COMMITTED
from tests.faults.wire.stage import stage

LIMITS = {"connect": 2, "lock": 1, "statement": 2, "overall": 4}
KEEPALIVES = {"idle": 2, "interval": 1, "count": 2}
RECONNECT = 6
"""Seconds: more than a session that the server hears nothing from may keep its lock, by the limits and keepalives."""
LONGEST = 20
"""Seconds after which an apply has to have ended: three attempts, and the report of the failure, at these limits."""


def trial(size: int | None, seed: int) -> Iterator[Totals]:
    """Silence the wire ``size`` times, or at every place of the list."""
    dice, clock, totals = random.Random(f"{seed} silence"), Stopwatch(), Totals("silent wires, postgresql")
    with (
        patch.object(postgresql_psycopg, "GRACE", 0.2),
        patch.object(postgresql, "KEEPALIVES", KEEPALIVES),
        stage(RECONNECT, **LIMITS) as made,
    ):
        faults = list(_faults(made.rehearsal, made.applying, dice))
        for fault in faults if size is None else dice.sample(faults, min(size, len(faults))):
            told = f"`python -m tests.faults.silence --seed {seed}{f' --size {size}' if size else ''}`: {fault}"
            end = made.play(fault, totals, told)
            if end.seconds > LONGEST:
                totals.wrong("stuck", f"it took {end.seconds:.1f} s, {told}")
    totals.seconds = clock.seconds
    yield totals


def _faults(rehearsal: Sequence[Traffic], applying: int, dice: random.Random) -> Iterator[Fault]:
    for number, like in enumerate(rehearsal):
        for way, byte in ((Way.TO_SERVER, 0), *((way, dice.randrange(1, like.passed[way])) for way in Way)):
            yield Fault((Cut(number, way, byte, Ending.SILENT, waits=True),), is_down=dice.random() < 0.5)
    for is_down in (False, True):
        for way, length in ((Way.TO_SERVER, len(COMMIT)), (Way.TO_CLIENT, len(COMMITTED))):
            cut = Cut(applying, way, dice.randrange(length), Ending.SILENT, waits=True, mark=COMMIT)
            yield Fault((cut,), is_down)
