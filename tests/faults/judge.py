"""What may be in a database after a fault: all of the work or nothing of it, and members as they were."""

from __future__ import annotations

from typing import Literal, TypeAlias

from tests.faults.totals import Totals
from tests.rows import (
    APART,
    Dump,
    applied_runs,
    chain_is_whole,
    counter,
    keys_of_others,
    members,
    new_ids_are_ours,
    runs,
    settled,
)

State: TypeAlias = Literal["old", "new"]


class Judge:
    """Knows the database before one apply, and how it is when that apply was not disturbed."""

    def __init__(self, before: Dump, end: Dump) -> None:
        self._before = before
        self._end = settled(end, before)

    def state(self, found: Dump, totals: Totals, told: str) -> State | None:
        """``old`` or ``new``; ``None`` for anything else, which is counted under its head. ``told`` says where."""
        if members(found) != members(self._before):
            totals.wrong("lost_members", told)
            return None
        if not self._ids_are_ours(found):
            totals.wrong("doubled_ids", told)
            return None
        if state := self._state(found):
            return state
        totals.wrong("partial", told)
        return None

    def _ids_are_ours(self, found: Dump) -> bool:
        ids = [row["mbrgrp_id"] for row in found["mbrgrp"]]
        took_ids = counter(found) != counter(self._before)
        return (
            len(ids) == len(set(ids))
            and keys_of_others(found) == keys_of_others(self._before)
            and new_ids_are_ours(self._before, found)
            and not (took_ids and not self._opened(found))
        )

    def _state(self, found: Dump) -> State | None:
        if not chain_is_whole(found):
            return None
        opened = self._opened(found)
        applied = [states for states in opened.values() if "applied" in states]
        if not all({"opened"} <= states <= {"opened", "applied", "failed"} for states in opened.values()):
            return None
        if applied:
            is_whole = applied == [{"opened", "applied"}] and settled(found, self._before) == self._end
            return "new" if is_whole else None
        untouched = {table: rows for table, rows in found.items() if table not in APART}
        return "old" if all(rows == self._before[table] for table, rows in untouched.items()) else None

    def _opened(self, found: Dump) -> dict[int, set[str]]:
        """The states of the runs that were opened since."""
        return {run: states for run, states in runs(found).items() if run not in runs(self._before)}

    def new_runs(self, found: Dump) -> list[int]:
        """The runs that were applied since."""
        return sorted(set(applied_runs(found)) - set(applied_runs(self._before)))
