"""What has to hold of an apply, of a plan and of a database, each said by the small model beforehand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from syncer.model.errors import Busy, NotPermitted, OutcomeUnknown, Refused, Stale
from syncer.model.plan import Drift, PlannedChange, SavedPlan
from syncer.model.report import PAST_TENSE, Report
from tests.faults.model.breaking import Break, Breaking, Crashed
from tests.faults.model.world import Change, Decision, World
from tests.rows import APART, Dump, keys_of_others, of_groups, runs

_OF_GROUPS = ("member", "mbrgrp", "mbrgrpusg", "mbrgrpdesc", "mbrgrpcond", "mgpcondele")
_OF_MEMBERS = ("mbrgrpmbr", "dmmbrgrppzn")

_ENDS: Mapping[str, type] = {"stale": Stale, "refused": Refused, "not permitted": NotPermitted}


class Wrong(AssertionError):
    """Not what the model says, under one of the heads of the totals."""

    def __init__(self, head: str, told: str) -> None:
        super().__init__(told)
        self.head = head


def require(is_so: object, head: str, told: object) -> None:
    """Raises ``Wrong`` where it is not so."""
    if not is_so:
        raise Wrong(head, str(told))


def verdict(agreed: Decision, now: Decision, world: World) -> str:
    """How an apply of what was agreed ends in this world, before it has opened a run."""
    if now.files == agreed.files and not now.changes and not now.open:
        return "done"
    if now.digested != agreed.digested:
        return "stale"
    if now.open:
        return "refused"
    return "not permitted" if _lacks_ids(agreed, world) else "written"


def verdict_at_lock(agreed: Decision, now: Decision, world: World) -> str:
    """How it ends where that much was agreed, and then somebody did something. Ids are reserved before the lock."""
    return "not permitted" if _lacks_ids(agreed, world) else verdict(agreed, now, world)


def _lacks_ids(agreed: Decision, world: World) -> bool:
    """Whether something is to be created, and somebody went past KEYS."""
    is_past = any(id > world.counter for id in world.rows)
    return is_past and any(change.verb == "create" for change in agreed.changes)


def require_ended(ended: object, wanted: str, agreed: Decision) -> None:
    """An end that nobody forced."""
    told = f"{ended!r}, and it had to be {wanted}"
    require(not isinstance(ended, Busy | OutcomeUnknown), "stuck", told)
    if isinstance(ended, Report):
        require(wanted == ("done" if ended.already_applied else "written"), "untrue", told)
    else:
        require(type(ended) is _ENDS.get(wanted), "untrue", told)
    if isinstance(ended, Refused):
        require({tuple(one.key) for one in ended.plan.open_refusals} == agreed.open, "untrue", told)


def require_broken(ended: object, wanted: str, agreed: Decision, fault: Break, at: Breaking, has_written: bool) -> None:
    """The end that follows from a crash or a lost connection.

    Of the connections the first one plans, the second opens the run, the third writes; what comes after is applied.
    """
    told = f"{ended!r} after {fault} on connection {at.connections}; written: {has_written}"
    if fault.is_crash:
        require(isinstance(ended, Crashed), "untrue", told)
        require(has_written == (at.commits == 2), "partial", told)
    elif at.connections == 1 or (at.connections < 4 and fault.lasts):
        is_asked = at.connections == 3 and at.is_commit
        require(type(ended) is (OutcomeUnknown if is_asked else Busy), "untrue", told)
        require(has_written == (is_asked and fault.is_late), "partial", told)
    else:
        require_ended(ended, wanted, agreed)


def unlike(now: World, wanted: World) -> Iterator[str]:
    """What is there and must not be, or the other way round."""
    for what in ("rows", "ledger", "files"):
        there, meant = getattr(now, what), getattr(wanted, what)
        for key in sorted(there.keys() | meant.keys()):
            if there.get(key) != meant.get(key):
                yield f"{what}: there is {there.get(key)}, and has to be {meant.get(key)}"
    if now.counter != wanted.counter:
        yield f"COUNTER is {now.counter}, and has to be {wanted.counter}"


def require_plan(plan: SavedPlan, decision: Decision) -> None:
    """A plan says what the model says."""
    for what, found, wanted in (
        ("changes", frozenset(map(_change, plan.changes)), decision.changes),
        ("refusals", {tuple(one.key): one.acceptable for one in plan.refusals}, decision.refusals),
        ("acceptances", frozenset(map(tuple, plan.acceptances)), decision.accepted),
        ("drift", drift_of(plan.drift), decision.drift),
        ("orphans", frozenset(plan.standing.orphans), decision.orphans),
        ("reasons to stop", bool(plan.is_blocked), bool(decision.open)),
    ):
        require(found == wanted, "untrue", f"{what} of the plan are {_told(found)}, and have to be {_told(wanted)}")


def _told(value: object) -> str:
    return str(sorted(value, key=repr) if isinstance(value, frozenset) else value)


def _change(one: PlannedChange) -> Change:
    fields = tuple((path, before, after) for path, before, after in one.fields)
    return Change(one.verb, one.id, int(one.mbrgrp_id) if one.mbrgrp_id else None, fields)


def drift_of(found: Iterable[Drift]) -> frozenset[tuple[str, str, str | None]]:
    """Id, kind and field of each."""
    return frozenset((str(one.id), str(one.kind), one.field) for one in found)


def require_outcomes(report: Report, decision: Decision, new_rows: Mapping[str, int]) -> None:
    """A report says what was done."""
    told = {(one.verb, one.id, int(one.mbrgrp_id)) for one in report.outcomes}
    done = {(PAST_TENSE[one.verb], one.id, one.row or new_rows[one.id]) for one in decision.changes}
    require(told == done, "untrue", f"the report says {told}, and it was {done}")


def require_untouched(before: Dump, found: Dump, touched: Collection[int | None]) -> None:
    """Groups that were not meant, and tables that no plan is about, are in every column what they were."""
    others = {row["member_id"] for row in before["member"]} - set(touched)
    require(of_groups(found, others) == of_groups(before, others), "partial", "rows of other groups changed")
    known = (*_OF_GROUPS, *_OF_MEMBERS, *APART, "xsyncsegment", "xsyncchange")
    changed = [table for table in before if table not in known and found[table] != before[table]]
    require(not changed, "partial", f"rows of {changed} changed")
    require(keys_of_others(before) == keys_of_others(found), "doubled_ids", "other rows of KEYS changed")


def require_runs(before: Dump, found: Dump, *, has_written: bool, is_broken: bool) -> tuple[int, ...]:
    """Every new run has one end, unless somebody forced it; those that have none."""
    new = {run: states for run, states in sorted(runs(found).items()) if run not in runs(before)}
    applied = [run for run, states in new.items() if "applied" in states]
    require(len(applied) == has_written, "partial", f"{new}, and written is {has_written}")
    allowed = [{"opened", "applied"}, {"opened", "failed"}, *([{"opened"}] if is_broken else [])]
    require(all(states in allowed for states in new.values()), "partial", f"runs ended as {new}")
    return tuple(run for run, states in new.items() if states == {"opened"} and run > max(applied, default=0))
