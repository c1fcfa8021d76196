"""Segments before and after: what would be done, what a change of files does, and what drifted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TypeAlias

from syncer.model.change import FieldChange
from syncer.model.plan import Drift, PlannedChange
from syncer.model.review import ReviewedChange
from syncer.model.segment import Value
from syncer.model.shown import shown
from syncer.render.changes_text import goes_without_saying
from syncer.render.drift_text import EXPLAINED, kinds_of, last_editor
from syncer.render.page import Pair, Row, Table, Text, entries, prose
from syncer.render.words import REVIEW_VERBS, VERBS, Verb, count, pair_shown, value_shown

_Change: TypeAlias = PlannedChange | ReviewedChange

_LOOKS: Mapping[str, Verb] = {**VERBS, **{str(verb): look for verb, look in REVIEW_VERBS.items()}}
"""What a verb of both means the same in both."""
_WORST_FIRST = (
    "delete",
    "remove",
    "release",
    "retire",
    "move",
    "adopt",
    "update",
    "restore",
    "activate",
    "create",
    "forget",
    "record",
)
_RANK = {verb: rank for rank, verb in enumerate(_WORST_FIRST)}


def changes_table(changes: Sequence[_Change]) -> Iterator[Table]:
    """What would be done, or what a change of files does; what is hardest to take back stands first."""
    if changes:
        found = {str(change.verb) for change in changes}
        verbs = [verb for verb in _WORST_FIRST if verb in found]
        ranked = sorted(changes, key=lambda change: _RANK[change.verb])
        yield Table(
            title=f"Changes, {len(changes):,}",
            before="before",
            after="after",
            rows=entries(ranked, _size_of_change, _changed),
            total=len(changes),
            remarks=tuple(f"{verb}: {_LOOKS[verb].explained}." for verb in verbs if _LOOKS[verb].explained),
        )


def drift_table(findings: tuple[Drift, ...]) -> Iterator[Table]:
    """What is live and no longer what we recorded, segment by segment."""
    segments = [tuple(group) for _, group in groupby(findings, key=lambda found: found.id)]
    if segments:
        yield Table(
            title=f"Drifted, {count(len(segments), 'segment')}",
            before="recorded",
            after="live",
            rows=entries(segments, _size_of_drift, _drifted),
            total=len(segments),
            remarks=("Live is no longer what we recorded.",),
        )


def _changed(change: _Change) -> Row:
    return Row(
        symbol=_LOOKS[change.verb].symbol,
        verb=change.verb,
        id=shown(change.id),
        name=shown(change.name),
        fields=tuple(_field(field, change.verb) for field in change.fields if not _is_implied(change, field)),
        notes=tuple(_notes(change)),
    )


def _is_implied(change: _Change, field: FieldChange) -> bool:
    return isinstance(change, PlannedChange) and goes_without_saying(change, field)


def _notes(change: _Change) -> Iterator[Text]:
    match change:
        case PlannedChange(held=True):
            yield ("held: written without its usage, and out of sight, until it has a member",)
        case ReviewedChange(moved_from=str(old)):
            yield ("was ", shown(old))


def _field(field: FieldChange, verb: str) -> Pair:
    if verb == "create":
        return Pair(shown(field.path), None, value_shown(field.after, whole=True))
    return Pair(shown(field.path), *pair_shown(field.before, field.after))


def _drifted(findings: tuple[Drift, ...]) -> Row:
    first, kinds = findings[0], kinds_of(findings)
    editors = (editor for editor in dict.fromkeys(map(last_editor, findings)) if editor)
    return Row(
        symbol="!",
        verb=str(kinds[0]),
        id=shown(first.id),
        name=shown(first.name),
        fields=tuple(
            Pair(shown(found.field), *pair_shown(found.before, found.after)) for found in findings if found.field
        ),
        notes=(("; ".join(EXPLAINED[kind] for kind in kinds),), *((prose(editor),) for editor in editors)),
    )


def _size_of_change(change: _Change) -> int:
    return sum(_length(field.before) + _length(field.after) for field in change.fields)


def _size_of_drift(findings: tuple[Drift, ...]) -> int:
    return sum(_length(found.before) + _length(found.after) for found in findings)


def _length(value: Value) -> int:
    return len(value) if isinstance(value, str) else 0
