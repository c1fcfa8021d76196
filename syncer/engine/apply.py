"""Carry out a plan: all of it, or none.

1. Plan as any reader would, and agree with what was reviewed.
2. In a short transaction: take the lock, open the run, reserve ids.
3. In the one transaction that counts: take the lock, plan again; another decision ends it here.
4. Write, read back what was written, and plan once more: nothing may be left to do.
5. Add the run and its changes to the chain, in the same transaction.
6. COMMIT. Where the answer is lost, ask the database what happened.
7. Where it was rolled back, say so in another short transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from syncer.desired.environments import load_environment
from syncer.desired.load_catalog import load_catalog
from syncer.engine.agree import Agreement, Terms, agree, already_applied, is_done
from syncer.engine.commit import commit
from syncer.engine.plan import look
from syncer.engine.signals import Interruption, interruptible
from syncer.model.catalog import Catalog
from syncer.model.change import Change, Create, mbrgrp_id_of, subject_id, subject_name
from syncer.model.errors import Busy, Failed, OutcomeUnknown, Stale, SyncerError
from syncer.model.plan import Plan, SavedPlan, write_down
from syncer.model.report import PAST_TENSE, Outcome, Report, RunState
from syncer.model.snapshot import Snapshot
from syncer.planning.make_plan import make_plan

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from syncer.live.connect import Database
    from syncer.live.journal import Head, RunFacts
    from syncer.live.lookups import Lookups
    from syncer.live.statements import Writing

_T = TypeVar("_T")

ATTEMPTS = 3
"""How often a step that met a passing trouble is started again."""


def apply(
    root: Path,
    environment: str,
    saved: SavedPlan | None,
    *,
    accept: Sequence[str] = (),
    hold: Sequence[str] = (),
    expect: str | None = None,
    reason: str | None = None,
    confirm: Callable[[SavedPlan], bool] | None = None,
    progress: Callable[[str], None] = lambda phase: None,
) -> Report:
    """Carry out a saved plan, or one that is made now and shown to ``confirm``.

    Raises ``Refused``, ``Stale``, ``Busy``, ``NotPermitted``, ``OutcomeUnknown``, ``Interrupted`` or ``Failed``;
    each says whether anything was written.
    """
    from syncer.live.connect import connect
    from syncer.live.gate import Access

    where, catalog = load_environment(root, environment), load_catalog(root)
    terms = Terms(root, saved, tuple(accept), tuple(hold), expect, reason, confirm)
    with connect(where, Access.WRITE) as database:
        progress("planning")
        agreement = agree(database, catalog, terms)
        if isinstance(agreement, Report):
            return agreement
        with interruptible() as interruption:
            return _carry_out(_Work(database, catalog, agreement, interruption, progress))


@dataclass(frozen=True)
class _Work:
    """One apply, from the agreement on."""

    database: Database
    catalog: Catalog
    agreement: Agreement
    interruption: Interruption
    progress: Callable[[str], None]

    def plan(self, snapshot: Snapshot) -> Plan:
        """Decide again, on the terms that were agreed."""
        agreed = self.agreement.plan
        return make_plan(
            self.catalog,
            snapshot,
            self.database.environment,
            acceptances=agreed.acceptances,
            left_out=agreed.left_out,
        )

    @property
    def facts(self) -> RunFacts:
        """Who runs what, for the journal."""
        from syncer.live.journal import RunFacts

        agreed, context = self.agreement.plan, self.agreement.context
        return RunFacts(
            actor=context.actor,
            tool_version=context.tool_version,
            plan_digest=agreed.digest,
            catalog_digest=agreed.catalog_digest,
            revision=context.revision,
            change_count=len(agreed.changes),
        )


@dataclass(frozen=True)
class _Opened:
    """A run that has its number and its ids; nothing of it is written yet."""

    run: int
    group_ids: range
    element_ids: range


def _carry_out(work: _Work) -> Report:
    work.progress("opening the run")
    opened = _insist(work, lambda: _open(work))
    try:
        report = _insist(work, lambda: _write(work, opened))
    except OutcomeUnknown:
        raise  # It may be applied: only the database knows, and the next run asks it.
    except BaseException as error:
        with work.interruption.shielded():
            _record_failure(work, opened.run, error.message if isinstance(error, SyncerError) else type(error).__name__)
        raise
    if report.already_applied:
        _record_failure(work, opened.run, "nothing was left to do")
    return report


def _insist(work: _Work, step: Callable[[], _T]) -> _T:
    """Start a step again when it met something that passes. It has rolled back before."""
    for _ in range(ATTEMPTS - 1):
        try:
            return step()
        except Busy:
            work.interruption.obey()
    return step()


def _open(work: _Work) -> _Opened:
    """Step 2. KEYS comes last: the server's own key managers wait for that row."""
    from syncer.live import journal
    from syncer.live.keys import ELEMENT_IDS, GROUP_IDS, reserve
    from syncer.live.lookups import look_up

    database, environment = work.database, work.database.environment
    count = sum(1 for change in work.agreement.plan.changes if isinstance(change, Create))
    with database.writing() as connection, connection.begin():
        head = journal.take_lock(connection)
        run = head.last_run + 1
        journal.move_head(connection, journal.add_run(connection, head, run, RunState.OPENED, work.facts))
        lookups = look_up(connection, database.dialect, environment)
        elements = count if work.agreement.condition.has_top_element else 0
        return _Opened(
            run,
            reserve(connection, lookups, environment, GROUP_IDS, count) if count else range(0),
            reserve(connection, lookups, environment, ELEMENT_IDS, elements) if elements else range(0),
        )


