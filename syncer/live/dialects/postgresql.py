"""PostgreSQL, through psycopg: mirrors of the store's database."""

from __future__ import annotations

import os
import re
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.dialects import postgresql
from sqlalchemy.pool import NullPool

from syncer.live.dialects.dialect import Dialect, Opening, ParentLock, SystemTables
from syncer.live.dialects.rights import POSTGRESQL_RIGHTS
from syncer.live.dialects.trouble import postgresql_trouble
from syncer.live.dialects.urls import require_known
from syncer.model.environment import Timeouts
from syncer.model.errors import NotPermitted

_QUERY = frozenset(
    {
        "channel_binding",
        "gssdelegation",
        "gssencmode",
        "gsslib",
        "host",
        "hostaddr",
        "krbsrvname",
        "load_balance_hosts",
        "passfile",
        "port",
        "require_auth",
        "requirepeer",
        "service",
        "ssl_max_protocol_version",
        "ssl_min_protocol_version",
        "sslcert",
        "sslcertmode",
        "sslcrl",
        "sslcrldir",
        "sslkey",
        "sslmode",
        "sslnegotiation",
        "sslpassword",
        "sslrootcert",
        "sslsni",
        "target_session_attrs",
    }
)
"""What a URL may say after its question mark, by libpq's names: where the server is, how to log in, and TLS."""

KEEPALIVES = {"idle": 10, "interval": 5, "count": 3}
"""Seconds of silence after which TCP asks whether the other end is there, and again, so many times. Both ends ask."""


def _engine(opening: Opening) -> Engine:
    """Raises ``NotPermitted`` for a URL without sense."""
    require_known(opening.url, opening.variable, _QUERY)
    if not re.fullmatch(r"[\d,]*", str(opening.url.query.get("port", ""))):
        raise NotPermitted(
            f"The port in {opening.variable} is no number.",
            "It looks like `postgresql://user:password@host:5432/database`.",
        )
    timeouts = opening.environment.timeouts
    # LASTUPDATE holds no time zone: it is in that of the server, which this variable would change for our sessions.
    os.environ.pop("PGTZ", None)
    engine = create_engine(
        opening.url.set(drivername="postgresql+psycopg"),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={
            "connect_timeout": timeouts.connect,
            "application_name": "segment-syncer",
            # What a database of another encoding cannot hold is refused by it, as an error of its own.
            "client_encoding": "utf8",
            # A server that died without a word is noticed, not waited for.
            "tcp_user_timeout": timeouts.statement * 1000,
            **{f"keepalives_{name}": value for name, value in KEEPALIVES.items()},
        },
    )

    @event.listens_for(engine, "do_connect")
    def impatient(_grammar: object, _record: object, words: Any, settings: Any) -> Any:
        from syncer.live.dialects.postgresql_psycopg import ImpatientConnection

        connection = ImpatientConnection.connect(*words, **settings)
        connection.allow(timeouts)
        try:
            # Here, and not once it is connected: before that, SQLAlchemy opens a transaction to ask for the version.
            _limit(connection, timeouts)
        except BaseException:
            connection.close()
            raise
        return connection

    return engine


def _limit(connection: Any, timeouts: Timeouts) -> None:
    connection.autocommit = True
    for name, value in (
        ("lock_timeout", f"{timeouts.lock}s"),
        ("statement_timeout", f"{timeouts.statement}s"),
        # Ours alone to keep: a client that stands still must not hold the lock of the ledger for ever.
        ("idle_in_transaction_session_timeout", f"{timeouts.overall}s"),
        # In the midst of a statement that is not here whole no limit of the server runs, and we may be gone.
        *((f"tcp_keepalives_{name}", str(value)) for name, value in KEEPALIVES.items()),
        ("DateStyle", "ISO"),  # psycopg reads a time with its zone in no other
    ):
        connection.execute("SELECT set_config(%s, %s, false)", (name, value))
    connection.autocommit = False


