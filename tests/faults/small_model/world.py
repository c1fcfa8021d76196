"""The small model: what files, rows and ledger say of a store, what a plan of it must be, and what is there after it.

It is written from the promises alone and shares no code with the product. All files are of store aurora.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

Content: TypeAlias = Mapping[str, str | None]
"""Texts by path, as a plan names them."""
Key: TypeAlias = tuple[str, str]
"""Code and id of a refusal."""
IsKin: TypeAlias = Callable[[str, str], bool]

SEGMENT, PRICE_GROUP = -1, -8
STORE, OTHER_STORE, NO_STORE = "aurora", "borealis", "nobody here"
ALL = "*"
MOST_CHANGES = 3
"""The limit that the environment's file sets."""


@dataclass(frozen=True)
class File:
    name: str
    content: Content
    lifecycle: str = "active"


@dataclass(frozen=True)
class Row:
    owner: str
    name: str
    usages: frozenset[int]
    content: Content
    has_conditions: bool = False

    @property
    def is_segment(self) -> bool:
        return SEGMENT in self.usages


@dataclass(frozen=True)
class Entry:
    id: str
    row: int
    name: str
    content: Content
    lifecycle: str = "active"
    held: bool = False

    @property
    def facts(self) -> Mapping[str, object]:
        return {"id": self.id, "lifecycle": self.lifecycle, "held": self.held, **self.content}


class Change(NamedTuple):
    verb: str
    id: str
    row: int | None
    fields: tuple[tuple[str, object, object], ...] = ()
    """Path, before, after; in order."""


@dataclass(frozen=True)
class World:
    """Everything that a plan depends on."""

    is_everybody: bool
    """What an empty segment means there."""
    files: Mapping[str, File]
    rows: Mapping[int, Row]
    ledger: Mapping[str, Entry]
    members: frozenset[tuple[str, ...]]
    """Table, group, who, and whether excluded."""
    counter: int
    """The last id that KEYS has given out."""

    def is_filled(self, row: int) -> bool:
        return any(member[:2] == ("mbrgrpmbr", str(row)) and member[3] != "1" for member in self.members)

    def named(self, name: str, owner: str = STORE) -> list[int]:
        """The groups of an owner that answer to a name, whatever its case."""
        return [id for id, row in self.rows.items() if (row.owner, row.name.lower()) == (owner, name.lower())]


@dataclass(frozen=True)
class Side:
    """One segment: its file, its row and its entry, so far as they are there."""

    id: str
    file: File | None
    entry: Entry | None
    row_id: int | None = None
    row: Row | None = None
    is_replaced: bool = False
    has_rivals: bool = False
    is_anothers: bool = False

    @property
    def is_active(self) -> bool:
        return self.file is not None and self.file.lifecycle == "active"

    @property
    def is_tied(self) -> bool:
        return bool(self.row and self.entry and not self.is_replaced)

    @property
    def is_renamed(self) -> bool:
        return bool(self.file and self.entry and self.file.name != self.entry.name)

    @property
    def is_displaced(self) -> bool:
        if not (self.row and self.entry):
            return False
        is_held = self.entry.held and not self.row.usages
        return self.row.owner != STORE or not (self.row.is_segment or is_held)

    @property
    def edited(self) -> set[str]:
        """Recorded texts that somebody changed."""
        if not (self.row and self.entry):
            return set()
        return {path for path, text in self.entry.content.items() if self.row.content.get(path) != text}


@dataclass(frozen=True)
class Decision:
    """What a plan must say."""

    files: Mapping[str, File]
    changes: frozenset[Change]
    refusals: Mapping[Key, bool]
    """And whether each may be accepted."""
    drift: frozenset[tuple[str, str, str]]
    """Id, kind, field."""
    orphans: frozenset[str]
    accepted: frozenset[Key]
    left_out: frozenset[str]

    @property
    def open(self) -> frozenset[Key]:
        return frozenset(key for key, may_be in self.refusals.items() if not (may_be and key in self.accepted))

    @property
    def digested(self) -> object:
        """What has to be the same for a saved plan to be carried out."""
        return self.files, self.changes, frozenset(self.refusals), self.accepted, self.left_out


def decide(
    world: World,
    codes: Collection[str] = (),
    left_out: Collection[str] = (),
    *,
    is_kin: IsKin,
    accepted: frozenset[Key] | None = None,
) -> Decision:
    """The plan of a world.

    ``codes`` are accepted as far as they are refused now, unless ``accepted`` says what is. ``is_kin`` says whether
    two names look alike.
    """
    sides = list(_sides(world, left_out))
    out = {side.id for side in sides if {side.id, side.entry.id if side.entry else side.id} & set(left_out)}
    changes = {side.id: change for side in sides if side.id not in out and (change := _change(side, world))}
    refusals = {key: may_be for key, may_be in _refusals(sides, changes, world, is_kin) if key[1] not in out}
    if accepted is None:
        accepted = frozenset(key for key, may_be in refusals.items() if may_be and key[0] in codes)
    return Decision(
        files=world.files,
        changes=frozenset(changes.values()),
        refusals=refusals,
        drift=frozenset((side.id, kind, field) for side in sides for kind, field in _drift(side)),
        orphans=frozenset(side.id for side in sides if side.entry and side.row and not side.file),
        accepted=accepted,
        left_out=frozenset(left_out),
    )


def _sides(world: World, left_out: Collection[str]) -> Iterator[Side]:
    gone = {id: entry for id, entry in sorted(world.ledger.items()) if id not in world.files}
    released = {id for id, file in world.files.items() if file.lifecycle == "released" and id not in left_out}
    by_row = {entry.row: entry for entry in world.ledger.values()}
    for id, file in world.files.items():
        alike = world.named(file.name)
        exact = next((row for row in alike if world.rows[row].name == file.name), None)
        entry = world.ledger.get(id)
        if entry is None and file.lifecycle == "active":
            lost = (one for one in gone.values() if one.row not in world.rows and one.name == file.name)
            found = by_row.get(exact) if exact else None
            entry = found or next(lost, None)
            entry = gone.pop(entry.id) if entry and entry.id in gone else None
        if entry and entry.row in world.rows:
            yield Side(id, file, entry, entry.row, world.rows[entry.row])
        elif entry and entry.name != file.name:
            yield Side(id, file, entry)
        else:
            yield Side(
                id,
                file,
                entry,
                exact,
                world.rows[exact] if exact else None,
                is_replaced=bool(entry and exact),
                has_rivals=any(row != exact for row in alike),
                is_anothers=exact in by_row and by_row[exact].id not in released,
            )
    for id, entry in gone.items():
        yield Side(id, None, entry, entry.row, world.rows.get(entry.row))


def _change(side: Side, world: World) -> Change | None:
    file, entry, row = side.file, side.entry, side.row
    if not (file and side.is_active):
        if not (entry and side.is_tied):
            return Change("forget", entry.id, entry.row) if entry else None
        if file and file.lifecycle == "released":
            return Change("forget", entry.id, entry.row)
        if file is None or side.is_renamed:
            return None
        return _record(side, replace(entry, id=side.id, lifecycle="retired"))
    if side.has_rivals or side.is_anothers or side.is_renamed:
        return None
    if row is None:
        new = {**dict.fromkeys(_display_names(file.content), file.name), **file.content}
        return Change("create", side.id, None, tuple((path, None, text) for path, text in sorted(new.items()) if text))
    missing = _display_names(file.content) - row.content.keys()
    wanted = {**dict.fromkeys(missing, file.name), **file.content}
    fields = _differences({path: row.content.get(path) for path in wanted}, wanted)
    if entry is None or side.is_replaced:
        return Change("adopt", side.id, side.row_id, fields) if row.is_segment else None
    if row.name != entry.name or side.is_displaced:
        return None
    if not row.is_segment and (world.is_filled(entry.row) or not world.is_everybody):
        return Change("activate", side.id, side.row_id, fields)
    if fields:
        return Change("update", side.id, side.row_id, fields)
    return _record(side, Entry(side.id, entry.row, file.name, file.content, held=not row.is_segment))


def _record(side: Side, after: Entry) -> Change | None:
    assert side.entry
    fields = _differences(side.entry.facts, after.facts)
    return Change("record", side.id, after.row, fields) if fields else None


