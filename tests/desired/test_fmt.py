"""Ugly files and what becomes of them; which files are laid out, and which are left as they are."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml

from syncer.desired.file_problems import LARGEST
from syncer.desired.formatting import format_files
from syncer.desired.reading.document import Document
from syncer.desired.reading.load import load
from syncer.desired.shape import shape_of
from syncer.desired.writing.format import formatted
from syncer.model.verdict import Verdict
from syncer.sandbox.catalog_files import write_catalog
from syncer.sandbox.invent import StoreShape
from tests.figures import Tell

Write = Callable[[Mapping[str, str | bytes]], Path]
CHECKOUT = Path(__file__).parents[2]
UGLY = sorted(path.name.removesuffix(".before.yaml") for path in (Path(__file__).parent / "ugly").glob("*.before.yaml"))
GOLD = "catalog/aurora/gold.yaml"
ORDERED = "name: Gold\ndescription: d\n"
UGLY_GOLD = "description: d\nname:   Gold"


def ugly(name: str, side: str) -> bytes:
    return (Path(__file__).parent / "ugly" / f"{name}.{side}.yaml").read_bytes()


def kind_of(name: str) -> str:
    return "environment" if name.startswith("environment") else "segment"


def read(data: bytes) -> Document:
    found = load("ugly.yaml", data)
    assert isinstance(found, Document), found
    return found


def layout(data: bytes, kind: str) -> bytes:
    up = "../.." if kind == "segment" else ".."
    text = formatted(read(data), kind, f"# yaml-language-server: $schema={up}/schemas/{kind}.schema.json")
    assert text is not None
    return text.encode()


@pytest.mark.parametrize("name", UGLY)
def test_an_ugly_file_is_laid_out_as_golden_and_says_the_same(name: str) -> None:
    before, after = ugly(name, "before"), ugly(name, "after")
    assert layout(before, kind_of(name)).decode() == after.decode()
    assert read(before).value == read(after).value
    assert shape_of(kind_of(name))(read(before).value), "an ugly file is valid all the same"
    assert yaml.safe_load(after) == read(after).value


@pytest.mark.parametrize("name", UGLY)
def test_what_is_laid_out_once_stays_as_it_is(name: str) -> None:
    assert layout(ugly(name, "after"), kind_of(name)) == ugly(name, "after")


def test_there_are_at_least_forty_of_them() -> None:
    assert len(UGLY) >= 40


def test_the_files_of_this_repository_are_laid_out() -> None:
    found = format_files(CHECKOUT)
    assert (found.changed, found.problems, found.left) == ((), (), ())
    assert found.unchanged >= 19


def test_generated_catalogs_are_laid_out_and_in_no_time(tmp_path: Path, tell: Tell) -> None:
    write_catalog(tmp_path, StoreShape(segments=300), seed=1)
    shutil.copytree(CHECKOUT / "schemas", tmp_path / "schemas")
    start = time.perf_counter()
    found = format_files(tmp_path)
    tell("Formatting", "generated files", files=found.unchanged, milliseconds=int((time.perf_counter() - start) * 1000))
    assert [one.file for one in found.changed] == []
    assert found.unchanged >= 300


def test_the_mode_line_leads_to_the_schema_where_there_is_one(repository: Write) -> None:
    root = repository({GOLD: ORDERED})
    assert {one.file for one in format_files(root).changed} == {"environments/staging.yaml"}
    root = repository({GOLD: ORDERED, "schemas/segment.schema.json": "{}"})
    (changed,) = format_files(root, [root / "catalog"]).changed
    line, *rest = changed.after.splitlines(keepends=True)
    assert line == "# yaml-language-server: $schema=../../schemas/segment.schema.json\n"
    assert "".join(rest) == ORDERED
    schema = line.partition("=")[2].strip()
    assert (root / GOLD).parent.joinpath(schema).resolve() == (root / "schemas/segment.schema.json").resolve()


def test_files_with_errors_are_told_and_left_and_the_others_are_laid_out(repository: Write) -> None:
    broken = {f"catalog/aurora/{n}.yaml": text for n, text in enumerate(("name: [", "name: Gold\n", "name: ' x'\n"))}
    root = repository({GOLD: UGLY_GOLD, **broken, "catalog/aurora/Bad.yaml": ORDERED})
    found = format_files(root, [root / "catalog"])
    assert [one.file for one in found.changed] == [GOLD]
    assert {problem.source.file for problem in found.problems} == {*broken, "catalog/aurora/Bad.yaml"}
    assert found.verdict is Verdict.INVALID


def test_rules_across_files_have_no_say(repository: Write) -> None:
    root = repository({GOLD: UGLY_GOLD, "catalog/nowhere/gold.yaml": UGLY_GOLD, "catalog/aurora/twin.yaml": UGLY_GOLD})
    found = format_files(root, [root / "catalog"])
    assert (len(found.changed), found.problems) == (3, ())


def test_only_what_is_named_is_looked_at(repository: Write) -> None:
    root = repository({GOLD: UGLY_GOLD, "catalog/aurora/b.yaml": UGLY_GOLD, "catalog/borealis/c.yaml": "name: ["})
    found = format_files(root, [root / GOLD])
    assert ([one.file for one in found.changed], found.problems, found.unchanged) == ([GOLD], (), 0)


def test_a_file_that_its_layout_would_make_too_large_is_left(repository: Write) -> None:
    text = f"# {'x' * (LARGEST - len(UGLY_GOLD) - 3)}\n{UGLY_GOLD}"
    assert len(text) == LARGEST
    root = repository({GOLD: text, "schemas/segment.schema.json": "{}"})
    found = format_files(root, [root / GOLD])
    assert (found.left, found.changed, found.verdict) == ((GOLD,), (), Verdict.INVALID)


def test_a_byte_order_mark_and_ends_of_lines_of_windows_alone_are_a_change(repository: Write) -> None:
    for data in ("\ufeff" + ORDERED, ORDERED.replace("\n", "\r\n"), ORDERED + "\n"):
        root = repository({GOLD: data.encode()})
        (changed,) = format_files(root, [root / GOLD]).changed
        assert (changed.before, changed.after) == (data, ORDERED)
