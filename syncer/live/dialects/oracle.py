"""Oracle, through python-oracledb in its thin mode, which needs no software of Oracle's.

What this rests on is documented by Oracle or stands in the driver's sources; none of it has run on an Oracle yet.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.oracle import oracledb
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from syncer.live.dialects.dialect import Dialect, Opening, ParentLock, SystemTables
from syncer.live.dialects.rights import ORACLE_RIGHTS
from syncer.live.dialects.trouble import oracle_trouble
from syncer.live.dialects.urls import require_known
from syncer.model.environment import Environment
from syncer.model.errors import Busy, NotPermitted

_QUERY = frozenset({"service_name", "config_dir", "wallet_location", "wallet_password"})
"""What a URL may say after its question mark: where the service or its tnsnames.ora is, and the wallet for TLS."""

_KEEPALIVE_MINUTES = 1


class ThinOracle(oracledb.OracleDialect_oracledb):
    """SQLAlchemy's own, with two differences.

    It runs no PL/SQL on connect, which would open a transaction that may write, and tells every version the same.
    """

    supports_statement_cache = True
    supports_native_boolean = False

    def initialize(self, connection: Any) -> None:
        """See what the server is. From 23 on SQLAlchemy would write ``WHERE 0`` for what is never true."""
        super().initialize(connection)  # type: ignore[no-untyped-call]
        self.supports_native_boolean = False

    def get_default_isolation_level(self, dbapi_conn: Any) -> Any:
        """What a session of Oracle begins with."""
        return "READ COMMITTED"


registry.register("oracle.syncer", __name__, "ThinOracle")


def _engine(opening: Opening) -> Engine:
    """Raises ``NotPermitted`` for a URL that says too much."""
    _require_sense(opening.url, opening.variable)
    environment = opening.environment
    timeouts = environment.timeouts
    engine = create_engine(
        opening.url.set(drivername="oracle+syncer"),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={
            "tcp_connect_timeout": float(timeouts.connect),
            "expire_time": _KEEPALIVE_MINUTES,
            "program": "segment-syncer",
        },
    )

    @event.listens_for(engine, "do_connect")
    def limited(grammar: Any, _record: object, words: Any, settings: Any) -> Any:
        connection = _answered(environment, lambda: grammar.connect(*words, **settings))
        connection.call_timeout = timeouts.statement * 1000  # milliseconds, for one answer of the server
        return connection

    return engine


def _require_sense(url: URL, variable: str | None) -> None:
    require_known(url, variable, _QUERY)
    if not url.host:
        raise NotPermitted(
            f"The URL in {variable} names no host.",
            "Write `oracle://user:password@host:port/?service_name=NAME`, or with a name of tnsnames.ora "
            "`oracle://user:password@NAME/?config_dir=/folder/of/it`.",
        )
    if url.database and "service_name" in url.query:
        raise NotPermitted(
            f"The URL in {variable} names both a SID and a service.",
            "Write `oracle://user:password@host:port/?service_name=NAME`.",
        )


def _answered(environment: Environment, log_in: Callable[[], Any]) -> Any:
    """A connection, in the time that it may take. Raises ``Busy``, and what the driver raises.

    The driver's own limit ends with the TCP connection: where nobody answers to the login it would wait for ever.
    """
    done: list[Any] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            done.append(log_in())
        except BaseException as error:  # it is raised where it is waited for
            failed.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(environment.timeouts.connect)
    if failed:
        raise failed[0]
    if not done:
        raise Busy(
            f"{environment.name} did not answer within {environment.timeouts.connect} s. Nothing was written.",
            "See that the database can be reached from here, then run the same command again.",
        )
    return done[0]


def _wait(seconds: int) -> str:
    """Raises ORA-30006 after these seconds. Without it only ``call_timeout`` ends the wait of an UPDATE."""
    return f"FOR UPDATE WAIT {seconds}"


_MINE = (
    "WHERE p.table_schema = :schema AND lower(p.table_name) IN :tables"
    " AND (p.grantee IN (USER, 'PUBLIC') OR p.grantee IN (SELECT role FROM session_roles))"
)
"""Granted to the login, to everybody or to a role that is enabled; owners see what they granted to others too."""
_OF_TABLES, _OF_COLUMNS = f"FROM all_tab_privs p {_MINE}", f"FROM all_col_privs p {_MINE}"
_PRIVILEGES = " UNION ALL ".join(
    (
        f"SELECT p.table_name, NULL, p.privilege {_OF_TABLES}",
        f"SELECT p.table_name, p.column_name, p.privilege {_OF_COLUMNS}",
        "SELECT t.table_name, NULL, 'OWNER' FROM all_tables t"
        " WHERE t.owner = :schema AND lower(t.table_name) IN :tables AND t.owner = USER",
        "SELECT NULL, NULL, privilege FROM session_privs WHERE privilege LIKE '% ANY TABLE'",
    )
)
"""Written from Oracle's documentation of these views, and never tried on an Oracle."""

