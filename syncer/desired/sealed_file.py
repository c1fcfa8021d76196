"""The bytes of a file that was sealed when it was written, whatever stands in its place now."""

from __future__ import annotations

import os
import stat
from pathlib import Path


class NotRegular(OSError):
    """A folder, a pipe or a device is in its place."""


class TooLarge(OSError):
    """It has more bytes than any that we wrote. ``size`` is how many."""

    def __init__(self, size: int) -> None:
        super().__init__(f"{size} bytes")
        self.size = size


def read_sealed(path: Path, limit: int) -> bytes:
    """Its bytes, read once; never from a pipe or device, and never more than ``limit`` bytes.

    Raises ``NotRegular``, ``TooLarge`` or another ``OSError``, and ``ValueError`` where no file has such a name.
    """
    # Without O_NONBLOCK, opening a pipe would wait for somebody to write into it.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise NotRegular
        if status.st_size > limit:
            raise TooLarge(status.st_size)
        with open(handle, "rb", closefd=False) as file:
            return file.read(limit)
    finally:
        os.close(handle)
