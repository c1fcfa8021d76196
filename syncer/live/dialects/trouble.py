"""Where each driver keeps the code of an error. Each function answers ``None`` for what is not the driver's."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

from syncer.live.dialects.codes import meaning
from syncer.live.dialects.dialect import Trouble


def sqlite_trouble(error: BaseException) -> Trouble | None:
    """By name. ``SQLITE_BUSY_SNAPSHOT`` is also a ``SQLITE_BUSY``."""
    if not isinstance(error, sqlite3.Error):
        return None
    words = getattr(error, "sqlite_errorname", "").split("_")
    names = ("_".join(words[:length]) for length in range(len(words), 1, -1))
    return meaning("sqlite", names, str(error))


def postgresql_trouble(error: BaseException) -> Trouble | None:
    """By SQLSTATE. While connecting psycopg is given none, and while the connection breaks there is none."""
    from psycopg import Error, OperationalError

    if not isinstance(error, Error):
        return None
    if error.sqlstate:
        return meaning("postgresql", (error.sqlstate, error.sqlstate[:2]))
    if not isinstance(error, OperationalError):
        return Trouble.OURS
    found = meaning("postgresql", (), str(error))
    return meaning("postgresql", ("no SQLSTATE",)) if found is Trouble.OURS else found


def derby_trouble(error: BaseException) -> Trouble | None:
    """By SQLSTATE: what led to it comes first, as the last error of a chain says most."""
    from syncer.live.derby.errors import Error

    if not isinstance(error, Error):
        return None
    states = (*reversed(error.causes), error.sqlstate or "")
    return meaning("derby", (code for state in states for code in (state, state[:2])))


_SQLCODE = re.compile(r"SQLCODE=(-?\d+)")
_SQLSTATE = re.compile(r"SQLSTATE=(\w{5})")
_REASON = re.compile(r'Reason code:? "(\d+)"', re.IGNORECASE)
_OF_CLI = re.compile(r"\bCLI\d{4}E\b")


def db2_trouble(error: BaseException) -> Trouble | None:
    """By the text: ibm_db loses the class, and in a COMMIT also the text, which is then in the error before."""
    from ibm_db_dbi import Error, Warning

    # A failed connect or fetch is a plain Exception.
    if not isinstance(error, Error | Warning) and type(error) is not Exception:
        return None
    text = "\n".join(str(one) for one in _with_causes(error))
    return meaning("db2", _db2_codes(text), text)


def _db2_codes(text: str) -> Iterator[str]:
    reason = _REASON.search(text)
    for code in _SQLCODE.findall(text):
        if reason:
            yield f"{code} {reason[1]}"
        yield code
    yield from _OF_CLI.findall(text)
    for state in _SQLSTATE.findall(text):
        yield state
        yield state[:2]


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def oracle_trouble(error: BaseException) -> Trouble | None:
    """By the number, of the database or of the driver."""
    from oracledb import Error

    if not isinstance(error, Error):
        return None
    codes = [str(getattr(part, "full_code", "")) for part in error.args]
    return meaning("oracle", (code for whole in codes for code in (whole, whole[: len("DPY-6")])))
