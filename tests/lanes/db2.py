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

from sqlalchemy import Engine, create_engine

from syncer.live.dialects.db2 import DB2, open_with
from syncer.live.dialects.derby import DERBY
from syncer.live.dialects.dialect import Opening
from tests.canaries import PASSWORD
from tests.lanes import drda_relay
from tests.lanes.derby_server import USER, DerbyServer
from tests.lanes.lane import Lane, in_schema
from tests.lanes.programs import free_port, running, unavailable
from tests.live.derby.java import require_java

# Derby takes no login that is encrypted in Db2's way, and has no locators for LOBs: they come as a whole.
# It takes the rows of a batch one by one. Sent in a chain they would be four times as fast, but then an UPDATE in a
# batch that finds no row is an error.
_KEYWORDS = ("Authentication=SERVER", "ClientBuffersUnboundLOBS=1", "ArrayInputChain=1")


def _open(opening: Opening) -> Engine:
    return open_with(opening, *_KEYWORDS)


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
        """The administrator comes in without IBM's client, in a fifth of the time."""
        require_java()
        DERBY.grammar()  # lets SQLAlchemy know of the dialect
        database = self.server.create_database()
        administrator = create_engine(f"derby://dba:none@127.0.0.1:{self.server.port}/{database}")
        return self._way.url(database), in_schema(self.login, administrator)


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
