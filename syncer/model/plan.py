"""A plan: what would be done, what speaks against it, and what is left alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import ClassVar, Literal, NamedTuple

from syncer.model.canonical import digest
from syncer.model.change import Change, Create, FieldChange, mbrgrp_id_of, subject_id, subject_name
from syncer.model.environment import Environment
from syncer.model.segment import Location, SegmentId, Value
from syncer.model.shown import visible
from syncer.model.snapshot import UnfinishedRun
from syncer.model.verdict import Verdict


class Acceptance(NamedTuple):
    """One refusal that a person let pass, for one plan."""

    code: str
    id: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason why a plan must not run as it is, with the way out."""

    code: str
    id: str
    """STORE/ID, STORE, or ``*`` for the whole environment."""
    message: str
    remedy: str
    acceptable: bool = False
    source: Location | None = field(default=None, compare=False)

    @property
    def key(self) -> Acceptance:
        """What accepting this refusal would name."""
        return Acceptance(self.code, self.id)


class DriftKind(StrEnum):
    """How a live segment is no longer what we recorded."""

    EDITED = "edited"
    VANISHED = "vanished"
    REPLACED = "replaced"
    RENAMED = "renamed"
    CONDITIONS = "conditions"
    DISPLACED = "displaced"
    EMPTY = "empty"
    """It has no member, where a segment without members matches everybody."""


@dataclass(frozen=True, slots=True)
class Drift:
    """One difference between what we recorded and what is live."""

    id: SegmentId
    name: str
    kind: DriftKind
    field: str | None = None
    before: Value = None
    """What we recorded."""
    after: Value = None
    """What is live."""
    by: str | None = None
    """The last editor that the row names; never more than that."""
    at: str | None = None
    """When the row was last changed, by the database's clock."""
    edits: int | None = None
    """How far OPTCOUNTER moved on since our run, at the least; ``None`` where it cannot say."""


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """A change in plain words: what a plan file holds and a person reads."""

    verb: str
    id: str
    name: str
    mbrgrp_id: str | None
    held: bool
    fields: tuple[FieldChange, ...]


def in_words(change: Change) -> PlannedChange:
    """A change without the values that carrying it out needs."""
    row = mbrgrp_id_of(change)
    return PlannedChange(
        verb=change.verb,
        id=str(subject_id(change)),
        name=subject_name(change),
        mbrgrp_id=None if row is None else str(row),
        held=isinstance(change, Create) and change.held,
        fields=change.fields,
    )


class Awaited(NamedTuple):
    """A segment that the site's own propagation has yet to bring as its file says."""

    id: str
    fields: tuple[str, ...]
    """What arrived otherwise; empty where it is not there as a segment."""


@dataclass(frozen=True)
class Standing:
    """What a plan leaves alone, and why: nothing is dropped in silence."""

    in_sync: int = 0
    unmanaged: Mapping[str, int] = field(default_factory=dict)
    """Segments of each store that are not ours, counted."""
    orphans: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    not_here: int = 0
    """Segments of stores that this environment does not list."""
    not_carried: tuple[tuple[str, str], ...] = ()
    """(id, field) of fields that this database has no column for."""
    unfinished: tuple[UnfinishedRun, ...] = ()
    """Runs that were opened and never ended: none of their changes are in the database."""
    awaited: tuple[Awaited, ...] = ()
    """Not written here, because the site's own propagation brings them."""


def open_of(refusals: tuple[Refusal, ...], acceptances: tuple[Acceptance, ...]) -> tuple[Refusal, ...]:
    """The refusals that nobody accepted."""
    # A look-alike may be accepted and a rename never, and both have one key: an acceptance alone is not enough.
    accepted = frozenset(acceptances)
    return tuple(refusal for refusal in refusals if not (refusal.acceptable and refusal.key in accepted))


