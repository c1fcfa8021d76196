"""Java for tests: one machine a process, started with every jar that any test needs."""

from __future__ import annotations

from syncer.live.derby import jvm
from syncer.model.errors import NotPermitted
from tests.lanes.programs import unavailable

H2 = jvm.PACKAGED / "h2.jar"


def require_java() -> None:
    """Start Java, or go on with the one that runs. Skips the test where Java, Derby or H2 is not installed."""
    try:
        jvm.start(jars=[H2])
    except NotPermitted as missing:
        unavailable(missing.message)
    if not H2.is_file():
        unavailable("H2 is not installed")
