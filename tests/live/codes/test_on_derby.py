"""Errors of Derby in this process, each provoked."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import count
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import pytest

from tests.lanes.derby_server import JARS
from tests.live.codes.provoked import provoked, require
from tests.live.derby.java import require_java

if TYPE_CHECKING:
    from syncer.live.derby.dbapi import Connection

TABLES = (
    "CREATE TABLE parent (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR(5) CHECK (name <> 'bad'))",
    "CREATE TABLE child (id BIGINT REFERENCES parent (id))",
    "INSERT INTO parent VALUES (1, 'a'), (2, 'b')",
)
OWN = {
    "derby.locks.deadlockTimeout": "1",
    "derby.locks.waitTimeout": "2",
    "derby.database.propertiesOnly": "true",
}
"""In seconds; kept by the database itself and not overridden, so that it does not matter who started Java."""
SECURED = {
    "derby.user.owner": "right",
    "derby.user.reader": "right",
    "derby.authentication.provider": "BUILTIN",
    "derby.connection.requireAuthentication": "true",
    "derby.database.sqlAuthorization": "true",
}

_numbers = count()


class Database:
    """A database in memory, with properties of its own."""

    def __init__(self, properties: dict[str, str], **login: str) -> None:
        from syncer.live.derby import dbapi

        self.url, self._login = f"jdbc:derby:memory:codes{next(_numbers)}", login
        with closing(dbapi.connect(self.url, {"create": "true", **login})) as connection:
            for statement in TABLES:
                connection.cursor().execute(statement)
            for name, value in properties.items():
                connection.cursor().execute(f"CALL SYSCS_UTIL.SYSCS_SET_DATABASE_PROPERTY('{name}', '{value}')")
            connection.commit()
        self.end("shutdown")  # it reads them when it starts

    def connect(self, **options: Any) -> Connection:
        from syncer.live.derby import dbapi

        return dbapi.connect(self.url, options.pop("login", self._login), **options)

    def end(self, how: str) -> None:
        from syncer.live.derby import dbapi

        with suppress(dbapi.Error):  # Derby says so when it has done it
            dbapi.connect(self.url, {how: "true", **self._login})

    def run(self, statement: str, **options: Any) -> None:
        with closing(self.connect(**options)) as connection:
            cursor = connection.cursor()
            cursor.execute(statement)
            cursor.fetchall()


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    require_java()
    made = Database(OWN)
    yield made
    made.end("drop")


def update(connection: Connection, row: int) -> None:
    connection.cursor().execute("UPDATE parent SET name = 'c' WHERE id = ?", (row,))


def deadlock(database: Database) -> None:
    """One of two gives way, and nobody knows which."""
    errors: list[Exception] = []
    met = Event()

    def other() -> None:
        with closing(database.connect()) as connection:
            try:
                update(connection, 2)
                met.set()
                update(connection, 1)
            except Exception as error:
                errors.append(error)

    thread = Thread(target=other, daemon=True)
    with closing(database.connect()) as connection:
        update(connection, 1)
        thread.start()
        met.wait(10)
        try:
            update(connection, 2)
        except Exception as error:
            errors.append(error)
    thread.join(20)
    raise errors[0]


def lock_time(database: Database) -> None:
    with closing(database.connect()) as other:
        update(other, 1)
        database.run("UPDATE parent SET name = 'd'")


def closed(database: Database) -> None:
    connection = database.connect()
    connection.close()
    connection.cursor().execute("SELECT * FROM parent")


def booted_elsewhere(_database: Database) -> None:
    from syncer.live.derby import dbapi

    with TemporaryDirectory() as folder:
        url = f"jdbc:derby:{folder}/store"
        with _another_java(f"connect '{url};create=true'; values 'it is there';\n", folder):
            dbapi.connect(url).close()


@contextmanager
def _another_java(script: str, folder: str) -> Iterator[None]:
    """While it has done this and waits for more."""
    command = ["java", "-cp", ":".join(map(str, JARS)), "org.apache.derby.tools.ij"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=folder) as other:
        assert other.stdin
        assert other.stdout
        other.stdin.write(script)
        other.stdin.flush()
        assert any("it is there" in line for line in iter(other.stdout.readline, ""))
        try:
            yield
        finally:
            other.kill()


def missing(_database: Database) -> None:
    from syncer.live.derby import dbapi

    dbapi.connect("jdbc:derby:memory:nowhere")


Provocation = Callable[[Database], object]


def running(statement: str, **options: Any) -> Provocation:
    return lambda database: database.run(statement, **options)


SLOW = "SELECT COUNT(*) FROM SYS.SYSCOLUMNS a, SYS.SYSCOLUMNS b, SYS.SYSCOLUMNS c, SYS.SYSCOLUMNS d"
PROVOCATIONS: list[tuple[str, Provocation]] = [
    ("40001", deadlock),
    ("40XL1", lock_time),
    ("XSDB6", booted_elsewhere),
    ("XCL52", running(SLOW, statement_seconds=1)),
    ("23", running("INSERT INTO parent VALUES (1, 'x')")),
    ("23", running("INSERT INTO child VALUES (99)")),
    ("23", running("INSERT INTO parent VALUES (NULL, 'x')")),
    ("23", running("INSERT INTO parent VALUES (3, 'bad')")),
    ("22", running("INSERT INTO parent VALUES (3, 'longer')")),
    ("25502", running("DELETE FROM child", read_only=True)),
    ("25503", running("CREATE TABLE one (id BIGINT)", read_only=True)),
    ("XJ004", missing),
    ("42X05", running("SELECT * FROM nowhere")),
    ("42X04", running("SELECT nowhere FROM parent")),
    ("42X14", running("INSERT INTO parent (nowhere) VALUES (1)")),
    ("42Y07", running("SELECT * FROM nowhere.parent")),
    ("42X01", running("SELECT FROM WHERE")),
    ("08", closed),
]


def _named(value: object) -> str:
    return value if isinstance(value, str) else ""


@pytest.mark.parametrize("code, provocation", PROVOCATIONS, ids=_named)
def test_on_derby(code: str, provocation: Provocation, database: Database) -> None:
    from syncer.live.derby.dbapi import Error

    with pytest.raises(Error) as raised:
        provocation(database)
    require("derby", code, raised.value)


SECURED_ONES: list[tuple[str, Provocation]] = [
    ("08004", running("VALUES 1", login={"user": "reader", "password": "wrong"})),
    ("42500", running("DELETE FROM owner.child", login={"user": "reader", "password": "right"})),
    ("42502", running("SELECT * FROM owner.parent", login={"user": "reader", "password": "right"})),
]


@pytest.fixture(scope="module")
def secured() -> Iterator[Database]:
    require_java()
    made = Database(SECURED, user="owner", password="right")
    yield made
    made.end("drop")


@pytest.mark.parametrize("code, provocation", SECURED_ONES, ids=_named)
def test_on_a_derby_with_logins(code: str, provocation: Provocation, secured: Database) -> None:
    from syncer.live.derby.dbapi import Error

    with pytest.raises(Error) as raised:
        provocation(secured)
    require("derby", code, raised.value)


def test_nothing_of_derby_is_only_said_to_be_provoked() -> None:
    assert provoked("derby") == {code for code, _ in (*PROVOCATIONS, *SECURED_ONES)}
