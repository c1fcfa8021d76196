"""Programs that are not ours and judge what we write: Node's packages in ``tests/node``, Chromium, pre-commit.

Where one is missing, its tests are skipped with one line; with ``CI=true`` they fail instead.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

NODE = Path(__file__).parent / "node"


def require(*programs: str) -> None:
    """Go on only where these are installed: ``node``, ``chromium``, or the name of a package in ``tests/node``."""
    missing = [program for program in programs if not _is_there(program)]
    if not missing:
        return
    reason = f"{', '.join(missing)} not installed (.ci/run says what is needed)"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def _is_there(program: str) -> bool:
    return shutil.which(program) is not None or package(program).is_dir()


def package(name: str) -> Path:
    """The folder of one of Node's packages."""
    return NODE / "node_modules" / name


def run_node(script: str, *arguments: str | Path, stdin: str = "", seconds: float = 120) -> str:
    """What a script of ``tests/node`` prints. Fails with everything that it said where its exit code is not 0."""
    return run(["node", NODE / script, *arguments], stdin=stdin, seconds=seconds)


def run(command: Sequence[str | Path], *, stdin: str = "", seconds: float = 120) -> str:
    """What a program prints on standard output; fails with everything that it said where its exit code is not 0."""
    done = subprocess.run(command, input=stdin, capture_output=True, encoding="utf-8", timeout=seconds)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout
