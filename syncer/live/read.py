"""Rows -> snapshot. Everything odd is made regular here, once."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, literal_column, not_, or_, select

from syncer.live.conditions import TOP_ELEMENT, has_condition
from syncer.live.journal import require_format
from syncer.live.lookups import FLAG_COLUMNS, Lookups
from syncer.live.tables import (
    mbrgrp,
    mbrgrpcond,
    mbrgrpdesc,
    mbrgrpmbr,
    mbrgrpusg,
    mgpcondele,
    xsynchead,
    xsyncrun,
    xsyncsegment,
)
from syncer.model.segment import DESCRIPTION, DISPLAY_NAME, Lifecycle, SegmentId, Value, text_path
from syncer.model.snapshot import GROUP_ROW, LedgerEntry, LiveSegment, Site, Snapshot, UnfinishedRun

_T = TypeVar("_T")

IN_LIST = 500
"""How many values one IN list may hold: Oracle stops at 1,000."""


def read_snapshot(connection: Connection, lookups: Lookups) -> Snapshot:
    """Every group of the environment's owners, every recorded one, and our ledger. A constant number of statements.

    Raises ``NotPermitted`` where our own tables are of another version.
    """
    site = _site(connection, lookups)
    scope: ColumnElement[bool] = mbrgrp.c.owner_id.in_(lookups.owners.values())
    if site.target is None:
        return Snapshot(site, groups=tuple(_groups(connection, lookups, scope, frozenset())))
    scope = or_(scope, mbrgrp.c.mbrgrp_id.in_(select(xsyncsegment.c.mbrgrp_id)))
    return Snapshot(
        site,
        groups=tuple(_groups(connection, lookups, scope, _held_with_members(connection))),
        ledger=tuple(_entries(connection, select(xsyncsegment))),
        unfinished=tuple(_unfinished(connection)),
    )


def _site(connection: Connection, lookups: Lookups) -> Site:
    columns = (xsynchead.c.format_version, xsynchead.c.target_id, xsynchead.c.catalog_name)
    head = connection.execute(select(*columns)).first() if lookups.is_recorded else None
    if head:
        require_format(head.format_version)
    return Site(
        target=head.target_id if head else None,
        catalog=head.catalog_name if head else None,
        languages=frozenset(lookups.languages),
        lacking=lookups.lacking,
    )


def read_groups(connection: Connection, lookups: Lookups, ids: Collection[int]) -> Iterator[LiveSegment]:
    """Just these rows, as they are now."""
    for chunk in chunks(ids):
        yield from _groups(connection, lookups, mbrgrp.c.mbrgrp_id.in_(chunk), frozenset())


def read_entries(connection: Connection, ids: Collection[SegmentId]) -> Iterator[LedgerEntry]:
    """Just these entries of the ledger, as they are now."""
    for chunk in chunks([str(id) for id in ids]):
        yield from _entries(connection, select(xsyncsegment).where(xsyncsegment.c.segment_id.in_(chunk)))


def without_members(connection: Connection, ids: Collection[int]) -> frozenset[int]:
    """Those of the groups that have no included member."""
    found: set[int] = set()
    for chunk in chunks(ids):
        query = select(mbrgrp.c.mbrgrp_id).where(mbrgrp.c.mbrgrp_id.in_(chunk), _has_member(mbrgrp.c.mbrgrp_id))
        found.update(int(row[0]) for row in connection.execute(query))
    return frozenset(ids) - found


def chunks(values: Collection[_T]) -> Iterator[list[_T]]:
    """The values in lists that an IN may hold."""
    ordered = list(values)
    for start in range(0, len(ordered), IN_LIST):
        yield ordered[start : start + IN_LIST]


def _groups(
    connection: Connection, lookups: Lookups, scope: ColumnElement[bool], with_members: frozenset[int]
) -> Iterator[LiveSegment]:
    usages: defaultdict[int, set[int]] = defaultdict(set)
    for mbrgrp_id, usage in connection.execute(
        _of_groups(select(mbrgrpusg.c.mbrgrp_id, mbrgrpusg.c.mbrgrptype_id), scope)
    ):
        usages[mbrgrp_id].add(int(usage))
    texts: defaultdict[int, list[Any]] = defaultdict(list)
    for text in connection.execute(_of_groups(select(mbrgrpdesc), scope)):
        texts[text[0]].append(text)
    conditions = _with_conditions(connection, scope)
    flags = [field for field in FLAG_COLUMNS if field not in lookups.lacking]
    columns = [
        mbrgrp.c[name] for name in ("mbrgrp_id", "owner_id", "mbrgrpname", "lastupdate", "lastupdatedby", "optcounter")
    ]
    query = select(*columns, *(mbrgrp.c[FLAG_COLUMNS[field]] for field in flags)).where(scope)
    for mbrgrp_id, owner, name, at, by, counter, *values in connection.execute(query):
        content: dict[str, Value] = {field: bool(value) for field, value in zip(flags, values, strict=True)}
        counters: dict[str, int | None] = {GROUP_ROW: counter}
        for _, language, display, description, text_counter in texts.get(mbrgrp_id, ()):
            locale = lookups.locales[language]
            place = None if locale == lookups.default_language else locale
            content[text_path(place, DISPLAY_NAME)] = display
            content[text_path(place, DESCRIPTION)] = description or None
            counters[locale] = text_counter
        yield LiveSegment(
            mbrgrp_id=int(mbrgrp_id),
            store=lookups.stores.get(owner),
            name=name,
            content=content,
            usages=frozenset(usages.get(mbrgrp_id, ())),
            has_conditions=mbrgrp_id in conditions,
            has_members=mbrgrp_id in with_members,
            counters=counters,
            updated_by=by,
            updated_at=None if at is None else str(at),
        )


def _of_groups(query: Select[Any], scope: ColumnElement[bool]) -> Select[Any]:
    """The rows of a companion table that belong to the groups in scope."""
    table = query.get_final_froms()[0]
    return query.select_from(table.join(mbrgrp, mbrgrp.c.mbrgrp_id == table.c.mbrgrp_id)).where(scope)


def _with_conditions(connection: Connection, scope: ColumnElement[bool]) -> frozenset[int]:
    """Groups whose members follow from a rule, in either of the places where one may stand (reference 4.3)."""
    name, type_ = TOP_ELEMENT
    elements = _of_groups(select(mgpcondele.c.mbrgrp_id), scope).where(
        not_(and_(mgpcondele.c.name == name, mgpcondele.c.type == type_))
    )
    rules = _of_groups(select(mbrgrpcond.c.mbrgrp_id, mbrgrpcond.c.conditions), scope).where(
        mbrgrpcond.c.conditions.is_not(None)
    )
    found = {int(row[0]) for row in connection.execute(elements)}
    return frozenset(found | {int(row[0]) for row in connection.execute(rules) if has_condition(row[1])})


def _has_member(mbrgrp_id: ColumnElement[int]) -> ColumnElement[bool]:
    member: Select[Any] = select(literal_column("1")).where(
        mbrgrpmbr.c.mbrgrp_id == mbrgrp_id, mbrgrpmbr.c.exclude == "0"
    )
    return exists(member)


def _held_with_members(connection: Connection) -> frozenset[int]:
    query = select(xsyncsegment.c.mbrgrp_id).where(xsyncsegment.c.is_held == 1, _has_member(xsyncsegment.c.mbrgrp_id))
    return frozenset(int(row[0]) for row in connection.execute(query))


def _entries(connection: Connection, query: Select[Any]) -> Iterator[LedgerEntry]:
    for segment, mbrgrp_id, name, content, counters, _, lifecycle, held, protected, run in connection.execute(query):
        yield LedgerEntry(
            id=SegmentId.parse(segment),
            mbrgrp_id=int(mbrgrp_id),
            name=name,
            content=json.loads(content),
            lifecycle=Lifecycle(lifecycle),
            held=bool(held),
            protected=bool(protected),
            run=int(run),
            counters=json.loads(counters),
        )


def _unfinished(connection: Connection) -> Iterator[UnfinishedRun]:
    """Runs after the last applied one that were opened and have no end."""
    applied = select(func.coalesce(func.max(xsyncrun.c.run_id), literal_column("0"))).where(
        xsyncrun.c.run_state == "applied"
    )
    query = select(xsyncrun.c.run_id, xsyncrun.c.run_state, xsyncrun.c.actor, xsyncrun.c.written_at).where(
        xsyncrun.c.run_id > applied.scalar_subquery()
    )
    runs: defaultdict[int, dict[str, tuple[str, str]]] = defaultdict(dict)
    for run, state, actor, at in connection.execute(query):
        runs[int(run)][state] = (actor, at)
    for run, states in sorted(runs.items()):
        if "opened" in states and "failed" not in states:
            yield UnfinishedRun(run, *states["opened"])


def overlay(
    snapshot: Snapshot,
    groups: Mapping[int, LiveSegment],
    entries: Mapping[SegmentId, LedgerEntry],
    gone: Collection[SegmentId],
) -> Snapshot:
    """The snapshot with the rows that were read back laid over it."""
    live = {group.mbrgrp_id: group for group in snapshot.groups} | dict(groups)
    ledger = {entry.id: entry for entry in snapshot.ledger if entry.id not in gone} | dict(entries)
    return Snapshot(snapshot.site, tuple(live.values()), tuple(ledger.values()), snapshot.unfinished)
