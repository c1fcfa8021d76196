"""Our own tables in an environment, made by us or by a DBA."""

from __future__ import annotations

from pathlib import Path

from syncer.desired.environments import load_environment
from syncer.model.report import SetupReport


def setup(root: Path, environment: str) -> SetupReport:
    """Make what is missing. It may be repeated: complete tables are left as they are."""
    from syncer.live.connect import connect
    from syncer.live.gate import Access
    from syncer.live.lookups import look_up
    from syncer.live.setup import complete, create_missing

    where = load_environment(root, environment)
    with connect(where, Access.SETUP) as database, database.writing() as connection, connection.begin():
        lookups = look_up(connection, database.dialect, where)
        created = create_missing(connection, lookups.own_tables)
        target = complete(connection, where)
    return SetupReport(where.name, where.is_sandbox, target, created)


def setup_sql(root: Path, environment: str, dialect: str | None = None) -> str:
    """The same as a script for the database of the environment, or for the engine of that name."""
    from syncer.live.connect import dialect_of
    from syncer.live.setup import script

    where = load_environment(root, environment)
    return script(where, dialect_of(where, dialect))
