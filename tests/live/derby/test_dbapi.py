"""The driver: what it counts, which class an error has, what it lets go of."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

import pytest

from tests.live.derby.conftest import Connect
from tests.live.derby.java import require_java

if TYPE_CHECKING:
    from syncer.live.derby.dbapi import Connection, Error

TABLES = (
    "CREATE TABLE parent (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR(5) CHECK (name <> 'bad'))",
    "CREATE TABLE child (id BIGINT REFERENCES parent (id) ON DELETE CASCADE)",
    "INSERT INTO parent VALUES (1, 'a'), (2, 'b'), (3, NULL)",
    "INSERT INTO child VALUES (1), (1)",
)


@pytest.fixture
def tables(derby: str) -> Iterator[Connection]:
    """A connection to two tables that others see too; those have left when it cleans up."""
    from syncer.live.derby import dbapi

    connection = dbapi.connect(derby)
    for statement in TABLES:
        connection.cursor().execute(statement)
    connection.commit()
    yield connection
    connection.rollback()
    for table in ("child", "parent"):
        connection.cursor().execute(f"DROP TABLE {table}")
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    "statement, parameters, count",
    [
        pytest.param("UPDATE parent SET name = ?", ("x",), 3, id="every row"),
        pytest.param("UPDATE parent SET name = name WHERE id = ?", (1,), 1, id="a row that stays as it is"),
        pytest.param("UPDATE parent SET name = ? WHERE id = ?", (None, 99), 0, id="a row that is not there"),
        pytest.param("DELETE FROM parent WHERE id = ?", (1,), 1, id="a row and not its children"),
        pytest.param("DELETE FROM child WHERE id = ?", (2,), 0, id="no row to delete"),
        pytest.param("SELECT id FROM parent", (), -1, id="a select"),
    ],
)
def test_a_statement_counts_what_it_touched(
    tables: Connection, statement: str, parameters: tuple[object, ...], count: int
) -> None:
    cursor = tables.cursor()
    cursor.execute(statement, parameters)
    assert cursor.rowcount == count


@pytest.mark.parametrize(
    "ids, count",
    [
        pytest.param([1, 2, 3], 3, id="all are there"),
        pytest.param([1, 99, 3], 2, id="one is not there"),
        pytest.param([98, 99], 0, id="none is there"),
        pytest.param([], 0, id="nothing asked for"),
    ],
)
def test_a_batch_counts_the_sum(tables: Connection, ids: list[int], count: int) -> None:
    cursor = tables.cursor()
    cursor.executemany("UPDATE parent SET name = 'x' WHERE id = ?", [(id,) for id in ids])
    assert cursor.rowcount == count


@pytest.mark.parametrize(
    "statement, parameters, kind, sqlstate",
    [
        pytest.param("INSERT INTO parent VALUES (?, ?)", (1, "a"), "IntegrityError", "23505", id="a key that is there"),
        pytest.param("INSERT INTO child VALUES (?)", (99,), "IntegrityError", "23503", id="a parent that is not"),
        pytest.param("INSERT INTO parent VALUES (?, ?)", (9, "bad"), "IntegrityError", "23513", id="a failed check"),
        pytest.param("INSERT INTO parent (name) VALUES (?)", ("a",), "IntegrityError", "23502", id="NULL for a key"),
        pytest.param("INSERT INTO parent VALUES (?, ?)", (9, "longer"), "DataError", "22001", id="too long a text"),
        pytest.param("SELECT 1 / (id - id) FROM parent", (), "DataError", "22012", id="found while rows are fetched"),
        pytest.param("SELECT * FROM nowhere", (), "ProgrammingError", "42X05", id="a table that is not there"),
        pytest.param("SELECT nothing FROM parent", (), "ProgrammingError", "42X04", id="a column that is not there"),
        pytest.param("SELEKT 1", (), "ProgrammingError", "42X01", id="no SQL"),
        pytest.param("SELECT * FROM parent WHERE id = ?", (), "ProgrammingError", "07000", id="a value is missing"),
    ],
)
def test_an_error_has_the_class_of_its_sqlstate(
    tables: Connection, statement: str, parameters: tuple[object, ...], kind: str, sqlstate: str
) -> None:
    error = error_of(lambda: run(tables, statement, parameters))
    assert (type(error).__name__, error.sqlstate) == (kind, sqlstate)


def test_a_batch_tells_what_was_wrong_with_the_row(tables: Connection) -> None:
    rows = [(7, "a"), (1, "b"), (8, "c")]
    error = error_of(lambda: tables.cursor().executemany("INSERT INTO parent VALUES (?, ?)", rows))
    assert (type(error).__name__, error.sqlstate) == ("IntegrityError", "23505")


def test_who_waits_too_long_for_a_lock_is_told(tables: Connection, connect: Connect) -> None:
    run(tables, "UPDATE parent SET name = 'x' WHERE id = 1")
    error = error_of(lambda: run(connect(), "UPDATE parent SET name = 'y' WHERE id = 1"))
    assert (type(error).__name__, error.sqlstate) == ("OperationalError", "40XL1")


def test_of_two_that_wait_for_each_other_one_gives_way() -> None:
    require_java()
    from syncer.live.derby import dbapi, jvm

    jvm.start(properties={"derby.locks.deadlockTimeout": "1"})
    first = dbapi.connect("jdbc:derby:memory:deadlock", {"create": "true"}, lock_seconds=20)
    jvm.start(properties={"derby.locks.deadlockTimeout": "20"})  # as it was; a database reads it when it is opened
    second = dbapi.connect("jdbc:derby:memory:deadlock")
    for statement in TABLES:
        run(first, statement)
    first.commit()
    run(first, "UPDATE parent SET name = 'x' WHERE id = 1")
    run(second, "UPDATE parent SET name = 'x' WHERE id = 2")
    states: list[str | None] = []

    def cross(connection: Connection, id: int) -> None:
        try:
            run(connection, "UPDATE parent SET name = 'y' WHERE id = ?", (id,))
        except dbapi.Error as error:
            states.append(error.sqlstate)
        connection.rollback()

    other = threading.Thread(target=cross, args=(first, 2))
    other.start()
    cross(second, 1)
    other.join()
    for connection in (first, second):
        connection.close()
    error_of(lambda: dbapi.connect("jdbc:derby:memory:deadlock", {"drop": "true"}))
    assert states == ["40001"]


def test_a_statement_ends_after_its_time(connect: Connect) -> None:
    tables = ", ".join(f"SYS.SYSCOLUMNS {name}" for name in "abcd")
    names = " || ".join(f"{name}.COLUMNNAME" for name in "abcd")
    error = error_of(lambda: run(connect(statement_seconds=1), f"SELECT count(*) FROM {tables} WHERE {names} = 'x'"))
    assert (type(error).__name__, error.sqlstate) == ("OperationalError", "XCL52")


@pytest.mark.parametrize(
    "statement, sqlstate",
    [
        pytest.param("INSERT INTO parent VALUES (9, 'a')", "25502", id="a row"),
        pytest.param("CREATE TABLE another (id BIGINT)", "25503", id="a table"),
    ],
)
def test_who_may_only_read_cannot_write(tables: Connection, connect: Connect, statement: str, sqlstate: str) -> None:
    reader = connect(read_only=True)
    assert run(reader, "SELECT count(*) FROM parent") == [(3,)]
    assert error_of(lambda: run(reader, statement)).sqlstate == sqlstate


@pytest.mark.parametrize(
    "url, sqlstate",
    [
        pytest.param("jdbc:derby:memory:neverwas", "XJ004", id="a database that is not there"),
        pytest.param("jdbc:derby://127.0.0.1:1/secret;password=secret", "08001", id="a server that is not there"),
        pytest.param("jdbc:other:secret", None, id="another kind of URL"),
    ],
)
def test_a_failed_connection_names_nothing_but_the_sqlstate(derby: str, url: str, sqlstate: str | None) -> None:
    from syncer.live.derby import dbapi

    error = error_of(lambda: dbapi.connect(url, {"user": "secret"}, connect_seconds=5))
    assert error.sqlstate == sqlstate
    assert not any(word in str(error) for word in ("secret", "127", "never", "jdbc"))


def test_rows_come_one_by_one_some_or_all(tables: Connection) -> None:
    cursor = tables.cursor()
    cursor.execute("SELECT id AS number FROM parent ORDER BY id")
    assert cursor.description is not None
    assert [column[0] for column in cursor.description] == ["NUMBER"]
    assert (cursor.fetchone(), cursor.fetchmany(1), cursor.fetchall()) == ((1,), [(2,)], [(3,)])
    assert (cursor.fetchone(), cursor.fetchmany(), cursor.fetchall()) == (None, [], [])


def test_there_are_no_rows_after_an_update(tables: Connection) -> None:
    cursor = tables.cursor()
    cursor.execute("UPDATE parent SET name = 'x'")
    assert cursor.description is None
    assert type(error_of(cursor.fetchall)).__name__ == "InterfaceError"


def test_closing_takes_back_what_was_not_committed(tables: Connection, connect: Connect) -> None:
    other = connect()
    run(other, "DELETE FROM child")
    other.close()
    assert run(tables, "SELECT count(*) FROM child") == [(2,)]


def test_a_thousand_statements_leave_nothing_behind(tables: Connection) -> None:
    def heap_after(times: int) -> int:
        for number in range(times):
            run(tables, "SELECT * FROM parent WHERE id = ?", (number,))
            run(tables, "UPDATE parent SET name = ? WHERE id = ?", ("x", number))
        return java_heap()

    before = heap_after(1000)
    # Least of some: what waits to be cleaned up is no loss.
    assert min(heap_after(500) for _ in range(3)) - before < 500_000


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("SELECT * FROM parent", id="rows"),
        pytest.param("UPDATE parent SET name = 'x'", id="an update"),
        pytest.param("UPDATE parent SET name = 'bad'", id="a failure"),
    ],
)
def test_a_cursor_lets_go_of_its_statement(tables: Connection, monkeypatch: pytest.MonkeyPatch, statement: str) -> None:
    prepared: list[Any] = []
    prepare = tables.prepare

    def remembering(text: str) -> Any:
        prepared.append(prepare(text))
        return prepared[-1]

    monkeypatch.setattr(tables, "prepare", remembering)
    with suppress(Exception):
        run(tables, statement)
    assert [bool(one.isClosed()) for one in prepared] == [True]


def run(connection: Connection, statement: str, parameters: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
    with closing(connection.cursor()) as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def error_of(act: Callable[[], object]) -> Error:
    from syncer.live.derby import dbapi

    with pytest.raises(dbapi.Error) as caught:
        act()
    return caught.value


def java_heap() -> int:
    """Bytes that Java still holds after it has cleaned up."""
    from jpype import JClass

    JClass("java.lang.System").gc()
    runtime = JClass("java.lang.Runtime").getRuntime()
    return int(runtime.totalMemory()) - int(runtime.freeMemory())
