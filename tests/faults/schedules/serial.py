"""What whole sessions leave when they come one after the other, and whether a schedule left something of that kind."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import permutations
from typing import NamedTuple

from syncer.model.errors import Stale, SyncerError
from syncer.model.plan import DriftKind, SavedPlan
from syncer.model.report import Report
from tests.faults.schedules.cast import APPLIES, Cast, Played, has_written
from tests.faults.schedules.rivals import RIVALS, Session
from tests.rows import Dump, applied_runs, chain_is_whole, new_ids_are_ours, runs, settled


class Wrong(NamedTuple):
    """A head of the totals, and what was found."""

    head: str
    told: str


class Serial(NamedTuple):
    """What one order leaves."""

    left: Dump | None
    """``None`` where one of the sessions does nothing in this order."""
    wrong: tuple[Wrong, ...]
    """What the plan that comes next should not say."""


class Judge:
    """Knows every order of whole sessions."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._serial = cache(self._in_turn)

    def judge(self, played: Played) -> Iterator[Wrong]:
        """Everything that is wrong with what was left and with what was said."""
        for name, end in played.ends.items():
            if isinstance(end, BaseException) and not isinstance(end, SyncerError):
                yield Wrong("tracebacks", f"{name}: {type(end).__name__}: {end}")
        if played.locks:
            yield Wrong("stuck", f"{played.locks} locks are held after the end")
        yield from self._members(played)
        yield from self._ids(played)
        yield from self._journal(played)
        yield from self._order(played)
        for name in APPLIES:
            if name in played.ends and (wrong := self._said(name, played)):
                yield Wrong("untrue", f"{name}: {wrong}")

    def _members(self, played: Played) -> Iterator[Wrong]:
        """Members are what the process that fills segments made of them."""

        def who(found: Dump) -> set[tuple[int, int]]:
            return {(row["member_id"], row["mbrgrp_id"]) for row in found["mbrgrpmbr"]}

        expected = who(self._cast.before)
        for session in _of_effect(played):
            expected = (expected | set(session.filled)) - set(session.emptied)
        if who(played.found) != expected or played.found["dmmbrgrppzn"] != self._cast.before["dmmbrgrppzn"]:
            yield Wrong("lost_members", f"not as they were left: {sorted(who(played.found) ^ expected)}")

    def _ids(self, played: Played) -> Iterator[Wrong]:
        """The key manager was in nobody's way, and ours come from KEYS, wherever nobody reset it."""
        if any(RIVALS[name].resets_keys for name in played.sessions):
            return
        for name, session in played.sessions.items():
            if session.doubled:
                yield Wrong("doubled_ids", f"{name} got ids that were in use")
        registered = {user for session in played.sessions.values() for user in session.users}
        if registered != self._new_users(played.found):
            yield Wrong("doubled_ids", "somebody else's new MEMBER rows are not as they were left")
        if not new_ids_are_ours(self._cast.before, played.found):
            yield Wrong("doubled_ids", "an id does not come from KEYS")

    def _journal(self, played: Played) -> Iterator[Wrong]:
        """Every run has one end, and those that say that they wrote are those on record."""
        if not chain_is_whole(played.found):
            yield Wrong("partial", "the chain of the journal is broken")
        states = {run: ends for run, ends in runs(played.found).items() if run not in runs(self._cast.before)}
        if not all(ends in ({"opened", "applied"}, {"opened", "failed"}) for ends in states.values()):
            yield Wrong("partial", f"a run has no end, or two: {states}")
        said = sorted(end.run or 0 for end in played.ends.values() if isinstance(end, Report) and has_written(end))
        if said != [run for run in applied_runs(played.found) if run in states]:
            yield Wrong("untrue", f"the runs {said} say that they wrote, and the journal knows {states}")

    def _order(self, played: Played) -> Iterator[Wrong]:
        """Some order of those who changed something leaves the same."""
        left = self._left(played.found)
        orders = list(permutations(sorted(played.effective)))
        for order in orders:
            serial = self._serial(order)
            if serial.left == left:
                yield from serial.wrong
                return
        yield Wrong("partial", f"no order of {orders[0]} explains what is left")

    def _said(self, name: str, played: Played) -> str | None:
        """What is wrong with how an apply ended."""
        end, plan = played.ends[name], self._cast.applies[name].saved
        others = [other for other in played.effective if other != name]
        match end:
            case Report(already_applied=True, run=run):
                return (
                    None if _has_applied(run, plan, played.found) else f"already applied by run {run}, which is untrue"
                )
            case Report(outcomes=outcomes):
                names = {row["mbrgrp_id"]: row["mbrgrpname"] for row in played.found["mbrgrp"]}
                is_true = all(names.get(int(one.mbrgrp_id)) == one.name for one in outcomes)
                return None if is_true and len(outcomes) == len(plan.changes) else f"it lists {outcomes}"
            case SyncerError():
                excuses = {kind for other in others for kind in self._stops(other, plan)}
                return None if type(end) in excuses else f"{type(end).__name__}: {end.message}"
        return None

    def _stops(self, other: str, plan: SavedPlan) -> tuple[type[SyncerError], ...]:
        """How an apply of this plan may end because of somebody else."""
        if other in RIVALS:
            return RIVALS[other].stops
        return () if self._cast.applies[other].saved.digest == plan.digest else (Stale,)

    def _in_turn(self, order: tuple[str, ...]) -> Serial:
        played = self._cast.in_turn(order)
        if set(played.effective) != set(order):
            return Serial(None, ())
        return Serial(self._left(played.found), tuple(self._next_plan(order)))

    def _next_plan(self, order: tuple[str, ...]) -> Iterator[Wrong]:
        """It shows what others did after our apply, and nothing else."""
        ours = [name for name in order if name in APPLIES]
        if not ours:
            return
        after = order[order.index(ours[-1]) + 1 :]
        made = self._cast.applies[ours[-1]].made
        plan = made.plan()
        # That a segment is empty is nobody's doing: its members have not come yet.
        drifted = {str(one.id) for one in plan.drift if one.kind is not DriftKind.EMPTY}
        shown = {one.id for one in plan.changes} | drifted
        shown |= {one.id for one in plan.open_refusals}
        touched = {id for name in after for id in RIVALS[name].touches}
        expected = {id for id in touched if made.file(id).exists()}  # what is in no file is in no plan
        if shown != expected:
            yield Wrong("untrue", f"after {order} the next plan speaks of {sorted(shown)}, not of {sorted(expected)}")

    def _left(self, found: Dump) -> Dump:
        """The rows that can be compared: users who registered have other ids in another order."""
        new = self._new_users(found)
        kept = [row for row in found["member"] if row["member_id"] not in new]
        return settled({**found, "member": kept}, self._cast.before)

    def _new_users(self, found: Dump) -> set[int]:
        old = {row["member_id"] for row in self._cast.before["member"]}
        return {row["member_id"] for row in found["member"] if row["type"].strip() == "U"} - old


def _of_effect(played: Played) -> Iterator[Session]:
    return (session for name, session in played.sessions.items() if played.ends[name] == "committed")


def _has_applied(run: int | None, plan: SavedPlan, found: Dump) -> bool:
    return any(
        (row["run_id"], row["run_state"], row["plan_digest"]) == (run, "applied", plan.digest)
        for row in found["xsyncrun"]
    )
