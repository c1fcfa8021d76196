"""SQLite: sandboxes, and files that are named by a URL."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Engine, create_engine
from sqlalchemy.dialects import sqlite
from sqlalchemy.pool import NullPool

from syncer.live.dialects.dialect import Dialect, Opening, SystemTables
from syncer.live.dialects.trouble import sqlite_trouble
from syncer.model.environment import SANDBOX_MARK, Environment
from syncer.model.errors import NotPermitted


def _engine(opening: Opening) -> Engine:
    """Raises ``NotPermitted`` where the file is not there: SQLite would make an empty one."""
    path, environment = opening.url.database or "", opening.environment
    if not os.path.isfile(path):
        if opening.variable is None:
            raise NotPermitted(f"The sandbox of {environment.name} is not there.", "Make it with `syncer sandbox`.")
        raise NotPermitted(
            f"The file that {opening.variable} names is not there.", f"Check the URL of {environment.name}."
        )
    return create_engine(
        "sqlite://", creator=lambda: connection_to(Path(path), environment), poolclass=NullPool, hide_parameters=True
    )


def connection_to(path: Path, environment: Environment) -> sqlite3.Connection:
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
    # The first mention of a pragma as a table counts as a change of the schema, which the gate lets nobody make later.
    connection.execute("SELECT 1 FROM pragma_table_xinfo(''), pragma_foreign_key_list('')")
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


SQLITE = Dialect(
    name="sqlite",
    title="SQLite",
    extra=None,
    modules=(),
    open=_engine,
    grammar=sqlite.dialect,
    begin_reading="BEGIN",
    begin_writing="BEGIN IMMEDIATE",
    reads_one_moment=True,
    commits_again=True,
    fold=str.lower,
    system=SystemTables(
        current_schema=None,
        own_tables=(
            "SELECT name FROM sqlite_master"
            " WHERE lower(name) IN ('xsyncsegment', 'xsyncrun', 'xsyncchange', 'xsynchead')"
        ),
        tables="SELECT name FROM sqlite_master WHERE type = 'table' AND lower(name) IN :tables",
        triggers=(
            "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger' AND lower(tbl_name) IN :tables"
        ),
        version="SELECT sqlite_version()",
        columns=(
            "SELECT m.name, c.name, CASE WHEN c.hidden IN (2, 3) THEN 1 ELSE 0 END"
            " FROM sqlite_master AS m JOIN pragma_table_xinfo(m.name) AS c WHERE lower(m.name) IN :tables"
        ),
        # SQLite takes a word in single quotes for a name where it is one of its own words.
        foreign_keys=(
            "SELECT NULL, m.name, k.'from', k.'table', k.on_delete"
            " FROM sqlite_master AS m JOIN pragma_foreign_key_list(m.name) AS k"
            " WHERE m.type = 'table' AND lower(k.'table') IN :tables"
        ),
    ),
    trouble=sqlite_trouble,
    rights=None,
)
