"""The life of a pull request can be told: ``python -m tests.pull_request``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.cli.running import CHECKOUT, clean
from tests.judges import require


def test_it_leaves_one_comment_for_each_environment(tmp_path: Path) -> None:
    require("git")
    done = subprocess.run(
        [sys.executable, "-m", "tests.pull_request", "--folder", tmp_path],
        cwd=CHECKOUT,
        env=clean(),
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("\n2 comments, 2 of them created, the others updated in place\n")
    assert {path.name for path in tmp_path.iterdir()} == {"staging.html", "production.html"}
