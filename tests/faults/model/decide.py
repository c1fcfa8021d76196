"""What a plan of a small world must be: written from the promises alone, without any code of the product."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from tests.faults.model.world import ALL, MOST_CHANGES, STORE, Change, Content, Decision, Entry, Key, Side, World

IsKin: TypeAlias = Callable[[str, str], bool]
"""Whether two names look alike."""


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
    sides = list(sides_of(world, left_out))
    out = {side.id for side in sides if {side.id, side.entry.id if side.entry else side.id} & set(left_out)}
    changes = {side.id: change for side in sides if side.id not in out and (change := _change(side, world))}
    refusals = {key: may_be for key, may_be in _refusals(sides, changes, world, is_kin) if key[1] not in out}
    if accepted is None:
        accepted = frozenset(key for key, may_be in refusals.items() if may_be and key[0] in codes)
    return Decision(
        files=world.files,
        changes=frozenset(changes.values()),
        refusals=refusals,
        drift=frozenset((side.id, kind, field) for side in sides for kind, field in _drift(side, world)),
        orphans=frozenset(side.id for side in sides if side.entry and side.row and not side.file),
        accepted=accepted,
        left_out=frozenset(left_out),
    )


def sides_of(world: World, left_out: Collection[str]) -> Iterator[Side]:
    """Every segment that a file or the ledger knows, with the row that it is about."""
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
    if world.is_real and not world.has_created and [one.verb for one in changes.values()].count("create") > 1:
        yield ("first-write", ALL), True
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


def _drift(side: Side, world: World) -> Iterator[tuple[str, str | None]]:
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
    if world.is_everybody and row.is_segment and not entry.held and not world.is_filled(entry.row):
        yield "empty", None
    yield from (("edited", path) for path in side.edited)
