"""Errors of drivers, built as each driver builds them: its classes, its attributes, its kind of words."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from enum import Enum, auto
from importlib.util import find_spec
from typing import NamedTuple, cast

from syncer.live.dialects.codes import Code
from syncer.live.dialects.dialect import Trouble
from syncer.live.dialects.trouble import (
    db2_trouble,
    derby_trouble,
    oracle_trouble,
    postgresql_trouble,
    sqlite_trouble,
)
from tests.lanes.programs import unavailable

SECRET = "host=db.internal user=wcs password=s3cr3t"
"""Is in the words of every error, and may be in none of ours."""


class Moment(Enum):
    """What the driver was asked for."""

    CONNECT = auto()
    EXECUTE = auto()
    FETCH = auto()
    COMMIT = auto()
    OTHER = auto()


def built(code: Code, moment: Moment) -> Exception:
    """The error that a driver raises for this code at this moment."""
    return _BUILDERS[code.engine](code.code, moment)


def _words(code: str) -> str:
    return f"{code.replace('...', SECRET)} {SECRET}"


def sqlite_error(code: str, _moment: Moment) -> Exception:
    error = sqlite3.OperationalError(_words(code))
    error.sqlite_errorname = code if code.startswith("SQLITE_") else "SQLITE_ERROR"
    return error


def postgresql_error(code: str, _moment: Moment) -> Exception:
    from psycopg import OperationalError
    from psycopg.errors import get_base_exception, lookup

    if code == "no SQLSTATE":
        return OperationalError(f"consuming input failed: server closed the connection unexpectedly {SECRET}")
    if " " in code:
        return OperationalError(f"connection failed: connection to server at {SECRET} failed: FATAL:  {_words(code)}")
    state = code.ljust(5, "0")
    try:
        return lookup(state)(SECRET)
    except KeyError:  # psycopg makes it from the class of the state then, and keeps the state
        error = get_base_exception(state)(SECRET)
        error.sqlstate = state
        return error


def derby_error(code: str, _moment: Moment) -> Exception:
    from syncer.live.derby import errors

    state = code.ljust(5, "0")
    kind = errors._CLASSES.get(state[:2], errors.DatabaseError)
    return kind(_words(code), state, 40000)


def db2_error(code: str, moment: Moment) -> Exception:
    import ibm_db_dbi

    told = Exception(_db2_words(code))
    if moment is Moment.FETCH:
        return Exception(f"Fetch Failure: {told}")
    if moment is Moment.COMMIT:
        # ibm_db answers and raises at once, which Python reports as an error of its own.
        hidden = SystemError("<built-in function commit> returned a result with an exception set")
        hidden.__cause__ = told
        error = ibm_db_dbi._get_exception(hidden)
        error.__context__ = hidden
        return cast(Exception, error)
    return cast(Exception, ibm_db_dbi._get_exception(told))


def _db2_words(code: str) -> str:
    client = "[IBM][CLI Driver]"
    if code.startswith("CLI"):
        return f"{client} {code}  {SECRET} SQLSTATE=HY000 SQLCODE=-99999"
    if code.startswith("-"):
        number, _, reason = code.partition(" ")
        reason = f' Reason code "{reason}".' if reason else ""
        return f"{client}[DB2/LINUXX8664] SQL{number[1:].zfill(4)}N  {SECRET}.{reason}  SQLSTATE=58004 SQLCODE={number}"
    if " " in code:
        return f"{code} {SECRET}"
    return f"{client}[DB2/LINUXX8664] SQL0443N  {SECRET}  SQLSTATE={code.ljust(5, '0')} SQLCODE=-99999"


def oracle_error(code: str, _moment: Moment) -> Exception:
    from oracledb.errors import _Error

    prefix, _, number = code.partition("-")
    whole = f"{prefix}-{number.ljust(4, '0')}"
    told = _Error(message=f"{whole}: {SECRET}", code=int(number) if prefix == "ORA" else 0)
    return cast(Exception, told.exc_type(told))


_BUILDERS: Mapping[str, Callable[[str, Moment], Exception]] = {
    "sqlite": sqlite_error,
    "postgresql": postgresql_error,
    "derby": derby_error,
    "db2": db2_error,
    "oracle": oracle_error,
}


class Driver(NamedTuple):
    """What an engine's errors are, and who sorts them."""

    module: str
    errors: Callable[[], type[Exception]]
    trouble: Callable[[BaseException], Trouble | None]


def _sqlite() -> type[Exception]:
    return sqlite3.Error


def _psycopg() -> type[Exception]:
    from psycopg import Error

    return Error


def _derby() -> type[Exception]:
    from syncer.live.derby.errors import Error

    return Error


def _ibm_db() -> type[Exception]:
    from ibm_db_dbi import Error

    return cast(type[Exception], Error)


def _oracledb() -> type[Exception]:
    from oracledb import Error

    return Error


DRIVERS: Mapping[str, Driver] = {
    "sqlite": Driver("sqlite3", _sqlite, sqlite_trouble),
    "postgresql": Driver("psycopg", _psycopg, postgresql_trouble),
    "derby": Driver("jpype", _derby, derby_trouble),
    "db2": Driver("ibm_db_dbi", _ibm_db, db2_trouble),
    "oracle": Driver("oracledb", _oracledb, oracle_trouble),
}
"""By the name of the engine."""


def require_driver(engine: str) -> None:
    """Skip a test whose driver is not installed."""
    if find_spec(DRIVERS[engine].module) is None:
        unavailable(f"the driver of {engine} is not installed")
