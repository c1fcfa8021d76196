"""Java for tests: one machine a process, started with every jar that any test needs."""

from __future__ import annotations

import os

import pytest

from syncer.live.derby import jvm
from syncer.model.errors import NotPermitted

H2 = jvm.PACKAGED / "h2.jar"


def require_java() -> None:
    """Start Java. Where it, Derby or H2 is missing, the test is skipped with one line; with ``CI=true`` it fails."""
    try:
        jvm.start(jars=[H2])
        reason = None if H2.is_file() else "H2 is not installed (.ci/run says what is needed)"
    except NotPermitted as missing:
        reason = f"{missing.message} (.ci/run says what is needed)"
    if reason and os.environ.get("CI") == "true":
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
