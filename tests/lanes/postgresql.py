"""A PostgreSQL server of our own: made anew for a test run, as a user without rights, gone at its end."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Engine, create_engine

from syncer.live.dialects.postgresql import POSTGRESQL
from tests.canaries import LOGIN, PASSWORD
from tests.lanes.lane import Lane
from tests.lanes.programs import free_port, running, unavailable, unprivileged

SUPERUSER = "app"
PRODUCT = LOGIN
CONNECTIONS = 150
"""So many at once, of which the server keeps three for its administrator."""
_numbers = count(1)


@dataclass(frozen=True)
class PostgresqlServer:
    """A server on loopback that trusts everybody who gives a role's name, with any password."""

    port: int

    def url(self, database: str, role: str = SUPERUSER, password: str = PASSWORD) -> str:
        return f"postgresql://{role}:{quote(password, safe='')}@127.0.0.1:{self.port}/{database}"

    def create_database(self) -> str:
        """The name of a new, empty database."""
        import psycopg
        from psycopg import sql

        name = f"store{next(_numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return name

    def create_superuser(self, name: str) -> None:
        """Another login that may do everything but what a trigger refuses."""
        import psycopg
        from psycopg import sql

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN SUPERUSER").format(sql.Identifier(name)))

    def answers(self) -> bool:
        """Whether it takes connections by now."""
        import psycopg

        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.Error:
            return False
        return True


class PostgresqlLane(Lane):
    """The product on PostgreSQL."""

    name = "postgresql"
    login = PRODUCT

    def __init__(self, server: PostgresqlServer) -> None:
        super().__init__(POSTGRESQL)
        self._server = server
        server.create_superuser(PRODUCT)

    def new_database(self) -> tuple[str, Engine]:
        database = self._server.create_database()
        url = self._server.url(database).replace("postgresql:", "postgresql+psycopg:")
        return self._server.url(database, PRODUCT), create_engine(url, pool_pre_ping=True)


@contextmanager
def postgresql_server() -> Iterator[PostgresqlServer]:
    """Start a server; skip the test where PostgreSQL is not installed."""
    programs = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="postgresql-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))
    try:
        user = unprivileged(folder)
        _initialise(programs, folder, user)
        server = PostgresqlServer(free_port())
        settings = {
            "port": server.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": folder,
            "max_connections": CONNECTIONS,
            # A machine that fails takes nothing along that anybody wants.
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "timezone": "UTC",
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        command: list[str | Path] = [programs / "postgres", "-D", folder / "d", *options]
        with running(command, folder / "log", server.answers, user=user, ending=signal.SIGINT):
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _initialise(programs: Path, folder: Path, user: list[str]) -> None:
    command = [programs / "initdb", "-D", folder / "d", "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--no-sync"]
    # The words of ``setpriv`` must not be none at all.
    words = ["setpriv", "--no-new-privs", *user, *map(str, command), "--locale=C.UTF-8"]
    made = subprocess.run(words, capture_output=True, text=True, cwd=folder, check=False)
    assert made.returncode == 0, made.stderr


def _binaries() -> Path:
    """The newest server that is installed; Debian keeps each version in a folder of its own."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return versions[-1].parent if versions else unavailable("PostgreSQL is not installed")
