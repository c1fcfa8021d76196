"""How a run begins and how it fails, each in a short transaction of its own."""

from __future__ import annotations

from dataclasses import dataclass

from syncer.engine.work import Work
from syncer.model.change import Create
from syncer.model.report import RunState


@dataclass(frozen=True)
class Opened:
    """A run that has its number and its ids; nothing of it is written yet."""

    run: int
    group_ids: range
    element_ids: range


def open_run(work: Work) -> Opened:
    """Take the lock, open the run, reserve ids. KEYS comes last: the server's own key managers wait for that row."""
    from syncer.live import journal
    from syncer.live.keys import ELEMENT_IDS, GROUP_IDS, reserve
    from syncer.live.lookups import look_up

    database, environment = work.database, work.database.environment
    count = sum(1 for change in work.agreement.plan.changes if isinstance(change, Create))
    with database.writing() as connection, connection.begin():
        head = journal.take_lock(connection, database)
        run = head.last_run + 1
        journal.move_head(connection, journal.add_run(connection, head, run, RunState.OPENED, work.facts))
        lookups = look_up(connection, database.dialect, environment)
        elements = count if work.agreement.condition.has_top_element else 0
        return Opened(
            run,
            reserve(connection, lookups, environment, GROUP_IDS, count) if count else range(0),
            reserve(connection, lookups, environment, ELEMENT_IDS, elements) if elements else range(0),
        )


def record_failure(work: Work, run: int, note: str) -> bool | None:
    """Say that a run did not apply, unless the journal says that it did. Returns whether it did.

    Where that cannot be written it stays open, and is called unfinished; then ``None``.
    """
    from syncer.live import journal

    try:
        with work.database.writing() as connection, connection.begin():
            head = journal.take_lock(connection, work.database)
            if journal.is_applied(connection, run):
                return True
            journal.move_head(connection, journal.add_run(connection, head, run, RunState.FAILED, work.facts, note))
        return False
    except Exception:  # why the run failed is what has to be told
        return None
