"""Where the site's own propagation brings the rows: what has arrived is recorded, the rest is awaited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from syncer.model.change import Adopt, Change, Create, Record, subject_id, writes_store
from syncer.model.environment import Environment
from syncer.model.plan import Awaited
from syncer.model.snapshot import LedgerEntry
from syncer.planning.diff import as_content, field_changes
from syncer.planning.order import in_order


def sort_out(changes: tuple[Change, ...], environment: Environment) -> tuple[tuple[Change, ...], tuple[Awaited, ...]]:
    """The changes that are left to us, and the segments that have to be brought.

    Where the environment receives its rows, no change is left that writes one.
    """
    if not environment.receives:
        return changes, ()
    ours = in_order(_as_record(change) for change in changes if not writes_store(change))
    return ours, tuple(sorted(_awaited(change for change in changes if writes_store(change))))


def _as_record(change: Change) -> Change:
    """A row that arrived equal to its file was made by us, on staging: nobody has to agree that we take it over."""
    match change:
        case Adopt(desired=desired, live=live, fields=(), recorded=None) if not live.has_conditions:
            entry = LedgerEntry.of(desired, live.mbrgrp_id, held=False)
            return Record(desired, live, None, entry, field_changes({}, as_content(entry)))
        case _:
            return change


def _awaited(changes: Iterable[Change]) -> Iterator[Awaited]:
    for change in changes:
        there = change.fields if not isinstance(change, Create) else ()
        yield Awaited(str(subject_id(change)), tuple(field.path for field in there))
