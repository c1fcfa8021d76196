"""Derby's SQL, as far as Core writes it here.

Importing this registers the name ``derby`` with SQLAlchemy. ``derby:////path/of/a/database`` is one that this process
opens, ``derby://login:password@host:1527/name`` one that a server has open.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.dialects import registry
from sqlalchemy.engine import URL
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.exc import ArgumentError, CompileError
from sqlalchemy.sql.compiler import GenericTypeCompiler, SQLCompiler

from syncer.live.derby import jvm

CLOB_LENGTH = 1_048_576
"""Characters that a text of no stated length may have, as in the vendor's tables (reference 3.7)."""

# The numbers are those of java.sql.Connection.
_ISOLATION = {"READ UNCOMMITTED": 1, "READ COMMITTED": 2, "REPEATABLE READ": 4, "SERIALIZABLE": 8}


class DerbyCompiler(SQLCompiler):
    """Statements."""

    def default_from(self) -> str:
        """What a SELECT from nothing selects from."""
        return " FROM SYSIBM.SYSDUMMY1"

    def limit_clause(self, select: Any, **kw: Any) -> str:
        """OFFSET and FETCH FIRST, as the standard has it."""
        write: Any = self.fetch_clause
        return str(write(select, fetch_clause=select._limit_clause, use_literal_execute_for_simple_int=True, **kw))


class DerbyTypes(GenericTypeCompiler):
    """Types of columns."""

    def visit_DATETIME(self, type_: Any, **_: Any) -> str:
        """Date and time to the microsecond."""
        return "TIMESTAMP"

    def visit_TEXT(self, type_: Any, **_: Any) -> str:
        """A text of any length; a CLOB without one would be of 2 GB."""
        return f"CLOB({type_.length or CLOB_LENGTH})"

    visit_CLOB = visit_TEXT

    def visit_VARCHAR(self, type_: Any, **kw: Any) -> str:
        """A text with a length. Raises ``CompileError`` without one, which Derby does not know."""
        if not type_.length:
            raise CompileError("a VARCHAR needs a length on Derby")
        return super().visit_VARCHAR(type_, **kw)

    def visit_boolean(self, type_: Any, **_: Any) -> str:
        """0 or 1, as the vendor keeps it."""
        return "SMALLINT"


class DerbyDialect(DefaultDialect):
    """Derby over JDBC."""

    name = "derby"
    driver = "jpype"
    default_paramstyle = "qmark"
    supports_statement_cache = True
    supports_native_boolean = False
    supports_sane_rowcount = True
    supports_sane_multi_rowcount = True
    supports_sequences = False
    postfetch_lastrowid = False
    # Names are kept in capitals, and come back so.
    requires_name_normalize = True
    max_identifier_length = 128
    statement_compiler = DerbyCompiler
    type_compiler_cls = DerbyTypes

    @classmethod
    def import_dbapi(cls) -> ModuleType:
        """The driver. Raises ``NotPermitted`` without JPype."""
        jvm.require_jpype()
        from syncer.live.derby import dbapi

        return dbapi

    def create_connect_args(self, url: URL) -> tuple[list[str], dict[str, Any]]:
        """The JDBC URL, and beside it what is secret. Raises ``ArgumentError`` for attributes inside a name."""
        name = url.database
        if not name or ";" in name:
            raise ArgumentError("the name of a Derby database is missing, or has a semicolon in it")
        properties = {key: value for key, value in url.query.items() if isinstance(value, str)}
        if url.username:
            properties["user"] = url.username
        if url.password:
            properties["password"] = str(url.password)
        place = f"//{url.host}:{url.port or 1527}/" if url.host else ""
        return [f"jdbc:derby:{place}{name}"], {"properties": properties}

    def has_table(self, connection: Connection, table_name: str, schema: str | None = None, **_: Any) -> bool:
        """Whether there is a table or view of that name, folded as Derby folds it."""
        query = text(
            "SELECT count(*) FROM SYS.SYSTABLES t JOIN SYS.SYSSCHEMAS s ON s.SCHEMAID = t.SCHEMAID"
            " WHERE t.TABLENAME = :name AND s.SCHEMANAME = :schema"
        )
        where = schema or str(self.default_schema_name)
        return bool(connection.scalar(query, {"name": table_name.upper(), "schema": where.upper()}))

    def get_isolation_level_values(self, dbapi_connection: Any) -> list[Any]:
        """The levels that SQL names."""
        return list(_ISOLATION)

    def set_isolation_level(self, dbapi_connection: Any, level: str) -> None:
        """For this connection, from the next statement on."""
        dbapi_connection.jdbc.setTransactionIsolation(_ISOLATION[level])

    def get_isolation_level(self, dbapi_connection: Any) -> Any:
        """What the connection has now."""
        number = int(dbapi_connection.jdbc.getTransactionIsolation())
        return next(level for level, its_number in _ISOLATION.items() if its_number == number)

    def is_disconnect(self, e: Any, connection: Any, cursor: Any) -> bool:
        """Whether the connection is gone."""
        return str(getattr(e, "sqlstate", "")).startswith("08")

    def _get_default_schema_name(self, connection: Connection) -> str:
        normalize: Any = self.normalize_name
        return str(normalize(connection.exec_driver_sql("VALUES CURRENT SCHEMA").scalar()))

    def _get_server_version_info(self, connection: Connection) -> tuple[int, ...]:
        jdbc: Any = connection.connection.dbapi_connection
        words = str(jdbc.jdbc.getMetaData().getDatabaseProductVersion()).split(" ")[0]
        return tuple(int(part) for part in words.split("."))


registry.register("derby", __name__, "DerbyDialect")
