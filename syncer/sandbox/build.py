"""Makes SQLite files with the vendor's tables in them, whole or not at all."""

from __future__ import annotations

import os
import sqlite3
import struct
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, MetaData, func, select
from sqlalchemy.exc import OperationalError

from syncer.model.environment import SANDBOX_MARK, Role
from syncer.model.errors import Busy, NotPermitted
from syncer.model.snapshot import CUSTOMER_SEGMENT
from syncer.sandbox.commerce import Profile, commerce_tables
from syncer.sandbox.connect import sandbox_engine
from syncer.sandbox.seed import insert_seeds
from syncer.sandbox.triggers import perf_triggers

Filler = Callable[[Connection, MetaData], None]


def is_sandbox_file(path: Path) -> bool:
    """Whether a file is a SQLite database that we made ourselves."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        header = file.read(72)
    return header.startswith(b"SQLite format 3\0") and header[68:] == struct.pack(">I", SANDBOX_MARK)


def build_sandbox(
    path: Path, *, role: Role, profile: Profile = Profile.NINE, reset: bool = False, triggers: bool = False
) -> tuple[int, int]:
    """Make a sample database, and count its segments and the rows of their members.

    Raises ``NotPermitted`` where a file is already there and ``reset`` was not asked for, or the file is not ours;
    ``Busy`` where somebody is using it.
    """
    return write_database(
        path, lambda connection, tables: insert_seeds(connection, tables, role, profile), profile, reset, triggers
    )


def write_database(path: Path, fill: Filler, profile: Profile, reset: bool, triggers: bool) -> tuple[int, int]:
    """Make a database under another name, and give it its own name when it is whole and on disk."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _room_for(path, reset), _temporary(path) as temporary:
            counts = _fill(temporary, fill, commerce_tables(profile), triggers)
            _flush(temporary)
            os.replace(temporary, path)
            _flush(path.parent)
    except (OSError, OperationalError) as error:
        reason = error.strerror if isinstance(error, OSError) else error.orig
        raise NotPermitted(
            f"{path} cannot be written: {reason}", "Check the folder's owner, its permissions and the space."
        ) from error
    return counts


@contextmanager
def _room_for(path: Path, reset: bool) -> Iterator[None]:
    """See that nothing is lost by writing here, and keep everybody off an old sandbox until it is replaced."""
    is_there = os.path.lexists(path)
    if is_there and (path.is_symlink() or not is_sandbox_file(path)):
        raise NotPermitted(
            f"{path} was not made by us and is left alone", "Move it away, or name another path in the environment."
        )
    remains = [one for ending in ("-journal", "-wal", "-shm") if (one := Path(f"{path}{ending}")).exists()]
    if (is_there or remains) and not reset:
        there = path if is_there else remains[0]
        raise NotPermitted(f"{there} is already there", "Run it with --reset to make the sandbox anew.")
    if is_there:
        with _locked(path):
            yield
        return
    for one in remains:
        # A journal without its database is worth nothing, and SQLite would play it into the new one.
        one.unlink()
    yield


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Keep others out of an old database; taking the lock also clears away what a crash left beside it."""
    with closing(sqlite3.connect(path, timeout=1, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                raise Busy(f"{path} is in use", "Wait for the other command to end, then run it again.") from error
            raise NotPermitted(
                f"{path} is damaged ({error.sqlite_errorname})", "Delete it, then run it again."
            ) from error
        yield


@contextmanager
def _temporary(path: Path) -> Iterator[Path]:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _fill(path: Path, fill: Filler, tables: MetaData, triggers: bool) -> tuple[int, int]:
    usages, members = tables.tables["mbrgrpusg"], tables.tables["mbrgrpmbr"]
    with sandbox_engine(path).connect() as connection:
        connection.exec_driver_sql(f"PRAGMA application_id = {SANDBOX_MARK}")
        tables.create_all(connection)
        fill(connection, tables)
        for trigger in perf_triggers(tables) if triggers else ():
            connection.exec_driver_sql(trigger)
        segments = connection.scalar(
            select(func.count()).select_from(usages).where(usages.c.mbrgrptype_id == CUSTOMER_SEGMENT)
        )
        rows = connection.scalar(select(func.count()).select_from(members))
        connection.commit()
    return int(segments or 0), int(rows or 0)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
