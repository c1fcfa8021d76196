"""The one transaction that counts: plan again, write, read back, plan once more, commit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from syncer.engine.agree import already_applied, is_done
from syncer.engine.commit import commit
from syncer.engine.plan import look
from syncer.engine.run import Opened
from syncer.engine.work import Work
from syncer.model.change import Change, Create, Update, mbrgrp_id_of, subject_id, subject_name, writes_store
from syncer.model.errors import Failed, Stale
from syncer.model.plan import Plan, decision, write_down
from syncer.model.report import PAST_TENSE, Outcome, Report, RunState
from syncer.model.snapshot import Snapshot

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from syncer.live.journal import Head
    from syncer.live.lookups import Lookups
    from syncer.live.statements import Writing


def write(work: Work, opened: Opened) -> Report:
    """Write what is planned now, if it is still what was agreed. Everything, or nothing."""
    from syncer.live import journal

    with work.database.writing() as connection, connection.begin() as transaction:
        head = journal.take_lock(connection, work.database)
        lookups, snapshot = look(connection, work.database)
        fresh = work.plan(snapshot)
        if is_done(fresh, work.agreement.plan):
            written = write_down(fresh, work.agreement.context)
            done = already_applied(connection, written, work.agreement.plan.digest)
            # By now the run that we opened has no end either.
            report = replace(done, unfinished=work.agreement.plan.standing.unfinished)
            transaction.rollback()
            return report
        _require_same(work, fresh)
        work.progress(f"writing {len(fresh.changes)} changes")
        writing = _writing(work, opened, fresh, lookups)
        outcomes = _write_rows(connection, fresh, writing)
        _require_nothing_left(work, connection, lookups, snapshot, fresh, outcomes)
        journal.move_head(connection, _add_to_chain(connection, work, opened.run, head, fresh, outcomes))
        work.progress("committing")
        work.interruption.obey()
        with work.interruption.shielded():
            commit(work.database, connection, transaction, opened.run)
            work.interruption.finish()
    return Report(
        environment=work.database.environment.name,
        is_sandbox=work.database.environment.is_sandbox,
        digest=fresh.digest,
        run=opened.run,
        already_applied=False,
        context=work.agreement.context,
        acceptances=work.agreement.written.acceptances,
        outcomes=outcomes,
        waiting=_waiting(work, fresh, outcomes),
        is_visible=any(map(_is_visible, fresh.changes)),
        left_out=fresh.left_out,
        awaited=fresh.standing.awaited,
        unfinished=work.agreement.plan.standing.unfinished,
    )


def _require_same(work: Work, fresh: Plan) -> None:
    agreed = work.agreement.plan
    if fresh.digest != agreed.digest:
        context = work.agreement.context
        raise Stale(
            "The database changed after the plan was made. Nothing was written.",
            "Plan again, and look at what changed.",
            planned=write_down(agreed, context),
            now=write_down(fresh, context),
        )


def _writing(work: Work, opened: Opened, fresh: Plan, lookups: Lookups) -> Writing:
    from syncer.live.journal import cut
    from syncer.live.statements import Writing

    created = [change.desired.id for change in fresh.changes if isinstance(change, Create)]
    return Writing(
        lookups=lookups,
        run=opened.run,
        actor=cut(work.agreement.context.actor, 254),
        condition=work.agreement.condition,
        group_ids=dict(zip(created, opened.group_ids, strict=True)),
        element_ids=dict(zip(created, opened.element_ids, strict=False)),
    )


def _write_rows(connection: Connection, fresh: Plan, writing: Writing) -> tuple[Outcome, ...]:
    from syncer.live.statements import statements
    from syncer.live.write import run

    run(connection, statements(fresh.changes, writing))

    def row(change: Change) -> int:
        return mbrgrp_id_of(change) or writing.group_ids[subject_id(change)]

    return tuple(
        Outcome(PAST_TENSE[change.verb], str(subject_id(change)), subject_name(change), str(row(change)))
        for change in fresh.changes
    )


def _require_nothing_left(
    work: Work,
    connection: Connection,
    lookups: Lookups,
    before: Snapshot,
    fresh: Plan,
    outcomes: tuple[Outcome, ...],
) -> None:
    """Read back the rows that were written, and plan once more over them."""
    from syncer.live.read import overlay, read_entries, read_groups

    groups = {
        group.mbrgrp_id: group for group in read_groups(connection, lookups, [int(one.mbrgrp_id) for one in outcomes])
    }
    ids = {subject_id(change) for change in fresh.changes}
    entries = {entry.id: entry for entry in read_entries(connection, ids)}
    gone = {change.recorded.id for change in fresh.changes if change.recorded} - entries.keys()
    left = work.plan(overlay(before, groups, entries, gone)).changes
    if others := [change for change in left if _is_by_others(change, fresh)]:
        raise Stale(
            f"{subject_id(others[0])} changed while this run was writing. Everything was rolled back.",
            "Plan again, and look at what changed.",
        )
    if left:
        raise Failed(
            f"After writing, {len(left)} changes were still left to do, first {subject_id(left[0])}. "
            "Everything was rolled back.",
            "The database did not keep what it was given; look for triggers and code pages, and please report it.",
        )


def _is_by_others(change: Change, fresh: Plan) -> bool:
    """Whether a row of the store needs it that we did not write. Such rows are not locked: they may change any time."""
    written = {(subject_id(one), field.path) for one in fresh.changes if writes_store(one) for field in one.fields}
    touched = {(subject_id(change), field.path) for field in change.fields}
    return isinstance(change, Create | Update) and not touched & written


def _add_to_chain(
    connection: Connection, work: Work, run: int, head: Head, fresh: Plan, outcomes: tuple[Outcome, ...]
) -> Head:
    from syncer.live import journal

    rows = zip(fresh.planned, (int(outcome.mbrgrp_id) for outcome in outcomes), strict=True)
    head = journal.add_changes(connection, head, run, rows)
    return journal.add_run(connection, head, run, RunState.APPLIED, work.facts, decision(work.agreement.written))


def _is_visible(change: Change) -> bool:
    """Whether the store sees it: a row was written, and not one that is held out of sight."""
    match change:
        case Create(held=held):
            return not held
        case Update(live=live):
            return live.is_segment
        case _:
            return writes_store(change)


def _waiting(work: Work, fresh: Plan, outcomes: tuple[Outcome, ...]) -> tuple[str, ...]:
    """The new segments that have no member yet. What was written stands, whatever becomes of this question."""
    from syncer.live.read import without_members

    created = {int(one.mbrgrp_id): one.id for one in outcomes if one.verb == PAST_TENSE[Create.verb]}
    try:
        with work.database.reading() as connection:
            empty = without_members(connection, created.keys())
    except Exception:  # the run is applied, and no error may say otherwise
        empty = frozenset(created)
    return tuple(id for row, id in created.items() if row in empty)
