"""What a plan leaves alone, counted and listed: nothing is dropped in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set

from syncer.model.catalog import Catalog
from syncer.model.change import Activate, subject_id
from syncer.model.plan import Awaited, Standing
from syncer.model.segment import Lifecycle
from syncer.model.snapshot import Snapshot
from syncer.planning.guards.case import Case


def standing(
    case: Case, catalog: Catalog, snapshot: Snapshot, spoken_of: Set[str], awaited: tuple[Awaited, ...]
) -> Standing:
    """What stays as it is; ``spoken_of`` are segments that the plan refuses, leaves out or found drifted."""
    held = tuple(_held(case))
    told = spoken_of | {str(subject_id(change)) for change in case.changes} | {*held} | {one.id for one in awaited}
    quiet = sum(1 for one in case.unsettled if one.is_active and one.is_tied and str(one.id) not in told)
    return Standing(
        in_sync=len(case.subjects) - len(case.unsettled) + quiet,
        unmanaged=_unmanaged(case, snapshot),
        orphans=tuple(str(entry.id) for entry in case.orphans),
        retired=tuple(_retired(case)),
        held=held,
        awaited=awaited,
        not_here=sum(1 for segment in catalog.segments if segment.id.store not in case.environment.stores),
        not_carried=tuple(sorted(_not_carried(case, catalog))),
        unfinished=snapshot.unfinished,
    )


def _unmanaged(case: Case, snapshot: Snapshot) -> dict[str, int]:
    """Segments that nobody gave to us, by store."""
    ours = {entry.mbrgrp_id for entry in snapshot.ledger}
    wanted = {one.live.mbrgrp_id for one in case.unsettled if one.is_active and one.live}
    counts = Counter(
        group.store
        for group in snapshot.groups
        if group.mbrgrp_id not in ours and group.mbrgrp_id not in wanted and group.is_segment
    )
    return {store: counts[store] for store in sorted(store for store in counts if store)}


def _retired(case: Case) -> Iterator[str]:
    """Segments whose files retire them, and whose rows are still there."""
    for one in case.unsettled:
        if one.is_tied and one.desired and one.desired.lifecycle is Lifecycle.RETIRED:
            yield str(one.id)


def _held(case: Case) -> Iterator[str]:
    """Segments that stay written without their usage, because they have no member yet."""
    activated = {change.desired.id for change in case.changes if isinstance(change, Activate)}
    for one in case.unsettled:
        is_held = one.live and one.recorded and one.recorded.held and not one.live.is_segment
        if one.is_active and one.is_tied and is_held and one.id not in activated:
            yield str(one.id)


def _not_carried(case: Case, catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Fields of the files that this database has no column for."""
    lacking = case.site.lacking
    if not lacking:
        return
    for segment in catalog.segments:
        if segment.id.store in case.environment.stores:
            yield from ((str(segment.id), path) for path in lacking & segment.content.keys())
