"""A catalog repository of one's own."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePath

from syncer.desired.scaffold.files import files_of_a_catalog
from syncer.desired.workspace import CATALOG, ENVIRONMENTS
from syncer.model.errors import UsageError


def init(folder: Path) -> Mapping[str, str]:
    """The files of a new repository in this folder, by path. Raises ``UsageError`` where something is in the way."""
    files = files_of_a_catalog(folder.absolute().name)
    if in_the_way := list(_in_the_way(folder, files)):
        raise UsageError(
            f"nothing is written, because this is there already: {', '.join(in_the_way)}",
            "Choose an empty folder, or move these away: nothing is ever overwritten.",
        )
    return files


def _in_the_way(folder: Path, files: Iterable[str]) -> Iterator[str]:
    """What must not be there: a catalog, one of the files, or a file in the place of a folder."""
    yield from (f"{name}/" for name in (CATALOG, ENVIRONMENTS) if (folder / name).is_dir())
    folders = {str(parent): None for file in files for parent in PurePath(file).parents if parent.name}
    yield from (name for name in folders if os.path.lexists(folder / name) and not (folder / name).is_dir())
    yield from (file for file in files if os.path.lexists(folder / file))
