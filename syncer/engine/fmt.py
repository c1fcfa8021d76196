"""Is every file laid out like the others? Needs no database, and writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from syncer.desired.formatting import format_files
from syncer.model.formatted import Formatted


def fmt(root: Path, paths: Sequence[Path] = ()) -> Formatted:
    """The canonical layout of every valid file that has another one, or of those that are named."""
    return format_files(root, paths)
