"""Changes as lines: grouped by verb, each field before and after; many of them, one line each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from syncer.model.shown import Line, line, shown
from syncer.render.words import ADDED, FAINT, HEADING, REMOVED, VERBS, Verb, pair_shown, value_shown

if TYPE_CHECKING:
    from syncer.model.change import FieldChange
    from syncer.model.plan import PlannedChange
    from syncer.model.review import ReviewedChange

_C = TypeVar("_C", "PlannedChange", "ReviewedChange")

MOST_IN_FULL = 200
"""Above this number of changes each gets one line, so that a page stays a page."""


def changes_text(changes: tuple[PlannedChange, ...], *, whole: bool = False) -> Iterator[Line]:
    """The changes by verb; ``whole`` shows every field and text however many there are."""
    in_full = whole or len(changes) <= MOST_IN_FULL
    return by_verb(changes, VERBS, lambda change: _in_full(change, whole) if in_full else _in_short(change))


def by_verb(changes: Sequence[_C], looks: Mapping[str, Verb], lines: Callable[[_C], Iterator[Line]]) -> Iterator[Line]:
    """Changes under one heading for each verb; ``lines`` are those of one change."""
    for verb, look in looks.items():
        group = [change for change in changes if change.verb == verb]
        if not group:
            continue
        explained = shown(f" ({look.explained})", FAINT) if look.explained else ""
        yield line(shown(f"To {verb}, {len(group):,}", HEADING), explained, ":")
        for change in group:
            yield from lines(change)
        yield line()


def summary(changes: Sequence[PlannedChange | ReviewedChange], looks: Mapping[str, Verb] = VERBS) -> str:
    """How many of each verb, in the order of the page: ``2 to create, 1 to update``."""
    found = Counter(str(change.verb) for change in changes)
    return ", ".join(f"{found[verb]:,} to {verb}" for verb in looks if verb in found)


def title(change: PlannedChange | ReviewedChange, look: Verb, *more: str) -> Line:
    """The line that names one change."""
    return line(
        shown(f"{look.symbol} {change.verb}  ", look.style),
        shown(change.id, HEADING),
        f'  "{change.name}"',
        *(shown(f"  {text}", FAINT) for text in more if text),
        indent=2,
    )


def _in_short(change: PlannedChange) -> Iterator[Line]:
    yield title(
        change,
        VERBS[change.verb],
        ", ".join(field.path for field in change.fields if not goes_without_saying(change, field)),
        "held" if change.held else "",
    )


def _in_full(change: PlannedChange, whole: bool) -> Iterator[Line]:
    yield title(change, VERBS[change.verb], f"MBRGRP_ID {change.mbrgrp_id}" if change.mbrgrp_id else "")
    if change.held:
        yield line("held: written without its usage, and out of sight, until it has a member", indent=6)
    for field in change.fields:
        if whole or not goes_without_saying(change, field):
            yield from field_text(field, change.verb, whole)


def goes_without_saying(change: PlannedChange, field: FieldChange) -> bool:
    """A new segment is shown by its name where its file does not say otherwise."""
    return change.verb == "create" and field.path == "displayName" and field.after == change.name


def field_text(field: FieldChange, verb: str, whole: bool) -> Iterator[Line]:
    """One field of a change: what a new segment gets, or what it was and will be."""
    if verb == "create":
        yield line(f"{field.path}: ", value_shown(field.after, whole=whole), indent=6)
        return
    yield line(f"{field.path}:", indent=6)
    yield from before_and_after(field.before, field.after, ("before", "after"), whole=whole)


def before_and_after(
    before: str | bool | None, after: str | bool | None, words: tuple[str, str], *, whole: bool = False
) -> Iterator[Line]:
    """Two lines with a word and a sign each, so that they can be read without colour."""
    left, right = pair_shown(before, after, whole=whole)
    width = max(map(len, words))
    yield line(shown(f"- {words[0]:<{width}}  ", REMOVED), left, indent=8)
    yield line(shown(f"+ {words[1]:<{width}}  ", ADDED), right, indent=8)


def listed(title: str, ids: Iterable[str], *, most: int = 20) -> Iterator[Line]:
    """A heading and the ids under it; of many, the first ones and how many more there are."""
    found = tuple(ids)
    if not found:
        return
    yield line(shown(title, HEADING), f", {len(found):,}:")
    for one in found[:most]:
        yield line(one, indent=2)
    if len(found) > most:
        yield line(f"and {len(found) - most:,} more", indent=2)
