"""Errors of PostgreSQL, each provoked on a server of our own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from tests.faults.errors.built import require_driver
from tests.lanes.postgresql import CONNECTIONS, PostgresqlServer
from tests.lanes.programs import free_port
from tests.live.codes.provoked import provoked, require

if TYPE_CHECKING:
    from psycopg import Connection

TABLES = """
    CREATE TABLE parent (id INTEGER PRIMARY KEY, name VARCHAR(5) NOT NULL CHECK (name <> 'bad'));
    CREATE TABLE child (id INTEGER REFERENCES parent);
    INSERT INTO parent VALUES (1, 'a'), (2, 'b');
"""
ROLES = ("reader LOGIN", "no_login NOLOGIN", "no_more LOGIN CONNECTION LIMIT 0", "locked LOGIN PASSWORD 'right'")


class Database:
    """One database on the server."""

    def __init__(self, server: PostgresqlServer, name: str) -> None:
        self.server, self.name = server, name

    def connect(self, role: str = "app", password: str = "", database: str | None = None) -> Connection[Any]:
        import psycopg

        account = (role, password) if password else (role,)
        return psycopg.connect(self.server.url(database or self.name, *account), connect_timeout=5)

    def run(self, *statements: str) -> None:
        """In one transaction that is not kept."""
        with closing(self.connect()) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def administer(self, *statements: str) -> None:
        with closing(self.connect()) as connection:
            connection.autocommit = True
            for statement in statements:
                connection.execute(statement.encode())


@pytest.fixture(scope="module")
def database(postgresql: PostgresqlServer) -> Iterator[Database]:
    require_driver("postgresql")
    made = Database(postgresql, postgresql.create_database())
    names = [role.split()[0] for role in ROLES]
    made.administer(TABLES, *(f"CREATE ROLE {role}" for role in ROLES))
    yield made
    made.administer(*(f"DROP ROLE {name}" for name in names))


def changed_since(database: Database) -> None:
    with closing(database.connect()) as first, closing(database.connect()) as second:
        first.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        first.execute("SELECT * FROM parent")
        second.execute("UPDATE parent SET name = 'c' WHERE id = 1")
        second.commit()
        first.execute("UPDATE parent SET name = 'd' WHERE id = 1")


def deadlock(database: Database) -> None:
    with closing(database.connect()) as first, closing(database.connect()) as second:
        for connection, wait, row in ((first, "10ms", 1), (second, "1min", 2)):
            connection.execute(f"SET deadlock_timeout = '{wait}'".encode())
            connection.execute("UPDATE parent SET name = 'c' WHERE id = %s", (row,))
        other = Thread(target=second.execute, args=("UPDATE parent SET name = 'c' WHERE id = 1",))
        other.start()
        time.sleep(0.05)
        try:
            first.execute("UPDATE parent SET name = 'c' WHERE id = 2")
        finally:
            first.rollback()
            other.join()


def lock_time(database: Database) -> None:
    with closing(database.connect()) as other:
        other.execute("UPDATE parent SET name = 'c'")
        database.run("SET lock_timeout = '20ms'", "UPDATE parent SET name = 'c'")


def stands_still(database: Database) -> None:
    with closing(database.connect()) as connection:
        connection.execute("SET idle_in_transaction_session_timeout = '10ms'")
        time.sleep(0.2)
        connection.execute("SELECT 1")


def ended_by_administrator(database: Database) -> None:
    with closing(database.connect()) as connection:
        database.run(f"SELECT pg_terminate_backend({connection.info.backend_pid})")
        time.sleep(0.05)
        connection.execute("SELECT 1")


def after_a_failure(database: Database) -> None:
    from psycopg import Error

    with closing(database.connect()) as connection:
        with pytest.raises(Error):
            connection.execute("SELECT 1 / 0")
        connection.execute("SELECT 1")


def too_many(database: Database, role: str) -> None:
    with ExitStack() as stack:
        for _ in range(CONNECTIONS + 1):
            stack.enter_context(closing(database.connect(role)))


@contextmanager
def admitting(database: Database, *lines: str) -> Iterator[None]:
    """The server takes these logins, and its administrator's, until the end."""
    with closing(database.connect()) as connection:
        row = connection.execute("SELECT current_setting('hba_file'), pg_read_file(current_setting('hba_file'))")
        (path, before) = row.fetchone() or ("", "")

        def take(text: str) -> None:
            connection.execute(f"COPY (SELECT unnest(string_to_array($hba${text}$hba$, chr(10)))) TO '{path}'".encode())
            connection.execute("SELECT pg_reload_conf()")
            connection.commit()
            time.sleep(0.2)

        take("\n".join(["host all app 127.0.0.1/32 trust", *lines]))
        try:
            yield
        finally:
            take(str(before))


