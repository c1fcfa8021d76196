"""One segment from three sides -> how live is no longer what we recorded."""

from __future__ import annotations

from collections.abc import Iterator

from syncer.model.plan import Drift, DriftKind
from syncer.model.segment import Value
from syncer.model.snapshot import LAST_COUNTER, Counters, LedgerEntry, LiveSegment
from syncer.planning.diff import is_displaced
from syncer.planning.subjects import Subject


def drift(subject: Subject) -> Iterator[Drift]:
    """Everything that happened to a recorded row behind our back."""
    recorded, live = subject.recorded, subject.live
    if recorded is None:
        return
    if live is None or subject.is_replaced:
        if subject.is_active:
            kind = DriftKind.REPLACED if live else DriftKind.VANISHED
            yield Drift(subject.id, recorded.name, kind, "mbrgrp_id", str(recorded.mbrgrp_id), _row_id(live))
        return
    if live.name != recorded.name:
        yield _found(subject, live, recorded, DriftKind.RENAMED, "name", recorded.name, live.name)
    if is_displaced(live, recorded):
        yield _found(subject, live, recorded, DriftKind.DISPLACED, *_displacement(live, recorded))
    if live.has_conditions:
        yield _found(subject, live, recorded, DriftKind.CONDITIONS, "conditions", False, True)
    if live.is_empty and live.is_segment and not live.has_conditions:
        yield Drift(subject.id, recorded.name, DriftKind.EMPTY)
    for path in edited_paths(live, recorded):
        before, after = recorded.content[path], live.content.get(path)
        yield _found(subject, live, recorded, DriftKind.EDITED, path, before, after)


def edited_paths(live: LiveSegment, recorded: LedgerEntry) -> list[str]:
    """The recorded fields that are no longer what we wrote, sorted."""
    content = live.content
    return sorted(path for path, value in recorded.content.items() if content.get(path) != value)


def edits_since(then: Counters, now: Counters) -> int | None:
    """How often the row that moved most was written since, at the least; ``None`` where counters are missing."""
    moves = [_distance(then.get(row), now.get(row)) for row in then]
    known = [move for move in moves if move is not None]
    return max(known) if known else None


def _distance(then: int | None, now: int | None) -> int | None:
    if then is None or now is None:
        return None
    return now - then if now >= then else now - then + LAST_COUNTER


def _found(
    subject: Subject, live: LiveSegment, recorded: LedgerEntry, kind: DriftKind, field: str, before: Value, after: Value
) -> Drift:
    edits = edits_since(recorded.counters, live.counters)
    return Drift(subject.id, recorded.name, kind, field, before, after, live.updated_by, live.updated_at, edits)


def _displacement(live: LiveSegment, recorded: LedgerEntry) -> tuple[str, Value, Value]:
    if live.store != recorded.id.store:
        return "owner", recorded.id.store, live.store
    return "usage", True, False


def _row_id(live: LiveSegment | None) -> str | None:
    return None if live is None else str(live.mbrgrp_id)
