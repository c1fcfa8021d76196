"""Random catalogs, databases and ledgers, small and full of accidents."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from syncer.model.catalog import Catalog
from syncer.model.environment import DatabaseUrl, EmptyMeans, Environment, Mode, Propagation, Role, Sandbox
from syncer.model.names import compatible
from syncer.model.segment import Content, Lifecycle, Segment, SegmentId, Value
from syncer.model.snapshot import LedgerEntry, LiveSegment, Snapshot, Staged
from tests.builders import catalog, environment, live, recorded, segment, site, snapshot

STORES = ("aurora", "borealis")
NAMES = ("Gold", "GOLD", "Gold ", "Golden", "Silver", "Win-back 90 days", "Win-back 60 days", "Größe L", "News")
LIFECYCLES = (*[Lifecycle.ACTIVE] * 6, Lifecycle.RETIRED, Lifecycle.RELEASED)


class World(NamedTuple):
    """Three sides of everything."""

    catalog: Catalog
    snapshot: Snapshot
    environment: Environment
    left_out: tuple[str, ...]

    @property
    def desired(self) -> dict[SegmentId, Segment]:
        """The files of the environment's stores, by id."""
        return {one.id: one for one in self.catalog.segments if one.id.store in self.environment.stores}

    @property
    def entries(self) -> dict[SegmentId, LedgerEntry]:
        """The ledger of the environment's stores, by id."""
        return {one.id: one for one in self.snapshot.ledger if one.id.store in self.environment.stores}

    @property
    def rows(self) -> dict[int, LiveSegment]:
        """The rows, by id."""
        return {row.mbrgrp_id: row for row in self.snapshot.groups}


def world(dice: Random) -> World:
    """Files, rows and entries that often have names, ids and texts in common."""
    rows = _rows(dice)
    entries = _entries(dice, rows)
    return World(
        catalog(*_files(dice, entries)),
        snapshot(
            *rows,
            *entries,
            where=site(lacking=_lacking(dice), staged=Staged(by_list=dice.choice([(), (), ("mbrgrp",)]))),
        ),
        environment(
            stores={store: number for number, store in enumerate(STORES)},
            target=dice.choice([Sandbox("/x.db"), DatabaseUrl("X")]),
            mode=dice.choice([Mode.APPLY, Mode.APPLY, Mode.CREATE_ONLY, Mode.OBSERVE]),
            empty_segment_means=dice.choice([None, *EmptyMeans]),
            role=dice.choice([*Role]),
            propagation=dice.choice([None, None, *Propagation]),
        ),
        tuple({_id(dice) for _ in range(dice.choice([0, 0, 1, 3]))}),
    )


def _id(dice: Random) -> str:
    return f"{dice.choice([*STORES, *STORES, 'elsewhere'])}/s{dice.randrange(8)}"


def _content(dice: Random) -> Content:
    texts: tuple[Value, ...] = (None, "Old.", "New.")
    content: dict[str, Value] = {"description": dice.choice(texts)}
    for path in ("displayName", "translations.fr_FR.description", "translations.fr_FR.displayName"):
        if dice.random() < 0.3:
            content[path] = "Text"
    return {**content, "allowExport": dice.random() < 0.5} if dice.random() < 0.3 else content


def _files(dice: Random, entries: list[LedgerEntry]) -> list[Segment]:
    """Most entries have their file. Names are unique among the active files of a store, as the rules have it."""
    files = {id: _file(dice, id) for id in (_id(dice) for _ in range(dice.randrange(8)))}
    files |= {str(entry.id): _file(dice, str(entry.id), entry) for entry in entries if dice.random() < 0.8}
    taken: set[tuple[str, str]] = set()
    kept = []
    for file in files.values():
        key = (file.id.store, compatible(file.name))
        if file.lifecycle is not Lifecycle.ACTIVE or key not in taken:
            kept.append(file)
            taken |= {key} if file.lifecycle is Lifecycle.ACTIVE else set()
    return kept


def _file(dice: Random, id: str, entry: LedgerEntry | None = None) -> Segment:
    name = entry.name if entry and dice.random() < 0.9 else dice.choice(NAMES)
    content = entry.content if entry and dice.random() < 0.6 else _content(dice)
    return segment(id, name, content, dice.choice(LIFECYCLES), dice.random() < 0.05)


def _rows(dice: Random) -> list[LiveSegment]:
    """Names are unique for an owner, as the database has it; their case and padding may differ."""
    rows: dict[tuple[str | None, str], LiveSegment] = {}
    for number in range(dice.randrange(14)):
        store, name = dice.choice([*STORES, *STORES, None]), dice.choice(NAMES)
        content = {"displayName": name, "allowExport": False, **_content(dice)}
        if any(path.startswith("translations") for path in content):
            content = {"translations.fr_FR.displayName": name, **content}
        usages = frozenset(dice.choice([{-1}, {-1}, {-1}, {-1, -3}, {-3}, ()]))
        has_conditions, has_members = dice.random() < 0.1, dice.random() < 0.5
        rows[store, name] = live(100 + number, name, content, store, usages, has_conditions, has_members)
    return list(rows.values())


def _entries(dice: Random, rows: list[LiveSegment]) -> list[LedgerEntry]:
    """An id and a row are recorded once at most; most rows are as they were recorded, some are gone."""
    places = [(row.mbrgrp_id, row.name, row.content, row.store) for row in rows]
    places += [(200 + number, dice.choice(NAMES), _content(dice), None) for number in range(3)]
    entries: dict[str, LedgerEntry] = {}
    for mbrgrp_id, name, content, store in dice.sample(places, dice.randrange(len(places))):
        id = f"{store}/s{dice.randrange(8)}" if store and dice.random() < 0.9 else _id(dice)
        kept = {path: value for path, value in content.items() if dice.random() < 0.8}
        held, protected = dice.random() < 0.2, dice.random() < 0.05
        name = name if dice.random() < 0.9 else dice.choice(NAMES)
        entries[id] = recorded(id, mbrgrp_id, name, kept, dice.choice(LIFECYCLES), held, protected)
    return list(entries.values())


def _lacking(dice: Random) -> frozenset[str]:
    return frozenset({"allowExport", "exportAll"}) if dice.random() < 0.2 else frozenset()
