"""Small builders with good defaults, so that a test says only what matters in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from syncer.model.catalog import Catalog
from syncer.model.environment import EmptyMeans, Environment, OwnerId, Role, RowWithNull, Sandbox
from syncer.model.segment import Content, Lifecycle, Location, Segment, SegmentId
from syncer.model.snapshot import CUSTOMER_SEGMENT, UNSTAGED, Counters, LedgerEntry, LiveSegment, Site, Snapshot, Staged

GOLD = "aurora/gold"
NAME = "Gold members"
TEXT = "Tier gold."
ROW = 8_000_000_000_000_011_101
"""A real id does not fit into a JSON number."""

CONTENT: Content = {"description": TEXT}
LIVE_CONTENT: Content = {"description": TEXT, "displayName": NAME, "allowExport": False, "exportAll": False}


def segment(
    id: str = GOLD,
    name: str = NAME,
    content: Content = CONTENT,
    lifecycle: Lifecycle = Lifecycle.ACTIVE,
    protected: bool = False,
) -> Segment:
    """A file of the catalog."""
    source = Location(f"catalog/{id}.yaml", line=1, column=7)
    return Segment(SegmentId.parse(id), name, content, lifecycle, protected, source)


def retired(id: str = GOLD, name: str = NAME) -> Segment:
    """A file that retires its segment."""
    return segment(id, name, lifecycle=Lifecycle.RETIRED)


def released(id: str = GOLD, name: str = NAME) -> Segment:
    """A file that gives its segment back."""
    return segment(id, name, lifecycle=Lifecycle.RELEASED)


def live(
    mbrgrp_id: int = ROW,
    name: str = NAME,
    content: Content = LIVE_CONTENT,
    store: str | None = "aurora",
    usages: frozenset[int] = frozenset({CUSTOMER_SEGMENT}),
    has_conditions: bool = False,
    has_members: bool = False,
    is_empty: bool = False,
    counters: Counters | None = None,
) -> LiveSegment:
    """A row of the database, as the Marketing tool would have saved it."""
    counters = {"": 1, "en_US": 1} if counters is None else counters
    by, at = "wcsadmin", "2024-03-01T10:00:00"
    return LiveSegment(mbrgrp_id, store, name, content, usages, has_conditions, has_members, is_empty, counters, by, at)


def recorded(
    id: str = GOLD,
    mbrgrp_id: int = ROW,
    name: str = NAME,
    content: Content = CONTENT,
    lifecycle: Lifecycle = Lifecycle.ACTIVE,
    held: bool = False,
    protected: bool = False,
    counters: Counters | None = None,
) -> LedgerEntry:
    """What was last written for a segment."""
    counters = {"": 1, "en_US": 1} if counters is None else counters
    return LedgerEntry(SegmentId.parse(id), mbrgrp_id, name, content, lifecycle, held, protected, 1, counters)


def environment(name: str = "staging", stores: Mapping[str, int] | None = None, **settings: Any) -> Environment:
    """A sandbox where everything is declared and allowed; ``settings`` are fields of ``Environment``."""
    owners = {"aurora": 7_000_000_000_000_000_101} if stores is None else stores
    defaults: dict[str, Any] = {
        "target": Sandbox("/sandbox/staging.db"),
        "role": Role.STAGING,
        "catalog": "main",
        "default_language": "en_US",
        "empty_segment_means": EmptyMeans.NOBODY,
        "container_condition": RowWithNull(),
        "source": Location(f"environments/{name}.yaml"),
    }
    return Environment(name, stores={store: OwnerId(id) for store, id in owners.items()}, **{**defaults, **settings})


def site(
    languages: frozenset[str] = frozenset({"en_US", "fr_FR", "de_DE"}),
    lacking: frozenset[str] = frozenset(),
    staged: Staged = UNSTAGED,
) -> Site:
    """A database that was set up for the catalog ``main``."""
    return Site("target-1", "main", languages, lacking, staged)


def snapshot(*rows: LiveSegment | LedgerEntry, where: Site | None = None) -> Snapshot:
    """What a database holds: its groups and its ledger, in any order."""
    groups = tuple(row for row in rows if isinstance(row, LiveSegment))
    ledger = tuple(row for row in rows if isinstance(row, LedgerEntry))
    return Snapshot(where or site(), groups, ledger)


def catalog(*segments: Segment) -> Catalog:
    """The segments in the order in which they are given."""
    return Catalog(segments)


def many(count: int, store: str = "aurora") -> tuple[list[Segment], list[LiveSegment | LedgerEntry]]:
    """So many segments that are the same on all three sides: their files, and their rows with their entries."""
    files: list[Segment] = []
    rows: list[LiveSegment | LedgerEntry] = []
    first = ROW + 1_000_000 * (1 + sum(store.encode()))
    for number in range(count):
        id, name, content = (
            f"{store}/s{number:05}",
            f"{store} {number}",
            {"description": f"Number {number} of {store}."},
        )
        files.append(segment(id, name, content))
        rows.append(live(first + number, name, {**content, "displayName": name}, store))
        rows.append(recorded(id, first + number, name, content))
    return files, rows


def reworded(files: list[Segment], count: int) -> list[Segment]:
    """The same files, of which the first ones have a new text."""
    return [replace(one, content={"description": "New text."}) for one in files[:count]] + files[count:]


def unlike(count: int, store: str = "aurora") -> list[Segment]:
    """So many new files that look like nothing else, and not like each other."""
    return [segment(f"{store}/n{number:05}", chr(0x4E00 + number), {}) for number in range(count)]
