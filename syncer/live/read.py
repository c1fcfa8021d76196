"""Rows -> snapshot. Everything odd is made regular here, once."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache, lru_cache
from itertools import chain
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, exists, func, literal_column, not_, select

from syncer.live.conditions import TOP_ELEMENT, has_condition
from syncer.live.journal import require_format
from syncer.live.lists import among, chunks
from syncer.live.lookups import FLAG_COLUMNS, Lookups
from syncer.live.tables import (
    mbrgrp,
    mbrgrpcond,
    mbrgrpdesc,
    mbrgrpmbr,
    mbrgrpusg,
    mgpcondele,
    xsyncchange,
    xsynchead,
    xsyncrun,
    xsyncsegment,
)
from syncer.model.change import Create
from syncer.model.segment import DESCRIPTION, DISPLAY_NAME, Lifecycle, SegmentId, Value, text_path
from syncer.model.snapshot import (
    GROUP_ROW,
    UNSTAGED,
    Counters,
    LedgerEntry,
    LiveSegment,
    Site,
    Snapshot,
    Staged,
    UnfinishedRun,
)

_FETCHED = 1_000
"""How many rows are fetched at a time."""


def read_snapshot(
    connection: Connection, lookups: Lookups, staged: Staged = UNSTAGED, *, empty_means_everybody: bool = False
) -> Snapshot:
    """Every group of the environment's owners, every recorded one, and our ledger. A constant number of statements.

    Which recorded ones are empty is asked only where that matters.

    Raises ``NotPermitted`` where our own tables are of another version.
    """
    site = _site(connection, lookups, staged)
    ours: ColumnElement[bool] = among(mbrgrp.c.owner_id, lookups.owners.values())
    if site.target is None:
        return Snapshot(site, groups=tuple(_groups(connection, lookups, _where(ours))))
    ledger = tuple(_entries(connection, select(*_ENTRY)))
    filled = _Filled(_held_with_members(connection), _without(connection) if empty_means_everybody else frozenset())
    groups = list(_groups(connection, lookups, _where(ours), filled))
    if not {entry.mbrgrp_id for entry in ledger} <= {group.mbrgrp_id for group in groups}:
        # Seldom, so it is asked for apart: as a part of the scope it costs each statement a quarter more.
        elsewhere = and_(not_(ours), mbrgrp.c.mbrgrp_id.in_(select(xsyncsegment.c.mbrgrp_id)))
        groups += _groups(connection, lookups, _where(elsewhere), filled)
    return Snapshot(site, tuple(groups), ledger, tuple(_unfinished(connection)))


def _site(connection: Connection, lookups: Lookups, staged: Staged) -> Site:
    columns = (xsynchead.c.format_version, xsynchead.c.target_id, xsynchead.c.catalog_name)
    head = connection.execute(select(*columns)).first() if lookups.is_recorded else None
    if head:
        require_format(head.format_version)
    return Site(
        target=head.target_id if head else None,
        catalog=head.catalog_name if head else None,
        languages=frozenset(lookups.languages),
        lacking=lookups.lacking,
        staged=staged,
        has_created=head is not None and _has_created(connection),
    )


def _has_created(connection: Connection) -> bool:
    """Whether the journal has a change that made a segment."""
    created: Select[Any] = select(literal_column("1")).where(xsyncchange.c.verb == Create.verb)
    # Asked of the one row of the head, so that the search ends at the first change.
    return connection.execute(select(xsynchead.c.head_id).where(exists(created))).first() is not None


def read_groups(connection: Connection, lookups: Lookups, ids: Collection[int]) -> Iterator[LiveSegment]:
    """Just these rows, as they are now."""
    for chunk in chunks(ids):
        yield from _groups(connection, lookups, _among(chunk))


def read_entries(connection: Connection, ids: Collection[SegmentId]) -> Iterator[LedgerEntry]:
    """Just these entries of the ledger, as they are now."""
    for chunk in chunks([str(id) for id in ids]):
        yield from _entries(connection, select(*_ENTRY).where(xsyncsegment.c.segment_id.in_(chunk)))


def without_members(connection: Connection, ids: Collection[int]) -> frozenset[int]:
    """Those of the groups that have no included member."""
    found: set[int] = set()
    for chunk in chunks(ids):
        query = select(mbrgrp.c.mbrgrp_id).where(mbrgrp.c.mbrgrp_id.in_(chunk), _has_member(mbrgrp.c.mbrgrp_id))
        found.update(int(row[0]) for row in _rows(connection, query))
    return frozenset(ids) - found


def _rows(connection: Connection, query: Select[Any]) -> Iterator[Any]:
    """The rows of a query, fetched many at a time: one at a time takes half as long again."""
    return chain.from_iterable(connection.execute(query).partitions(_FETCHED))


Scope: TypeAlias = Callable[[Table], ColumnElement[bool]]
"""Which rows of a table belong to the groups that are asked for."""


def _where(condition: ColumnElement[bool]) -> Scope:
    """The groups that a condition on MBRGRP chooses."""

    def scope(table: Table) -> ColumnElement[bool]:
        if table is mbrgrp:
            return condition
        # A join costs twice as much: it begins at the groups and looks for the rows of each.
        group: Select[Any] = select(literal_column("1")).where(mbrgrp.c.mbrgrp_id == table.c.mbrgrp_id, condition)
        return exists(group.correlate(table))

    return scope


def _among(ids: list[int]) -> Scope:
    """The groups with these ids."""
    return lambda table: table.c.mbrgrp_id.in_(ids)


class _Filled(NamedTuple):
    """What was asked about members, by MBRGRP_ID."""

    held_with: frozenset[int] = frozenset()
    """Held ones that have an included member."""
    without: frozenset[int] = frozenset()
    """Others that have none."""


_UNASKED = _Filled()


def _groups(
    connection: Connection, lookups: Lookups, scope: Scope, filled: _Filled = _UNASKED
) -> Iterator[LiveSegment]:
    usages = _usages(connection, scope)
    texts = _texts(connection, lookups, scope)
    conditions = _with_conditions(connection, scope)
    flags = [field for field in FLAG_COLUMNS if field not in lookups.lacking]
    columns = [
        mbrgrp.c[name] for name in ("mbrgrp_id", "owner_id", "mbrgrpname", "lastupdate", "lastupdatedby", "optcounter")
    ]
    query = select(*columns, *(mbrgrp.c[FLAG_COLUMNS[field]] for field in flags)).where(scope(mbrgrp))
    for mbrgrp_id, owner, name, at, by, counter, *values in _rows(connection, query):
        content, counters = texts.get(mbrgrp_id) or ({}, {})
        content.update(zip(flags, map(bool, values), strict=True))
        counters[GROUP_ROW] = counter
        yield LiveSegment(
            mbrgrp_id=int(mbrgrp_id),
            store=lookups.stores.get(owner),
            name=name,
            content=content,
            usages=usages.get(mbrgrp_id, frozenset()),
            has_conditions=mbrgrp_id in conditions,
            has_members=mbrgrp_id in filled.held_with,
            is_empty=mbrgrp_id in filled.without,
            counters=counters,
            updated_by=by or None,
            updated_at=None if at is None else str(at),
        )


def _usages(connection: Connection, scope: Scope) -> dict[int, frozenset[int]]:
    query = select(mbrgrpusg.c.mbrgrp_id, mbrgrpusg.c.mbrgrptype_id).where(scope(mbrgrpusg))
    found: dict[int, frozenset[int]] = {}
    for mbrgrp_id, usage in _rows(connection, query):
        found[mbrgrp_id] = _with_usage(found.get(mbrgrp_id), usage)
    return found


# Nearly every group has one and the same usage.
@cache
def _with_usage(usages: frozenset[int] | None, usage: int) -> frozenset[int]:
    return (usages or frozenset()) | {int(usage)}


def _texts(
    connection: Connection, lookups: Lookups, scope: Scope
) -> dict[int, tuple[dict[str, Value], dict[str, int | None]]]:
    """By group, what its texts are and the counters of their rows."""
    paths = {language: _paths(locale, lookups.default_language) for language, locale in lookups.locales.items()}
    query = select(mbrgrpdesc).where(scope(mbrgrpdesc))
    found: dict[int, tuple[dict[str, Value], dict[str, int | None]]] = {}
    for mbrgrp_id, language, display, description, counter in _rows(connection, query):
        if language not in paths:
            continue  # LANGUAGE does not say what it is, so nobody here can mean it.
        if mbrgrp_id not in found:
            found[mbrgrp_id] = ({}, {})
        content, counters = found[mbrgrp_id]
        locale, display_path, description_path = paths[language]
        content[display_path] = display
        content[description_path] = description or None
        counters[locale] = counter
    return found


def _paths(locale: str, default_language: str) -> tuple[str, str, str]:
    place = None if locale == default_language else locale
    return locale, text_path(place, DISPLAY_NAME), text_path(place, DESCRIPTION)


def _with_conditions(connection: Connection, scope: Scope) -> frozenset[int]:
    """Groups whose members follow from a rule, in either of the places where one may stand (reference 4.3)."""
    is_top = and_(*map(_is_just, (mgpcondele.c.name, mgpcondele.c.type), TOP_ELEMENT))
    elements = select(mgpcondele.c.mbrgrp_id).where(not_(is_top), scope(mgpcondele))
    rules = select(mbrgrpcond.c.mbrgrp_id, mbrgrpcond.c.conditions).where(
        mbrgrpcond.c.conditions.is_not(None), scope(mbrgrpcond)
    )
    found = {int(row[0]) for row in _rows(connection, elements)}
    return frozenset(found | {int(row[0]) for row in _rows(connection, rules) if has_condition(row[1])})


def _is_just(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    """Whether it is this text. Db2 and Derby take blanks at the end of a text for nothing, but not inside."""
    return column.concat(literal_column("'.'")) == f"{text}."


def _has_member(mbrgrp_id: ColumnElement[int]) -> ColumnElement[bool]:
    member: Select[Any] = select(literal_column("1")).where(
        mbrgrpmbr.c.mbrgrp_id == mbrgrp_id, mbrgrpmbr.c.exclude == "0"
    )
    return exists(member)


def _held_with_members(connection: Connection) -> frozenset[int]:
    query = select(xsyncsegment.c.mbrgrp_id).where(xsyncsegment.c.is_held == 1, _has_member(xsyncsegment.c.mbrgrp_id))
    return frozenset(int(row[0]) for row in _rows(connection, query))


def _without(connection: Connection) -> frozenset[int]:
    """Recorded groups that are not held and have no included member."""
    is_empty = not_(_has_member(xsyncsegment.c.mbrgrp_id))
    query = select(xsyncsegment.c.mbrgrp_id).where(xsyncsegment.c.is_held == 0, is_empty)
    return frozenset(int(row[0]) for row in _rows(connection, query))


def _entries(connection: Connection, query: Select[Any]) -> Iterator[LedgerEntry]:
    for segment, mbrgrp_id, name, content, counters, lifecycle, held, protected, run in _rows(connection, query):
        yield LedgerEntry(
            id=SegmentId.parse(segment),
            mbrgrp_id=int(mbrgrp_id),
            name=name,
            content=_decode(content),
            lifecycle=_LIFECYCLES[lifecycle],
            held=bool(held),
            protected=bool(protected),
            run=int(run),
            counters=_counters(counters),
        )


_ENTRY = [column for column in xsyncsegment.c if column.name != "digest"]
_LIFECYCLES = {str(one): one for one in Lifecycle}


def _decode(text: str) -> Any:
    """The value of a JSON text that we wrote ourselves, without blanks around it: twice as fast as with them."""
    return _DECODER.raw_decode(text)[0]


_DECODER = json.JSONDecoder()


# Most rows are written once and never again, so few counters differ.
@lru_cache(maxsize=10_000)
def _counters(text: str) -> Counters:
    found: Counters = _decode(text)
    return found


def _unfinished(connection: Connection) -> Iterator[UnfinishedRun]:
    """Runs after the last applied one that were opened and have no end."""
    applied = select(func.coalesce(func.max(xsyncrun.c.run_id), literal_column("0"))).where(
        xsyncrun.c.run_state == "applied"
    )
    query = select(xsyncrun.c.run_id, xsyncrun.c.run_state, xsyncrun.c.actor, xsyncrun.c.written_at).where(
        xsyncrun.c.run_id > applied.scalar_subquery()
    )
    runs: defaultdict[int, dict[str, tuple[str, str]]] = defaultdict(dict)
    for run, state, actor, at in _rows(connection, query):
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
