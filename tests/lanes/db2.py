"""IBM's own Db2 client and our dialect for it, with Derby's network server in the place of a Db2."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from syncer.live.dialects.db2 import DB2, open_with
from syncer.live.dialects.derby import DERBY
from syncer.live.dialects.dialect import Opening
from syncer.model.environment import DatabaseUrl, Environment, Role
from tests.canaries import PASSWORD
from tests.lanes import drda_relay
from tests.lanes.derby_server import USER, DerbyServer
from tests.lanes.lane import Lane, in_schema
from tests.lanes.programs import free_port, running, unavailable

# Derby takes no login that is encrypted in Db2's way, and has no locators for LOBs: they come as a whole.
_KEYWORDS = ("Authentication=SERVER", "ClientBuffersUnboundLOBS=1")
# It takes the rows of a batch one by one. Sent in a chain they are four times as fast, but then an UPDATE in a batch
# that finds no row is an error.
_ONE_BY_ONE, _IN_A_CHAIN = "ArrayInputChain=1", "ArrayInputChain=0"


def _open(opening: Opening) -> Engine:
    return open_with(opening, *_KEYWORDS, _ONE_BY_ONE)


DB2_ON_DERBY = replace(
    DB2,
    open=_open,
    system=replace(DERBY.system, current_schema=DB2.system.current_schema),
    rights=DERBY.rights,
    parent_lock=DERBY.parent_lock,
)
"""What the product uses on Db2, but for three words to the client, and the system tables, triggers and lock of parents,
which are Derby's."""


@dataclass(frozen=True)
class Relay:
    """The way to a server, while it is there."""

    port: int
    process: subprocess.Popen[bytes]

    def url(self, database: str, user: str = USER) -> str:
        return f"db2://{user}:{quote(PASSWORD, safe='')}@127.0.0.1:{self.port}/{database}"

    def cut(self) -> None:
        """From now on nothing passes, as where a cable is pulled."""
        self.process.kill()
        self.process.wait()


@contextmanager
def relay(server: DerbyServer, port: int | None = None) -> Iterator[Relay]:
    """A way of its own to a server. Whoever used it closes its connections first: the client waits for answers."""
    port = port or free_port()
    log = server.home / f"relay-{port}.log"
    command: list[str | Path] = [sys.executable, Path(drda_relay.__file__), str(port), str(server.port)]
    with running(command, log, lambda: log.read_bytes().startswith(b"ready")) as process:
        yield Relay(port, process)


class Db2Lane(Lane):
    """The product with IBM's client."""

    name = "db2"
    login = USER

    def __init__(self, server: DerbyServer, way: Relay) -> None:
        super().__init__(DB2_ON_DERBY)
        self.server, self._way = server, way

    def new_database(self) -> tuple[str, Engine]:
        database = self.server.create_database()
        environment = Environment(
            "lane", DatabaseUrl(""), Role.STAGING, catalog="main", stores={}, default_language="en_US"
        )
        opening = Opening(make_url(self._way.url(database, "dba")), None, environment, reads_only=False)
        return self._way.url(database), in_schema(self.login, open_with(opening, *_KEYWORDS, _IN_A_CHAIN))


@contextmanager
def db2_lane(server: DerbyServer) -> Iterator[Db2Lane]:
    """The lane; skips the test where IBM's client is not installed."""
    if find_spec("ibm_db") is None:
        unavailable("IBM's Db2 client is not installed")
    with relay(server) as way:
        lane = Db2Lane(server, way)
        try:
            yield lane
        finally:
            lane.close()
