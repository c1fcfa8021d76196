"""Every question that we ask git."""

from __future__ import annotations

import os
from pathlib import Path

# Git hands variables like GIT_DIR to its hooks; they would point us at another repository.
_LEAKING = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY")

SECONDS = 10
"""How long git may take to answer."""


def revision_of(root: Path) -> str | None:
    """The commit that is checked out, with ``+`` behind it where catalog or environments differ from it.

    ``None`` where there is no git, no repository or no commit.
    """
    commit = _ask(root, "rev-parse", "--verify", "--quiet", "HEAD")
    if not commit:
        return None
    changes = _ask(root, "status", "--porcelain", "--", "catalog", "environments")
    return commit + ("+" if changes else "")


def _ask(root: Path, *words: str) -> str | None:
    """What git prints, stripped; ``None`` where it fails or is not installed."""
    import subprocess

    environment = {name: value for name, value in os.environ.items() if name not in _LEAKING}
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *words],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            env=environment | {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else None
