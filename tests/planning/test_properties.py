"""What holds for every plan, tried on random catalogs, databases and ledgers."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from syncer.model.change import (
    Activate,
    Adopt,
    Change,
    Create,
    Forget,
    Record,
    Update,
    content_of,
    subject_id,
    writes_store,
)
from syncer.model.environment import Propagation
from syncer.model.plan import Plan
from syncer.model.segment import Lifecycle, SegmentId
from syncer.model.snapshot import CUSTOMER_SEGMENT, LedgerEntry, LiveSegment
from syncer.planning.diff import diff, is_settled
from syncer.planning.drift import drift
from syncer.planning.guards import GUARDS
from syncer.planning.guards.case import Case
from syncer.planning.make_plan import make_plan
from syncer.planning.order import VERBS
from syncer.planning.subjects import line_up
from tests.planning.dice import World, world

seeds = st.integers(0, 2**32)
often = settings(max_examples=500, deadline=None)


def plan_of(one: World) -> Plan:
    return make_plan(one.catalog, one.snapshot, one.environment, left_out=one.left_out)


def moved_to(one: World) -> dict[SegmentId, SegmentId]:
    """By the id of an entry whose file is gone, the new file that has the name of its row, vanished or not."""
    active = (file for file in one.desired.values() if file.lifecycle is Lifecycle.ACTIVE)
    places = {(file.id.store, file.name): file.id for file in active if file.id not in one.entries}
    left = [entry for entry in one.entries.values() if entry.id not in one.desired]
    rows = {entry.id: one.rows.get(entry.mbrgrp_id) for entry in left}
    named = {id: (row.store, row.name) for id, row in rows.items() if row and row.store}
    named |= {entry.id: (entry.id.store, entry.name) for entry in left if rows[entry.id] is None}
    return {id: places[name] for id, name in named.items() if name in places}


@given(seeds)
@often
def test_every_segment_is_accounted_for_once(seed: int) -> None:
    one = world(Random(seed))
    plan, moved = plan_of(one), moved_to(one)
    standing = plan.standing
    told = {str(subject_id(change)) for change in plan.changes} | {refusal.id for refusal in plan.refusals}
    told |= {str(found.id) for found in plan.drift} | {*plan.left_out, *standing.orphans}
    told |= {str(new) for old, new in moved.items() if str(old) in plan.left_out}
    told |= {*standing.retired, *standing.held, *(awaited.id for awaited in standing.awaited)}
    active = {str(file.id) for file in one.desired.values() if file.lifecycle is Lifecycle.ACTIVE}
    assert standing.in_sync == len(active - told)
    for entry in one.entries.values():
        ids = {str(entry.id), str(moved.get(entry.id, entry.id))}
        assert ids & (told | active), entry
    for file in one.desired.values():
        is_ours = file.id in one.entries or file.id in moved.values()
        assert str(file.id) in active or not is_ours or any(str(id) in told for id in (file.id, *moved)), file
    assert standing.not_here == len(one.catalog.segments) - len(one.desired)


def is_gone(one: World, entry: LedgerEntry, name: str) -> bool:
    return entry.mbrgrp_id not in one.rows and entry.name == name


@given(seeds)
@often
def test_every_live_segment_is_ours_or_wanted_or_counted(seed: int) -> None:
    one = world(Random(seed))
    tied = {entry.mbrgrp_id for entry in one.snapshot.ledger}
    wanted = {
        (file.id.store, file.name)
        for file in one.desired.values()
        if file.lifecycle is Lifecycle.ACTIVE
        and ((entry := one.entries.get(file.id)) is None or is_gone(one, entry, file.name))
    }
    alone = [
        row
        for row in one.snapshot.groups
        if row.is_segment and row.store and row.mbrgrp_id not in tied and (row.store, row.name) not in wanted
    ]
    assert sum(plan_of(one).standing.unmanaged.values()) == len(alone)


@given(seeds)
@often
def test_only_rows_that_are_recorded_or_adopted_are_named(seed: int) -> None:
    one = world(Random(seed))
    plan = plan_of(one)
    ours = {entry.mbrgrp_id for entry in one.entries.values()}
    tied = [change for change in plan.changes if isinstance(change, Adopt | Update | Record | Activate)]
    named = [change.live.mbrgrp_id for change in tied if change.recorded and not isinstance(change, Adopt)]
    adopted = [change.live.mbrgrp_id for change in tied if not change.recorded or isinstance(change, Adopt)]
    let_go = {change.recorded.mbrgrp_id for change in plan.changes if isinstance(change, Forget)}
    assert {*named} <= ours
    assert len({*named, *adopted}) == len(named) + len(adopted), "one row, one change"
    assert {*adopted} & ours <= let_go, "a row of ours is adopted only where it is let go"
    assert not let_go & {*named}
    assert {change.verb for change in plan.changes} <= {*VERBS}
    assert "delete" not in VERBS
    assert not {str(subject_id(change)) for change in plan.changes} & {*plan.left_out}


@given(seeds)
@often
def test_where_rows_are_brought_none_is_written_and_what_would_be_is_awaited(seed: int) -> None:
    one = world(Random(seed))
    plan = plan_of(one)
    assert not (one.environment.receives and any(map(writes_store, plan.changes)))
    ours = plan_of(one._replace(environment=replace(one.environment, propagation=Propagation.OURS)))
    written = {str(subject_id(change)) for change in ours.changes if writes_store(change)}
    assert {awaited.id for awaited in plan.standing.awaited} == (written if one.environment.receives else set())


@given(seeds)
@often
def test_a_rename_is_always_refused(seed: int) -> None:
    one = world(Random(seed))
    plan = plan_of(one)
    refused = {refusal.id for refusal in plan.refusals if refusal.code == "rename" and not refusal.acceptable}
    changed = {str(subject_id(change)) for change in plan.changes}
    for file in one.desired.values():
        entry, row = one.entries.get(file.id), None
        if entry and file.lifecycle is Lifecycle.ACTIVE and str(file.id) not in one.left_out:
            row = one.rows.get(entry.mbrgrp_id)
            if entry.name != file.name or (row and row.name != entry.name):
                assert str(file.id) in refused
                assert str(file.id) not in changed
    named = {change.desired.id: change.desired.name for change in plan.changes if isinstance(change, Update | Activate)}
    assert all(one.rows[c.live.mbrgrp_id].name == named[c.desired.id] for c in plan.changes if isinstance(c, Update))


@given(seeds)
@often
def test_where_three_sides_are_equal_nothing_finds_anything(seed: int) -> None:
    one = world(Random(seed))
    subjects = line_up(one.catalog, one.snapshot, one.environment)
    settled = tuple(subject for subject in subjects if is_settled(subject))
    assert not any(diff(subject) or list(drift(subject)) for subject in settled)
    # As if they had not been told apart, and somebody recorded enough and filled the catalog.
    case = Case(one.environment, one.snapshot.site, settled, settled, (), 1)
    assert [refusal for guard in GUARDS for refusal in guard(case)] == []


@given(seeds)
@often
def test_what_was_carried_out_is_not_planned_again(seed: int) -> None:
    one = world(Random(seed))
    plan = plan_of(one)
    stopped = {refusal.id for refusal in plan.refusals if not refusal.acceptable}
    done = [change for change in plan.changes if str(subject_id(change)) not in stopped]
    again = plan_of(carried_out(one, done))
    assert not {subject_id(change) for change in done} & {subject_id(change) for change in again.changes}


def carried_out(one: World, changes: list[Change]) -> World:
    """The same world after these changes."""
    rows, ledger = dict(one.rows), {entry.id: entry for entry in one.snapshot.ledger}
    for number, change in enumerate(changes, start=1000):
        if change.recorded:
            ledger.pop(change.recorded.id, None)
        match change:
            case Create(desired=desired, fields=fields, held=held):
                usages = frozenset() if held else frozenset({CUSTOMER_SEGMENT})
                rows[number] = LiveSegment(number, desired.id.store, desired.name, content_of(fields), usages)
                ledger[desired.id] = LedgerEntry.of(desired, number, held=held)
            case Update(desired=desired, live=live, recorded=entry, fields=fields):
                rows[live.mbrgrp_id] = replace(live, content={**live.content, **content_of(fields)})
                held = entry.held and not live.is_segment
                ledger[desired.id] = LedgerEntry.of(desired, live.mbrgrp_id, held=held)
            case Adopt(desired=desired, live=live, fields=fields) | Activate(desired=desired, live=live, fields=fields):
                content, usages = {**live.content, **content_of(fields)}, live.usages | {CUSTOMER_SEGMENT}
                rows[live.mbrgrp_id] = replace(live, content=content, usages=usages)
                ledger[desired.id] = LedgerEntry.of(desired, live.mbrgrp_id, held=False)
            case Record(entry=entry):
                ledger[entry.id] = entry
            case Forget():
                pass
    return one._replace(snapshot=replace(one.snapshot, groups=tuple(rows.values()), ledger=tuple(ledger.values())))


@given(seeds)
@settings(max_examples=200, deadline=None)
def test_order_does_not_matter(seed: int) -> None:
    dice = Random(seed)
    one = world(dice)
    files, rows, ledger = list(one.catalog.segments), list(one.snapshot.groups), list(one.snapshot.ledger)
    for part in (files, rows, ledger):
        dice.shuffle(part)
    turned = one._replace(
        catalog=replace(one.catalog, segments=tuple(files)),
        snapshot=replace(one.snapshot, groups=tuple(rows), ledger=tuple(ledger)),
    )
    first, second = plan_of(one), plan_of(turned)
    assert first.digest == second.digest
    assert (first.changes, first.refusals, first.drift) == (second.changes, second.refusals, second.drift)
    assert first.standing == second.standing
