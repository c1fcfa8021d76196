"""Db2 on Linux, UNIX and Windows, through IBM's own client (ibm_db): what stores run.

The client has run against Derby, which speaks the same protocol; no Db2 was there to be tried. What is said of
keywords, special registers and the catalog of Db2 follows IBM's documentation.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import URL
from sqlalchemy.engine import Dialect as Grammar
from sqlalchemy.pool import NullPool

from syncer.live.dialects.dialect import Dialect, Opening, ParentLock, SystemTables
from syncer.live.dialects.rights import DB2_RIGHTS
from syncer.live.dialects.trouble import db2_trouble
from syncer.live.dialects.urls import unknown
from syncer.model.environment import Timeouts
from syncer.model.errors import NotPermitted

_QUERY = {
    keyword.lower(): keyword
    for keyword in (
        "Authentication",
        "Security",
        "SSLClientHostnameValidation",
        "SSLClientKeystash",
        "SSLClientKeystoredb",
        "SSLClientLabel",
        "SSLServerCertificate",
        "TLSVersion",
    )
}
"""What a URL may say after its question mark, as IBM writes it: how to log in, and TLS."""

_CURSOR_STABILITY = 2
"""The client's number for READ COMMITTED, which Db2 calls by this name."""

_LONGEST_WAIT = 32767
"""Db2 takes no larger number of seconds for a lock."""

CURRENT_SCHEMA = "SELECT CURRENT SCHEMA FROM SYSIBM.SYSDUMMY1"
"""What a table belongs to that is named without a schema."""

_UNSPEAKABLE = re.compile(r"[;{}\x00-\x1f\x7f]|^\s|\s$")
"""A semicolon ends a value of a connection string, and IBM knows no way to write one inside."""

_MINE = (
    "(p.GRANTEE IN (SESSION_USER, 'PUBLIC') OR p.GRANTEETYPE = 'R' AND p.GRANTEE IN"
    " (SELECT a.ROLENAME FROM TABLE (SYSPROC.AUTH_LIST_ROLES_FOR_AUTHID(SESSION_USER, 'U')) AS a)"
    " OR p.GRANTEETYPE = 'G' AND p.GRANTEE IN"
    " (SELECT a.GROUP FROM TABLE (SYSPROC.AUTH_LIST_GROUPS_FOR_AUTHID(SESSION_USER)) AS a))"
)
"""Granted to the login itself, to everybody, or to a role or group that it is in."""
_GRANTED = f"WHERE p.TABSCHEMA = :schema AND LOWER(p.TABNAME) IN :tables AND {_MINE}"
_OF_TABLES, _OF_COLUMNS = f"FROM SYSCAT.TABAUTH p {_GRANTED}", f"FROM SYSCAT.COLAUTH p {_GRANTED}"
_NOTHING = "CAST(NULL AS VARCHAR(128))"
_PRIVILEGES = " UNION ALL ".join(
    (
        *(
            f"SELECT p.TABNAME, {_NOTHING}, '{verb}' {_OF_TABLES} AND p.{verb} IN ('Y', 'G')"
            for verb in ("SELECTAUTH", "INSERTAUTH", "UPDATEAUTH", "DELETEAUTH")
        ),
        # CONTROL is everything, dropping the table included.
        f"SELECT p.TABNAME, {_NOTHING}, 'OWNER' {_OF_TABLES} AND p.CONTROLAUTH = 'Y'",
        f"SELECT p.TABNAME, p.COLNAME, 'UPDATEAUTH' {_OF_COLUMNS} AND p.PRIVTYPE = 'U'",
        "SELECT CAST(NULL AS VARCHAR(128)), CAST(NULL AS VARCHAR(128)), a.AUTHORITY"
        " FROM TABLE (SYSPROC.AUTH_LIST_AUTHORITIES_FOR_AUTHID(SESSION_USER, 'U')) AS a"
        " WHERE a.AUTHORITY IN ('SYSADM', 'DBADM', 'DATAACCESS')"
        " AND 'Y' IN (a.D_USER, a.D_GROUP)",
    )
)
"""Written from IBM's documentation of these views and functions, and never tried on a Db2."""


def open_with(opening: Opening, *keywords: str) -> Engine:
    """An engine whose client is told some keywords more. Raises ``NotPermitted`` for a URL without sense."""
    words = ";".join((*_words(opening), *keywords, ""))
    # By itself the client would connect anew after a lost connection, and say nothing of it.
    os.environ["DB2_MAX_CLIENT_CONNRETRIES"] = "0"
    from syncer.live.dialects import db2_sqlalchemy  # noqa: F401 (it registers itself)

    timeouts = opening.environment.timeouts
    return create_engine(
        "db2+syncer://", creator=lambda: _connection(words, timeouts), poolclass=NullPool, hide_parameters=True
    )


def _connection(words: str, timeouts: Timeouts) -> Any:
    """A connection that never waits for ever for a lock, whatever the database's own setting is."""
    import ibm_db
    import ibm_db_dbi

    # The DB-API's own ``connect`` would also make the login's name the current schema, in the case it is written in.
    handle = ibm_db.connect(words, "", "", {ibm_db.SQL_ATTR_AUTOCOMMIT: ibm_db.SQL_AUTOCOMMIT_OFF})
    connection = ibm_db_dbi.Connection(handle)
    with ExitStack() as in_vain:
        in_vain.callback(connection.close)
        with closing(connection.cursor()) as cursor:
            cursor.execute(f"SET CURRENT LOCK TIMEOUT {min(timeouts.lock, _LONGEST_WAIT)}")
        connection.commit()
        in_vain.pop_all()
    return connection