ORACLE = Dialect(
    name="oracle",
    title="Oracle",
    extra="oracle",
    modules=("oracledb",),
    open=_engine,
    grammar=ThinOracle,
    # All that it sees was committed before it began; SYS alone gets no such transaction (SET TRANSACTION in Oracle's
    # SQL Reference). It has to be the first statement.
    begin_reading="SET TRANSACTION READ ONLY",
    begin_writing="SET TRANSACTION ISOLATION LEVEL READ COMMITTED",
    reads_one_moment=True,
    commits_again=False,
    fold=str.upper,
    system=SystemTables(
        current_schema="SELECT SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') FROM DUAL",
        own_tables=(
            "SELECT table_name FROM all_tables WHERE owner = :schema"
            " AND table_name IN ('XSYNCSEGMENT', 'XSYNCRUN', 'XSYNCCHANGE', 'XSYNCHEAD')"
        ),
        tables="SELECT table_name FROM all_tables WHERE owner = :schema AND lower(table_name) IN :tables",
        triggers=(
            "SELECT table_name, trigger_name, trigger_body FROM all_triggers"
            " WHERE table_owner = :schema AND lower(table_name) IN :tables"
        ),
        version="SELECT version FROM product_component_version WHERE product LIKE 'Oracle%'",
        columns=(
            "SELECT table_name, column_name, CASE WHEN virtual_column = 'YES' THEN 1 ELSE 0 END FROM all_tab_cols"
            " WHERE owner = :schema AND lower(table_name) IN :tables AND hidden_column = 'NO'"
        ),
        foreign_keys=(
            "SELECT k.owner, k.table_name, c.column_name, p.table_name, k.delete_rule FROM all_constraints k"
            " JOIN all_constraints p ON p.owner = k.r_owner AND p.constraint_name = k.r_constraint_name"
            " JOIN all_cons_columns c ON c.owner = k.owner AND c.constraint_name = k.constraint_name"
            " WHERE k.constraint_type = 'R' AND p.owner = :schema AND lower(p.table_name) IN :tables"
        ),
        schema_names="SELECT username FROM all_users WHERE username = :schema",
        contents=(
            "SELECT table_name FROM all_tables WHERE owner = :schema AND dropped = 'NO'"
            " UNION ALL SELECT view_name FROM all_views WHERE owner = :schema"
            " UNION ALL SELECT synonym_name FROM all_synonyms WHERE owner = :schema"
        ),
        schemas="SELECT owner FROM all_tables WHERE lower(table_name) = :table",
        privileges=_PRIVILEGES,
    ),
    trouble=oracle_trouble,
    rights=ORACLE_RIGHTS,
    lock_clause=_wait,
    # A lock on the parent's row keeps no child out: a foreign key is checked in the index. Children of all groups have
    # to lock the table of groups too (seen as TM locks of mode 2 or 3 by practitioners), which nobody can while it is
    # locked as a whole (LOCK TABLE in Oracle's SQL Reference). What that is worth, `conformance` has to show.
    parent_lock=ParentLock(("LOCK TABLE {schema}mbrgrp IN EXCLUSIVE MODE WAIT {seconds}",), is_proven=False),
)
