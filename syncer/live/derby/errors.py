"""What a JDBC driver throws, as the exceptions that Python's drivers raise (PEP 249)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jpype import JException


class Error(Exception):
    """What a database, or its driver, says against something."""

    def __init__(
        self, message: str, sqlstate: str | None = None, error_code: int = 0, causes: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message)
        self.sqlstate = sqlstate
        """``None`` where the driver itself, or Java, says no."""
        self.error_code = error_code
        """The database's own number; of Derby how severe it is."""
        self.causes = causes
        """The SQLSTATEs of what led to it, the next one first."""


class InterfaceError(Error):
    """The driver was used as it cannot be."""


class DatabaseError(Error):
    """The database says no."""


class DataError(DatabaseError):
    """A value does not fit."""


class OperationalError(DatabaseError):
    """The connection, a lock or a limit."""


class IntegrityError(DatabaseError):
    """A key, a reference or a check."""


class InternalError(DatabaseError):
    """The database or the driver has failed in itself."""


class ProgrammingError(DatabaseError):
    """The statement is wrong: its syntax, a name, or a right that is missing."""


class NotSupportedError(DatabaseError):
    """The database cannot do that."""


_CLASSES: dict[str, type[DatabaseError]] = {
    "07": ProgrammingError,
    "0A": NotSupportedError,
    "21": DataError,
    "22": DataError,
    "23": IntegrityError,
    "24": InternalError,
    "38": InternalError,
    "42": ProgrammingError,
    "08": OperationalError,
    "25": OperationalError,
    "28": OperationalError,
    "40": OperationalError,
    "53": OperationalError,
    "57": OperationalError,
    "58": OperationalError,
    "HY": OperationalError,
    "XB": OperationalError,
    "XC": OperationalError,
    "XJ": OperationalError,
    "XN": OperationalError,
    "XS": OperationalError,
}
_URL = re.compile(r"jdbc:[^\s'\"]+")
_BATCH_FAILED = "XJ208"
"""Derby's client says this of every batch; what happened is in the exception that follows."""


@contextmanager
def told() -> Iterator[None]:
    """Exceptions of Java leave as an :class:`Error`, without URLs."""
    try:
        yield
    except JException as error:
        raise _translated(error) from None


@contextmanager
def told_without_words() -> Iterator[None]:
    """The same while connecting: there the words name hosts, paths and people, so only the SQLSTATE is kept."""
    try:
        yield
    except JException as error:
        found = _translated(error)
        raise type(found)("cannot connect", found.sqlstate, found.error_code, found.causes) from None


def _translated(error: Any) -> Error:
    chain = list(_chain(error))
    if not chain:
        return InternalError(f"Java failed: {type(error).__name__}")
    first, *others = chain[1:] if len(chain) > 1 and _state(chain[0]) == _BATCH_FAILED else chain
    state = _state(first)
    kind = _CLASSES.get(state[:2], DatabaseError)
    words = _URL.sub("jdbc:...", str(first.getMessage()))
    return kind(words, state or None, int(first.getErrorCode()), tuple(map(_state, others)))


def _state(error: Any) -> str:
    return str(error.getSQLState() or "")


def _chain(error: Any) -> Iterator[Any]:
    """The SQLExceptions that hang on each other, the one that was thrown first; none for other kinds."""
    while error is not None and hasattr(error, "getSQLState"):
        yield error
        error = error.getNextException()
