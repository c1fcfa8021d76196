"""Derby's network server as a process of its own: made anew for a test run, gone at its end."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from tests.lanes.programs import free_port, running, unavailable

JARS = tuple(Path("/usr/share/java", f"{name}.jar") for name in ("derby", "derbynet", "derbytools", "derbyclient"))
USER = "app"
_JAVA = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", ":".join(map(str, JARS))]
_TEMPLATE = "TEMPLATE"


@dataclass(frozen=True)
class DerbyServer:
    """A server on loopback that takes any password."""

    port: int
    home: Path
    _numbers: Iterator[int]

    def create_database(self) -> str:
        """The name of a new, empty database. It is in capitals, as IBM's client writes every name."""
        name = f"STORE{next(self._numbers)}"
        shutil.copytree(self.home / _TEMPLATE, self.home / name)
        return name


@contextmanager
def derby_server() -> Iterator[DerbyServer]:
    """Start a server; skip the test where Java or Derby is not installed."""
    if shutil.which("java") is None or not all(jar.is_file() for jar in JARS):
        unavailable("Java or Derby is not installed")
    home = Path(tempfile.mkdtemp(prefix="derby-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))
    log = home / "log"
    properties = {
        "derby.system.home": home,
        # A machine that fails takes nothing along that anybody wants.
        "derby.system.durability": "test",
        "derby.locks.deadlockTimeout": 1,
        # Large enough that nothing is ever put out: where two isolation levels prepared one text, that throws
        # (ConcurrentCache.evictEntry), and leaves an entry half made for which others wait for ever.
        "derby.language.statementCacheSize": 100_000,
    }
    java = [*_JAVA, *(f"-D{name}={value}" for name, value in properties.items())]
    try:
        _make_template(java, home)
        server = DerbyServer(free_port(), home, count(1))
        words = ["start", "-h", "127.0.0.1", "-p", str(server.port), "-noSecurityManager"]
        command = [*java, "org.apache.derby.drda.NetworkServerControl", *words]
        with running(command, log, lambda: b"ready to accept connections" in log.read_bytes()):
            yield server
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _make_template(java: list[str], home: Path) -> None:
    """An empty database takes a second to make, and a moment to copy."""
    made = subprocess.run(
        [*java, "org.apache.derby.tools.ij"],
        input=f"connect 'jdbc:derby:{_TEMPLATE};create=true;user={USER}'; exit;",
        capture_output=True,
        text=True,
        cwd=home,
        check=False,
    )
    assert (home / _TEMPLATE).is_dir(), made.stdout + made.stderr
