"""The life of a pull request in a throw-away repository, told as text: ``python -m tests.pull_request``.

Opened, pushed to, force-pushed, merged and applied, run again; against both sample databases and a forge of our own.
``--folder DIR`` keeps the pages of the last step.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.cli.running import CHECKOUT, syncer
from tests.forge.fake_github import FakeGitHub
from tests.forge.serving import serving

ENVIRONMENTS = ("staging", "production")
GOLD, SILVER = "catalog/aurora/loyalty-gold.yaml", "catalog/aurora/loyalty-silver.yaml"


@dataclass(frozen=True)
class PullRequest:
    """One repository with its databases, and the forge where the pull request is."""

    root: Path
    forge: FakeGitHub

    def git(self, *words: str) -> None:
        """Run git as somebody."""
        person = ("-c", "user.name=Ana", "-c", "user.email=ana@example.org")
        subprocess.run(["git", *person, *words], cwd=self.root, check=True, capture_output=True)

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace a text in a file."""
        text = (self.root / file).read_text("utf-8")
        assert old in text, f"{file} does not say {old!r}"
        (self.root / file).write_text(text.replace(old, new), "utf-8")

    def push(self, title: str, *, force: bool = False) -> None:
        """Commit, or mend the last commit; then both jobs run."""
        self.git("add", ".")
        self.git("commit", "-q", "-m", title, *(("--amend",) if force else ()))
        self.jobs(f"{'Force-pushed' if force else 'Pushed'}: {title}")

    def jobs(self, title: str) -> None:
        """What the pipelines do: review, plan both environments, comment."""
        print(f"\n{'=' * 20} {title}")
        self.syncer("review", "--base", "main", "--format", "github")
        self.plan()
        self.syncer("comment", *self.plans(), "--github")

    def plan(self) -> None:
        """Plan both environments; the files are what is commented and applied."""
        for name, file in zip(ENVIRONMENTS, self.plans(), strict=True):
            self.syncer("-q", "plan", name, "--out", file, "--report", f"html={name}.html", show=False)

    def plans(self) -> tuple[str, ...]:
        """The plan file of each environment."""
        return tuple(f"{name}.json" for name in ENVIRONMENTS)

    def syncer(self, *arguments: str, show: bool = True) -> None:
        """Run the command in a job of the forge, and show what it says and how it ends."""
        done = syncer(*arguments, folder=self.root, **self.forge.variables)
        if show:
            print(f"$ syncer {' '.join(arguments)}\n{done.stdout}{done.stderr}(exit code {done.returncode})")


@contextmanager
def opened(root: Path) -> Iterator[PullRequest]:
    """The sample catalog, applied to both databases, and a branch of it."""
    for folder in ("catalog", "environments"):
        shutil.copytree(CHECKOUT / folder, root / folder)
    (root / ".gitignore").write_text(".sandbox/\n*.json\n*.html\n", "utf-8")
    with serving(forge := FakeGitHub(is_app=True)):
        request = PullRequest(root, forge)
        request.syncer("-q", "sandbox", show=False)
        request.git("init", "-q", "--initial-branch=main")
        request.git("add", ".")
        request.git("commit", "-q", "-m", "The catalog")
        request.plan()
        for file in request.plans():
            request.syncer("-q", "apply", file, show=False)
        request.git("switch", "-q", "-c", "gold-plus")
        yield request


def life(request: PullRequest) -> None:
    """From the first push to the run after the merge."""
    request.edit(GOLD, "name: Gold loyalty members", "name: Gold Plus members")
    request.push("Gold Plus, as a rename")
    request.edit(GOLD, "name: Gold Plus members", "name: Gold loyalty members")
    request.edit(GOLD, "2,000 points", "2,500 points")
    new = "name: Gold Plus members\ndescription: Tier Gold with 5,000 points or more. Filled every night by the CRM.\n"
    (request.root / "catalog/aurora/loyalty-gold-plus.yaml").write_text(new, "utf-8")
    request.push("Gold Plus, as a segment of its own", force=True)
    request.edit(SILVER, "1,999 points", "2,499 points")
    request.push("Silver goes up to where Gold begins")
    print(f"\n{'=' * 20} The comment on production, as the reviewer reads it\n{unescape(request.forge.ours()[-1])}")
    request.git("switch", "-q", "main")
    request.git("merge", "-q", "--no-ff", "-m", "Merge", "gold-plus")
    print(f"\n{'=' * 20} Merged: what was reviewed is applied")
    for file in request.plans():
        request.syncer("-q", "apply", file)
    request.jobs("Run again")
    request.jobs("And again")


def main() -> int:
    """Tell the life of a pull request; 0 where it left one comment for each environment."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folder", type=Path, help="where the pages of the last step are kept")
    folder = options.parse_args().folder
    with TemporaryDirectory() as temporary, opened(Path(temporary)) as request:
        life(request)
        if folder:
            for name in ENVIRONMENTS:
                shutil.copy(request.root / f"{name}.html", folder)
        comments, creates = len(request.forge.ours()), request.forge.writes().count("POST")
    print(f"\n{comments} comments, {creates} of them created, the others updated in place")
    return 0 if comments == creates == len(ENVIRONMENTS) else 1


if __name__ == "__main__":
    sys.exit(main())
