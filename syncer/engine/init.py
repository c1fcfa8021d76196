"""A catalog repository of one's own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from syncer.desired.scaffold.files import files_of_a_catalog
from syncer.desired.workspace import CATALOG, ENVIRONMENTS
from syncer.model.errors import UsageError


def init(folder: Path) -> Mapping[str, str]:
    """The files of a new repository in this folder, by path. Raises ``UsageError`` where something is in the way."""
    files = files_of_a_catalog(folder.absolute().name)
    wanted = (f"{CATALOG}/", f"{ENVIRONMENTS}/", *files)
    if in_the_way := [path for path in wanted if os.path.lexists(folder / path)]:
        raise UsageError(
            f"nothing is written, because this is there already: {', '.join(in_the_way)}",
            "Choose an empty folder, or move these away: nothing is ever overwritten.",
        )
    return files
