"""Guards of identity: one name, one row, one owner."""

from __future__ import annotations

from collections.abc import Iterator

from syncer.model.change import Create
from syncer.model.plan import Refusal
from syncer.model.segment import Lifecycle, Location, Segment
from syncer.planning.diff import is_displaced
from syncer.planning.guards.case import Case, quoted
from syncer.planning.renames import look_alikes, refuse_look_alike, refuse_rename
from syncer.planning.subjects import Subject


def refuse_renames(case: Case) -> Iterator[Refusal]:
    """A segment's name is fixed when it is first saved; other things refer to it by name (reference, section 1)."""
    for subject in case.unsettled:
        desired, live, recorded = subject.desired, subject.live, subject.recorded
        if recorded is None or desired is None or not (subject.is_active or _stays_retired(subject, desired)):
            continue
        if desired.name != recorded.name:
            yield refuse_rename(desired, recorded.name)
        if subject.is_active and live and live.name != recorded.name:
            yield Refusal(
                code="rename",
                id=str(subject.id),
                message=f"{subject.id} was renamed in the database from {recorded.name!r} to {live.name!r}",
                remedy=(
                    f"Put {recorded.name!r} back in the database; or set `lifecycle: released` here, "
                    f"which gives the row back, and add a new file for {live.name!r}."
                ),
                source=desired.source,
            )


def _stays_retired(subject: Subject, desired: Segment) -> bool:
    return desired.lifecycle is Lifecycle.RETIRED and subject.is_tied


def refuse_look_alikes(case: Case) -> Iterator[Refusal]:
    """A file that vanished and a new one that looks like it are most likely one segment, renamed."""
    created = [change.desired for change in case.changes if isinstance(change, Create) and change.recorded is None]
    staying = (one.recorded for one in case.subjects if one.recorded and one.desired)
    for orphan, segment in look_alikes(case.orphans, created, staying):
        yield refuse_look_alike(orphan, segment, again="plan again")


def refuse_taken_names(case: Case) -> Iterator[Refusal]:
    """The name is unique for an owner among groups of every kind (reference 3.3 and 3.6)."""
    for subject in _untied(case):
        if subject.live and not (subject.live.is_segment or subject.rivals or subject.owned_by):
            yield Refusal(
                code="name-taken",
                id=str(subject.id),
                message=f"{quoted(subject.live)} is a member group but no segment, and the owner's names are unique",
                remedy=f"Have the group renamed by those who use it, {_or_another_name(subject)}.",
                source=_source(subject),
            )


def refuse_ambiguous_names(case: Case) -> Iterator[Refusal]:
    """Where two rows could be meant, or the row is ours under another id, nothing is created and nothing adopted."""
    for subject in _untied(case):
        if subject.rivals and subject.desired:
            rows = ", ".join(quoted(row) for row in (subject.live, *subject.rivals) if row)
            yield Refusal(
                code="ambiguous",
                id=str(subject.id),
                message=f"{subject.desired.name!r} is answered in the database by {rows}",
                remedy=_settled(subject),
                source=_source(subject),
            )
        elif subject.owned_by and subject.live:
            yield Refusal(
                code="ambiguous",
                id=str(subject.id),
                message=f"{quoted(subject.live)} is already recorded for {subject.owned_by}",
                remedy=f"Let go of it (`lifecycle: released` in {subject.owned_by}), {_or_another_name(subject)}.",
                source=_source(subject),
            )


def _settled(subject: Subject) -> str:
    """How one row and one name are left: a file cannot have outer blanks, nor another name than was recorded."""
    if subject.recorded is None and all(row.name == row.name.strip() for row in subject.rivals):
        return (
            "Write the name exactly as the row that is meant has it. Where others answer too, have them "
            "renamed or removed, or choose another name."
        )
    if subject.recorded is None:
        why = "A name in a file has no blanks around it, so only the rows can be mended"
    else:
        why = f"The name {subject.recorded.name!r} is recorded and stays, so only the rows can be mended"
    ours = "have the one that is meant given exactly this name, and others renamed or removed"
    return f"{why}: {ours}, {_or_another_name(subject)}."


def _or_another_name(subject: Subject) -> str:
    """The way out on our side: for a recorded segment another name would be a rename."""
    if subject.recorded is None:
        return "or choose another name here"
    return "or set `lifecycle: released` here to let go of it"


def refuse_displaced(case: Case) -> Iterator[Refusal]:
    """A segment of ours that lost its usage or went to another owner is not what the catalog speaks of."""
    for subject in case.unsettled:
        live, recorded = subject.live, subject.recorded
        if subject.is_active and subject.is_tied and live and recorded and is_displaced(live, recorded):
            where = "has another owner" if live.store != recorded.id.store else "is no customer segment any more"
            yield Refusal(
                code="displaced",
                id=str(subject.id),
                message=f"{quoted(live)} {where}; it was recorded in store {recorded.id.store}",
                remedy="Have it put back, or set `lifecycle: released` to let go of it.",
                source=_source(subject),
            )


def _untied(case: Case) -> Iterator[Subject]:
    """Active segments whose recorded row, if there was one, is not there."""
    return (subject for subject in case.unsettled if subject.is_active and not subject.is_tied)


def _source(subject: Subject) -> Location | None:
    return subject.desired.source if subject.desired else None
