"""Wire cuts: the connection to PostgreSQL is lost at any byte, most of all around the COMMIT that counts.

``python -m tests.faults.wire`` makes 500 cuts: before and after every byte of COMMIT and of its answer, and elsewhere
in the run. Every cut is drawn from the seed, and with it how it looks from both ends, whether the link is up again at
once or stays down, and whether bytes come in pieces or late.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from tests.faults.totals import Stopwatch, Totals
from tests.faults.wire.cuts import Cut, Ending, Fault, Traffic, Way
from tests.faults.wire.said import COMMIT, COMMITTED
from tests.faults.wire.stage import stage

FULL = 500
_HEARD = (Ending.RESET, Ending.CLOSED)
_LATE = (0.03, 0.2)
"""Seconds: sooner and later than the product has come back to ask."""


def trial(size: int | None, seed: int) -> Iterator[Totals]:
    """Cut ``size`` times, or 500 times."""
    dice, clock = random.Random(f"{seed} wire"), Stopwatch()
    with stage(lock=5) as made:
        around = list(_around_commit(made.applying))
        telling = around if size is None else dice.sample(around, min(len(around), size * 2 // 3))
        totals = Totals("wire cuts, postgresql", also={"around COMMIT": len(telling)})
        others = [_anywhere(made.rehearsal, dice) for _ in range((size or FULL) - len(telling))]
        for number, fault in enumerate([*telling, *others]):
            shaken = _shaken(fault, dice)
            repeat = f"python -m tests.faults.wire --seed {seed}{f' --size {size}' if size else ''}"
            made.play(shaken, totals, f"cut {number} of `{repeat}`: {shaken}")
    totals.seconds = clock.seconds
    yield totals


def _around_commit(connection: int) -> Iterator[Fault]:
    """Before and after each byte of COMMIT and of its answer; and COMMIT that comes when nobody waits any more."""
    sides = ((Way.TO_SERVER, len(COMMIT)), (Way.TO_CLIENT, len(COMMITTED)))
    for way, length in sides:
        for byte, is_before, ending, is_down in product(range(length), (True, False), _HEARD, (True, False)):
            place = byte if is_before else byte + 1
            yield Fault((Cut(connection, way, place, ending, waits=is_before, mark=COMMIT),), is_down)
    for byte, late, is_down in product(range(len(COMMIT)), _LATE, (True, False)):
        yield Fault((Cut(connection, Way.TO_SERVER, byte, waits=True, mark=COMMIT, late=late),), is_down)


def _anywhere(rehearsal: Sequence[Traffic], dice: random.Random) -> Fault:
    """One cut somewhere in the run, and maybe others on the connections that come to mend it."""
    first = dice.randrange(len(rehearsal))
    cuts = [_cut(first, rehearsal[first], dice)]
    while dice.random() < 0.3:
        number = cuts[-1].connection + 1
        cuts.append(_cut(number, rehearsal[min(number, len(rehearsal) - 1)], dice))
    return Fault(tuple(cuts), is_down=dice.random() < 0.3)


def _cut(connection: int, like: Traffic, dice: random.Random) -> Cut:
    way = dice.choice(list(Way))
    late = dice.choice(_LATE) if way is Way.TO_SERVER and dice.random() < 0.3 else 0
    byte = dice.randrange(like.passed[way] + 1)
    return Cut(connection, way, byte, dice.choice(_HEARD), waits=dice.random() < 0.5, late=late)


def _shaken(fault: Fault, dice: random.Random) -> Fault:
    """The same, with bytes in pieces or late."""
    match dice.randrange(6):
        case 0:
            return replace(fault, piece=dice.choice((20, 200)))
        case 1:
            return replace(fault, piece=1000, delay=0.001)
        case _:
            return fault
