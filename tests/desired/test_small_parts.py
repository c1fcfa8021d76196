"""The root of a repository, the shipped schemas, look-alikes, and words about texts."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from syncer.desired import lookalikes, schemas
from syncer.desired.lookalikes import skeleton
from syncer.desired.texts import faults
from syncer.desired.workspace import find_root
from syncer.model.errors import NotPermitted, UsageError


def test_the_root_is_found_from_below(tmp_path: Path) -> None:
    for folder in ("catalog/aurora", "environments"):
        (tmp_path / folder).mkdir(parents=True)
    assert find_root(tmp_path) == tmp_path
    assert find_root(tmp_path / "catalog" / "aurora") == tmp_path


def test_the_root_needs_both_folders(tmp_path: Path) -> None:
    (tmp_path / "catalog").mkdir()
    with pytest.raises(NotPermitted) as raised:
        find_root(tmp_path)
    assert "-C DIR" in raised.value.remedy


def test_schemas_are_found_in_a_checkout() -> None:
    assert {"segment", "environment"} <= set(schemas.kinds())
    assert json.loads(schemas.schema_text("segment"))["title"] == "Customer segment"


def test_schemas_are_found_in_an_installed_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "syncer" / "schemas").mkdir(parents=True)
    (tmp_path / "syncer" / "schemas" / "segment.schema.json").write_text("{}")
    monkeypatch.setattr(schemas, "__file__", str(tmp_path / "syncer" / "desired" / "schemas.py"))
    assert schemas.kinds() == ("segment",)
    assert schemas.schema_text("segment") == "{}"


def test_an_unknown_schema() -> None:
    with pytest.raises(UsageError, match="no schema"):
        schemas.schema_text("../pyproject")


@pytest.mark.parametrize(
    "one, other",
    [
        pytest.param("Scope", "\u0405\u0441\u043e\u0440\u0435", id="Cyrillic"),
        pytest.param("Tier 1", "Tier l", id="a digit for a letter"),
        pytest.param("modern", "rnodern", id="two letters for one"),
        pytest.param("l'or", "l\u2019or", id="a curly apostrophe"),
        pytest.param("caf\u00e9", "\u0441af\u00e9", id="beside an accent"),
    ],
)
def test_look_alikes_have_one_skeleton(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


def test_the_rows_for_ascii_are_those_of_the_table() -> None:
    table = lookalikes._table()
    for code in range(0x20, 0x7F):
        char = chr(code)
        assert skeleton(char) == unicodedata.normalize("NFD", char.translate(table)), char


@pytest.mark.parametrize(
    "text, message, remedy",
    [
        pytest.param("d\n", "ends with a line break", "`>-` or `|-`", id="a block text"),
        pytest.param(" d", "begins with a blank", "Remove it", id="a blank in front"),
        pytest.param("d\u00a0", "U+00A0 NO-BREAK SPACE", "Remove it", id="a no-break blank behind"),
        pytest.param(" ", "nothing but blanks", "''", id="only blanks"),
        pytest.param("Ame\u0301lie", "from character 3 on", "U+00E9", id="not composed"),
        pytest.param("a\u0301", "from character 1 on", "`á`", id="not composed from the start"),
        pytest.param("\u212bngstr\u00f6m", "from character 1 on", "U+00C5", id="composed otherwise"),
    ],
)
def test_words_about_a_text(text: str, message: str, remedy: str) -> None:
    (fault,) = faults("`description`", text, 4000)
    assert message in fault.message
    assert remedy in fault.remedy


@pytest.mark.parametrize(
    "name",
    ["Kunden ohne Umlaut", "Käufer", "α-Tester", "Tester für Ω", "日本語のName", "Покупатели", "50 µm", "Or – l’été"],
)
def test_names_of_one_script_a_word(name: str) -> None:
    assert list(faults("`name`", name, is_name=True)) == []