def _write(work: _Work, opened: _Opened) -> Report:
    """Steps 3 to 6."""
    from syncer.live import journal

    with work.database.writing() as connection, connection.begin() as transaction:
        head = journal.take_lock(connection)
        lookups, snapshot = look(connection, work.database)
        fresh = work.plan(snapshot)
        if is_done(fresh, work.agreement.plan):
            report = already_applied(connection, fresh, work.agreement.plan.digest)
            transaction.rollback()
            return report
        _require_same(work, fresh)
        work.progress(f"writing {len(fresh.changes)} changes")
        writing = _writing(work, opened, fresh, lookups)
        outcomes = _write_rows(connection, fresh, writing)
        _require_nothing_left(work, connection, lookups, snapshot, fresh, outcomes)
        journal.move_head(connection, _add_to_chain(connection, work, opened.run, head, fresh, outcomes))
        work.progress("committing")
        with work.interruption.shielded():
            commit(work.database, connection, transaction, opened.run)
            work.interruption.finish()
    return Report(
        environment=work.database.environment.name,
        is_sandbox=work.database.environment.is_sandbox,
        digest=fresh.digest,
        run=opened.run,
        already_applied=False,
        outcomes=outcomes,
        waiting=_waiting(work, fresh, outcomes),
    )


def _require_same(work: _Work, fresh: Plan) -> None:
    agreed = work.agreement.plan
    if fresh.digest != agreed.digest:
        context = work.agreement.context
        raise Stale(
            "The database changed after the plan was made. Nothing was written.",
            "Plan again, and look at what changed.",
            planned=write_down(agreed, context),
            now=write_down(fresh, context),
        )


def _writing(work: _Work, opened: _Opened, fresh: Plan, lookups: Lookups) -> Writing:
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
    work: _Work,
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
    left = work.plan(overlay(before, groups, entries, gone))
    if left.changes:
        raise Failed(
            f"After writing, {len(left.changes)} changes were still left to do, first {subject_id(left.changes[0])}. "
            "Everything was rolled back.",
            "The database did not keep what it was given; look for triggers and code pages, and please report it.",
        )


def _add_to_chain(
    connection: Connection, work: _Work, run: int, head: Head, fresh: Plan, outcomes: tuple[Outcome, ...]
) -> Head:
    from syncer.live import journal

    rows = zip(fresh.planned, (int(outcome.mbrgrp_id) for outcome in outcomes), strict=True)
    head = journal.add_changes(connection, head, run, rows)
    return journal.add_run(connection, head, run, RunState.APPLIED, work.facts, work.agreement.context.reason)


def _record_failure(work: _Work, run: int, note: str) -> None:
    """Step 7. Where it cannot be written the run stays open, and the next command calls it unfinished."""
    from syncer.live import journal

    try:
        with work.database.writing() as connection, connection.begin():
            head = journal.take_lock(connection)
            journal.move_head(connection, journal.add_run(connection, head, run, RunState.FAILED, work.facts, note))
    except SyncerError:
        return


def _waiting(work: _Work, fresh: Plan, outcomes: tuple[Outcome, ...]) -> tuple[str, ...]:
    """The new segments that have no member yet. What was written stands, whatever becomes of this question."""
    from syncer.live.read import without_members

    created = {int(one.mbrgrp_id): one.id for one in outcomes if one.verb == PAST_TENSE[Create.verb]}
    try:
        with work.database.reading() as connection:
            empty = without_members(connection, created.keys())
    except SyncerError:
        empty = frozenset(created)
    return tuple(id for row, id in created.items() if row in empty)
