"""From an environment to a connection. Connection data is known here and nowhere else."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.sql.elements import quoted_name

from syncer.live.dialects import DIALECTS
from syncer.live.dialects.dialect import Dialect, Opening, Trouble
from syncer.live.dialects.sqlite import SQLITE
from syncer.live.gate import Access, guard
from syncer.live.limits import limit
from syncer.live.scratch_gate import ScratchGate, guard_scratch
from syncer.live.tables import LEDGER_SCHEMA
from syncer.model.environment import DatabaseUrl, Environment, Sandbox
from syncer.model.errors import Busy, Failed, NotPermitted, Stale, SyncerError

_WRITING = "syncer_writing"

_TABLES_STAY = "Tables made so far may be there; running setup again is safe."
"""Of a setup that failed: where DDL commits by itself, what was made is not rolled back."""

_OTHER_NAMES = {"ibm_db_sa": "db2"}
"""What other tools call an engine in a URL."""

# What fails while a lost connection is closed is logged there, with the driver's words; told by no handler, Python
# would print it.
for _name in ("sqlalchemy", "psycopg"):
    logging.getLogger(_name).addHandler(logging.NullHandler())
    logging.getLogger(_name).propagate = False


@dataclass(frozen=True)
class Database:
    """An environment's database, open for one purpose."""

    engine: Engine
    dialect: Dialect
    environment: Environment
    access: Access = Access.WRITE
    """The purpose."""

    @property
    def _named(self) -> str:
        """The database, by where its URL stands."""
        match self.environment.target:
            case Sandbox():
                return "its file"
            case DatabaseUrl(variable=variable, read_variable=read_variable):
                return f"the database that {' or '.join(filter(None, (variable, read_variable)))} names"

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
        except SyncerError:
            raise
        except ImportError:  # some drivers load only now what they need of the system
            raise _unloadable(self.dialect) from None
        except Exception as error:  # a driver may raise anything; what is not its own goes on as it is
            original = error.orig or error if isinstance(error, DBAPIError) else error
            trouble = self.dialect.trouble(original)
            if trouble is None:
                raise
            raise self.sentence(original, trouble) from None

    def sentence(self, error: BaseException, trouble: Trouble) -> SyncerError:
        """What an error of the driver means, for a person.

        Nothing was committed when it is raised, unless it be tables of a setup.
        """
        place = self.environment.name
        nothing, undone = "Nothing was written.", "Everything was rolled back."
        if self.access is Access.SETUP:
            nothing = undone = _TABLES_STAY
        match trouble:
            case Trouble.RETRY:
                return Busy(
                    f"Somebody else wrote to {place} at the same moment, and this run gave way. {nothing}",
                    "Run the same command again.",
                )
            case Trouble.BUSY:
                return Busy(
                    f"{place} is busy: it let nobody more in, or somebody else held it for more than "
                    f"{self.environment.timeouts.lock} s. {nothing}",
                    "Run the same command again.",
                )
            case Trouble.SLOW:
                return Busy(
                    f"{place} took longer over a statement than `timeouts` allow. {nothing}",
                    "Run the same command again, or allow more.",
                )
            case Trouble.FULL:
                return Busy(f"There is no room left where {place} is kept. {nothing}", "Make room, then run again.")
            case Trouble.GONE:
                return Busy(
                    f"The connection to {place} failed. {nothing}",
                    f"See that {self._named} can be reached from here, then run the same command again.",
                )
            case Trouble.DENIED:
                return NotPermitted(
                    f"{place} cannot be opened or written with these rights. {nothing}",
                    "Check the path or URL of the environment, and the rights of its file or login.",
                )
            case Trouble.WRONG:
                return NotPermitted(
                    f"{place} is not a database of Commerce, or it is damaged: a table or column is not there, "
                    f"or the file cannot be read. {nothing}",
                    "Check the path or URL of the environment, and its `schema`.",
                )
            case Trouble.CONFLICT:
                return Stale(
                    f"{place} changed while it was written to: a row is there already. {undone}",
                    "Plan again, and look at what changed.",
                )
            case Trouble.OURS:
                return Failed(
                    f"{place} refused a statement ({type(error).__name__}{_code(error)}). {undone}",
                    "Please report it: this should not happen.",
                )


