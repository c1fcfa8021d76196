"""Every question that we ask git, as its own process with a list of arguments: no shell reads them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple

from syncer.model.errors import NotPermitted, UsageError
from syncer.model.shown import visible

# Git hands variables like GIT_DIR to its hooks; they would point us at another repository.
_LEAKING = (
    "GIT_DIR",
    "GIT_COMMON_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    # These read paths in another way, which not every command of git can.
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
)

SECONDS = 10
"""How long git may take to answer."""
SECONDS_TO_LIST = 120
"""How long it may take to tell of every file of a commit."""


class Answer(NamedTuple):
    """What git said."""

    code: int
    output: bytes
    error: str
    """Its first line on standard error, visible."""

    @property
    def word(self) -> str:
        """The output as one stripped text."""
        return self.output.decode("utf-8", "replace").strip()


class TreeItem(NamedTuple):
    """One file, folder, link or submodule of a commit."""

    mode: int
    """As in ``st_mode``; 0o160000 is a submodule."""
    object: str
    size: int
    """Bytes of a file; 0 for what is none."""
    path: str
    """Relative to the folder that was asked for."""


def revision_of(root: Path) -> str | None:
    """The commit that is checked out, with ``+`` behind it where catalog or environments differ from it.

    ``None`` where there is no git, no repository or no commit.
    """
    try:
        commit = ask(root, "rev-parse", "--verify", "--quiet", "HEAD")
        if commit.code or not commit.word:
            return None
        changes = ask(root, "status", "--porcelain", "--", "catalog", "environments")
    except NotPermitted:
        return None
    return commit.word + ("+" if changes.word else "")


def require_repository(root: Path) -> None:
    """Raises ``NotPermitted`` where git is missing, or refuses to work in this folder."""
    answer = ask(root, "rev-parse", "--git-dir")
    if answer.code == 0:
        return
    if answer.error.startswith("fatal: not a git repository"):
        raise NotPermitted(f"{root} is not in a git repository", "A review compares commits: work in a clone.")
    raise NotPermitted(
        f"git refuses to work in {root}: {answer.error}",
        "Do what git says; where the folder is somebody else's and you trust it: "
        "git config --global --add safe.directory FOLDER.",
    )


def commit_of(root: Path, reference: str) -> str:
    """The commit that a branch, tag, hash or expression like ``HEAD~1`` names, in full.

    Raises ``UsageError`` where it names none or several, and ``NotPermitted`` where a shallow clone may lack it.
    """
    if reference and not reference.startswith(("-", "^")):
        # Not --quiet: of a branch and a tag with one name git would take the tag, and say so only in a warning.
        answer = ask(root, "rev-parse", "--verify", f"{reference}^{{commit}}")
        if answer.code == 0 and answer.error.endswith("is ambiguous.") and answer.word != reference:
            raise UsageError(
                f"several things are called {reference!r} here",
                "Name one in full, like refs/heads/main, refs/remotes/origin/main or refs/tags/main.",
            )
        if answer.code == 0:
            return answer.word
    fetch = _fetch(reference)
    if reference and is_shallow(root):
        raise NotPermitted(f"git knows no commit {reference!r} here, and this clone is shallow", f"{fetch}{_DEEPER}")
    raise UsageError(
        f"git knows no commit {reference!r} here",
        f"{fetch}Look at the spelling; `git branch --all` lists the branches.",
    )


def merge_base_of(root: Path, base: str, head: str) -> str:
    """The commit that two others have in common. Raises ``NotPermitted`` where there is none."""
    answer = ask(root, "merge-base", base, head, seconds=SECONDS_TO_LIST)
    if answer.code == 0:
        return answer.word
    if is_shallow(root):
        raise NotPermitted("this clone is shallow, and the commit where base and head parted is not in it", _DEEPER)
    raise NotPermitted(
        f"{base[:12]} and {head[:12]} have no commit in common",
        "They come from different repositories, or one was begun anew: choose another base.",
    )


_DEEPER = "Fetch the whole history: `git fetch --unshallow`, or `fetch-depth: 0` where CI checks out."


def is_shallow(root: Path) -> bool:
    """Whether the clone was cut off at some depth."""
    return ask(root, "rev-parse", "--is-shallow-repository").word == "true"


_REMOTE_BRANCH = re.compile(r"(?!refs/)\w[\w.-]*/\w[\w./-]*", re.ASCII)
"""Names that a shell takes as they are, so that the command can be copied."""


def _fetch(reference: str) -> str:
    """How a branch of a remote gets here; a clone of one branch would not keep it under its name by itself."""
    if not _REMOTE_BRANCH.fullmatch(reference):
        return ""
    remote, _, branch = reference.partition("/")
    return f"Where it is a branch of {remote}: `git fetch {remote} {branch}:refs/remotes/{reference}`. "


def require_whole(root: Path, *folders: str) -> None:
    """Raises ``NotPermitted`` where the checkout is sparse, and files of these folders are left out of it."""
    listed = ask(root, "ls-files", "-t", "-z", "--", *folders, seconds=SECONDS_TO_LIST).output.split(b"\0")
    skipped = [os.fsdecode(row[2:]) for row in listed if row.startswith(b"S ")]
    if missing := [path for path in skipped if not os.path.lexists(root / path)]:
        raise NotPermitted(
            f"this checkout is sparse: {missing[0]} is left out of it (files like this: {len(missing):,})",
            "Get all files: `git sparse-checkout disable`. Or review what is committed: --head HEAD.",
        )


def list_tree(root: Path, commit: str, *folders: str) -> Iterator[TreeItem]:
    """Everything below some folders of a commit; they and the paths are relative to ``root``."""
    answer = ask(root, "ls-tree", "-r", "-t", "-l", "-z", commit, "--", *folders, seconds=SECONDS_TO_LIST)
    if answer.code:
        raise NotPermitted(f"git cannot list the files of {commit}: {answer.error}", _INCOMPLETE)
    for row in answer.output.split(b"\0")[:-1]:
        facts, _, path = row.partition(b"\t")
        mode, _, object, size = facts.decode("ascii").split()
        yield TreeItem(int(mode, 8), object, 0 if size == "-" else int(size), os.fsdecode(path))


def read_blobs(root: Path, objects: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The bytes of files by their object names, all from one process. Raises ``NotPermitted`` where one is missing."""
    import subprocess

    with TemporaryFile() as asked:
        # Questions from a file: through a pipe, git and we would wait for each other once both pipes are full.
        asked.writelines(f"{object}\n".encode("ascii") for object in objects)
        asked.seek(0)
        words = _command(root, "cat-file", "--batch", "--buffer")
        with subprocess.Popen(
            words, stdin=asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_surroundings()
        ) as process:
            assert process.stdout is not None  # noqa: S101
            try:
                while header := process.stdout.readline():
                    object, kind, *size = header.decode("ascii", "replace").split()
                    if kind != "blob":
                        raise NotPermitted(f"git lacks the file with the object name {object}", _INCOMPLETE)
                    yield object, process.stdout.read(int(size[0]))
                    process.stdout.read(1)
            finally:
                process.kill()


_INCOMPLETE = "The clone is incomplete or damaged: `git fsck` says more; clone again."


def ask(root: Path, *words: str, seconds: float = SECONDS) -> Answer:
    """What git answers in a folder. Raises ``NotPermitted`` where it is not installed or does not answer in time."""
    import subprocess

    try:
        done = subprocess.run(
            _command(root, *words),
            capture_output=True,
            stdin=subprocess.DEVNULL,
            env=_surroundings(),
            timeout=seconds,
            check=False,
        )
    except OSError as error:
        raise NotPermitted(
            f"git cannot be run: {error.strerror}", "Install git, and see that PATH leads to it."
        ) from None
    except subprocess.TimeoutExpired:
        raise NotPermitted(f"git {words[0]} took more than {seconds} s", "Try it by hand, and run again.") from None
    first = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
    return Answer(done.returncode, done.stdout, visible(first))


def _command(root: Path, *words: str) -> list[str]:
    return ["git", "-C", str(root), *words]


def _surroundings() -> dict[str, str]:
    """The variables for git: English, no prompt, no lock, and nothing that leads elsewhere."""
    kept = {name: value for name, value in os.environ.items() if name not in _LEAKING}
    return kept | {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
