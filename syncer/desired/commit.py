"""The files of a commit, without checking it out."""

from __future__ import annotations

import errno
import stat
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from syncer.desired.file_problems import LARGEST, SUFFIX, is_slug, too_large
from syncer.desired.git import TreeItem, list_tree, read_blobs
from syncer.desired.workspace import CATALOG, ENVIRONMENTS
from syncer.model.errors import NotPermitted
from syncer.model.problem import Problem

_SUBMODULE = 0o160000


@dataclass(frozen=True, slots=True)
class CommitEntry:
    """One name in a folder of a commit; asked the same questions as an ``os.DirEntry``."""

    name: str
    item: TreeItem

    def is_symlink(self) -> bool:
        """Whether it is a symbolic link."""
        return stat.S_ISLNK(self.item.mode)

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        """Whether it is a folder; a submodule is one once it is checked out."""
        return stat.S_ISDIR(self.item.mode) or self.item.mode == _SUBMODULE

    def is_file(self, *, follow_symlinks: bool = True) -> bool:
        """Whether it is a regular file."""
        return stat.S_ISREG(self.item.mode)


@dataclass(frozen=True, slots=True)
class CommitFolder:
    """A folder of a commit."""

    commit: Commit
    path: str

    def entries(self) -> list[CommitEntry]:
        """What it holds, by name."""
        return sorted(self.commit.children.get(self.path, ()), key=_name)

    @contextmanager
    def open(self, name: str) -> Iterator[CommitFolder]:
        """A folder in it. Raises ``OSError`` for a submodule."""
        path = f"{self.path}/{name}"
        if self.commit.items[path].mode == _SUBMODULE:
            raise OSError(errno.ENOTDIR, "it is a submodule, and its files are in another repository")
        yield CommitFolder(self.commit, path)

    def read(self, name: str, file: str) -> bytes | Problem:
        """The bytes of a regular file of at most 256 KiB in it; ``file`` is what people call it."""
        item = self.commit.items[f"{self.path}/{name}"]
        return too_large(file, item.size) if item.size > LARGEST else self.commit.blobs[item.object]


@dataclass(frozen=True, slots=True)
class Commit:
    """What lay below the root of the catalog repository in one commit."""

    id: str
    items: Mapping[str, TreeItem]
    """By path from the root."""
    children: Mapping[str, list[CommitEntry]]
    """By the path of their folder."""
    blobs: Mapping[str, bytes]
    """The bytes of the files that can be read, by object name."""

    @contextmanager
    def open(self, name: str) -> Iterator[CommitFolder]:
        """``catalog`` or ``environments``; empty where the commit has none. Raises ``NotPermitted`` like ``has``."""
        self.has(name)  # Taken for empty, a link at the base would make every segment a new one.
        yield CommitFolder(self, name)

    def has(self, folder: str) -> bool:
        """Whether it has ``catalog`` or ``environments``. Raises ``NotPermitted`` where that is no folder."""
        if folder not in self.items:
            return False
        if not stat.S_ISDIR(self.items[folder].mode):
            raise NotPermitted(
                f"{folder} is no folder in {self.id[:12]}, but a link, a file or a submodule",
                "Only what lies in the commit itself can be reviewed.",
            )
        return True


def open_commit(root: Path, id: str) -> Commit:
    """A commit with all files below the root that can be read. Raises ``NotPermitted`` where git cannot tell."""
    items = {item.path: item for item in list_tree(root, id, CATALOG, ENVIRONMENTS)}
    children: defaultdict[str, list[CommitEntry]] = defaultdict(list)
    for path, item in items.items():
        folder, _, name = path.rpartition("/")
        children[folder].append(CommitEntry(name, item))
    wanted = dict.fromkeys(item.object for item in items.values() if _is_readable(item))
    return Commit(id, items, children, dict(read_blobs(root, wanted)))


def _is_readable(item: TreeItem) -> bool:
    stem = item.path.rpartition("/")[2].removesuffix(SUFFIX)
    return item.path.endswith(SUFFIX) and is_slug(stem) and stat.S_ISREG(item.mode) and item.size <= LARGEST


def _name(entry: CommitEntry) -> str:
    return entry.name
