"""One segment from three sides -> one change, or none."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from syncer.model.change import Activate, Adopt, Change, Create, FieldChange, Forget, Record, Update
from syncer.model.segment import DISPLAY_NAME, Content, Lifecycle, Segment, locales, text_path
from syncer.model.snapshot import LedgerEntry, LiveSegment
from syncer.planning.subjects import Subject


def diff(subject: Subject, *, empty_means_everybody: bool = False) -> Change | None:
    """What would bring one segment to what its file says.

    *Yes* under desired means active. Where a name differs, or more than one row could be meant, there is
    no change, and a guard says why.

    ========== ================================== ======== ==========================================
    desired    live                               recorded then
    ========== ================================== ======== ==========================================
    yes        -                                  -        create
    yes        -                                  yes      create again (drift: vanished)
    yes        yes                                -        adopt
    yes        yes                                yes      update where content differs, record where
                                                           only the ledger must learn
    yes        another row has the name           yes      adopt (drift: replaced)
    yes        another name                       yes      nothing: refused as a rename
    yes        without its usage, held            yes      activate with a member, else update
    yes        with its usage, held               yes      record
    retired    yes                                yes      record once
    released   yes                                yes      forget
    not active -                                  yes      forget
    not active any                                -        nothing
    gone       yes                                yes      nothing: an orphan
    ========== ================================== ======== ==========================================
    """
    match subject.desired:
        case Segment(lifecycle=Lifecycle.ACTIVE) as desired:
            return _active(subject, desired, empty_means_everybody)
        case desired if subject.recorded and subject.live and subject.is_tied:
            return _inactive(desired, subject.live, subject.recorded)
        case _:
            return Forget(subject.recorded) if subject.recorded else None


def _active(subject: Subject, desired: Segment, empty_means_everybody: bool) -> Change | None:
    live, recorded = subject.live, subject.recorded
    if subject.rivals or subject.owned_by or (recorded and recorded.name != desired.name):
        return None
    if live is None:
        return Create(desired, creation(desired), held=empty_means_everybody, recorded=recorded)
    if recorded is None or subject.is_replaced:
        return Adopt(desired, live, differences(desired, live), recorded) if live.is_segment else None
    if live.name != recorded.name or is_displaced(live, recorded):
        return None
    fields = differences(desired, live)
    is_held = not live.is_segment  # It would be displaced if nobody had held it.
    if is_held and (live.has_members or not empty_means_everybody):
        return Activate(desired, live, recorded, fields)
    if fields:
        return Update(desired, live, recorded, fields)
    return _record(desired, live, recorded, LedgerEntry.of(desired, live.mbrgrp_id, held=is_held))


def is_settled(subject: Subject) -> bool:
    """Whether an active segment is the same on all three sides: nothing is left to plan, to refuse or to tell.

    ``diff``, ``drift`` and the guards find nothing there. Most segments are settled at most times, so they are
    told apart once and cheaply.
    """
    desired, live, recorded = subject.desired, subject.live, subject.recorded
    return (
        desired is not None
        and live is not None
        and recorded is not None
        and desired.lifecycle is recorded.lifecycle is Lifecycle.ACTIVE
        and desired.name == recorded.name == live.name
        and desired.id == recorded.id
        and desired.protected == recorded.protected
        and desired.content == recorded.content
        and subject.is_tied
        and not (recorded.held or live.has_conditions or live.is_empty or is_displaced(live, recorded))
        and is_equal(desired, live)
    )


def _inactive(desired: Segment | None, live: LiveSegment, recorded: LedgerEntry) -> Change | None:
    """What becomes of a row of ours that the catalog does not want any more."""
    if desired is None:
        return None
    if desired.lifecycle is Lifecycle.RELEASED:
        return Forget(recorded)
    if desired.name != recorded.name:
        return None
    entry = replace(recorded, lifecycle=desired.lifecycle, protected=desired.protected)
    return _record(desired, live, recorded, entry)


def _record(desired: Segment, live: LiveSegment, recorded: LedgerEntry, entry: LedgerEntry) -> Record | None:
    if entry == recorded:
        return None
    return Record(desired, live, recorded, entry, field_changes(as_content(recorded), as_content(entry)))


def is_displaced(live: LiveSegment, recorded: LedgerEntry) -> bool:
    """Ours, but under another owner, or without its usage though nobody held it, or with another one instead."""
    is_held = recorded.held and not live.usages
    return live.store != recorded.id.store or not (live.is_segment or is_held)


def creation(desired: Segment) -> tuple[FieldChange, ...]:
    """Every field that a new segment gets: each language that is mentioned has a display name."""
    content = {**dict.fromkeys(display_names(desired.content), desired.name), **desired.content}
    return tuple(FieldChange(path, None, content[path]) for path in sorted(content) if content[path] is not None)


def differences(desired: Segment, live: LiveSegment) -> tuple[FieldChange, ...]:
    """The managed fields that differ, and the display name of each description row that is missing."""
    if is_equal(desired, live):
        return ()
    missing = display_names(desired.content) - live.content.keys()
    after = {**dict.fromkeys(missing, desired.name), **desired.content}
    return field_changes({path: live.content.get(path) for path in after}, after)


def is_equal(desired: Segment, live: LiveSegment) -> bool:
    """Whether every managed field is as the file says, and every description row is there."""
    wanted, content = desired.content, live.content
    return wanted.items() <= content.items() and display_names(wanted) <= content.keys()


def display_names(content: Content) -> frozenset[str]:
    """The paths of the display name in the default language, and in each other one that the content mentions."""
    return _display_names(locales(content))


@lru_cache(maxsize=1000)
def _display_names(locales: tuple[str, ...]) -> frozenset[str]:
    return frozenset(text_path(locale, DISPLAY_NAME) for locale in (None, *locales))


def field_changes(before: Content, after: Content) -> tuple[FieldChange, ...]:
    """What differs between two contents, by path. deepdiff describes it, and is imported only when something does."""
    if before == after:
        return ()
    from deepdiff import DeepDiff

    # Without the threshold, contents with few paths in common would be one difference as a whole.
    found = DeepDiff(dict(before), dict(after), view="tree", threshold_to_diff_deeper=0)
    paths = {str(level.path(output_format="list")[0]) for levels in found.values() for level in levels}
    return tuple(FieldChange(path, before.get(path), after.get(path)) for path in sorted(paths))


def as_content(entry: LedgerEntry) -> Content:
    """What a ledger entry says, as one content, so that its differences read like those of any other."""
    facts: Content = {
        "id": str(entry.id),
        "lifecycle": str(entry.lifecycle),
        "held": entry.held,
        "protected": entry.protected,
    }
    return {**facts, **entry.content}
