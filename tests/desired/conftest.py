"""Repositories on disk for the tests of this room."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

STAGING = """\
sandbox: .sandbox/staging.db
role: staging
catalog: test
stores: {aurora: Aurora, borealis: Borealis}
default_language: en_US
"""
GOLD = "name: Gold\ndescription: Tier gold.\n"

Write = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture
def repository(tmp_path: Path) -> Write:
    """Writes files by path and gives the root; a staging environment that knows two stores is there already."""

    def write(files: Mapping[str, str | bytes]) -> Path:
        (tmp_path / "catalog").mkdir(exist_ok=True)
        for path, content in {"environments/staging.yaml": STAGING, **files}.items():
            target = tmp_path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return tmp_path

    return write
