"""Which files a person means by paths on the command line."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from syncer.model.errors import UsageError


def wanted_in(root: Path, paths: Sequence[Path]) -> Callable[[str], bool]:
    """The question whether a file, called as in problems, is one of ``paths`` or lies in one; without paths, all are.

    Raises ``UsageError`` for a path that is not there.
    """
    wanted = [_inside(root, path) for path in paths] or [""]
    return lambda file: any(not path or file == path or file.startswith(f"{path}/") for path in wanted)


def _inside(root: Path, path: Path) -> str:
    """A path as people call it in problems: relative to the root, with slashes."""
    if not path.exists():
        raise UsageError(f"there is no such file or folder: {path}", "Look at the spelling, or leave it out.")
    relative = os.path.relpath(path.absolute(), root.absolute())
    if relative.startswith(os.pardir):
        raise UsageError(
            f"this is not part of the catalog repository: {path}", "Name a file or folder in it, or use -C."
        )
    return "" if relative == os.curdir else Path(relative).as_posix()