def _code(error: BaseException) -> str:
    """The driver's code for it, where that is a plain word."""
    name = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None)
    return f", {name}" if isinstance(name, str) and re.fullmatch(r"\w+", name) else ""


@contextmanager
def connect(environment: Environment, access: Access) -> Iterator[Database]:
    """Open an environment's database for one purpose. Raises ``NotPermitted`` where that cannot be."""
    with _opened(environment, access, partial(guard, access=access)) as database:
        yield database


@contextmanager
def connect_scratch(environment: Environment, gate: ScratchGate) -> Iterator[Database]:
    """Open the database of a scratch schema, as everybody but us. Raises ``NotPermitted`` where that cannot be."""
    with _opened(environment, Access.WRITE, partial(guard_scratch, gate=gate)) as database:
        yield database


@contextmanager
def _opened(environment: Environment, access: Access, shut: Callable[[Engine], None]) -> Iterator[Database]:
    dialect, opening = _opening(environment, access)
    try:
        engine = dialect.open(opening)
    except ImportError:
        raise _unloadable(dialect) from None
    shut(engine)
    limit(engine, environment)
    try:
        yield Database(_speaking(engine, dialect, environment), dialect, environment, access)
    finally:
        with suppress(Exception):  # what was done with it stands, whatever becomes of its connections
            engine.dispose()


def _unloadable(dialect: Dialect) -> NotPermitted:
    return NotPermitted(
        f"The driver of {dialect.title} is installed, but it cannot be loaded: something that it needs is missing, "
        "or there is not enough memory. Nothing was written.",
        f"Install it anew: pip install --force-reinstall 'segment-syncer[{dialect.extra}]'"
        if dialect.extra
        else "Allow more memory; its driver is a part of Python.",
    )


def dialect_of(environment: Environment, name: str | None = None) -> Dialect:
    """The engine of this name, or else an environment's, without asking the database. Raises ``NotPermitted``."""
    return DIALECTS[name] if name else _opening(environment, Access.WRITE)[0]


def _speaking(engine: Engine, dialect: Dialect, environment: Environment) -> Engine:
    """An engine that begins transactions of the right kind, and knows the schemas of the environment."""

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(_WRITING)
        if words := dialect.begin_writing if writing else dialect.begin_reading:
            connection.exec_driver_sql(words)

    ledger_schema = environment.ledger_schema or environment.schema
    return engine.execution_options(
        schema_translate_map={None: _unquoted(environment.schema), LEDGER_SCHEMA: _unquoted(ledger_schema)}
    )


def _unquoted(schema: str | None) -> str | None:
    """A schema's name that every engine folds its own way, like those of our tables."""
    return None if schema is None else quoted_name(schema, quote=False)


def _opening(environment: Environment, access: Access) -> tuple[Dialect, Opening]:
    reads_only = access is Access.READ
    match environment.target:
        case Sandbox(path=path):
            return SQLITE, Opening(URL.create("sqlite", database=path), None, environment, reads_only)
        case DatabaseUrl() as target:
            variable = target.read_variable if reads_only and target.read_variable else target.variable
            url = _url(variable, environment)
            return _dialect(url, variable), Opening(url, variable, environment, reads_only)


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
            f"What {variable} holds is not a database URL.",
            "It looks like `postgresql://user:password@host/database` or `sqlite:////path`.",
        ) from None


def _dialect(url: URL, variable: str) -> Dialect:
    """The engine that a URL asks for. Raises ``NotPermitted`` where we do not know it or its driver is missing."""
    name = url.get_backend_name()
    dialect = DIALECTS.get(_OTHER_NAMES.get(name, name))
    if dialect is None:
        raise NotPermitted(
            f"{variable} names a database of a kind that this version cannot serve.",
            f"It serves {', '.join(sorted(one.title for one in DIALECTS.values()))}.",
        )
    if any(find_spec(module) is None for module in dialect.modules):
        raise NotPermitted(
            f"{variable} names a database of {dialect.title}, and its driver is not installed.",
            f"Install it: pip install 'segment-syncer[{dialect.extra}]'",
        )
    return dialect
