"""Checks of what several do at once: two runs, two that take ids, a run beside the rest of the store."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from syncer.engine.conformance.bench import ENDING, Bench, Meanwhile, require, segment
from syncer.engine.conformance.writing import STORE_TABLES
from syncer.model.errors import Busy, Stale, SyncerError
from syncer.model.report import Report

if TYPE_CHECKING:
    from sqlalchemy import Connection, MetaData

_IDS = 7
"""How many each time: no divisor of what a server takes."""

_MOMENT = 0.05
"""Seconds between two looks at how far somebody is."""


def lock(bench: Bench) -> str:
    """Of two runs at once the second waits or ends as busy, and goes on once the first is over."""
    ours = segment("lock", "Locked container", "Written once.")
    inside: list[str] = []
    rivals: list[Meanwhile[Report]] = []

    def between(phase: str) -> None:
        if phase.startswith("writing") and not rivals:
            rivals.append(Meanwhile(lambda: bench.apply(ours, progress=inside.append)))
            deadline, waiting = time.monotonic() + bench.pace.patience, True
            while waiting:
                waiting = not rivals[0].is_over(_MOMENT) and time.monotonic() < deadline
                # Also of one that is over by now: it may have been quicker than our looks.
                entered = any(one.startswith("writing") for one in inside)
                require(not entered, "a second run was let in while the first had the lock")

    try:
        bench.apply(ours, progress=between)
    finally:
        for rival in rivals:
            rival.is_over(ENDING)
    try:
        second, waited = rivals[0].end(), "waited, and found everything done"
    except (Busy, Stale) as error:
        second = bench.apply(ours)
        waited = f"ended as {'busy' if isinstance(error, Busy) else 'stale'}; run again, it found everything done"
    require(second.already_applied, "the second run wrote again what the first had written")
    return f"The second run {waited}."


def ids(bench: Bench) -> str:
    """Two that take ids at once, and a server of the store beside them, are never given the same one."""
    from syncer.sandbox.rivals import take_ids

    def ours(between: Callable[[], None]) -> Sequence[int]:
        return _reserve(bench, between)

    def theirs(between: Callable[[], None]) -> Sequence[int]:
        def take(connection: Connection, tables: MetaData) -> range:
            taken = take_ids(connection, tables)
            between()
            return taken

        return bench.others(take)

    given: list[int] = []
    of_servers: set[int] = set()
    for two in ((ours, ours), (ours, theirs), (theirs, ours)) * bench.pace.rounds:
        for act, taken in zip(two, _at_once(bench, *two), strict=True):
            (given.extend if act is ours else of_servers.update)(taken)
        require(len(given) == len(set(given)), f"{len(given) - len(set(given))} ids were given to two at once")
        require(not of_servers & set(given), "an id was given to us that a server of the store holds")
    return f"{len(given)} ids of ours and {len(of_servers)} of a server, none twice."


_Taking = Callable[[Callable[[], None]], Sequence[int]]


def _at_once(bench: Bench, first: _Taking, second: _Taking) -> tuple[Sequence[int], Sequence[int]]:
    """The second begins while the first has taken its ids and not yet committed."""
    rivals: list[Meanwhile[Sequence[int]]] = []

    def begin() -> None:
        rivals.append(Meanwhile(lambda: second(lambda: None)))
        rivals[0].is_over(bench.pace.patience / 5)

    taken = first(begin)
    try:
        return taken, rivals[0].end()
    except Busy:
        return taken, second(lambda: None)


def _reserve(bench: Bench, between: Callable[[], None]) -> range:
    """Take ids as a run does; ``between`` happens before COMMIT."""
    from syncer.live.connect import connect
    from syncer.live.gate import Access
    from syncer.live.keys import GROUP_IDS, reserve
    from syncer.live.lookups import look_up

    where = bench.scratch.environment
    with connect(where, Access.WRITE) as database, database.writing() as connection, connection.begin():
        taken = reserve(connection, look_up(connection, database.dialect, where), where, GROUP_IDS, _IDS)
        between()
        return taken


class _Enough(SyncerError):
    """What was to be seen was seen: the run is taken back."""


def escalation(bench: Bench, size: int) -> str:
    """While a run with so many changes is open, others read and save rows that it is not about."""
    from syncer.sandbox.rivals import STANDING, touch

    rivals: list[Meanwhile[None]] = []
    waited: list[bool] = []

    def between(phase: str) -> None:
        if phase == "committing":
            rivals.append(Meanwhile(lambda: bench.others(lambda at, tables: touch(at, tables, STANDING[0]))))
            # Long enough for a slow machine: who is not blocked is through at once.
            waited.append(not rivals[0].is_over(4 * bench.pace.patience))
            raise _Enough("The run was taken back: all that it was for was seen.")

    before = bench.dump(*STORE_TABLES)
    many = (segment(f"many-{number}", f"Many {number}", "One of many.") for number in range(size))
    with suppress(_Enough):
        bench.apply(*many, progress=between)
    try:
        rivals[0].end()
    except Busy:
        waited[0] = True
    require(not waited[0], "while they were open, somebody had to wait for a row that they are not about")
    after = bench.dump("mbrgrpdesc", "mbrgrpusg", "mbrgrpcond")
    require(all(after[table] == before[table] for table in after), "a run that was taken back left rows")
    return "They were open, and nobody had to wait."
