"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from syncer.model.errors import NotPermitted, UsageError


def write_whole(path: Path, text: str, *, option: str = "--out") -> None:
    """Write ``text`` under a temporary name in the same folder, then rename it: a crash leaves the old file.

    Who may read and write a file that is there stays as it is, a link stays a link, and a device or a pipe gets the
    text. Raises ``NotPermitted`` where the file cannot be written; ``option`` is where another place is named.
    """
    if path.exists() and not path.is_file():
        append(path, text, option=option)
        return
    try:
        _replace(Path(os.path.realpath(path)), text)
    except OSError as error:
        raise _cannot_write(path, error, option) from error


def require_place(path: Path, *, option: str = "--out") -> None:
    """Raises ``NotPermitted`` where no file can be written, before the work of minutes that it is for."""
    import tempfile

    try:
        tempfile.TemporaryFile(dir=Path(os.path.realpath(path)).parent).close()
    except OSError as error:
        raise _cannot_write(path, error, option) from error


def rewrite(path: Path, before: str, after: str) -> None:
    """Replace what a file holds. Raises ``NotPermitted`` where it cannot be written, or holds something else by now."""
    try:
        is_as_before = path.read_bytes() == before.encode()
    except OSError as error:
        raise _cannot_write(path, error, "-C") from error
    if not is_as_before:
        raise NotPermitted(f"{path} was changed by somebody else in this moment", "Run the same command again.")
    write_whole(path, after, option="-C")


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet, and the folders that it lies in.

    Raises ``UsageError`` where it is there, and ``NotPermitted`` where it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_through(path, text)
        _sync_folder(path.parent)
    except FileExistsError as error:
        raise UsageError(f"{path} is there already, and is never overwritten", "Choose another name.") from error
    except OSError as error:
        raise _cannot_write(path, error, "-C") from error


def append(path: Path, text: str, *, option: str = "--out") -> None:
    """Write ``text`` at the end of a file, which may be there already. Raises ``NotPermitted`` like the above.

    Where there is no room for all of it, the file is as long as it was.
    """
    length = path.stat().st_size if path.is_file() else 0
    try:
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        with suppress(OSError):  # a device or a pipe has no length
            os.truncate(path, length)
        raise _cannot_write(path, error, option) from error


def _cannot_write(path: Path, error: OSError, option: str) -> NotPermitted:
    return NotPermitted(f"{path} cannot be written: {error.strerror}", f"Choose another place with {option}.")


def _replace(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.{os.urandom(4).hex()}.tmp")
    try:
        _write_through(temporary, text)
        if path.exists():
            temporary.chmod(stat.S_IMODE(path.stat().st_mode))
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _write_through(path: Path, text: str) -> None:
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make the new name itself last."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
