"""COMMIT, and what is true where its answer is lost."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from syncer.model.errors import Busy, OutcomeUnknown, SyncerError

if TYPE_CHECKING:
    from sqlalchemy import Connection, RootTransaction

    from syncer.live.connect import Database

PAUSE = 0.05
"""Seconds between two attempts to commit while a reader is in the way."""

RECONNECT = 30
"""Seconds in which the database has to answer what became of a COMMIT."""


def commit(database: Database, connection: Connection, transaction: RootTransaction, run: int) -> None:
    """Commit, or raise. An answer is an answer; only a lost connection leaves a question, and the database is asked it.

    Raises ``Busy`` where the run is known not to be committed, ``OutcomeUnknown`` where nobody can say.
    """
    from syncer.live.dialects.dialect import Trouble

    deadline = time.monotonic() + database.environment.timeouts.lock
    while True:
        try:
            connection.connection.commit()
            break
        except Exception as error:  # a driver may raise anything; it is sorted right here
            match database.dialect.trouble(error):
                case Trouble.BUSY if database.dialect.commits_again and time.monotonic() < deadline:
                    time.sleep(PAUSE)
                case Trouble.GONE | None:
                    connection.invalidate()
                    transaction.rollback()  # says nothing to the database: the lost connection is gone
                    _require_committed(database, run)
                    return
                case trouble:
                    raise database.sentence(error, trouble) from None
    transaction.commit()


def _require_committed(database: Database, run: int) -> None:
    """Take the lock, so that the lost session is surely over, and look for the run."""
    name = database.environment.name
    if not _ask(database, run):
        raise Busy(
            f"The connection to {name} was lost at COMMIT, and run {run} is not there: nothing was written.",
            "Run the same command again.",
        )


def _ask(database: Database, run: int) -> bool:
    from syncer.live.journal import is_applied, take_lock

    deadline = time.monotonic() + RECONNECT
    while True:
        try:
            with database.writing() as connection, connection.begin() as transaction:
                take_lock(connection)
                answer = is_applied(connection, run)
                transaction.rollback()
            return answer
        except SyncerError as error:
            if time.monotonic() > deadline:
                raise OutcomeUnknown(
                    f"The connection to {database.environment.name} was lost at COMMIT and did not come back within "
                    f"{RECONNECT} s. It is unknown whether run {run} was written.",
                    "Run the same command again when the database answers: it looks before it writes.",
                ) from error
            time.sleep(PAUSE)
