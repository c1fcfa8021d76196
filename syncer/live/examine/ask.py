"""How a question is asked: in a transaction of its own, so that one that fails ends no other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Connection, bindparam
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import text

from syncer.live.connect import Database
from syncer.live.dialects.dialect import Dialect, Trouble
from syncer.live.lookups import schema_of
from syncer.model.environment import Environment
from syncer.model.errors import NotPermitted, SyncerError
from syncer.model.examination import Answer, Unanswered

_T = TypeVar("_T")

_REASONS = {
    Trouble.DENIED: "this login may not read it",
    Trouble.WRONG: "a table or column is not there",
    Trouble.SLOW: "it took longer than `timeouts` allow",
    Trouble.BUSY: "somebody else held it",
    Trouble.RETRY: "somebody else wrote to it at the same moment",
}


@dataclass(frozen=True)
class Patient:
    """A database that answers questions, on one connection."""

    connection: Connection
    database: Database
    schema: str | None
    ledger_schema: str | None
    """As the system tables have them; ``None`` where the engine has no schemas."""

    @property
    def dialect(self) -> Dialect:
        return self.database.dialect

    @property
    def environment(self) -> Environment:
        return self.database.environment

    def ask(self, question: Callable[[Patient], _T]) -> Answer[_T]:
        """The answer, or why there is none. A lost connection ends everything."""
        try:
            with self.connection.begin() as transaction:
                answer = question(self)
                transaction.rollback()
        except NoAnswer as error:
            return Unanswered(str(error), is_fault=False)
        except NotPermitted as error:
            return Unanswered(error.message)
        except SyncerError:
            raise
        except Exception as error:  # a driver may raise anything; what is not its own goes on as it is
            trouble = self.dialect.trouble(error.orig or error if isinstance(error, DBAPIError) else error)
            if trouble in (None, Trouble.GONE):
                raise
            return Unanswered(_REASONS.get(trouble, "the database refused the question"))
        return answer

    def system(self, query: str | None, **values: object) -> list[tuple[Any, ...]]:
        """What the database's own catalog answers. Raises ``NoAnswer`` where this engine has none."""
        if query is None:
            raise NoAnswer(f"{self.dialect.title} has no system table that tells it")
        given = {"schema": self.schema, **values}
        wanted = {name: value for name, value in given.items() if re.search(rf":{name}\b", query)}
        lists: list[BindParameter[Any]] = [
            bindparam(name, expanding=True) for name, value in wanted.items() if isinstance(value, list)
        ]
        return [tuple(row) for row in self.connection.execute(text(query).bindparams(*lists), wanted)]


class NoAnswer(Exception):
    """A kind of database that cannot tell, whoever asks."""


@contextmanager
def patient(database: Database) -> Iterator[Patient]:
    """Open one connection whose every transaction only reads."""
    with database.told(), database.engine.connect() as connection:
        environment = database.environment
        with connection.begin() as transaction:
            schema = schema_of(connection, database.dialect, environment.schema)
            declared = environment.ledger_schema or environment.schema
            ledger_schema = schema_of(connection, database.dialect, declared)
            transaction.rollback()
        yield Patient(connection, database, schema, ledger_schema)


def name_of(value: object) -> str:
    """A name of the system tables: in lower case, without the blanks of CHAR columns."""
    return str(value).strip().lower()
