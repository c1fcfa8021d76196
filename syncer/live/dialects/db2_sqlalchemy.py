"""SQLAlchemy's dialect for Db2 as IBM publishes it (ibm_db_sa), mended where our statements need it.

Importing this registers it with SQLAlchemy as ``db2+syncer``, and ends the logging of ibm_db_sa.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from ibm_db_dbi import OperationalError
from ibm_db_sa.base import DB2Compiler, DB2TypeCompiler
from ibm_db_sa.ibm_db import DB2Dialect_ibm_db
from ibm_db_sa.logger import configure_ibmdbsa_logging
from sqlalchemy import Connection
from sqlalchemy.dialects import registry
from sqlalchemy.sql.elements import quoted_name

from syncer.live.dialects.db2 import CURRENT_SCHEMA

CLOB_LENGTH = 1_048_576
"""Bytes that a text of no stated length may have, as in the vendor's tables (reference 3.7)."""

# Its logger has no handler, so each error would be printed on standard error, with a stack trace and the SQL.
configure_ibmdbsa_logging(False)


class Db2Compiler(DB2Compiler):  # type: ignore[misc]
    """Statements."""

    def limit_clause(self, select: Any, **kw: Any) -> str:
        """OFFSET and FETCH FIRST, as the standard has it: LIMIT came with Db2 11.1."""
        return str(
            self.fetch_clause(select, fetch_clause=select._limit_clause, use_literal_execute_for_simple_int=True, **kw)
        )


class Db2Types(DB2TypeCompiler):  # type: ignore[misc]
    """Types of columns."""

    def visit_CLOB(self, type_: Any, **_: Any) -> str:
        """A text with its length. Into one without, the driver crashes where it writes several rows at once."""
        return f"CLOB({type_.length or CLOB_LENGTH})"


class Db2Dialect(DB2Dialect_ibm_db):  # type: ignore[misc]
    """Db2 for Linux, UNIX and Windows, through IBM's client."""

    supports_statement_cache = True
    statement_compiler = Db2Compiler
    type_compiler = Db2Types

    def initialize(self, connection: Connection) -> None:
        """Ask for the schema of names that have none, and no more: the rest would serve reflection.

        It is written as it comes, without quotes, so that Db2 folds it again.
        """
        schema = str(connection.exec_driver_sql(CURRENT_SCHEMA).scalar()).strip()
        self.default_schema_name = quoted_name(schema.lower(), quote=False)

    def do_commit(self, dbapi_connection: Any) -> None:
        """Commit. Where the client has no words for a failure, ibm_db raises nothing and says false."""
        if dbapi_connection.commit() is False:
            raise OperationalError("[IBM][CLI Driver] CLI0108E  COMMIT failed, and nobody says why")

    def do_close(self, dbapi_connection: Any) -> None:
        """Let a connection go. One that is lost already says so in an error, which would be logged."""
        with suppress(self.dbapi.Error):
            dbapi_connection.close()


registry.register("db2.syncer", __name__, "Db2Dialect")
