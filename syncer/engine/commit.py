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
    """Commit, or raise. An answer is an answer; where none came, or one that may be wrong, the database is asked.

    Raises ``Busy`` where the run is known not to be committed, ``OutcomeUnknown`` where nobody can say.
    """
    from syncer.live.dialects.dialect import Trouble

    deadline = time.monotonic() + database.environment.timeouts.lock
    while True:
        try:
            connection.dialect.do_commit(connection.connection)
        except Exception as error:  # a driver may raise anything; it is sorted right here
            match database.dialect.trouble(error):
                case Trouble.BUSY if database.dialect.commits_again and time.monotonic() < deadline:
                    time.sleep(PAUSE)
                case Trouble.GONE | None:
                    _let_go(connection, transaction)
                    _require_committed(database, run, _lost(database, run))
                    return
                case Trouble.SLOW | Trouble.OURS as trouble:
                    # It may be the driver that gave up, while the server was at it.
                    _let_go(connection, transaction)
                    _require_committed(database, run, database.sentence(error, trouble))
                    return
                case trouble:
                    raise database.sentence(error, trouble) from None
        else:
            # SQLAlchemy does not know of it. A second COMMIT of its own could fail, and what is said then is untrue.
            _let_go(connection, transaction)
            return


def _let_go(connection: Connection, transaction: RootTransaction) -> None:
    """Leave the connection to the server. Nothing is said to it any more, neither COMMIT nor ROLLBACK."""
    connection.invalidate()
    transaction.rollback()


def _lost(database: Database, run: int) -> SyncerError:
    return Busy(
        f"The connection to {database.environment.name} was lost at COMMIT, and run {run} is not there: "
        "nothing was written.",
        "Run the same command again.",
    )


def _require_committed(database: Database, run: int, otherwise: SyncerError) -> None:
    """Take the lock, so that the lost session is surely over, and look for the run. Raises ``otherwise`` without it."""
    if not _ask(database, run):
        raise otherwise from None


def _ask(database: Database, run: int) -> bool:
    from syncer.live.journal import is_applied, take_lock

    deadline = time.monotonic() + RECONNECT
    while True:
        try:
            with database.writing() as connection, connection.begin() as transaction:
                take_lock(connection, database)
                answer = is_applied(connection, run)
                transaction.rollback()
            return answer
        except Exception as error:  # whatever it is: it is no answer
            if time.monotonic() > deadline:
                raise OutcomeUnknown(
                    f"The connection to {database.environment.name} was lost at COMMIT, and the database did not say "
                    f"within {RECONNECT} s what became of it. It is unknown whether run {run} was written.",
                    "Run the same command again when the database answers: it looks before it writes.",
                ) from error
            time.sleep(PAUSE)
