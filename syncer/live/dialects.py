"""What differs between databases, as data: one value of :class:`Dialect` each."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum


class Trouble(Enum):
    """What an error of a driver means for us."""

    BUSY = "busy"
    """Somebody else holds what we need; starting again may help."""
    SLOW = "slow"
    """It ran longer than it may."""
    CONFLICT = "conflict"
    """A row is not what we took it for, or is there already."""
    DENIED = "denied"
    """The login or the file does not allow it."""
    GONE = "gone"
    """The connection, or the device behind it, failed: a COMMIT under way may or may not have happened."""
    FULL = "full"
    """No room left."""
    WRONG = "wrong"
    """Not the database that it should be: a table is not there, or it is damaged or no database at all."""
    OURS = "ours"
    """Anything else: most likely a bug of ours."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """The facts that the rest of this room needs to know about one kind of database."""

    name: str
    begin_reading: str
    begin_writing: str
    own_tables: str
    """A SELECT that yields the names of those of our own tables that are there."""
    trouble: Callable[[BaseException], Trouble]


_SQLITE_TROUBLE = (
    (("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL"), Trouble.BUSY),
    (("SQLITE_INTERRUPT",), Trouble.SLOW),
    (("SQLITE_CONSTRAINT",), Trouble.CONFLICT),
    (("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_CANTOPEN"), Trouble.DENIED),
    (("SQLITE_NOTADB", "SQLITE_CORRUPT"), Trouble.WRONG),
    (("SQLITE_IOERR",), Trouble.GONE),
    (("SQLITE_FULL",), Trouble.FULL),
)

# SQLite has no code of its own for these.
_NOT_THERE = ("no such table", "no such column", "unknown database")


def _sqlite_trouble(error: BaseException) -> Trouble:
    name = getattr(error, "sqlite_errorname", "") if isinstance(error, sqlite3.Error) else ""
    for prefixes, trouble in _SQLITE_TROUBLE:
        if name and name.startswith(prefixes):
            return trouble
    return Trouble.WRONG if str(error).startswith(_NOT_THERE) else Trouble.OURS


SQLITE = Dialect(
    name="sqlite",
    begin_reading="BEGIN",
    begin_writing="BEGIN IMMEDIATE",
    own_tables=(
        "SELECT name FROM sqlite_master WHERE lower(name) IN ('xsyncsegment', 'xsyncrun', 'xsyncchange', 'xsynchead')"
    ),
    trouble=_sqlite_trouble,
)

DIALECTS: Mapping[str, Dialect] = {SQLITE.name: SQLITE}
