"""Files become a catalog, or a list of every problem."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from syncer.desired.load_catalog import check, load_catalog
from syncer.desired.work_tree import read_file
from syncer.model.errors import Invalid, UsageError
from syncer.model.problem import Problem
from syncer.model.segment import Lifecycle, Location, Segment, SegmentId

Write = Callable[[Mapping[str, str | bytes]], Path]
GOLD = "name: Gold\ndescription: Tier gold.\n"
FULL = """\
# The name stands in the second line.
name: Gold loyalty members
description: ''
translations:
  fr_FR: {displayName: Or, description: Niveau or}
  de_DE: {description: null}
exportAll: false
lifecycle: retired
protected: true
owner: somebody
labels: [b, a]
reviewBy: 2027-03-31
"""


def test_a_file_with_everything_becomes_a_segment(repository: Write) -> None:
    (segment,) = load_catalog(repository({"catalog/aurora/gold.yaml": FULL})).segments
    assert segment == Segment(
        SegmentId("aurora", "gold"),
        "Gold loyalty members",
        {
            "description": None,
            "translations.de_DE.description": None,
            "translations.fr_FR.description": "Niveau or",
            "translations.fr_FR.displayName": "Or",
            "exportAll": False,
        },
        Lifecycle.RETIRED,
        protected=True,
    )
    translations = [path for path in segment.content if path.startswith("translations.")]
    assert translations == sorted(translations)
    assert segment.source == Location("catalog/aurora/gold.yaml", 2, 7)


def test_a_released_file_lays_no_claim_to_its_name(repository: Write) -> None:
    files = {"catalog/aurora/gold.yaml": GOLD, "catalog/aurora/old.yaml": GOLD + "lifecycle: released\n"}
    assert [str(one.id) for one in load_catalog(repository(files)).segments] == ["aurora/gold", "aurora/old"]


def test_segments_come_by_id(repository: Write) -> None:
    files = {
        f"catalog/{path}.yaml": f"name: {path}\ndescription: d\n" for path in ("borealis/a", "aurora/a-b", "aurora/a")
    }
    catalog = load_catalog(repository(files))
    assert [str(segment.id) for segment in catalog.segments] == ["aurora/a", "aurora/a-b", "borealis/a"]


def test_an_empty_catalog_is_one(repository: Write) -> None:
    root = repository({"catalog/README.md": "x", "catalog/.hidden/a": "x", "catalog/aurora/.gitkeep": ""})
    assert load_catalog(root).segments == ()
    assert check(root).problems == ()


def test_layout_does_not_count(repository: Write) -> None:
    first = load_catalog(repository({"catalog/aurora/gold.yaml": GOLD})).digest
    other = "\ufeff# why\ndescription: >-\n  Tier\n  gold.\n'name': Gold\nowner: me\n".replace("\n", "\r\n")
    assert load_catalog(repository({"catalog/aurora/gold.yaml": other})).digest == first


def test_an_error_stops_loading_and_a_warning_does_not(repository: Write) -> None:
    root = repository({"catalog/aurora/gold.yaml": GOLD, "catalog/aurora/notes.txt": "x"})
    assert len(load_catalog(root).segments) == 1
    repository({"catalog/aurora/b.yaml": "name: B\n"})
    with pytest.raises(Invalid) as raised:
        load_catalog(root)
    assert [problem.code for problem in raised.value.problems] == ["missing-key"]


@pytest.fixture
def broken(repository: Write) -> Path:
    """A problem of each of three files, and one name in two of them."""
    return repository(
        {
            "catalog/aurora/a.yaml": GOLD + "colour: red\n",
            "catalog/aurora/b.yaml": GOLD,
            "catalog/borealis/c.yaml": "name: 7\ndescription: d\n",
            "environments/qa.yaml": "role: staging\n",
        }
    )


def places(root: Path, *paths: Path) -> list[tuple[str, str]]:
    return [(problem.source.file, problem.code) for problem in check(root, paths).problems]


def test_every_problem_of_every_file_at_once_and_in_order(broken: Path) -> None:
    assert places(broken) == [
        ("catalog/aurora/a.yaml", "name-taken-twice"),
        ("catalog/aurora/a.yaml", "unknown-key"),
        ("catalog/aurora/b.yaml", "name-taken-twice"),
        ("catalog/borealis/c.yaml", "wrong-type"),
        ("environments/qa.yaml", "missing-key"),
        ("environments/qa.yaml", "missing-key"),
        ("environments/qa.yaml", "missing-key"),
        ("environments/qa.yaml", "one-target"),
    ]
    assert check(broken).files == 5


@pytest.mark.parametrize(
    "paths, files, found",
    [
        pytest.param(["catalog/aurora/b.yaml"], 1, ["catalog/aurora/b.yaml"], id="one file, that clashes with another"),
        pytest.param(["catalog/borealis"], 1, ["catalog/borealis/c.yaml"], id="a folder"),
        pytest.param(
            ["catalog/borealis/", "environments"], 3, ["catalog/borealis/c.yaml", "environments/qa.yaml"], id="two"
        ),
        pytest.param(["environments/staging.yaml"], 1, [], id="a file without problems"),
        pytest.param(
            ["."],
            5,
            [f"catalog/{f}.yaml" for f in ("aurora/a", "aurora/b", "borealis/c")] + ["environments/qa.yaml"],
            id="all",
        ),
    ],
)
def test_paths_choose_what_is_reported(broken: Path, paths: list[str], files: int, found: list[str]) -> None:
    wanted = [broken / path for path in paths]
    assert list(dict.fromkeys(file for file, _ in places(broken, *wanted))) == found
    assert check(broken, wanted).files == files


def test_a_path_that_is_not_there(broken: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        check(broken, [broken / "catalog/mars"])
    with pytest.raises(UsageError, match="not part of"):
        check(broken, [broken.parent])


def test_stores_are_not_judged_while_an_environment_cannot_be_read(repository: Write) -> None:
    root = repository({"catalog/mars/a.yaml": GOLD, "environments/qa.yaml": "role: staging\n"})
    assert "store-nowhere" not in [code for _, code in places(root)]


def test_the_default_language_of_another_store_is_a_translation(repository: Write) -> None:
    text = GOLD + "translations: {fr_FR: {description: x}}\n"
    french = "sandbox: b.db\nrole: staging\ncatalog: c\nstores: {mars: M}\ndefault_language: fr_FR\n"
    files = {"catalog/aurora/a.yaml": text, "environments/mars.yaml": french}
    assert places(repository(files)) == []
    files["catalog/mars/a.yaml"] = text
    assert places(repository(files)) == [("catalog/mars/a.yaml", "default-language-translated")]


@pytest.mark.parametrize("is_on", [True, False])
def test_the_collector_is_left_as_it_was(repository: Write, is_on: bool) -> None:
    root = repository({"catalog/aurora/a.yaml": "name: [\n"})
    (gc.enable if is_on else gc.disable)()
    try:
        check(root)
        assert gc.isenabled() is is_on
    finally:
        gc.enable()


def test_a_file_that_grows_while_it_is_read_is_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long, more = b"# a comment\n" * 2_000, b"description: d\n"
    (tmp_path / "a.yaml").write_bytes(long)
    folder = os.open(tmp_path, os.O_RDONLY)
    read = os.read

    def grows_afterwards(descriptor: int, most: int) -> bytes:
        data = read(descriptor, most)
        if data == long[:most]:
            with (tmp_path / "a.yaml").open("ab") as file:
                file.write(more)
        return data

    monkeypatch.setattr(os, "read", grows_afterwards)
    try:
        assert read_file("a.yaml", folder, "a.yaml") == long + more
    finally:
        os.close(folder)


@pytest.mark.parametrize(
    "make, code",
    [
        pytest.param(lambda path: path.symlink_to("other"), "symlink", id="a link"),
        pytest.param(lambda path: os.mkfifo(path), "not-a-file", id="a pipe"),
        pytest.param(lambda path: None, "unreadable", id="nothing any more"),
    ],
)
def test_a_file_that_became_something_else_after_it_was_listed(
    tmp_path: Path, make: Callable[[Path], object], code: str
) -> None:
    (tmp_path / "other").write_text("x")
    make(tmp_path / "a.yaml")
    folder = os.open(tmp_path, os.O_RDONLY)
    try:
        found = read_file("a.yaml", folder, "a.yaml")
    finally:
        os.close(folder)
    assert isinstance(found, Problem)
    assert found.code == code
