"""The hooks, run by pre-commit itself: installed from a clone of this checkout, in a repository of segments."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

import yaml

from tests.ci.pieces import ROOT
from tests.judges import require

HOOKS = ("syncer-fmt", "syncer-validate")
WHAT_IS_INSTALLED = (".pre-commit-hooks.yaml", "README.md", "pyproject.toml", "docs", "schemas", "syncer")
VIP = "catalog/aurora/vip.yaml"


class Repository:
    """A git repository in which commands run as a person runs them."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PYTHON", "SYNCER_"))}
        person = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        for role in ("AUTHOR", "COMMITTER"):
            person |= {f"GIT_{role}_NAME": "Ada", f"GIT_{role}_EMAIL": "ada@example.com"}
        scripts = f"{sysconfig.get_path('scripts')}:{kept['PATH']}"
        self.variables = {**kept, **person, "PATH": scripts, "PRE_COMMIT_HOME": str(home), "LANG": "C.UTF-8"}
        self.run("git", "init", "--quiet")

    def run(self, *command: str, expect: int = 0) -> str:
        """What a command says."""
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=240,
        )
        assert done.returncode == expect, done.stdout
        return done.stdout

    def commit(self, expect: int = 0) -> str:
        """Commit everything; the hooks speak."""
        self.run("git", "add", "--all")
        return self.run("git", "commit", "--message", "A change", expect=expect)


def copy_of_the_checkout(repository: Repository) -> str:
    """What an installation needs of this checkout, edits included, as a commit; its hash."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *WHAT_IS_INSTALLED]
    for name in subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout.split("\0"):
        if (ROOT / name).is_file():
            target = repository.folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target)
    repository.commit()
    return repository.run("git", "rev-parse", "HEAD").strip()


def use_hooks(repository: Repository, tool: Repository, revision: str, hooks: Sequence[str] = HOOKS) -> None:
    """Write the configuration that a person writes, and have it installed."""
    source = {"repo": str(tool.folder), "rev": revision, "hooks": [{"id": hook} for hook in hooks]}
    (repository.folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [source]}), "utf-8")
    repository.run("pre-commit", "install", "--install-hooks")


def test_the_hooks_run_under_pre_commit(tmp_path: Path) -> None:
    require("git")
    tool, segments = Repository(tmp_path / "tool", tmp_path), Repository(tmp_path / "segments", tmp_path / "home")
    for folder in ("catalog", "environments", "schemas"):
        shutil.copytree(ROOT / folder, segments.folder / folder)
    segments.run("env", f"PYTHONPATH={ROOT}", sys.executable, "-m", "syncer", "fmt")
    use_hooks(segments, tool, copy_of_the_checkout(tool))
    said = segments.commit()
    assert said.count("Passed") == len(HOOKS)

    # A file in another layout: it is mended, and the commit waits for somebody to look.
    vip = segments.folder / VIP
    vip.write_text("description:   'Filled by hand.'\n# ours\nname: Very important people\n", "utf-8")
    assert "files were modified by this hook" in segments.commit(expect=1)
    text = vip.read_text("utf-8")
    assert text.index("# ours") < text.index("name:") < text.index("description:")
    segments.commit()

    # A name that is taken in a file which nobody touched.
    (segments.folder / "catalog/aurora/vip-2.yaml").write_text(vip.read_text("utf-8"), "utf-8")
    said = segments.commit(expect=1)
    assert "catalog/aurora/vip" in said
    assert "name-taken-twice" in said

    # Nothing about segments: nothing to do.
    (segments.folder / "catalog/aurora/vip-2.yaml").unlink()
    (segments.folder / "NOTES.md").write_text("Notes.\n", "utf-8")
    assert segments.commit().count("Skipped") == len(HOOKS)
