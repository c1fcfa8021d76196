"""Our own tables are made on a full disk, without memory, without handles: all of them, or none."""

from __future__ import annotations

import random
from pathlib import Path

from syncer.cli.exits import Exit
from syncer.live.tables import OWN_TABLES
from tests.faults.people.lacks import lacks, run_without
from tests.faults.people.scene import Scene
from tests.faults.totals import Totals
from tests.rows import Dump

SETUP = ("setup", "staging")
_WHERE_IT_MAY_BE_DONE = ("the tables are made, and stay", "Running it again is safe")
_OURS = frozenset(table.name for table in OWN_TABLES)


def play(scene: Scene, disk: Path | None, size: int, dice: random.Random, totals: Totals) -> None:
    """Play all of them, or so many that the dice choose; ``disk`` is where the store is kept, if it is one of ours."""
    every = list(lacks([SETUP], has_disk=disk is not None))
    for lack in dice.sample(every, min(size, len(every))):
        _as_it_was_before_us(scene)
        ended, is_heard = run_without(scene, disk, lack)
        if ended is None:
            continue
        totals.tried += 1
        told = f"{lack.what}: setup, {ended}"
        left = scene.made.store.dump()
        made = _OURS & left.keys()
        if _of_the_store(left) != _of_the_store(scene.before):
            totals.wrong("partial", f"the store is not as it was, {told}")
        if made and not (made == _OURS and len(left["xsynchead"]) == 1):
            totals.wrong("partial", f"there is {sorted(made)}, {told}")
        if is_heard:
            scene.judge_words(ended, totals, told)
            is_told = ended.code == Exit.DONE or any(one in ended.err for one in _WHERE_IT_MAY_BE_DONE)
            if is_told < bool(made) or (ended.code == Exit.DONE and not made):
                totals.wrong("untrue", f"there is {sorted(made)}, {told}")
        if (again := scene.run(SETUP)).code != Exit.DONE or _OURS - scene.made.store.dump().keys():
            totals.wrong("stuck", f"the next setup: {again}, {told}")
        scene.judge_files(totals, told)


def _as_it_was_before_us(scene: Scene) -> None:
    scene.rewind()
    for table in OWN_TABLES:
        scene.made.sql(f"DROP TABLE {table.name}")


def _of_the_store(dump: Dump) -> Dump:
    return {table: rows for table, rows in dump.items() if table not in _OURS}
