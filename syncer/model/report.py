"""What a run did, in the past tense."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
    """Nothing was left to do, and no row was written."""
    outcomes: tuple[Outcome, ...] = ()
    waiting: tuple[str, ...] = ()
    """New segments that have no member yet."""
