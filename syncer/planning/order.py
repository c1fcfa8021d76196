"""The order in which changes are shown and carried out."""

from __future__ import annotations

from collections.abc import Iterable

from syncer.model.change import Change, subject_id

# A row that is forgotten may be adopted by another file of the same plan, so letting go comes first.
VERBS = ("forget", "record", "update", "activate", "adopt", "create")


def in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Changes by verb, then by id in code-point order."""
    return tuple(sorted(changes, key=lambda change: (VERBS.index(change.verb), subject_id(change))))
