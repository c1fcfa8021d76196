"""A real git repository with a catalog in it, to review changes of."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

STAGING = """\
sandbox: .sandbox/staging.db
role: staging
catalog: test
stores: {aurora: Aurora, borealis: Borealis}
default_language: en_US
"""


def git(folder: Path, *words: str) -> str:
    """What git prints; as somebody who has configured nothing."""
    surroundings = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Ana",
        "GIT_AUTHOR_EMAIL": "ana@example.com",
        "GIT_COMMITTER_NAME": "Ana",
        "GIT_COMMITTER_EMAIL": "ana@example.com",
        "GIT_ALLOW_PROTOCOL": "file",
    }
    done = subprocess.run(
        ["git", "-c", "protocol.file.allow=always", *words],
        cwd=folder,
        env=surroundings,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout.strip()


@dataclass(frozen=True)
class Repository:
    """A work tree on ``main``; the catalog lies in ``root``, which may be a subfolder."""

    top: Path
    root: Path

    def git(self, *words: str) -> str:
        """Run git at the top."""
        return git(self.top, *words)

    def write(self, file: str, content: str | bytes) -> None:
        """Write a file below the root."""
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))

    def segment(self, id: str, name: str, description: str = "Some text.", more: str = "") -> None:
        """Write the file of a segment."""
        self.write(f"catalog/{id}.yaml", f"name: {name}\ndescription: {description}\n{more}")

    def remove(self, id: str) -> None:
        """Delete the file of a segment."""
        (self.root / f"catalog/{id}.yaml").unlink()

    def commit(self, message: str = "A change") -> str:
        """Commit all that lies there; the hash."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")

    def clone(self, to: Path, *options: str) -> Repository:
        """A clone by URL, so that ``--depth`` is obeyed."""
        git(self.top, "clone", "--quiet", *options, self.top.as_uri(), str(to))
        return Repository(to, to / self.root.relative_to(self.top))


def new_repository(top: Path, folder: str = ".") -> Repository:
    """A repository with one commit: an environment, and the segments Gold and Silver."""
    top.mkdir(parents=True, exist_ok=True)
    made = Repository(top, top / folder)
    made.git("init", "--quiet", "--initial-branch", "main")
    made.write("environments/staging.yaml", STAGING)
    made.segment("aurora/gold", "Gold")
    made.segment("aurora/silver", "Silver")
    made.commit("The beginning")
    return made
