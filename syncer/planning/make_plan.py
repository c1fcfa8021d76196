"""The rooms of planning in their order."""

from __future__ import annotations

from collections.abc import Collection, Sequence, Set

from syncer.model.catalog import Catalog
from syncer.model.environment import Environment
from syncer.model.plan import Acceptance, Plan
from syncer.model.snapshot import Snapshot
from syncer.planning.arrivals import sort_out
from syncer.planning.diff import diff, is_settled
from syncer.planning.drift import drift
from syncer.planning.guards import refusals
from syncer.planning.guards.case import Case
from syncer.planning.order import in_order
from syncer.planning.standing import standing
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
    everybody, left_out = environment.empty_means_everybody, frozenset(left_out)
    subjects = line_up(catalog, snapshot, environment, left_out)
    unsettled = tuple(one for one in subjects if not is_settled(one) or _is_left_out(one, left_out))
    kept_out = frozenset(one.id for one in unsettled if _is_left_out(one, left_out))
    wanted = (one for one in unsettled if one.id not in kept_out)
    found = (change for one in wanted if (change := diff(one, empty_means_everybody=everybody)))
    changes, awaited = sort_out(in_order(found), environment)
    case = Case(environment, snapshot.site, subjects, unsettled, changes, len(catalog.segments))
    refused = refusals(case, kept_out)
    drifted = tuple(found for one in unsettled for found in drift(one))
    spoken_of = (
        {refusal.id for refusal in refused} | {str(found.id) for found in drifted} | {str(id) for id in kept_out}
    )
    return Plan(
        environment=environment,
        target=snapshot.site.target,
        catalog_digest=catalog.digest,
        changes=changes,
        refusals=refused,
        drift=drifted,
        acceptances=tuple(sorted(set(acceptances))),
        left_out=tuple(sorted(left_out)),
        standing=standing(case, catalog, snapshot, spoken_of, awaited),
    )


def _is_left_out(subject: Subject, left_out: Set[str]) -> bool:
    """Whether a segment is left out, by its id or, where its file was moved, by the one that is recorded."""
    return bool(left_out) and any(str(side.id) in left_out for side in (subject.desired, subject.recorded) if side)


def accept(plan: Plan, codes: Collection[str]) -> tuple[Acceptance, ...]:
    """What accepting these codes means for this plan: the pairs that it shows, and nothing later."""
    return tuple(sorted({refusal.key for refusal in plan.refusals if refusal.acceptable and refusal.code in codes}))
