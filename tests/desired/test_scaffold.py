"""The files of a new catalog repository."""

from __future__ import annotations

from pathlib import Path

import pytest

import syncer.desired.scaffold
from syncer.desired.file_problems import is_slug
from syncer.desired.scaffold.files import files_of_a_catalog

TEMPLATES = Path(syncer.desired.scaffold.__file__).parent / "templates"


@pytest.mark.parametrize(
    "folder, catalog",
    [
        pytest.param("segments", "segments", id="a slug as it is"),
        pytest.param("My Segments (2)", "my-segments-2", id="other signs"),
        pytest.param("日本", "segments", id="nothing of a slug"),
        pytest.param("", "segments", id="the root of everything"),
        pytest.param("a" * 63 + " b", "a" * 63, id="too long for a slug"),
    ],
)
def test_a_catalog_is_called_after_its_folder(folder: str, catalog: str) -> None:
    assert is_slug(catalog)
    files = files_of_a_catalog(folder)
    for name in ("staging", "production"):
        assert f"\ncatalog: {catalog}" in files[f"environments/{name}.yaml"]


def test_every_template_is_used_and_every_placeholder_is_filled_in() -> None:
    texts = files_of_a_catalog("x")
    used = {text.replace("catalog: x", "catalog: CATALOG_NAME") for text in texts.values()}
    assert {path.read_text("utf-8") for path in TEMPLATES.iterdir()} <= used
    assert not any("CATALOG_NAME" in text for text in texts.values())