def _differences(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[tuple[str, object, object], ...]:
    paths = {*before, *after}
    differ = (path for path in paths if (path in before, before.get(path)) != (path in after, after.get(path)))
    return tuple((path, before.get(path), after.get(path)) for path in sorted(differ))


def _display_names(content: Content) -> set[str]:
    """Every language that is mentioned has one."""
    return {"displayName", *(path.replace("description", "displayName") for path in content if "." in path)}


def _refusals(
    sides: list[Side], changes: Mapping[str, Change], world: World, is_kin: IsKin
) -> Iterator[tuple[Key, bool]]:
    orphans = [side.entry.name for side in sides if side.entry and side.row and not side.file]
    for side in sides:
        for code in _refused(side):
            yield (code, side.id), False
        if change := changes.get(side.id):
            yield from (((code, side.id), may_be) for code, may_be in _refused_change(side, change))
            is_new = change.verb == "create" and not side.entry
            if is_new and side.file and any(is_kin(side.file.name, orphan) for orphan in orphans):
                yield ("rename", side.id), True
    writes = [one for one in changes.values() if one.verb in ("create", "update", "activate")]
    writes += [one for one in changes.values() if one.verb == "adopt" and one.fields]
    if len(writes) > MOST_CHANGES:
        yield ("change-limit", ALL), True
        yield ("change-limit", STORE), True
    present = sum(1 for side in sides if side.entry and side.file)
    if not world.files:
        yield ("shrunk-catalog", ALL), False
    elif len(world.ledger) >= 5 and present * 2 < len(world.ledger):
        yield ("shrunk-catalog", ALL), True


def _refused(side: Side) -> Iterator[str]:
    """Codes that nobody may accept."""
    if side.is_renamed and (side.is_active or (side.is_tied and side.file and side.file.lifecycle == "retired")):
        yield "rename"
    if not side.is_active:
        return
    if side.is_tied:
        if side.row and side.entry and side.row.name != side.entry.name:
            yield "rename"
        if side.is_displaced:
            yield "displaced"
    elif side.has_rivals or (side.is_anothers and side.row):
        yield "ambiguous"
    elif side.row and not side.row.is_segment:
        yield "name-taken"


def _refused_change(side: Side, change: Change) -> Iterator[tuple[str, bool]]:
    if change.verb in ("adopt", "update", "activate") and side.row and side.row.has_conditions:
        yield "conditions", False
    if change.verb == "adopt":
        yield "adoption", True
    is_back = change.verb in ("create", "adopt") and side.entry is not None
    is_over = change.verb in ("update", "activate") and side.edited & {path for path, _, _ in change.fields}
    if is_back or is_over:
        yield "drift", True


def _drift(side: Side) -> Iterator[tuple[str, str]]:
    entry, row = side.entry, side.row
    if entry and not side.is_tied and side.is_active:
        yield ("replaced" if row else "vanished"), "mbrgrp_id"
    if not (entry and row and side.is_tied):
        return
    if row.name != entry.name:
        yield "renamed", "name"
    if side.is_displaced:
        yield "displaced", "usage" if row.owner == STORE else "owner"
    if row.has_conditions:
        yield "conditions", "conditions"
    yield from (("edited", path) for path in side.edited)


def carried_out(world: World, decision: Decision, new_rows: Mapping[str, int]) -> World:
    """What is there after a plan; ``new_rows`` has the ids of what it created."""
    rows, ledger = dict(world.rows), dict(world.ledger)
    recorded = {side.id: side.entry for side in _sides(world, decision.left_out)}
    for change in decision.changes:
        if before := recorded.get(change.id):
            ledger.pop(before.id)
        if change.verb == "forget":
            continue
        id = new_rows[change.id] if change.row is None else change.row
        rows[id] = _written(world, change)
        ledger[change.id] = _recorded(world.files[change.id], change, id, rows[id], before)
    return replace(world, rows=rows, ledger=ledger)


def _written(world: World, change: Change) -> Row:
    usages = frozenset() if change.verb == "create" and world.is_everybody else frozenset({SEGMENT})
    row = Row(STORE, world.files[change.id].name, usages, {}) if change.row is None else world.rows[change.row]
    if change.verb == "activate":
        row = replace(row, usages=row.usages | usages)
    if change.verb == "record":
        return row
    texts = {path: str(text) if text else None for path, _, text in change.fields}
    # A language has both texts, or none of them.
    languages = {path.removesuffix("description").removesuffix("displayName") for path in texts}
    whole = {language + text: None for language in languages for text in ("displayName", "description")}
    return replace(row, content={**whole, **row.content, **texts})


def _recorded(file: File, change: Change, id: int, row: Row, before: Entry | None) -> Entry:
    if before and change.verb == "record" and file.lifecycle == "retired":
        return replace(before, id=change.id, lifecycle="retired")
    return Entry(change.id, id, file.name, file.content, held=not row.is_segment)