def _words(opening: Opening) -> Iterator[str]:
    """The parts of the client's connection string. Raises ``NotPermitted``, without a byte of a value."""
    url, timeouts = opening.url, opening.environment.timeouts
    if not (url.host and url.port and url.database):
        raise NotPermitted(
            f"The URL in {opening.variable} lacks a host, a port or the name of a database.",
            "It looks like `db2://user:password@host:port/DATABASE`.",
        )
    yield "PROTOCOL=TCPIP"
    yield f"PORT={url.port}"
    yield f"ConnectTimeout={timeouts.connect}"
    yield f"QueryTimeout={timeouts.statement}"
    yield f"TxnIsolation={_CURSOR_STABILITY}"
    named = (("HOSTNAME", "host", url.host), ("DATABASE", "database", url.database), *_login(url))
    for keyword, what, value in (*named, *_query(opening)):
        if _UNSPEAKABLE.search(value):
            raise NotPermitted(
                f"The {what} in {opening.variable} has a character that IBM's client cannot be told: a semicolon, "
                "a brace, a control character, or a blank at an end.",
                "Use another, or have it changed.",
            )
        yield f"{keyword}={value}"


def _login(url: URL) -> Iterator[tuple[str, str, str]]:
    if url.username:
        yield "UID", "user", url.username
    if url.password:
        yield "PWD", "password", str(url.password)


def _query(opening: Opening) -> Iterator[tuple[str, str, str]]:
    for name, value in opening.url.query.items():
        keyword = _QUERY.get(name.lower())
        if keyword is None or not isinstance(value, str):
            raise unknown(opening.variable, [name], _QUERY.values())
        yield keyword, keyword, value


def _grammar() -> Grammar:
    from syncer.live.dialects.db2_sqlalchemy import Db2Dialect

    grammar: Grammar = Db2Dialect()
    return grammar


DB2 = Dialect(
    name="db2",
    title="Db2",
    extra="db2",
    modules=("ibm_db", "ibm_db_dbi", "ibm_db_sa"),
    open=open_with,
    grammar=_grammar,
    # The first statement begins a transaction, and there is no kind of it that cannot write.
    begin_reading=None,
    begin_writing=None,
    # Cursor stability: each row as it was when it was read.
    reads_one_moment=False,
    commits_again=False,
    fold=str.upper,
    system=SystemTables(
        current_schema=CURRENT_SCHEMA,
        own_tables=(
            "SELECT TABNAME FROM SYSCAT.TABLES WHERE TABSCHEMA = :schema AND TYPE = 'T'"
            " AND TABNAME IN ('XSYNCSEGMENT', 'XSYNCRUN', 'XSYNCCHANGE', 'XSYNCHEAD')"
        ),
        tables="SELECT TABNAME FROM SYSCAT.TABLES WHERE TABSCHEMA = :schema AND LOWER(TABNAME) IN :tables",
        triggers=(
            "SELECT TABNAME, TRIGNAME, TEXT FROM SYSCAT.TRIGGERS"
            " WHERE TABSCHEMA = :schema AND LOWER(TABNAME) IN :tables"
        ),
        columns=(
            "SELECT TABNAME, COLNAME, CASE WHEN GENERATED = ' ' THEN 0 ELSE 1 END FROM SYSCAT.COLUMNS"
            " WHERE TABSCHEMA = :schema AND LOWER(TABNAME) IN :tables"
        ),
        foreign_keys=(
            "SELECT r.TABSCHEMA, r.TABNAME, k.COLNAME, r.REFTABNAME, r.DELETERULE FROM SYSCAT.REFERENCES r"
            " JOIN SYSCAT.KEYCOLUSE k ON k.CONSTNAME = r.CONSTNAME AND k.TABSCHEMA = r.TABSCHEMA"
            " AND k.TABNAME = r.TABNAME"
            " WHERE r.REFTABSCHEMA = :schema AND LOWER(r.REFTABNAME) IN :tables"
        ),
        schema_names="SELECT SCHEMANAME FROM SYSCAT.SCHEMATA WHERE SCHEMANAME = :schema",
        contents="SELECT TABNAME FROM SYSCAT.TABLES WHERE TABSCHEMA = :schema",
        schemas="SELECT TABSCHEMA FROM SYSCAT.TABLES WHERE LOWER(TABNAME) = :table AND TYPE = 'T'",
        version="SELECT SERVICE_LEVEL FROM SYSIBMADM.ENV_INST_INFO",
        privileges=_PRIVILEGES,
    ),
    trouble=db2_trouble,
    rights=DB2_RIGHTS,
    # "Concurrent processes cannot acquire a lock on the data" (lock-request-clause in IBM's SQL reference). That the
    # check of a foreign key asks for one on the parent's row is what `conformance` has to show.
    parent_lock=ParentLock(
        (
            "SELECT member_id FROM {schema}member WHERE member_id = :id WITH RS USE AND KEEP EXCLUSIVE LOCKS",
            "SELECT mbrgrp_id FROM {schema}mbrgrp WHERE mbrgrp_id = :id WITH RS USE AND KEEP EXCLUSIVE LOCKS",
        ),
        is_proven=False,
    ),
)
