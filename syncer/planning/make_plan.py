"""The rooms of planning in their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from syncer.model.catalog import Catalog
from syncer.model.change import Activate, Change, Record, subject_id
from syncer.model.environment import Environment
from syncer.model.plan import Acceptance, Plan, Refusal, Standing
from syncer.model.segment import Lifecycle
from syncer.model.snapshot import LiveSegment, Snapshot
from syncer.planning.diff import diff
from syncer.planning.drift import drift
from syncer.planning.guards import refusals
from syncer.planning.guards.case import Case
from syncer.planning.order import in_order
from syncer.planning.subjects import Subject, line_up


def make_plan(
    catalog: Catalog,
    snapshot: Snapshot,
    environment: Environment,
    *,
    acceptances: Sequence[Acceptance] = (),
    left_out: Collection[str] = (),
) -> Plan:
    """What would make the live segments match the catalog, and what speaks against it.

    ``acceptances`` lets just these refusals pass; ``left_out`` keeps these segments out, by id.
    """
    everybody = environment.empty_means_everybody
    subjects = line_up(catalog, snapshot, environment)
    found = (change for one in subjects if (change := diff(one, empty_means_everybody=everybody)))
    changes = in_order(change for change in found if str(subject_id(change)) not in left_out)
    case = Case(environment, snapshot.site, subjects, changes, len(catalog.segments))
    refused = refusals(case, frozenset(left_out))
    return Plan(
        environment=environment,
        target=snapshot.site.target,
        catalog_digest=catalog.digest,
        changes=changes,
        refusals=refused,
        drift=tuple(found for one in subjects for found in drift(one)),
        acceptances=tuple(sorted(acceptances)),
        left_out=tuple(sorted(left_out)),
        standing=standing(case, catalog, snapshot, refused),
    )


def accept(plan: Plan, codes: Collection[str]) -> tuple[Acceptance, ...]:
    """What accepting these codes means for this plan: the pairs that it shows, and nothing later."""
    return tuple(sorted(refusal.key for refusal in plan.refusals if refusal.acceptable and refusal.code in codes))


def standing(case: Case, catalog: Catalog, snapshot: Snapshot, refused: Sequence[Refusal]) -> Standing:
    """What the plan leaves alone."""
    environment = case.environment
    touched = {str(subject_id(change)) for change in case.changes} | {refusal.id for refusal in refused}
    lacking = snapshot.site.lacking
    return Standing(
        in_sync=sum(1 for one in case.subjects if one.is_active and one.is_tied and str(one.id) not in touched),
        unmanaged=_unmanaged(case, snapshot),
        orphans=tuple(str(entry.id) for entry in case.orphans),
        retired=tuple(str(one.id) for one in case.subjects if _is_retired(one)),
        held=_held(case.subjects, case.changes),
        not_here=sum(1 for segment in catalog.segments if segment.id.store not in environment.stores),
        not_carried=tuple(
            (str(segment.id), path)
            for segment in (catalog.segments if lacking else ())
            if segment.id.store in environment.stores
            for path in sorted(lacking & segment.content.keys())
        ),
        unfinished=snapshot.unfinished,
    )


def _unmanaged(case: Case, snapshot: Snapshot) -> dict[str, int]:
    """Segments that nobody gave to us, by store."""
    ours = {entry.mbrgrp_id for entry in snapshot.ledger}
    rows = (group for group in snapshot.groups if _is_segment_here(group) and group.mbrgrp_id not in ours)
    wanted = {one.live.mbrgrp_id for one in case.subjects if one.is_active and one.live and not one.is_tied}
    counts = Counter(group.store for group in rows if group.mbrgrp_id not in wanted)
    return {store: counts[store] for store in sorted(store for store in counts if store)}


def _is_segment_here(group: LiveSegment) -> bool:
    return group.store is not None and group.is_segment


def _is_retired(subject: Subject) -> bool:
    return subject.is_tied and subject.desired is not None and subject.desired.lifecycle is Lifecycle.RETIRED


def _held(subjects: Sequence[Subject], changes: Sequence[Change]) -> tuple[str, ...]:
    """Segments that stay written without their usage, because they have no member yet."""
    ends = {
        subject_id(change)
        for change in changes
        if isinstance(change, Activate) or (isinstance(change, Record) and not change.entry.held)
    }
    return tuple(
        str(one.id) for one in subjects if one.is_active and one.recorded and one.recorded.held and one.id not in ends
    )