POSTGRESQL = Dialect(
    name="postgresql",
    title="PostgreSQL",
    extra="postgresql",
    modules=("psycopg",),
    open=_engine,
    grammar=postgresql.dialect,
    begin_reading="SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
    begin_writing="SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE",
    reads_one_moment=True,
    commits_again=False,
    fold=str.lower,
    system=SystemTables(
        current_schema="SELECT current_schema()",
        own_tables=(
            "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = :schema"
            " AND tablename IN ('xsyncsegment', 'xsyncrun', 'xsyncchange', 'xsynchead')"
        ),
        tables="SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = :schema AND tablename IN :tables",
        # What a trigger does stands in its function.
        triggers=(
            "SELECT c.relname, t.tgname, p.prosrc FROM pg_catalog.pg_trigger t"
            " JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
            " JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid"
            " WHERE NOT t.tgisinternal AND n.nspname = :schema AND c.relname IN :tables"
        ),
        version="SELECT current_setting('server_version')",
        columns=(
            "SELECT c.relname, a.attname, CASE WHEN a.attgenerated = '' THEN 0 ELSE 1 END"
            " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
            " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
            " WHERE n.nspname = :schema AND c.relname IN :tables AND c.relkind IN ('r', 'p', 'f', 'v')"
        ),
        foreign_keys=(
            "SELECT n.nspname, c.relname, a.attname, p.relname, k.confdeltype FROM pg_catalog.pg_constraint k"
            " JOIN pg_catalog.pg_class c ON c.oid = k.conrelid"
            " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
            " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(k.conkey)"
            " JOIN pg_catalog.pg_class p ON p.oid = k.confrelid"
            " JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace"
            " WHERE k.contype = 'f' AND pn.nspname = :schema AND p.relname IN :tables"
        ),
        schema_names="SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname = :schema",
        contents=(
            "SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = :schema"
        ),
        schemas="SELECT schemaname FROM pg_catalog.pg_tables WHERE tablename = :table",
        # Asked verb by verb, so that roles, PUBLIC and superusers count as the server counts them.
        privileges=(
            "SELECT c.relname, CAST(NULL AS name), v.verb FROM pg_catalog.pg_class c"
            " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
            " CROSS JOIN unnest(string_to_array(:verbs, ',')) AS v (verb)"
            " WHERE n.nspname = :schema AND c.relname IN :tables AND c.relkind IN ('r', 'p', 'f', 'v')"
            " AND has_table_privilege(c.oid, v.verb)"
            " UNION ALL SELECT c.relname, a.attname, v.verb FROM pg_catalog.pg_class c"
            " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
            " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
            " CROSS JOIN unnest(string_to_array(:column_verbs, ',')) AS v (verb)"
            " WHERE n.nspname = :schema AND c.relname IN :tables AND c.relkind IN ('r', 'p', 'f', 'v')"
            " AND has_column_privilege(c.oid, a.attnum, v.verb)"
            " UNION ALL SELECT c.relname, NULL, 'OWNER' FROM pg_catalog.pg_class c"
            " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = :schema AND c.relname IN :tables AND pg_has_role(c.relowner, 'USAGE')"
            " UNION ALL SELECT NULL, NULL, 'SUPERUSER' FROM pg_catalog.pg_roles"
            " WHERE rolname = current_user AND rolsuper"
        ),
    ),
    trouble=postgresql_trouble,
    rights=POSTGRESQL_RIGHTS,
    # A foreign key is checked with FOR KEY SHARE on the parent's row, which only FOR UPDATE keeps out: an UPDATE that
    # leaves the key alone takes FOR NO KEY UPDATE (Explicit Locking in PostgreSQL's manual).
    parent_lock=ParentLock(
        (
            "SELECT member_id FROM {schema}member WHERE member_id = :id FOR UPDATE",
            "SELECT mbrgrp_id FROM {schema}mbrgrp WHERE mbrgrp_id = :id FOR UPDATE",
        ),
        is_proven=True,
    ),
    # It is always in the schema of its table, and may not say so.
    indexes_have_schemas=False,
)
