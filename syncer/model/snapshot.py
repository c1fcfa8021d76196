"""What one database held at one moment: the live side and the recorded side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from syncer.model.segment import Content, Lifecycle, Segment, SegmentId

CUSTOMER_SEGMENT = -1
"""MBRGRPUSG.MBRGRPTYPE_ID of a customer segment (reference 3.6)."""

Counters: TypeAlias = Mapping[str, int | None]
"""OPTCOUNTER by row: ``""`` is the MBRGRP row, a locale its MBRGRPDESC row.
A locale that is missing has no row."""

GROUP_ROW = ""

LAST_COUNTER = 32767
"""After it OPTCOUNTER starts again at 1 (reference 3.1)."""


@dataclass(frozen=True, slots=True)
class LiveSegment:
    """A member group as the database holds it, with every field that we know of.

    Groups of other kinds are here too: a price group can have the name that a segment wants.
    """

    mbrgrp_id: int
    store: str | None
    """The store whose owner it has; ``None`` where no store of the environment has that owner."""
    name: str
    content: Content
    usages: frozenset[int] = frozenset({CUSTOMER_SEGMENT})
    has_conditions: bool = False
    has_members: bool = False
    """An included member was found. Asked only for held segments; elsewhere it says nothing."""
    is_empty: bool = False
    """No included member was found. Asked only for recorded ones that are not held, where that means everybody."""
    counters: Counters = field(default_factory=dict, compare=False)
    updated_by: str | None = field(default=None, compare=False)
    updated_at: str | None = field(default=None, compare=False)

    @property
    def is_segment(self) -> bool:
        """Whether the Marketing tool lists it as a customer segment."""
        return CUSTOMER_SEGMENT in self.usages


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What we last wrote for one segment: a row of XSYNCSEGMENT."""

    id: SegmentId
    mbrgrp_id: int
    name: str
    content: Content
    """The managed fields only."""
    lifecycle: Lifecycle = Lifecycle.ACTIVE
    held: bool = False
    protected: bool = False
    run: int = field(default=0, compare=False)
    """The run that wrote it last."""
    counters: Counters = field(default_factory=dict, compare=False)
    """OPTCOUNTER of each row right after we wrote or recorded it."""

    @classmethod
    def of(cls, desired: Segment, mbrgrp_id: int, *, held: bool) -> LedgerEntry:
        """What is recorded of a segment that is as its file says."""
        return cls(desired.id, mbrgrp_id, desired.name, desired.content, desired.lifecycle, held, desired.protected)


@dataclass(frozen=True, slots=True)
class Staged:
    """By which signs the site's own propagation carries tables that segments have rows in (reference 7.2)."""

    by_trigger: tuple[str, ...] = ()
    """Tables with a trigger that writes to STAGLOG."""
    by_list: tuple[str, ...] = ()
    """Tables that a list of staged tables names."""
    by_log: tuple[str, ...] = ()
    """Tables of which STAGLOG has changes that were not carried yet; asked for only without the other signs."""

    def __bool__(self) -> bool:
        """Whether there is any sign."""
        return bool(self.by_trigger or self.by_list or self.by_log)


UNSTAGED = Staged()
"""No sign of it."""


@dataclass(frozen=True, slots=True)
class Site:
    """What is true of the database as a whole."""

    target: str | None
    """The id that ``setup`` gave this database; ``None`` before that: nothing is recorded."""
    catalog: str | None
    """The name of the catalog that the ledger belongs to."""
    languages: frozenset[str]
    """The locales of its LANGUAGE table."""
    lacking: frozenset[str] = frozenset()
    """Fields that it has no column for (the export flags before version 9; reference 13.1)."""
    staged: Staged = UNSTAGED
    has_created: bool = False
    """Whether a run of ours ever made a segment here."""


@dataclass(frozen=True, slots=True)
class UnfinishedRun:
    """A run that was opened and of which no end is recorded."""

    run: int
    actor: str
    opened_at: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that planning may know about a database."""

    site: Site
    groups: tuple[LiveSegment, ...] = ()
    """Every member group of the environment's owners, and every recorded one."""
    ledger: tuple[LedgerEntry, ...] = ()
    unfinished: tuple[UnfinishedRun, ...] = ()
