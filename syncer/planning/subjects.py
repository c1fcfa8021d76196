"""One segment from its three sides, lined up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from syncer.model.catalog import Catalog
from syncer.model.environment import Environment
from syncer.model.names import folded
from syncer.model.segment import Lifecycle, Segment, SegmentId
from syncer.model.snapshot import LedgerEntry, LiveSegment, Snapshot


@dataclass(frozen=True, slots=True)
class Subject:
    """What the catalog says, what the database holds, and what we recorded of one segment."""

    desired: Segment | None
    live: LiveSegment | None
    recorded: LedgerEntry | None
    is_replaced: bool = False
    """The recorded row is gone; ``live`` is another row that has its name."""
    rivals: tuple[LiveSegment, ...] = ()
    """Rows that answer to the name in another case or padding, or beside ``live``."""
    owned_by: SegmentId | None = None
    """Another segment of ours that ``live`` is recorded for."""

    @property
    def id(self) -> SegmentId:
        """Its id in the catalog, or the recorded one where its file is gone."""
        if self.desired is not None:
            return self.desired.id
        if self.recorded is not None:
            return self.recorded.id
        raise ValueError("a subject is known to the catalog or to the ledger")

    @property
    def is_active(self) -> bool:
        """Whether the catalog wants it."""
        return self.desired is not None and self.desired.lifecycle is Lifecycle.ACTIVE

    @property
    def is_tied(self) -> bool:
        """Whether the live row is the one that we recorded."""
        return self.live is not None and self.recorded is not None and not self.is_replaced


def line_up(
    catalog: Catalog, snapshot: Snapshot, environment: Environment, left_out: Collection[str] = ()
) -> tuple[Subject, ...]:
    """Every segment of the environment's stores that the catalog or the ledger knows, by id.

    Recorded is tied to live by MBRGRP_ID and to desired by id. A segment that is not recorded, or
    whose row is gone, looks at the row that has its name. One that is left out does not let go of its row.
    """
    here = (one for one in catalog.segments if one.id.store in environment.stores)
    desired = {one.id: _carried(one, snapshot.site.lacking) for one in here}
    entries = {entry.id: entry for entry in snapshot.ledger if entry.id.store in environment.stores}
    rows = {group.mbrgrp_id: group for group in snapshot.groups}

    def by_row(wanted: Segment | None, entry: LedgerEntry | None) -> Subject:
        return Subject(wanted, rows.get(entry.mbrgrp_id) if entry else None, entry)

    wanted = [by_row(one, entries.get(one.id)) for one in desired.values()]
    unseen = [one.desired for one in wanted if one.desired and not one.live]
    names = _Names(snapshot, unseen)
    moved = _moves(unseen, entries, desired, names, rows.keys())
    taken = {entry.id for entry in moved.values()}
    released = {id for id, one in desired.items() if one.lifecycle is Lifecycle.RELEASED and str(id) not in left_out}

    def by_name(one: Segment) -> Subject:
        found = by_row(one, moved.get(one.id) or entries.get(one.id))
        return found if found.live else _by_name(one, found.recorded, names, released)

    seen = [one for one in wanted if one.live]
    gone = [by_row(None, entry) for id, entry in entries.items() if id not in desired and id not in taken]
    return tuple(sorted([*seen, *map(by_name, unseen), *gone], key=lambda one: one.id))


def _carried(segment: Segment, lacking: frozenset[str]) -> Segment:
    """The segment without the fields that this database has no column for."""
    if lacking.isdisjoint(segment.content):
        return segment
    return replace(segment, content={path: value for path, value in segment.content.items() if path not in lacking})


class _Names:
    """The live rows of each name, and whom each row is recorded for. Built only from what is asked for."""

    def __init__(self, snapshot: Snapshot, unseen: Iterable[Segment]) -> None:
        wanted = {(one.id.store, folded(one.name)) for one in unseen}
        self._rows: dict[tuple[str, str], list[LiveSegment]] = {}
        for group in snapshot.groups if wanted else ():
            if group.store is not None and (key := (group.store, folded(group.name))) in wanted:
                self._rows.setdefault(key, []).append(group)
        self._recorded = {entry.mbrgrp_id: entry for entry in snapshot.ledger} if wanted else {}

    def like(self, segment: Segment) -> list[LiveSegment]:
        """The rows whose name counts as the same, by MBRGRP_ID."""
        found = self._rows.get((segment.id.store, folded(segment.name)), [])
        return sorted(found, key=lambda row: row.mbrgrp_id)

    def exact(self, segment: Segment) -> LiveSegment | None:
        """The row that has exactly this name; the database allows one."""
        return next((row for row in self.like(segment) if row.name == segment.name), None)

    def recorded_for(self, row: LiveSegment) -> LedgerEntry | None:
        """What the ledger says of a row, whatever the store."""
        return self._recorded.get(row.mbrgrp_id)


def _moves(
    unseen: Collection[Segment],
    entries: Mapping[SegmentId, LedgerEntry],
    desired: Mapping[SegmentId, Segment],
    names: _Names,
    rows: Collection[int],
) -> dict[SegmentId, LedgerEntry]:
    """By new id, the entries of files that are gone and whose rows now answer to an active file: they were moved.

    Where the row vanished too, the entry goes to the active file that has its name: it does not come back unseen.
    """
    moved: dict[SegmentId, LedgerEntry] = {}
    if not unseen:
        return moved
    left = {id: entry for id, entry in entries.items() if id not in desired}
    # Two may have had one name, one after the other: the first id stands for it, in whatever order they were read.
    lost = {
        (entry.id.store, entry.name): entry
        for _, entry in sorted(left.items(), reverse=True)
        if entry.mbrgrp_id not in rows
    }
    for one in unseen:
        if one.lifecycle is Lifecycle.ACTIVE and one.id not in entries:
            row = names.exact(one)
            entry = (names.recorded_for(row) if row else None) or lost.get((one.id.store, one.name))
            if entry and entry.id in left:
                moved[one.id] = entry
    return moved


def _by_name(wanted: Segment, entry: LedgerEntry | None, names: _Names, released: Collection[SegmentId]) -> Subject:
    if entry and entry.name != wanted.name:
        return Subject(wanted, None, entry)  # A rename: whatever has the new name has nothing to do with our row.
    live = names.exact(wanted)
    other = names.recorded_for(live) if live else None
    return Subject(
        wanted,
        live,
        entry,
        is_replaced=entry is not None and live is not None,
        rivals=tuple(row for row in names.like(wanted) if row is not live),
        owned_by=None if other is None or other.id in released else other.id,
    )
