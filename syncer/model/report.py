"""What a run did, in the past tense."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Literal

from syncer.model.plan import Acceptance, Awaited, Context, Drift, PlannedChange, Refusal, Standing
from syncer.model.snapshot import UnfinishedRun
from syncer.model.verdict import Verdict


class RunState(StrEnum):
    """The state that a row of XSYNCRUN tells of."""

    OPENED = "opened"
    APPLIED = "applied"
    FAILED = "failed"


PAST_TENSE = {
    "create": "created",
    "adopt": "adopted",
    "update": "updated",
    "record": "recorded",
    "activate": "activated",
    "delete": "deleted",
    "forget": "forgotten",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One change that was carried out."""

    verb: str
    """In the past tense: ``created``, ``updated`` ..."""
    id: str
    name: str
    mbrgrp_id: str
    """As text: ids exceed 2^53 (reference, section 1)."""


@dataclass(frozen=True)
class Report:
    """How an apply ended."""

    environment: str
    is_sandbox: bool
    digest: str
    run: int | None
    """The run that did it; ``None`` where there was nothing to do and no run did it before."""
    already_applied: bool
    """Nothing was left to do, and no segment was written."""
    context: Context
    """Who applied it, when, and why something was accepted or left out."""
    acceptances: tuple[Acceptance, ...] = ()
    """The refusals that people let pass."""
    outcomes: tuple[Outcome, ...] = ()
    waiting: tuple[str, ...] = ()
    """New segments that have no member yet."""
    is_visible: bool = False
    """Whether the store will see any of it, once its servers look again."""
    left_out: tuple[str, ...] = ()
    """Segments kept out by ``--hold``, in order."""
    awaited: tuple[Awaited, ...] = ()
    """Not written, because the site's own propagation brings them."""
    unfinished: tuple[UnfinishedRun, ...] = ()
    """Runs that had no recorded end when this one was planned: none of their changes are in the database."""


@dataclass(frozen=True)
class DriftReport:
    """How far a database is from what we recorded there, and from what the catalog says."""

    kind: ClassVar[Literal["drift"]] = "drift"
    environment: str
    is_sandbox: bool
    is_recorded: bool
    """Whether our own tables are there; without them nothing is recorded and only the catalog can be compared."""
    findings: tuple[Drift, ...]
    """Live is no longer what we recorded."""
    pending: tuple[PlannedChange, ...]
    """Live is not what the catalog says."""
    refusals: tuple[Refusal, ...]
    """Why a plan would be refused: where a name changed or is taken, nothing else tells of it."""
    standing: Standing
    context: Context

    @property
    def is_in_sync(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.findings or self.pending or self.refusals or self.standing.awaited)

    @property
    def verdict(self) -> Verdict:
        """How the comparison ended."""
        return Verdict.CLEAN if self.is_in_sync else Verdict.DIFFERENT


@dataclass(frozen=True)
class SetupReport:
    """How ``setup`` left our own tables."""

    environment: str
    is_sandbox: bool
    target: str
    """The id of this database, made once by the first setup."""
    created: tuple[str, ...]
    """The tables that this call made; empty where they were all there."""


@dataclass(frozen=True)
class SandboxReport:
    """What ``sandbox`` made."""

    environments: tuple[str, ...]
    paths: tuple[str, ...]
    segments: int
    """Segments in each."""
    members: int
    """Rows of MBRGRPMBR in each."""
