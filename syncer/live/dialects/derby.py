"""Derby, through a JDBC driver of our own: the vendor's toolkit for developers."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from syncer.live.dialects.dialect import Dialect, Opening, ParentLock, SystemTables
from syncer.live.dialects.rights import DERBY_RIGHTS
from syncer.live.dialects.trouble import derby_trouble
from syncer.live.dialects.urls import require_known
from syncer.model.errors import NotPermitted

if TYPE_CHECKING:
    from syncer.live.derby.sqlalchemy_dialect import DerbyDialect

ATTRIBUTES = frozenset(
    {"bootPassword", "encryptionAlgorithm", "encryptionKey", "encryptionProvider", "securityMechanism"}
)
"""What a URL may say beside the place: nothing that makes, upgrades, restores or drops a database."""


def _engine(opening: Opening) -> Engine:
    """Raises ``NotPermitted`` for a URL without sense, or where no database is at its place."""
    url, timeouts = opening.url, opening.environment.timeouts
    require_known(url, opening.variable, ATTRIBUTES)
    try:
        (jdbc_url,), secret = _grammar().create_connect_args(url)
    except ArgumentError:
        raise NotPermitted(
            f"The URL in {opening.variable} names no Derby database.",
            "It looks like `derby:////path/of/the/folder`, or `derby://login:password@host:1527/name`.",
        ) from None
    if url.host is None and not _is_there(str(url.database)):
        raise NotPermitted(
            f"The Derby database that {opening.variable} names is not there.",
            "Check the path: it is the folder that holds service.properties.",
        )

    def connect() -> Any:
        from syncer.live.derby import dbapi

        return dbapi.connect(
            jdbc_url,
            secret["properties"],
            connect_seconds=timeouts.connect,
            lock_seconds=timeouts.lock,
            statement_seconds=timeouts.statement,
            read_only=opening.reads_only,
        )

    # The engine's own URL is never shown, and without what is secret all the same.
    known = URL.create("derby", database=url.database)
    return create_engine(known, creator=connect, poolclass=NullPool, hide_parameters=True)


def _is_there(database: str) -> bool:
    """Whether Derby has something to open; it would call a folder that is none damaged, or make one."""
    return database.startswith("memory:") or os.path.isfile(os.path.join(database, "service.properties"))


def _grammar() -> DerbyDialect:
    from syncer.live.derby.sqlalchemy_dialect import DerbyDialect

    return DerbyDialect()


_OF_SCHEMA = "FROM SYS.SYSTABLES t JOIN SYS.SYSSCHEMAS s ON s.SCHEMAID = t.SCHEMAID"
_NAMED = "WHERE s.SCHEMANAME = :schema AND LOWER(t.TABLENAME) IN :tables"
_GRANTED = f"{_NAMED} AND p.GRANTEE IN (CURRENT_USER, 'PUBLIC')"
_NOTHING = "CAST(NULL AS VARCHAR(128))"
_COLUMNS = "CAST(p.COLUMNS AS VARCHAR(254))"
"""Which columns a right is on, counted from 0: ``{0, 3}``."""
_PRIVILEGES = " UNION ALL ".join(
    (
        *(
            f"SELECT t.TABLENAME, {_NOTHING}, '{verb}' {_OF_SCHEMA} JOIN SYS.SYSTABLEPERMS p ON p.TABLEID = t.TABLEID"
            f" {_GRANTED} AND LOWER(p.{verb}) = 'y'"
            for verb in ("SELECTPRIV", "INSERTPRIV", "UPDATEPRIV", "DELETEPRIV")
        ),
        "SELECT t.TABLENAME, c.COLUMNNAME, CASE LOWER(p.TYPE) WHEN 's' THEN 'SELECTPRIV' WHEN 'u' THEN 'UPDATEPRIV'"
        f" ELSE p.TYPE END {_OF_SCHEMA} JOIN SYS.SYSCOLPERMS p ON p.TABLEID = t.TABLEID"
        f" JOIN SYS.SYSCOLUMNS c ON c.REFERENCEID = t.TABLEID {_GRANTED}"
        " AND LOCATE(' ' || TRIM(CAST(c.COLUMNNUMBER - 1 AS CHAR(9))) || ',',"
        f" ' ' || SUBSTR({_COLUMNS}, 2, LENGTH({_COLUMNS}) - 2) || ',') > 0",
        f"SELECT t.TABLENAME, {_NOTHING}, 'OWNER' {_OF_SCHEMA} {_NAMED} AND s.AUTHORIZATIONID = CURRENT_USER",
        # Whether rights are checked at all is known to the owner of the database alone.
        "SELECT CAST(NULL AS VARCHAR(128)), CAST(NULL AS VARCHAR(128)), 'ALL, AS NOTHING IS GRANTED TO ANYBODY'"
        " FROM SYSIBM.SYSDUMMY1"
        " WHERE NOT EXISTS (SELECT 1 FROM SYS.SYSTABLEPERMS) AND NOT EXISTS (SELECT 1 FROM SYS.SYSCOLPERMS)",
    )
)

DERBY = Dialect(
    name="derby",
    title="Derby",
    extra="derby",
    modules=("jpype",),
    open=_engine,
    grammar=_grammar,
    # A connection reads what is committed, and nothing begins a transaction but a statement.
    begin_reading=None,
    begin_writing=None,
    reads_one_moment=False,
    commits_again=False,
    fold=str.upper,
    system=SystemTables(
        current_schema="SELECT CURRENT SCHEMA FROM SYSIBM.SYSDUMMY1",
        own_tables=(
            f"SELECT t.TABLENAME {_OF_SCHEMA} WHERE s.SCHEMANAME = :schema"
            " AND t.TABLENAME IN ('XSYNCSEGMENT', 'XSYNCRUN', 'XSYNCCHANGE', 'XSYNCHEAD')"
        ),
        tables=f"SELECT t.TABLENAME {_OF_SCHEMA} WHERE s.SCHEMANAME = :schema AND LOWER(t.TABLENAME) IN :tables",
        triggers=(
            "SELECT t.TABLENAME, g.TRIGGERNAME, g.TRIGGERDEFINITION"
            f" {_OF_SCHEMA} JOIN SYS.SYSTRIGGERS g ON g.TABLEID = t.TABLEID"
            " WHERE s.SCHEMANAME = :schema AND LOWER(t.TABLENAME) IN :tables"
        ),
        # The version that wrote the system tables; only the owner of the database may ask for it.
        version="SELECT SYSCS_UTIL.SYSCS_GET_DATABASE_PROPERTY('DataDictionaryVersion') FROM SYSIBM.SYSDUMMY1",
        columns=(
            "SELECT t.TABLENAME, c.COLUMNNAME,"
            " CASE WHEN CAST(c.COLUMNDEFAULT AS VARCHAR(254)) LIKE 'GENERATED ALWAYS AS%' THEN 1 ELSE 0 END"
            f" {_OF_SCHEMA} JOIN SYS.SYSCOLUMNS c ON c.REFERENCEID = t.TABLEID {_NAMED}"
        ),
        # A key of one column is told by the text of its index, which ends in the number of the column: BTREE (2).
        foreign_keys=(
            "SELECT cs.SCHEMANAME, ct.TABLENAME, c.COLUMNNAME, t.TABLENAME, CASE f.DELETERULE WHEN 'C' THEN 'CASCADE'"
            " WHEN 'U' THEN 'SET NULL' WHEN 'S' THEN 'RESTRICT' ELSE 'NO ACTION' END"
            f" {_OF_SCHEMA} JOIN SYS.SYSCONSTRAINTS p ON p.TABLEID = t.TABLEID"
            " JOIN SYS.SYSFOREIGNKEYS f ON f.KEYCONSTRAINTID = p.CONSTRAINTID"
            " JOIN SYS.SYSCONSTRAINTS k ON k.CONSTRAINTID = f.CONSTRAINTID"
            " JOIN SYS.SYSTABLES ct ON ct.TABLEID = k.TABLEID JOIN SYS.SYSSCHEMAS cs ON cs.SCHEMAID = ct.SCHEMAID"
            " JOIN SYS.SYSCONGLOMERATES g ON g.CONGLOMERATEID = f.CONGLOMERATEID AND g.TABLEID = ct.TABLEID"
            " LEFT JOIN SYS.SYSCOLUMNS c ON c.REFERENCEID = ct.TABLEID"
            " AND CAST(g.DESCRIPTOR AS VARCHAR(254)) LIKE '%(' || TRIM(CAST(c.COLUMNNUMBER AS CHAR(9))) || ')'"
            f" {_NAMED}"
        ),
        schema_names="SELECT SCHEMANAME FROM SYS.SYSSCHEMAS WHERE SCHEMANAME = :schema",
        contents=f"SELECT t.TABLENAME {_OF_SCHEMA} WHERE s.SCHEMANAME = :schema",
        schemas=f"SELECT s.SCHEMANAME {_OF_SCHEMA} WHERE LOWER(t.TABLENAME) = :table",
        privileges=_PRIVILEGES,
    ),
    trouble=derby_trouble,
    rights=DERBY_RIGHTS,
    parent_lock=ParentLock(
        (
            "UPDATE {schema}member SET optcounter = optcounter WHERE member_id = :id",
            "UPDATE {schema}mbrgrp SET optcounter = optcounter WHERE mbrgrp_id = :id",
        ),
        is_proven=True,
    ),
)
