"""Reasons to refuse a plan, one small function each. They yield; a person sees every reason at once."""

from __future__ import annotations

from collections.abc import Collection

from syncer.model.plan import Refusal
from syncer.model.segment import SegmentId
from syncer.planning.guards.case import Case, Guard
from syncer.planning.guards.content import refuse_adoption, refuse_conditions, refuse_drift, refuse_languages
from syncer.planning.guards.identity import (
    refuse_ambiguous_names,
    refuse_displaced,
    refuse_look_alikes,
    refuse_renames,
    refuse_taken_names,
)
from syncer.planning.guards.propagation import refuse_second_carriers
from syncer.planning.guards.scale import (
    refuse_by_mode,
    refuse_first_write,
    refuse_large_changes,
    refuse_newly_managed,
    refuse_shrunk_catalogs,
    refuse_undeclared_meaning,
)

GUARDS: tuple[Guard, ...] = (
    refuse_renames,
    refuse_look_alikes,
    refuse_taken_names,
    refuse_displaced,
    refuse_ambiguous_names,
    refuse_languages,
    refuse_conditions,
    refuse_adoption,
    refuse_drift,
    refuse_undeclared_meaning,
    refuse_first_write,
    refuse_newly_managed,
    refuse_large_changes,
    refuse_shrunk_catalogs,
    refuse_by_mode,
    refuse_second_carriers,
)

ACCEPTABLE = frozenset(
    {"rename", "adoption", "drift", "first-write", "newly-managed", "change-limit", "shrunk-catalog"}
)
"""Codes of which at least some refusals may be accepted by a person."""


def refusals(case: Case, left_out: Collection[SegmentId]) -> tuple[Refusal, ...]:
    """Every reason of every guard, but for what names a segment that is left out."""
    segments = {str(id) for id in left_out}
    return tuple(refusal for guard in GUARDS for refusal in guard(case) if refusal.id not in segments)
