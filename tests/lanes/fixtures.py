"""A plugin: the servers of the lanes, each started by the first test of a process that asks for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.lanes.postgresql import PostgresqlServer, postgresql_server


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    """A PostgreSQL server of our own."""
    with postgresql_server() as server:
        yield server
