"""One moment, where an engine has none for its readers (Db2, Derby): read until two readings say the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from syncer.model.errors import Busy
from syncer.model.snapshot import Snapshot

READINGS = 5
"""How often a database is read again until it has come to rest."""


def settled(read: Callable[[], Snapshot], place: str) -> Snapshot:
    """What two readings in a row agree on. Raises ``Busy`` where ``place`` does not come to rest."""
    before = _regular(read())
    for _ in range(READINGS):
        now = _regular(read())
        if now == before:
            return now
        before = now
    raise Busy(
        f"{place} changed while it was read, {READINGS} times in a row. Nothing was written.",
        "Run the same command again at a quieter moment.",
    )


def _regular(snapshot: Snapshot) -> Snapshot:
    """The same without the order of rows, which says nothing."""
    groups = tuple(sorted(snapshot.groups, key=lambda group: group.mbrgrp_id))
    return replace(snapshot, groups=groups, ledger=tuple(sorted(snapshot.ledger, key=lambda entry: entry.id)))
