"""The files of the catalog and the environments: regular files only, never through a link, each read once."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from syncer.desired.file_problems import (
    LARGEST,
    MOST_FILES,
    SUFFIX,
    is_passed_over,
    is_slug,
    not_regular,
    printable,
    too_large,
    too_many,
    unreadable,
    wrong_file,
    wrong_store,
)
from syncer.desired.workspace import CATALOG, ENVIRONMENTS
from syncer.model.problem import Problem
from syncer.model.segment import SegmentId

_FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
# Without O_NONBLOCK, opening a pipe would wait for somebody to write into it.
_FILE_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC

_FIRST = 16_384
"""Bytes that the first reading of a file asks for."""


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


def read_catalog(root: Path) -> Iterator[CatalogFile | Problem]:
    """Every segment file by store and id, in the order of code points; what is none comes as a problem."""
    with _open(root / CATALOG) as catalog:
        stores = _entries(catalog)
        left = MOST_FILES - len(stores)
        for store in stores:
            where = f"{CATALOG}/{printable(store.name)}"
            if is_passed_over(store.name):
                continue
            if problem := wrong_store(store, where):
                yield problem
                continue
            try:
                with _open(store.name, catalog) as folder:
                    entries = _entries(folder)
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


def read_environments(root: Path) -> Iterator[EnvironmentFile | Problem]:
    """Every environment file by name; what is none comes as a problem."""
    with _open(root / ENVIRONMENTS) as folder:
        for stem, file, found in _read_all(_entries(folder), folder, ENVIRONMENTS, "name of an environment"):
            yield EnvironmentFile(stem, file, found) if isinstance(found, bytes) else found


def _read_all(
    entries: list[os.DirEntry[str]], folder: int, where: str, what: str
) -> Iterator[tuple[str, str, bytes | Problem]]:
    for entry in entries:
        name = entry.name
        stem = name[: -len(SUFFIX)]
        file = f"{where}/{name}"
        if name.endswith(SUFFIX) and is_slug(stem) and entry.is_file(follow_symlinks=False):
            yield stem, file, read_file(name, folder, file)
        elif not is_passed_over(name):
            yield stem, file, wrong_file(entry, f"{where}/{printable(name)}", what)


def read_file(name: str, folder: int, file: str) -> bytes | Problem:
    """The bytes of a regular file of at most 256 KiB in an open folder; ``file`` is what people call it."""
    try:
        descriptor = os.open(name, _FILE_FLAGS, dir_fd=folder)
    except OSError as error:
        return unreadable(file, error)
    try:
        data = os.read(descriptor, _FIRST)
        # Most files are small: less came than was asked for, so that was the whole file.
        return data if 0 < len(data) < _FIRST else _all_of(descriptor, data, file)
    except OSError as error:
        return unreadable(file, error)
    finally:
        os.close(descriptor)


def _all_of(descriptor: int, data: bytes, file: str) -> bytes | Problem:
    """What an open file holds, of which ``data`` was read; it is looked at more closely."""
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        return not_regular(status.st_mode, file)
    while more := os.read(descriptor, LARGEST + 1 - len(data)):
        data += more
        if len(data) > LARGEST:
            return too_large(file, max(status.st_size, len(data)))
    return data


@contextmanager
def _open(path: str | Path, parent: int | None = None) -> Iterator[int]:
    """An open folder. The two that hold everything may be links; what lies in them may not."""
    flags = _FOLDER_FLAGS if parent is None else _FOLDER_FLAGS | os.O_NOFOLLOW
    folder = os.open(path, flags, dir_fd=parent)
    try:
        yield folder
    finally:
        os.close(folder)


def _entries(folder: int) -> list[os.DirEntry[str]]:
    """What a folder holds by name; reading stops where nobody could mean so much."""
    found: list[os.DirEntry[str]] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            found.append(entry)
            if len(found) > MOST_FILES:
                break
    found.sort(key=_name)
    return found


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name
