"""Changes -> statements. Pure: what is reviewed is what is run.

A statement is a template with its parameters and the number of rows that it must touch. Creates are
written table by table, parents first; everything else row by row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, assert_never

from sqlalchemy.sql.dml import UpdateBase

from syncer.live import templates
from syncer.live.conditions import TOP_ELEMENT
from syncer.live.lookups import FLAG_COLUMNS, Lookups
from syncer.model.canonical import canonical, digest
from syncer.model.change import Activate, Adopt, Change, Create, FieldChange, Forget, Record, Update
from syncer.model.segment import DESCRIPTION, DISPLAY_NAME, SegmentId, Value, locale_of, text_path
from syncer.model.snapshot import CUSTOMER_SEGMENT, GROUP_ROW, LAST_COUNTER, Counters, LedgerEntry, LiveSegment

GROUP_TYPE = "G"
"""MEMBER.TYPE of a member group (reference 3.2)."""

_PARENTS = (templates.INSERT_MEMBER, templates.INSERT_GROUP)


@dataclass(frozen=True, slots=True)
class Statement:
    """One template, once or many times."""

    template: UpdateBase
    parameters: tuple[Mapping[str, Any], ...]
    rows: int
    """How many rows all of it must touch together."""


@dataclass(frozen=True, slots=True)
class ConditionRows:
    """The condition rows that a new container gets."""

    has_row: bool
    """Whether MBRGRPCOND gets a row."""
    conditions: str | None
    has_top_element: bool
    """Whether MGPCONDELE gets the ``topAndList``."""


@dataclass(frozen=True)
class Writing:
    """What writing needs to know beside the changes themselves."""

    lookups: Lookups
    run: int
    actor: str
    condition: ConditionRows
    group_ids: Mapping[SegmentId, int]
    """The ids that were reserved for creates."""
    element_ids: Mapping[SegmentId, int]


class Step(NamedTuple):
    """A template with the values of one row."""

    template: UpdateBase
    values: Mapping[str, Any]


def statements(changes: Sequence[Change], writing: Writing) -> tuple[Statement, ...]:
    """Everything that carries the changes out, ledger included. The same template is sent once, for all its rows."""
    # Updates and activations insert rows too: a batch that they begin must not come before the parents of a create.
    batches: dict[UpdateBase, list[Mapping[str, Any]]] = {template: [] for template in _PARENTS}
    for change in changes:
        for step in _steps(change, writing):
            batches.setdefault(step.template, []).append(step.values)
    return tuple(Statement(template, tuple(rows), len(rows)) for template, rows in batches.items() if rows)


def _steps(change: Change, writing: Writing) -> Iterator[Step]:
    match change:
        case Create():
            yield from _creation(change, writing)
        case Adopt(live=live, fields=fields) | Update(live=live, fields=fields):
            yield from _update(change.desired.name, live, fields, writing) if fields else ()
        case Activate(live=live, fields=fields):
            yield from _update(change.desired.name, live, fields, writing)
            yield Step(
                templates.INSERT_USAGE,
                {"mbrgrptype_id": CUSTOMER_SEGMENT, "mbrgrp_id": live.mbrgrp_id, "optcounter": 0},
            )
        case Record() | Forget():
            pass
        case _:
            assert_never(change)
    yield _ledger_step(change, writing)


def entry_after(change: Change, writing: Writing) -> LedgerEntry | None:
    """What the ledger says after a change; ``None`` where the segment is forgotten."""
    match change:
        case Create(desired=desired, held=held):
            entry = LedgerEntry.of(desired, writing.group_ids[desired.id], held=held)
            counters: Counters = dict.fromkeys(
                [GROUP_ROW, *_locales(change.fields, writing.lookups.default_language)], 0
            )
        case Adopt(desired=desired, live=live, fields=fields):
            entry = LedgerEntry.of(desired, live.mbrgrp_id, held=False)
            counters = _counters_after(live, fields, writing.lookups.default_language)
        case Update(desired=desired, live=live, recorded=recorded, fields=fields):
            entry = LedgerEntry.of(desired, live.mbrgrp_id, held=recorded.held and not live.is_segment)
            counters = _counters_after(live, fields, writing.lookups.default_language)
        case Activate(desired=desired, live=live, fields=fields):
            entry = LedgerEntry.of(desired, live.mbrgrp_id, held=False)
            counters = {
                **_counters_after(live, fields, writing.lookups.default_language),
                GROUP_ROW: _next(live, GROUP_ROW),
            }
        case Record(entry=entry, live=live):
            counters = live.counters
        case Forget():
            return None
        case _:
            assert_never(change)
    return replace(entry, run=writing.run, counters=counters)


# Rows of the store


def _creation(change: Create, writing: Writing) -> Iterator[Step]:
    """The rows of a new segment, parents first (reference 4.2)."""
    desired, condition = change.desired, writing.condition
    group = {"mbrgrp_id": writing.group_ids[desired.id], "optcounter": 0}
    content = {field.path: field.after for field in change.fields}
    flags = {column: int(bool(content.get(field))) for field, column in _flag_columns(writing.lookups).items()}
    owner = writing.lookups.owners[desired.id.store]
    yield Step(
        templates.INSERT_MEMBER, {"member_id": group["mbrgrp_id"], "type": GROUP_TYPE, "state": None, "optcounter": 0}
    )
    names = {"owner_id": owner, "mbrgrpname": desired.name, "lastupdatedby": writing.actor}
    yield Step(templates.INSERT_GROUP, {**group, **names, **flags})
    if not change.held:
        yield Step(templates.INSERT_USAGE, {"mbrgrptype_id": CUSTOMER_SEGMENT, **group})
    for locale in _locales(change.fields, writing.lookups.default_language):
        yield _text_row(group["mbrgrp_id"], desired.name, content, locale, writing)
    if condition.has_row:
        yield Step(
            templates.INSERT_CONDITION, {**group, "conditions": condition.conditions, "field1": None, "field2": None}
        )
    if condition.has_top_element:
        name, type_ = TOP_ELEMENT
        element = {"mgpcondele_id": writing.element_ids[desired.id], "name": name, "type": type_, "parent": None}
        yield Step(templates.INSERT_ELEMENT, {**group, **element, "negate": 0})


def _update(name: str, live: LiveSegment, fields: tuple[FieldChange, ...], writing: Writing) -> Iterator[Step]:
    """Only rows that differ, and the group's row, which says who changed it last (reference 4.4)."""
    content = {field.path: field.after for field in fields}
    yield _group_row(live, content, writing)
    for locale in _locales(fields, writing.lookups.default_language):
        if locale in live.counters:
            yield _changed_text_row(live, content, locale, writing)
        else:
            yield _text_row(live.mbrgrp_id, name, content, locale, writing)


