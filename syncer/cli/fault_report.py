"""What may be told about an unexpected fault: which code ran, never what it worked on."""

from __future__ import annotations

import platform
import tempfile
import traceback
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from itertools import groupby
from pathlib import Path

from syncer import __version__

_OURS = Path(__file__).parents[1]


def write_report(error: BaseException) -> Path | None:
    """Write the report into the folder for temporary files; ``None`` where that cannot be done."""
    place = None
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="syncer-fault-", suffix=".txt", delete=False, encoding="ascii", errors="backslashreplace"
        ) as file:
            place = Path(file.name)
            file.write("\n".join(report(error)) + "\n")
    except (OSError, MemoryError):
        if place:
            place.unlink(missing_ok=True)
        return None
    return place


def report(error: BaseException) -> Iterator[str]:
    """Versions, types of exceptions, and frames as file:line:function. No messages, locals or values."""
    yield f"syncer {__version__}, Python {platform.python_version()}, {platform.system()}"
    yield from (f"{name} {_version(name)}" for name in ("click", "sqlalchemy", "pyyaml"))
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield f"{type(link).__module__}.{type(link).__qualname__}"
        yield from _frames(link)
        link = link.__cause__ or link.__context__


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"


def _frames(error: BaseException) -> Iterator[str]:
    """Our frames one by one; how many frames of others lie between them."""
    frames = traceback.extract_tb(error.__traceback__)
    for ours, group in groupby(frames, key=lambda frame: Path(frame.filename).is_relative_to(_OURS)):
        if ours:
            for frame in group:
                yield f"  {Path(frame.filename).relative_to(_OURS)}:{frame.lineno}:{frame.name}"
        else:
            yield f"  ({len(list(group))} frames of others)"
