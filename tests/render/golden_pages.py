"""Pages kept as files. ``GOLDEN=write pytest tests/render`` writes them anew: read the difference."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden-pages"


def assert_golden(name: str, page: str) -> None:
    """The page is what its file holds."""
    golden = FOLDER / name
    if os.environ.get("GOLDEN") == "write":
        FOLDER.mkdir(exist_ok=True)
        golden.write_text(page, encoding="utf-8")
    assert page == golden.read_text(encoding="utf-8")
