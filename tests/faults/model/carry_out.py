"""What is in a small world after a plan was carried out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tests.faults.model.decide import sides_of
from tests.faults.model.world import SEGMENT, STORE, Change, Decision, Entry, File, Row, World


def carried_out(world: World, decision: Decision, new_rows: Mapping[str, int]) -> World:
    """What is there after a plan; ``new_rows`` has the ids of what it created."""
    rows, ledger = dict(world.rows), dict(world.ledger)
    recorded = {side.id: side.entry for side in sides_of(world, decision.left_out)}
    for change in decision.changes:
        if before := recorded.get(change.id):
            ledger.pop(before.id)
        if change.verb == "forget":
            continue
        id = new_rows[change.id] if change.row is None else change.row
        rows[id] = _written(world, change)
        ledger[change.id] = _recorded(world.files[change.id], change, id, rows[id], before)
    has_created = world.has_created or any(change.verb == "create" for change in decision.changes)
    return replace(world, rows=rows, ledger=ledger, has_created=has_created)


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
