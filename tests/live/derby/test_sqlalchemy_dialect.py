"""What Core writes for Derby, and that Derby takes it: the vendor's tables, ours, and their rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Double,
    Engine,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    false,
    func,
    insert,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, CompileError, IntegrityError, OperationalError
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateTable
from sqlalchemy.sql.elements import quoted_name

from syncer.live.derby.sqlalchemy_dialect import DerbyDialect
from syncer.live.tables import LEDGER_SCHEMA, OWN_TABLES, ledger, xsynchead
from syncer.model.environment import Role
from syncer.sandbox.commerce import Profile, commerce_tables
from syncer.sandbox.seed import insert_seeds
from tests.live.derby.java import require_java

NewEngine = Callable[[str], Engine]


@pytest.fixture(scope="module")
def new_engine() -> Iterator[NewEngine]:
    """Makes an engine on a new database of a name."""
    require_java()
    engines: dict[str, Engine] = {}

    def make(name: str) -> Engine:
        with suppress(KeyError):
            return engines[name]
        engines[name] = create_engine(f"derby:///memory:{name}?create=true", poolclass=NullPool)
        return engines[name]

    yield make
    for name, engine in engines.items():
        engine.dispose()
        with pytest.raises(OperationalError):  # Derby says so when it has dropped a database
            create_engine(f"derby:///memory:{name}?drop=true").connect()


@pytest.fixture
def engine(new_engine: NewEngine) -> Engine:
    """An engine whose transactions the tests roll back."""
    return new_engine("core")


@pytest.mark.parametrize("profile", [pytest.param(profile, id=f"profile {profile}") for profile in Profile])
def test_the_tables_of_the_vendor_and_their_rows_are_there(new_engine: NewEngine, profile: Profile) -> None:
    tables = commerce_tables(profile)
    with new_engine(f"vendor{profile}").begin() as connection:
        tables.create_all(connection)
        insert_seeds(connection, tables, Role.STAGING, profile)
    with new_engine(f"vendor{profile}").connect() as connection:
        counts = {
            name: connection.scalar(select(func.count()).select_from(table)) for name, table in tables.tables.items()
        }
        group = connection.execute(select(tables.tables["mbrgrp"]).limit(1)).one()
    assert all(counts[name] for name in ("member", "mbrgrp", "mbrgrpdesc", "mbrgrpcond", "mbrgrpmbr"))
    assert (type(group.mbrgrp_id), type(group.mbrgrpname)) == (int, str)


@pytest.mark.parametrize("schema", [None, "ledger"], ids=["in the schema of the login", "in a schema of their own"])
def test_our_own_tables_are_made(engine: Engine, schema: str | None) -> None:
    named = None if schema is None else quoted_name(schema, quote=False)
    with engine.connect() as bare:
        connection = bare.execution_options(schema_translate_map={LEDGER_SCHEMA: named})
        assert [engine.dialect.has_table(connection, table.name, schema) for table in OWN_TABLES] == [False] * 4
        if schema:
            connection.exec_driver_sql("CREATE SCHEMA ledger")
        ledger.create_all(connection, checkfirst=False)
        assert [engine.dialect.has_table(connection, table.name, schema) for table in OWN_TABLES] == [True] * 4
        assert connection.execute(update(xsynchead).values(last_run=1)).rowcount == 0


@pytest.mark.parametrize(
    "statement, words",
    [
        pytest.param(select(literal("x", Text)), "FROM SYSIBM.SYSDUMMY1", id="a select from nothing"),
        pytest.param(select(xsynchead).limit(2), "FETCH FIRST __[POSTCOMPILE_param_1] ROWS ONLY", id="the first rows"),
        pytest.param(select(xsynchead).offset(2), "OFFSET __[POSTCOMPILE_param_1] ROWS", id="rows later on"),
        pytest.param(select(xsynchead.c.head_id).where(false()), "WHERE 0 = 1", id="no row"),
        pytest.param(select(func.current_timestamp()), "SELECT CURRENT_TIMESTAMP", id="the time"),
    ],
)
def test_core_writes(statement: Any, words: str) -> None:
    assert words in str(statement.compile(dialect=DerbyDialect()))


@pytest.mark.parametrize(
    "limit, offset, found",
    [
        pytest.param(2, None, [1, 2], id="the first two"),
        pytest.param(None, 3, [4, 5], id="all but three"),
        pytest.param(2, 1, [2, 3], id="two after one"),
        pytest.param(3, 4, [5], id="fewer than asked for"),
    ],
)
def test_a_page_of_rows(engine: Engine, limit: int | None, offset: int | None, found: list[int]) -> None:
    table = Table("pages", MetaData(), Column("id", Integer, primary_key=True, autoincrement=False))
    with engine.connect() as connection:
        table.create(connection)
        connection.execute(insert(table), [{"id": number} for number in range(1, 6)])
        query = select(table.c.id).order_by(table.c.id).limit(limit).offset(offset)
        assert list(connection.scalars(query)) == found


def test_a_table_of_all_types_is_made() -> None:
    table = Table(
        "every_type",
        MetaData(),
        Column("a", DateTime),
        Column("b", Text),
        Column("c", Text(5)),
        Column("d", Boolean),
        Column("e", Double),
        Column("f", String(9)),
    )
    made = str(CreateTable(table).compile(dialect=DerbyDialect()))
    types = [line.split()[1].rstrip(",") for line in made.splitlines() if line.startswith("\t")]
    assert types == ["TIMESTAMP", "CLOB(1048576)", "CLOB(5)", "SMALLINT", "DOUBLE", "VARCHAR(9)"]


def test_a_text_without_a_length_is_refused() -> None:
    table = Table("t", MetaData(), Column("a", String))
    with pytest.raises(CompileError, match=r"[ :]a VARCHAR needs a length on Derby$"):
        CreateTable(table).compile(dialect=DerbyDialect())


def test_an_index_lies_in_the_schema_of_its_table(engine: Engine) -> None:
    table = Table("t", MetaData(), Column("a", Integer), Index("t_a", "a"), schema="elsewhere")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE SCHEMA elsewhere")
        table.create(connection)
        query = text(
            "SELECT s.SCHEMANAME FROM SYS.SYSCONGLOMERATES c"
            " JOIN SYS.SYSSCHEMAS s ON s.SCHEMAID = c.SCHEMAID WHERE c.CONGLOMERATENAME = 'T_A'"
        )
        assert connection.scalar(query) == "ELSEWHERE"


def test_names_of_columns_come_back_as_they_are_declared(engine: Engine) -> None:
    with engine.connect() as connection:
        result = connection.execute(text("SELECT TABLENAME, 1 AS number FROM SYS.SYSTABLES"))
        assert list(result.keys()) == ["tablename", "number"]


@pytest.mark.parametrize("level", ["READ UNCOMMITTED", "READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"])
def test_the_isolation_is_what_was_asked_for(engine: Engine, level: Any) -> None:
    with engine.connect().execution_options(isolation_level=level) as connection:
        told = connection.exec_driver_sql("VALUES CURRENT ISOLATION").scalar()
        assert (connection.get_isolation_level(), told) == (level, _TOLD[level])


_TOLD = {"READ UNCOMMITTED": "UR", "READ COMMITTED": "CS", "REPEATABLE READ": "RS", "SERIALIZABLE": "RR"}


def test_errors_are_those_of_sqlalchemy(engine: Engine) -> None:
    table = Table("twice", MetaData(), Column("id", Integer, primary_key=True, autoincrement=False))
    with engine.connect() as connection, pytest.raises(IntegrityError) as caught:
        table.create(connection)
        connection.execute(insert(table), [{"id": 1}, {"id": 1}])
    assert not caught.value.connection_invalidated


@pytest.mark.parametrize(
    "url, jdbc_url, properties",
    [
        pytest.param("derby:////toolkit/db/mall", "jdbc:derby:/toolkit/db/mall", {}, id="a folder"),
        pytest.param("derby:///memory:a?create=true", "jdbc:derby:memory:a", {"create": "true"}, id="attributes"),
        pytest.param(
            "derby://who:what@host:1528/mall",
            "jdbc:derby://host:1528/mall",
            {"user": "who", "password": "what"},
            id="a server",
        ),
        pytest.param("derby://host/mall", "jdbc:derby://host:1527/mall", {}, id="a server at its usual port"),
    ],
)
def test_a_url_becomes_one_of_jdbc(url: str, jdbc_url: str, properties: dict[str, str]) -> None:
    assert DerbyDialect().create_connect_args(make_url(url)) == ([jdbc_url], {"properties": properties})


@pytest.mark.parametrize("url", ["derby://", "derby:////a;create=true"], ids=["no name", "attributes in the name"])
def test_a_url_without_sense_is_refused(url: str) -> None:
    with pytest.raises(ArgumentError, match=r"^the name of a Derby database is missing, or has a semicolon in it$"):
        DerbyDialect().create_connect_args(make_url(url))
