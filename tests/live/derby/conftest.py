"""Databases of Derby in this process' memory, and of H2 for what must not be Derby's alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from tests.live.derby.java import require_java

if TYPE_CHECKING:
    from syncer.live.derby.dbapi import Connection

Connect: TypeAlias = "Callable[..., Connection]"

_NUMBERS = count()


@pytest.fixture(scope="module")
def derby() -> Iterator[str]:
    """The JDBC URL of a database of the module; what a test makes in it ends with its transaction."""
    require_java()
    from syncer.live.derby import dbapi

    url = f"jdbc:derby:memory:driver{next(_NUMBERS)}"
    dbapi.connect(url, {"create": "true"}, lock_seconds=1).close()
    yield url
    with suppress(dbapi.OperationalError):  # Derby says so when it has dropped a database
        dbapi.connect(url, {"drop": "true"})


@pytest.fixture
def connect(derby: str) -> Iterator[Connect]:
    """Connects to the database as often as it is called, and closes everything in the end."""
    from syncer.live.derby import dbapi

    opened: list[Connection] = []

    def connected(**options: Any) -> Connection:
        opened.append(dbapi.connect(derby, **options))
        return opened[-1]

    yield connected
    for connection in opened:
        connection.close()


@pytest.fixture
def connection(connect: Connect) -> Connection:
    """One connection to the database."""
    return connect()