def wrong_password(database: Database) -> None:
    with admitting(database, "host all locked 127.0.0.1/32 scram-sha-256"):
        database.connect("locked", "wrong").close()


def not_from_here(database: Database) -> None:
    with admitting(database):
        database.connect("reader").close()


def may_not_connect(database: Database) -> None:
    database.administer(f"REVOKE CONNECT ON DATABASE {database.name} FROM PUBLIC")
    try:
        database.connect("reader").close()
    finally:
        database.administer(f"GRANT CONNECT ON DATABASE {database.name} TO PUBLIC")


def nobody_listens(_database: Database) -> None:
    import psycopg

    psycopg.connect(f"postgresql://app@127.0.0.1:{free_port()}/store", connect_timeout=2)


Provocation = Callable[[Database], object]


def running(*statements: str) -> Provocation:
    return lambda database: database.run(*statements)


PROVOCATIONS: list[tuple[str, Provocation]] = [
    ("40001", changed_since),
    ("40P01", deadlock),
    ("55P03", lock_time),
    ("55006", running("DECLARE rows CURSOR FOR SELECT * FROM child", "FETCH 1 FROM rows", "DROP TABLE child")),
    ("57014", running("SET statement_timeout = '10ms'", "SELECT pg_sleep(5)")),
    ("23", running("INSERT INTO parent VALUES (1, 'x')")),
    ("23", running("INSERT INTO child VALUES (99)")),
    ("23", running("INSERT INTO parent VALUES (3, NULL)")),
    ("23", running("INSERT INTO parent VALUES (3, 'bad')")),
    ("22", running("INSERT INTO parent VALUES (3, 'longer')")),
    ("42501", running("SET ROLE reader", "SELECT * FROM parent")),
    ("25006", running("SET TRANSACTION READ ONLY", "DELETE FROM child")),
    ("25P02", after_a_failure),
    ("25P03", stands_still),
    ("42601", running("SELECT FROM WHERE")),
    ("42P01", running("SELECT * FROM nowhere")),
    ("42703", running("SELECT nowhere FROM parent")),
    ("3F000", running("CREATE TABLE nowhere.one (id INTEGER)")),
    ("57P01", ended_by_administrator),
    ("password authentication failed", wrong_password),
    ("no pg_hba.conf entry", not_from_here),
    ('role "..." does not exist', lambda database: database.connect("stranger")),
    ('role "..." is not permitted to log in', lambda database: database.connect("no_login")),
    ('permission denied for database "..."', may_not_connect),
    ('database "..." does not exist', lambda database: database.connect(database="nowhere")),
    ('too many connections for role "..."', lambda database: database.connect("no_more")),
    ("too many clients already", lambda database: too_many(database, "app")),
    ("connection slots are reserved", lambda database: too_many(database, "reader")),
    ("no SQLSTATE", nobody_listens),
]


def _named(value: object) -> str:
    return value if isinstance(value, str) else ""


@pytest.mark.parametrize("code, provocation", PROVOCATIONS, ids=_named)
def test_on_postgresql(code: str, provocation: Provocation, database: Database) -> None:
    from psycopg import Error

    with pytest.raises(Error) as raised:
        provocation(database)
    require("postgresql", code, raised.value)


def test_nothing_of_postgresql_is_only_said_to_be_provoked() -> None:
    assert provoked("postgresql") == {code for code, _ in PROVOCATIONS}