@dataclass(frozen=True)
class Plan:
    """What would make the live segments match the catalog, and what speaks against it."""

    environment: Environment
    target: str | None
    catalog_digest: str
    changes: tuple[Change, ...]
    refusals: tuple[Refusal, ...]
    drift: tuple[Drift, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()
    left_out: tuple[str, ...] = ()
    """Segments kept out by ``--hold``, in order."""
    standing: Standing = field(default_factory=Standing)

    @cached_property
    def open_refusals(self) -> tuple[Refusal, ...]:
        """The refusals that nobody accepted."""
        return open_of(self.refusals, self.acceptances)

    @property
    def is_blocked(self) -> bool:
        """Whether it must not run."""
        return bool(self.open_refusals)

    @property
    def settings(self) -> Mapping[str, object]:
        """What the decision rests on beside the files and the rows."""
        return self.environment.settings()

    @cached_property
    def planned(self) -> tuple[PlannedChange, ...]:
        """The changes in plain words."""
        return tuple(in_words(change) for change in self.changes)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the decision: what is recomputed and compared before anything is written."""
        return decision_digest(
            environment=self.environment.name,
            settings=self.environment.settings(),
            target=self.target,
            catalog_digest=self.catalog_digest,
            changes=self.planned,
            refusals=tuple(refusal.key for refusal in self.refusals),
            acceptances=self.acceptances,
            left_out=self.left_out,
        )


def decision_digest(
    *,
    environment: str,
    settings: Mapping[str, object],
    target: str | None,
    catalog_digest: str,
    changes: tuple[PlannedChange, ...],
    refusals: tuple[Acceptance, ...],
    acceptances: tuple[Acceptance, ...],
    left_out: tuple[str, ...],
) -> str:
    """The digest of a decision, from a plan just made or from one read back from a file."""
    return digest(
        {
            "environment": environment,
            "settings": settings,
            "target": target,
            "catalog_digest": catalog_digest,
            "changes": [[c.verb, c.id, c.name, c.mbrgrp_id, c.held, c.fields] for c in changes],
            "refusals": sorted(refusals),
            "acceptances": sorted(acceptances),
            "left_out": sorted(left_out),
        }
    )


@dataclass(frozen=True)
class Context:
    """What is shown with a plan and never compared."""

    made_at: str
    """When it was made or looked at, in UTC, as ISO 8601."""
    tool_version: str
    actor: str
    revision: str | None = None
    """The git revision of the catalog, ``+`` behind it where the work tree differs."""
    reason: str | None = None
    """Why refusals were accepted."""


@dataclass(frozen=True)
class SavedPlan:
    """A plan as it is written down: shown, saved, read back and compared by its digest."""

    kind: ClassVar[Literal["plan"]] = "plan"
    environment: str
    settings: Mapping[str, object]
    target: str | None
    catalog_digest: str
    changes: tuple[PlannedChange, ...]
    refusals: tuple[Refusal, ...]
    drift: tuple[Drift, ...]
    acceptances: tuple[Acceptance, ...]
    left_out: tuple[str, ...]
    standing: Standing
    context: Context
    digest: str
    """The digest of the decision that it was written down with."""

    @property
    def is_sandbox(self) -> bool:
        """Whether the database is one that we made ourselves."""
        return self.settings.get("sandbox") is True

    @cached_property
    def open_refusals(self) -> tuple[Refusal, ...]:
        """The refusals that nobody accepted."""
        return open_of(self.refusals, self.acceptances)

    @property
    def is_blocked(self) -> bool:
        """Whether it must not run."""
        return bool(self.open_refusals)

    @property
    def verdict(self) -> Verdict:
        """How the comparison ended; what drifted is told beside it, and refused where it matters."""
        if self.is_blocked:
            return Verdict.REFUSED
        return Verdict.CHANGES if self.changes else Verdict.CLEAN

    @property
    def digest_now(self) -> str:
        """The digest of what it decides, computed anew: another one where the plan is not as it was written down."""
        return decision_digest(
            environment=self.environment,
            settings=self.settings,
            target=self.target,
            catalog_digest=self.catalog_digest,
            changes=self.changes,
            refusals=tuple(refusal.key for refusal in self.refusals),
            acceptances=self.acceptances,
            left_out=self.left_out,
        )


_REASON = 300
"""Characters of a reason that the journal keeps; in UTF-8 they may be four times as many bytes."""


def decision(plan: SavedPlan) -> str | None:
    """What people decided, and why, in one line for the journal; ``None`` where nobody said anything."""
    accepted = (f"{one.code} {one.id}" for one in plan.acceptances)
    parts = {"accepted": ", ".join(accepted), "left out": ", ".join(plan.left_out)}
    said = "; ".join(f"{what} {which}" for what, which in parts.items() if which)
    reason = visible(plan.context.reason or "")
    # The journal keeps the beginning of what is too long for it: room is left for what was decided.
    if len(reason) > _REASON:
        reason = f"{reason[: _REASON - 3]}..."
    return visible(f"{reason} ({said})" if said and reason else said or reason) or None


def write_down(plan: Plan, context: Context) -> SavedPlan:
    """The plan in plain values, with what a reader wants to know around it."""
    return SavedPlan(
        environment=plan.environment.name,
        settings=plan.environment.settings(),
        target=plan.target,
        catalog_digest=plan.catalog_digest,
        changes=plan.planned,
        refusals=plan.refusals,
        drift=plan.drift,
        acceptances=plan.acceptances,
        left_out=plan.left_out,
        standing=plan.standing,
        context=context,
        digest=plan.digest,
    )
