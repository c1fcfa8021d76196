"""Which files are read, of a work tree as of a commit, and what the others are told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from syncer.desired.file_problems import (
    MOST_FILES,
    SUFFIX,
    Entry,
    is_passed_over,
    is_slug,
    printable,
    too_many,
    unreadable,
    wrong_file,
    wrong_store,
)
from syncer.desired.workspace import CATALOG, ENVIRONMENTS
from syncer.model.problem import Problem
from syncer.model.segment import SegmentId


class Folder(Protocol):
    """An open folder."""

    def entries(self) -> Sequence[Entry]:
        """What it holds, in the order of code points."""

    def open(self, name: str) -> AbstractContextManager[Folder]:
        """A folder in it. Raises ``OSError`` where it cannot be read."""

    def read(self, name: str, file: str) -> bytes | Problem:
        """The bytes of a regular file in it; ``file`` is what people call it."""


class Tree(Protocol):
    """What holds ``catalog/`` and ``environments/``."""

    def open(self, name: str) -> AbstractContextManager[Folder]:
        """One of the two."""


class CatalogFile(NamedTuple):
    """The bytes of one segment file, and the id that its place gives it."""

    id: SegmentId
    file: str
    data: bytes


class EnvironmentFile(NamedTuple):
    """The bytes of one environment file, and the name that its place gives it."""

    name: str
    file: str
    data: bytes


def read_catalog(tree: Tree) -> Iterator[CatalogFile | Problem]:
    """Every segment file by store and id, in the order of code points; what is none comes as a problem."""
    with tree.open(CATALOG) as catalog:
        stores = catalog.entries()
        left = MOST_FILES - len(stores)
        for store in stores:
            where = f"{CATALOG}/{printable(store.name)}"
            if is_passed_over(store.name):
                continue
            if problem := wrong_store(store, where):
                yield problem
                continue
            try:
                with catalog.open(store.name) as folder:
                    entries = folder.entries()
                    left -= len(entries)
                    if left < 0:
                        yield too_many()
                        return
                    for stem, file, found in _read_all(entries, folder, where, "id of a segment"):
                        yield (
                            CatalogFile(SegmentId(store.name, stem), file, found) if isinstance(found, bytes) else found
                        )
            except OSError as error:
                yield unreadable(where, error)


def read_environments(tree: Tree) -> Iterator[EnvironmentFile | Problem]:
    """Every environment file by name; what is none comes as a problem."""
    with tree.open(ENVIRONMENTS) as folder:
        for stem, file, found in _read_all(folder.entries(), folder, ENVIRONMENTS, "name of an environment"):
            yield EnvironmentFile(stem, file, found) if isinstance(found, bytes) else found


def _read_all(
    entries: Sequence[Entry], folder: Folder, where: str, what: str
) -> Iterator[tuple[str, str, bytes | Problem]]:
    for entry in entries:
        name = entry.name
        stem = name[: -len(SUFFIX)]
        file = f"{where}/{name}"
        if name.endswith(SUFFIX) and is_slug(stem) and entry.is_file(follow_symlinks=False):
            yield stem, file, folder.read(name, file)
        elif not is_passed_over(name):
            yield stem, file, wrong_file(entry, f"{where}/{printable(name)}", what)
