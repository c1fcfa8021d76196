"""Are the files right? Needs no database."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from syncer.desired.load_catalog import check
from syncer.model.problem import Checked


def validate(root: Path, paths: Sequence[Path] = ()) -> Checked:
    """Every problem of every file, or of those that are named."""
    return check(root, paths)
