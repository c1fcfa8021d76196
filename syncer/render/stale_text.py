"""Two plans side by side: what was planned, what is there now, what is wanted."""

from __future__ import annotations

from collections.abc import Iterator

from syncer.model.change import FieldChange
from syncer.model.plan import PlannedChange, SavedPlan
from syncer.model.shown import Line, line, shown
from syncer.render.drift_text import last_editor
from syncer.render.words import ADDED, CHANGED, FAINT, HEADING, REMOVED, about, value_shown


def stale_text(planned: SavedPlan, now: SavedPlan) -> tuple[Line, ...]:
    """What has moved since a plan was made, field by field."""
    return (*_surroundings(planned, now), *_changes(planned, now))


def _surroundings(planned: SavedPlan, now: SavedPlan) -> Iterator[Line]:
    if planned.environment != now.environment:
        yield line(f"The plan is for {planned.environment}, not for {now.environment}.", indent=2)
    if planned.target != now.target:
        yield line("It was made for another database: the target ids differ.", indent=2)
    if planned.catalog_digest != now.catalog_digest:
        yield line("The catalog has changed since it was made.", indent=2)
    keys = sorted(planned.settings.keys() | now.settings.keys())
    for key in keys:
        if planned.settings.get(key) != now.settings.get(key):
            yield line(f"The setting `{key}` of the environment has changed.", indent=2)
    before, after = ({refusal.key for refusal in plan.refusals} for plan in (planned, now))
    for code, id in sorted(after - before):
        yield line(f"Refused now: {code} for {about(id)}.", indent=2)
    for code, id in sorted(before - after):
        yield line(f"No longer refused: {code} for {about(id)}.", indent=2)


def _changes(planned: SavedPlan, now: SavedPlan) -> Iterator[Line]:
    """Only the changes that are not the same in both plans."""
    first = {change.id: change for change in planned.changes}
    second = {change.id: change for change in now.changes}
    editors = {str(found.id): last_editor(found) for found in now.drift}
    for id in sorted(first.keys() | second.keys()):
        before, after = first.get(id), second.get(id)
        if before != after:
            names = sorted({change.name for change in (before, after) if change})
            yield line(
                shown("! ", CHANGED),
                shown(id, HEADING),
                *(f'  "{name}"' for name in names),
                "  ",
                shown(_verbs(before, after), FAINT),
                indent=2,
            )
            if editors.get(id):
                yield line(editors[id], indent=6)
            yield from _fields(before, after)


def _verbs(planned: PlannedChange | None, now: PlannedChange | None) -> str:
    return f"planned: {planned.verb if planned else 'nothing'}, now: {now.verb if now else 'nothing'}"


def _fields(planned: PlannedChange | None, now: PlannedChange | None) -> Iterator[Line]:
    old = {field.path: field for field in planned.fields} if planned else {}
    new = {field.path: field for field in now.fields} if now else {}
    for path in sorted(old.keys() | new.keys()):
        if old.get(path) != new.get(path):
            yield line(f"{path}:", indent=6)
            yield from _field(old.get(path), new.get(path))


def _field(planned: FieldChange | None, now: FieldChange | None) -> Iterator[Line]:
    """What a plan was made from, what is there now, and what is wanted, where that has changed too."""
    if planned:
        yield line(shown("- planned from  ", REMOVED), value_shown(planned.before), indent=8)
    if planned and not (now and now.after == planned.after):
        yield line(shown("- planned to    ", REMOVED), value_shown(planned.after), indent=8)
    if now:
        yield line(shown("! now           ", CHANGED), value_shown(now.before), indent=8)
        yield line(shown("+ wanted        ", ADDED), value_shown(now.after), indent=8)
    else:
        yield line(shown("! now           ", CHANGED), "nothing to be changed", indent=8)
