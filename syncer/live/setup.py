"""Our own tables: made once, found complete ever after."""

from __future__ import annotations

import uuid

from sqlalchemy import Connection, MetaData, insert, select
from sqlalchemy.schema import CreateTable

from syncer.live.dialects.dialect import Dialect
from syncer.live.journal import FIRST_HASH, FORMAT, require_format
from syncer.live.tables import OWN_TABLES, THE_HEAD, xsynchead
from syncer.model.environment import Environment
from syncer.model.errors import NotPermitted


def create_missing(connection: Connection, own_tables: frozenset[str]) -> tuple[str, ...]:
    """Make those of our tables that are not there. Returns their names in capitals."""
    missing = [table for table in OWN_TABLES if table.name not in own_tables]
    for table in missing:
        connection.execute(CreateTable(table))
    return tuple(table.name.upper() for table in missing)


def complete(connection: Connection, environment: Environment) -> str:
    """Write the one row of XSYNCHEAD where it is missing, last of all. Returns the id of this database.

    Raises ``NotPermitted`` where the tables belong to another catalog or to a newer version.
    """
    head = connection.execute(
        select(xsynchead.c.target_id, xsynchead.c.catalog_name, xsynchead.c.format_version)
    ).first()
    if head is None:
        target = str(uuid.uuid4())
        connection.execute(insert(xsynchead), _first_head(environment, target))
        return target
    require_format(head.format_version)
    require_catalog(environment, head.catalog_name)
    return str(head.target_id)


def require_catalog(environment: Environment, recorded: str | None) -> None:
    """A ledger belongs to one catalog. Raises ``NotPermitted`` for any other."""
    if recorded is not None and recorded != environment.catalog:
        raise NotPermitted(
            f"The ledger in {environment.name} belongs to the catalog {recorded!r}, not to {environment.catalog!r}.",
            "Check that this is the right repository and the right database; nothing was written.",
        )


def script(environment: Environment, dialect: Dialect) -> str:
    """The same as SQL, for sites where a DBA makes tables."""
    schema = environment.ledger_schema or environment.schema
    here = MetaData()
    # Without a schema the tables get none, which SQLAlchemy allows and its annotation forgot.
    tables = [table.to_metadata(here, schema=schema) for table in OWN_TABLES]  # type: ignore[arg-type]
    grammar = dialect.grammar()
    made = [_rendered(str(CreateTable(table).compile(dialect=grammar))) for table in tables]
    return ";\n\n".join([*made, _first_row(environment)]) + ";\n"


def _first_head(environment: Environment, target: str) -> dict[str, object]:
    return {
        "head_id": THE_HEAD,
        "target_id": target,
        "catalog_name": environment.catalog,
        "format_version": FORMAT,
        "last_run": 0,
        "last_seq": 0,
        "last_hash": FIRST_HASH,
    }


def _rendered(statement: str) -> str:
    return "\n".join(line.rstrip().replace("\t", "    ") for line in statement.strip().splitlines())


def _first_row(environment: Environment) -> str:
    """The catalog's name is a slug and the rest is ours, so nothing here needs escaping."""
    values = _first_head(environment, str(uuid.uuid4()))
    table = ".".join(part for part in (environment.ledger_schema or environment.schema, xsynchead.name) if part)
    literals = (str(value) if isinstance(value, int) else f"'{value}'" for value in values.values())
    return f"INSERT INTO {table} ({', '.join(values)})\nVALUES ({', '.join(literals)})"
