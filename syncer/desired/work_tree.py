"""The files of a folder on disk: regular files only, never through a link, each read once."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from syncer.desired.file_problems import LARGEST, MOST_FILES, not_regular, too_large, unreadable
from syncer.model.problem import Problem

_FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
# Without O_NONBLOCK, opening a pipe would wait for somebody to write into it.
_FILE_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC

_FIRST = 16_384
"""Bytes that the first reading of a file asks for."""


@dataclass(frozen=True, slots=True)
class WorkTree:
    """What lies on disk below the root of the catalog repository."""

    root: Path

    @contextmanager
    def open(self, name: str) -> Iterator[WorkFolder]:
        """A folder of the root, which may be a link; what lies in it may not."""
        with _open(self.root / name, _FOLDER_FLAGS) as descriptor:
            yield WorkFolder(descriptor)


@dataclass(frozen=True, slots=True)
class WorkFolder:
    """An open folder."""

    descriptor: int

    def entries(self) -> list[os.DirEntry[str]]:
        """What it holds by name; reading stops where nobody could mean so much."""
        found: list[os.DirEntry[str]] = []
        with os.scandir(self.descriptor) as entries:
            for entry in entries:
                found.append(entry)
                if len(found) > MOST_FILES:
                    break
        found.sort(key=_name)
        return found

    @contextmanager
    def open(self, name: str) -> Iterator[WorkFolder]:
        """A folder in it. Raises ``OSError`` where it is none, or may not be read."""
        with _open(name, _FOLDER_FLAGS | os.O_NOFOLLOW, self.descriptor) as descriptor:
            yield WorkFolder(descriptor)

    def read(self, name: str, file: str) -> bytes | Problem:
        """The bytes of a file in it."""
        return read_file(name, self.descriptor, file)


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
def _open(path: str | Path, flags: int, parent: int | None = None) -> Iterator[int]:
    folder = os.open(path, flags, dir_fd=parent)
    try:
        yield folder
    finally:
        os.close(folder)


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name
