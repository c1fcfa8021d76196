"""A small disk that nobody else sees, to be filled and to be made read only."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SIZE = 2 << 20
_NEW_NAMESPACE, _PRIVATE, _READ_ONLY, _REMOUNT = 0x20000, 0x44000, 1, 32
"""CLONE_NEWNS of unshare(2); MS_REC and MS_PRIVATE, MS_RDONLY, MS_REMOUNT of mount(2)."""


@contextmanager
def disk_of_our_own(folder: Path) -> Iterator[Path | None]:
    """A small disk that nobody else sees, gone with this process; ``None`` where we may not have one."""
    folder.mkdir()
    system = ctypes.CDLL(None, use_errno=True)
    is_ours = system.unshare(_NEW_NAMESPACE) == 0 and system.mount(b"none", b"/", None, _PRIVATE, None) == 0
    if is_ours and system.mount(b"none", bytes(folder), b"tmpfs", 0, f"size={_SIZE}".encode()) == 0:
        yield folder
        system.umount2(bytes(folder), 2)
    else:
        print("no disk of our own: only root may have one", file=sys.stderr)
        yield None


def remount(disk: Path, *, is_read_only: bool) -> None:
    """Let it be written, or not."""
    flags = _REMOUNT | (_READ_ONLY if is_read_only else 0)
    assert ctypes.CDLL(None).mount(b"none", bytes(disk), b"tmpfs", flags, f"size={_SIZE}".encode()) == 0