def _group_row(live: LiveSegment, content: Mapping[str, Value], writing: Writing) -> Step:
    columns = _flag_columns(writing.lookups)
    flags = {columns[field]: int(bool(content[field])) for field in columns if field in content}
    seen = {f"seen_{column}": int(bool(live.content.get(field))) for field, column in columns.items()}
    counter = live.counters.get(GROUP_ROW)
    template = templates.update_group(tuple(flags), tuple(columns.values()), counter is None)
    row = {"seen_id": live.mbrgrp_id, "seen_name": live.name, **_unless_none("seen_counter", counter), **seen}
    return Step(template, {**row, **flags, "optcounter": _next(live, GROUP_ROW), "lastupdatedby": writing.actor})


def _changed_text_row(live: LiveSegment, content: Mapping[str, Value], locale: str, writing: Writing) -> Step:
    place = _place(locale, writing.lookups.default_language)
    columns = {"displayname": text_path(place, DISPLAY_NAME), "description": text_path(place, DESCRIPTION)}
    after = {column: content[path] for column, path in columns.items() if path in content}
    display, description = (live.content.get(path) for path in columns.values())
    counter = live.counters[locale]
    seen = {
        "seen_id": live.mbrgrp_id,
        "seen_language": writing.lookups.languages[locale],
        "seen_displayname": display,
        **_unless_none("seen_description", description),
        **_unless_none("seen_counter", counter),
    }
    template = templates.update_text(tuple(after), counter is None, description is None)
    return Step(template, {**seen, **after, "optcounter": _next(live, locale)})


def _text_row(mbrgrp_id: int, name: str, content: Mapping[str, Value], locale: str, writing: Writing) -> Step:
    place = _place(locale, writing.lookups.default_language)
    values = {
        "mbrgrp_id": mbrgrp_id,
        "language_id": writing.lookups.languages[locale],
        "displayname": content.get(text_path(place, DISPLAY_NAME)) or name,
        "description": content.get(text_path(place, DESCRIPTION)),
        "optcounter": 0,
    }
    return Step(templates.INSERT_TEXT, values)


# Our ledger


def _ledger_step(change: Change, writing: Writing) -> Step:
    entry = entry_after(change, writing)
    if entry is None:
        return Step(templates.FORGET, {"seen_id": str(_recorded_id(change))})
    values = _ledger_values(entry)
    before = _recorded_id(change)
    return (
        Step(templates.RECORD_NEW, values)
        if before is None
        else Step(templates.RECORD_AGAIN, {**values, "seen_id": str(before)})
    )


def _recorded_id(change: Change) -> SegmentId | None:
    return change.recorded.id if change.recorded else None


def _ledger_values(entry: LedgerEntry) -> dict[str, Any]:
    return {
        "segment_id": str(entry.id),
        "mbrgrp_id": entry.mbrgrp_id,
        "mbrgrpname": entry.name,
        "content": canonical(entry.content),
        "counters": canonical(entry.counters),
        "digest": digest([entry.name, entry.content]),
        "lifecycle": str(entry.lifecycle),
        "is_held": int(entry.held),
        "is_protected": int(entry.protected),
        "run_id": entry.run,
    }


# Small facts


def _next(live: LiveSegment, row: str) -> int:
    """OPTCOUNTER after an update: from nothing or 32767 to 1 (reference 3.1)."""
    seen = live.counters.get(row)
    return 1 if seen is None or seen >= LAST_COUNTER else seen + 1


def _counters_after(live: LiveSegment, fields: tuple[FieldChange, ...], default_language: str) -> Counters:
    if not fields:
        return live.counters
    texts = {
        locale: _next(live, locale) if locale in live.counters else 0 for locale in _locales(fields, default_language)
    }
    return {**live.counters, GROUP_ROW: _next(live, GROUP_ROW), **texts}


def _locales(fields: tuple[FieldChange, ...], default_language: str) -> list[str]:
    """The languages whose text rows a change is about, the default one first."""
    texts = [field.path for field in fields if field.path not in FLAG_COLUMNS]
    found = {locale_of(path) or default_language for path in texts}
    return sorted(found, key=lambda locale: (locale != default_language, locale))


def _unless_none(name: str, value: object) -> dict[str, object]:
    """A value for a template that asks for it only where something was seen."""
    return {} if value is None else {name: value}


def _place(locale: str, default_language: str) -> str | None:
    return None if locale == default_language else locale


def _flag_columns(lookups: Lookups) -> dict[str, str]:
    return {field: column for field, column in FLAG_COLUMNS.items() if field not in lookups.lacking}
