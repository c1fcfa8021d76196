"""From an environment to a connection. Connection data is known here and nowhere else."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool

from syncer.live.dialects import DIALECTS, Dialect, Trouble
from syncer.live.gate import Access, guard
from syncer.live.limits import limit
from syncer.live.tables import LEDGER_SCHEMA
from syncer.model.environment import SANDBOX_MARK, DatabaseUrl, Environment, Sandbox
from syncer.model.errors import Busy, Failed, NotPermitted, Stale, SyncerError

_WRITING = "syncer_writing"


@dataclass(frozen=True)
class Database:
    """An environment's database, open for one purpose."""

    engine: Engine
    dialect: Dialect
    environment: Environment

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that sees one moment, and is rolled back at its end."""
        with self._connection(writing=False) as connection, connection.begin() as transaction:
            yield connection
            transaction.rollback()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection whose next ``begin()`` may write; who opens the transaction ends it."""
        with self._connection(writing=True) as connection:
            yield connection

    @contextmanager
    def _connection(self, *, writing: bool) -> Iterator[Connection]:
        with self.told(), self.engine.connect() as connection:
            connection.execution_options(**{_WRITING: writing})
            yield connection

    @contextmanager
    def told(self) -> Iterator[None]:
        """Errors of a driver leave as a sentence without its words: those may hold connection data."""
        try:
            yield
        except DBAPIError as error:
            raise self.sentence(error.orig or error) from None
        except sqlite3.Error as error:
            raise self.sentence(error) from None

    def sentence(self, error: BaseException) -> SyncerError:
        """What an error of the driver means, for a person. Nothing was committed when it is raised."""
        place = self.environment.name
        match self.dialect.trouble(error):
            case Trouble.BUSY:
                return Busy(
                    f"{place} is busy: somebody else held it for more than {self.environment.timeouts.lock} s. "
                    "Nothing was written.",
                    "Run the same command again.",
                )
            case Trouble.SLOW:
                return Busy(
                    f"{place} took longer over a statement than `timeouts` allow. Nothing was written.",
                    "Run the same command again, or allow more.",
                )
            case Trouble.FULL:
                return Busy(
                    f"There is no room left where {place} is kept. Nothing was written.", "Make room, then run again."
                )
            case Trouble.GONE:
                return Busy(f"The connection to {place} failed. Nothing was written.", "Run the same command again.")
            case Trouble.DENIED:
                return NotPermitted(
                    f"{place} cannot be opened or written with these rights. Nothing was written.",
                    "Check the path or URL of the environment, and the rights of its file or login.",
                )
            case Trouble.WRONG:
                return NotPermitted(
                    f"{place} is not a database of Commerce, or it is damaged: a table or column is not there, "
                    "or the file cannot be read. Nothing was written.",
                    "Check the path or URL of the environment, and its `schema`.",
                )
            case Trouble.CONFLICT:
                return Stale(
                    f"{place} changed while it was written to: a row is there already. Everything was rolled back.",
                    "Plan again, and look at what changed.",
                )
            case Trouble.OURS:
                return Failed(
                    f"{place} refused a statement ({type(error).__name__}{_code(error)}). Everything was rolled back.",
                    "Please report it: this should not happen.",
                )


def _code(error: BaseException) -> str:
    name = getattr(error, "sqlite_errorname", None)
    return f", {name}" if isinstance(name, str) else ""


@contextmanager
def connect(environment: Environment, access: Access) -> Iterator[Database]:
    """Open an environment's database for one purpose. Raises ``NotPermitted`` where that cannot be."""
    path = _sqlite_path(environment, access)
    engine = create_engine(
        "sqlite://", creator=lambda: _open(path, environment), poolclass=NullPool, hide_parameters=True
    )
    guard(engine, access)
    limit(engine, environment)
    database = Database(_speaking(engine, environment), DIALECTS["sqlite"], environment)
    try:
        yield database
    finally:
        engine.dispose()


def _speaking(engine: Engine, environment: Environment) -> Engine:
    """An engine that says its own BEGIN, and knows the schemas of the environment."""

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        dialect = DIALECTS[connection.dialect.name]
        writing = connection.get_execution_options().get(_WRITING)
        connection.exec_driver_sql(dialect.begin_writing if writing else dialect.begin_reading)

    schemas = {None: environment.schema, LEDGER_SCHEMA: environment.ledger_schema or environment.schema}
    return engine.execution_options(schema_translate_map=schemas)


def _open(path: Path, environment: Environment) -> sqlite3.Connection:
    """Open a SQLite file that is there. Transactions are ours alone, and so is the wait for a lock."""
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?mode=rw",
        uri=True,
        timeout=environment.timeouts.lock,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    if environment.is_sandbox:
        _require_ours(connection, environment)
    return connection


def _require_ours(connection: sqlite3.Connection, environment: Environment) -> None:
    """A database that is called a sandbox is treated lightly, so it has to be one. Raises ``NotPermitted``."""
    (mark,) = connection.execute("PRAGMA application_id").fetchone()
    if mark != SANDBOX_MARK:
        connection.close()
        raise NotPermitted(
            f"The file that {environment.name} calls its sandbox was not made by `syncer sandbox`. Nothing was read.",
            "Name it by `url_env` if it is a real database, or give `sandbox` another path.",
        )


def _sqlite_path(environment: Environment, access: Access) -> Path:
    match environment.target:
        case Sandbox(path=path):
            if not Path(path).is_file():
                raise NotPermitted(f"The sandbox of {environment.name} is not there.", "Make it with `syncer sandbox`.")
            return Path(path)
        case DatabaseUrl() as target:
            name = target.read_variable if access is Access.READ and target.read_variable else target.variable
            return _path_of(_url(name, environment), name, environment)


def _url(variable: str, environment: Environment) -> URL:
    """The URL that a variable holds. No message ever shows it."""
    text = os.environ.get(variable, "")
    if not text:
        raise NotPermitted(
            f"The variable {variable}, which holds the URL of {environment.name}, is not set or empty.",
            f"Set {variable}; there is no other place that a URL is taken from.",
        )
    try:
        return make_url(text)
    except (ArgumentError, ValueError):
        raise NotPermitted(
            f"What {variable} holds is not a database URL.", "It looks like `sqlite:////path`."
        ) from None


def _path_of(url: URL, variable: str, environment: Environment) -> Path:
    dialect = url.get_backend_name()
    if dialect not in DIALECTS:
        raise NotPermitted(
            f"{variable} names a database of a kind that this version cannot serve.",
            f"It serves {', '.join(sorted(DIALECTS))}.",
        )
    if not url.database or not os.path.isfile(url.database):
        raise NotPermitted(f"The file that {variable} names is not there.", f"Check the URL of {environment.name}.")
    return Path(url.database)
