"""SQL that SQLAlchemy writes for Oracle, executing on H2's Oracle mode in this process.

It shows that the SQL is accepted and does what it should; ``''`` is NULL and CHAR is padded, as on Oracle. It shows
nothing of the driver, of locks or of limits: H2 2.1 knows neither FOR UPDATE WAIT nor SET TRANSACTION READ ONLY, so
these three statements of the product are left out here.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.oracle.base import OracleDialect
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.pool import NullPool

from syncer.live.derby import jvm
from syncer.live.dialects.dialect import Opening, Trouble
from syncer.live.dialects.oracle import ORACLE
from syncer.model.errors import NotPermitted
from tests.canaries import ACCOUNT
from tests.lanes.lane import Lane
from tests.lanes.programs import unavailable

H2 = Path("/usr/share/java/h2.jar")
"""Where Debian's package puts it."""

SCHEMA = "APP"
"""Not PUBLIC, which H2 begins with: that is a word of Oracle's, so SQLAlchemy would quote it."""

_SYSTEM = (
    # System.getProperty("USERENV", ...) says what the system property of that name holds.
    'CREATE ALIAS sys_context FOR "java.lang.System.getProperty(java.lang.String, java.lang.String)"',
    "CREATE VIEW all_tables AS SELECT table_schema AS owner, table_name"
    " FROM information_schema.tables WHERE table_type = 'BASE TABLE'",
    "CREATE VIEW all_views AS SELECT table_schema AS owner, table_name AS view_name FROM information_schema.views",
    "CREATE VIEW all_tab_cols AS SELECT table_schema AS owner, table_name, column_name,"
    " CASE WHEN is_generated = 'ALWAYS' THEN 'YES' ELSE 'NO' END AS virtual_column,"
    " 'NO' AS hidden_column FROM information_schema.columns",
    "CREATE VIEW all_triggers AS SELECT event_object_schema AS table_owner, event_object_table AS table_name,"
    " trigger_name, java_class AS trigger_body FROM information_schema.triggers",
    "CREATE VIEW all_constraints AS SELECT t.constraint_schema AS owner, t.constraint_name,"
    " CASE t.constraint_type WHEN 'FOREIGN KEY' THEN 'R' ELSE substr(t.constraint_type, 1, 1) END constraint_type,"
    " t.table_name, r.unique_constraint_schema AS r_owner, r.unique_constraint_name AS r_constraint_name, r.delete_rule"
    " FROM information_schema.table_constraints t LEFT JOIN information_schema.referential_constraints r"
    " ON r.constraint_schema = t.constraint_schema AND r.constraint_name = t.constraint_name",
    "CREATE VIEW all_cons_columns AS SELECT constraint_schema AS owner, constraint_name, table_name, column_name,"
    " ordinal_position AS position FROM information_schema.key_column_usage",
)
"""Oracle's system views, as far as they are asked here."""


class OracleOnH2(OracleDialect):
    """Oracle's grammar over our own JDBC driver."""

    driver = "h2"
    default_paramstyle = "qmark"
    supports_statement_cache = True

    @classmethod
    def import_dbapi(cls) -> Any:
        """Our own."""
        from syncer.live.derby import dbapi

        return dbapi

    def initialize(self, connection: Connection) -> None:
        """Ask nothing that only an Oracle answers."""
        DefaultDialect.initialize(self, connection)

    def get_default_isolation_level(self, dbapi_conn: Any) -> Any:
        """What a session of H2 begins with."""
        return "READ COMMITTED"

    def _get_server_version_info(self, connection: Connection) -> tuple[int, ...]:
        return (12, 2)

    def _get_default_schema_name(self, connection: Connection) -> str:
        return SCHEMA.lower()

    def _check_max_identifier_length(self, connection: Connection) -> None:
        return None


registry.register("oracle.h2", __name__, "OracleOnH2")


class OracleLane(Lane):
    """The product's SQL for Oracle, on H2. Skips the test where Java or H2 is not installed."""

    name = "oracle"
    login = "app"
    # A trigger of H2 is a class of Java.
    has_guard = False

    def __init__(self) -> None:
        _start()
        # What the product opens is chosen by the name of the service.
        super().__init__(
            replace(
                ORACLE,
                open=_opened,
                grammar=OracleOnH2,
                begin_reading=None,
                begin_writing=None,
                reads_one_moment=False,
                trouble=_trouble,
                lock_clause=None,
            )
        )
        self._numbers = count(1)

    def new_database(self) -> tuple[str, Engine]:
        name = f"STORE{next(self._numbers)}"
        engine = _engine(name)
        with engine.begin() as connection:
            for statement in _SYSTEM:
                connection.exec_driver_sql(statement)
        # H2 is given an account of its own.
        return f"oracle://{ACCOUNT}@h2/?service_name={name}", engine


def _start() -> None:
    if not H2.is_file():
        unavailable("H2 is not installed")
    try:
        jvm.start([H2], {"USERENV": SCHEMA})
    except NotPermitted as error:
        unavailable(error.message)
    import jpype

    jpype.addClassPath(str(H2))  # for a Java that was started by somebody else


def _opened(opening: Opening) -> Engine:
    return _engine(str(opening.url.query["service_name"]), opening.environment.timeouts.statement)


def _engine(name: str, seconds: int = 0) -> Engine:
    def connect() -> Any:
        from syncer.live.derby import dbapi

        words = rf"CREATE SCHEMA IF NOT EXISTS {SCHEMA}\;SET SCHEMA {SCHEMA}"
        url = f"jdbc:h2:mem:{name};MODE=Oracle;DB_CLOSE_DELAY=-1;NON_KEYWORDS=VALUE;INIT={words}"
        account = {"user": "app", "password": "app"}
        return dbapi.connect(url, account, driver_class="org.h2.Driver", statement_seconds=seconds)

    return create_engine("oracle+h2://", creator=connect, poolclass=NullPool, hide_parameters=True)


def _trouble(error: BaseException) -> Trouble | None:
    """H2 has codes of its own."""
    from syncer.live.derby import dbapi

    if not isinstance(error, dbapi.Error):
        return None
    return Trouble.CONFLICT if isinstance(error, dbapi.IntegrityError) else Trouble.OURS
