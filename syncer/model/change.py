"""What a plan orders, one small class a verb. Each carries what is needed to carry it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple, TypeAlias, assert_never

from syncer.model.segment import Content, Segment, SegmentId, Value
from syncer.model.snapshot import LedgerEntry, LiveSegment


class FieldChange(NamedTuple):
    """One field, before and after."""

    path: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Create:
    """Make the rows of a segment that is not there."""

    verb: ClassVar[str] = "create"
    desired: Segment
    fields: tuple[FieldChange, ...]
    held: bool
    """Written without its usage row: an empty segment would match everybody here."""
    recorded: LedgerEntry | None = None
    """What we recorded of a row that has vanished since."""


@dataclass(frozen=True, slots=True)
class Adopt:
    """Take over a row that was there before us, and bring it to what the file says."""

    verb: ClassVar[str] = "adopt"
    desired: Segment
    live: LiveSegment
    fields: tuple[FieldChange, ...]
    recorded: LedgerEntry | None = None
    """What we recorded of a row that this one has replaced."""


@dataclass(frozen=True, slots=True)
class Update:
    """Bring the fields that differ to what the file says."""

    verb: ClassVar[str] = "update"
    desired: Segment
    live: LiveSegment
    recorded: LedgerEntry
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """Only our ledger learns something; no row of the store is written."""

    verb: ClassVar[str] = "record"
    desired: Segment
    live: LiveSegment
    recorded: LedgerEntry | None
    """``None`` for a row that the site's own propagation brought here."""
    entry: LedgerEntry
    """What the ledger will say, but for its run and counters."""
    fields: tuple[FieldChange, ...]
    """Recorded before, recorded after."""


@dataclass(frozen=True, slots=True)
class Activate:
    """Give a held group its usage as a segment, now that it has members."""

    verb: ClassVar[str] = "activate"
    desired: Segment
    live: LiveSegment
    recorded: LedgerEntry
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Forget:
    """Take a segment out of our ledger. The row, if there is one, stays and is unmanaged."""

    verb: ClassVar[str] = "forget"
    recorded: LedgerEntry
    fields: tuple[FieldChange, ...] = ()


Change: TypeAlias = Create | Adopt | Update | Record | Activate | Forget


def subject_id(change: Change) -> SegmentId:
    """Which segment a change is about."""
    match change:
        case Create(desired=desired) | Adopt(desired=desired) | Update(desired=desired):
            return desired.id
        case Record(desired=desired) | Activate(desired=desired):
            return desired.id
        case Forget(recorded=recorded):
            return recorded.id
        case _:
            assert_never(change)


def subject_name(change: Change) -> str:
    """The name of the segment that a change is about."""
    match change:
        case Forget(recorded=recorded):
            return recorded.name
        case _:
            return change.desired.name


def mbrgrp_id_of(change: Change) -> int | None:
    """The row that a change is about; a segment to be created has none yet."""
    match change:
        case Create():
            return None
        case Adopt(live=live) | Update(live=live) | Record(live=live) | Activate(live=live):
            return live.mbrgrp_id
        case Forget(recorded=recorded):
            return recorded.mbrgrp_id
        case _:
            assert_never(change)


def writes_store(change: Change) -> bool:
    """Whether rows of the store are written; adopting or recording an equal row writes none."""
    match change:
        case Create() | Update() | Activate():
            return True
        case Adopt(fields=fields):
            return bool(fields)
        case Record() | Forget():
            return False
        case _:
            assert_never(change)


def content_of(fields: tuple[FieldChange, ...]) -> Content:
    """What the fields will hold afterwards."""
    return {field.path: field.after for field in fields}
