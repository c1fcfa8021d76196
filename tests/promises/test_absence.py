"""Promise 3: what is not there asks for nothing. No row goes, and nothing else is taken in its place."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.cli.running import syncer
from tests.rows import dump
from tests.workshop import Workshop, workshop

SEGMENTS = 6


def _a_file(made: Workshop) -> None:
    made.remove("aurora/s3")


def _half_of_the_files(made: Workshop) -> None:
    for number in range(4):
        made.remove(f"aurora/s{number}")


def _every_file(made: Workshop) -> None:
    for number in range(SEGMENTS):
        made.remove(f"aurora/s{number}")


def _the_folder_of_the_store(made: Workshop) -> None:
    shutil.rmtree(made.root / "catalog" / "aurora")


def _the_folder_of_the_catalog(made: Workshop) -> None:
    shutil.rmtree(made.root / "catalog")


def _the_right_folder(made: Workshop) -> None:
    _the_folder_of_the_store(made)
    for number in range(SEGMENTS):
        made.write(f"aurora/other-{number}", f"Club {number * 1111}", f"Of another project, {number}.")


def _the_right_repository(made: Workshop) -> None:
    _the_right_folder(made)
    made.declare(catalog="another")


def _the_store(made: Workshop) -> None:
    made.declare(stores={"borealis": "Borealis"})


def _the_store_here(made: Workshop) -> None:
    elsewhere = (made.root / "environments" / "staging.yaml").read_text().replace("staging", "production")
    (made.root / "environments" / "production.yaml").write_text(elsewhere)
    _the_store(made)


def _the_variable(made: Workshop) -> None:
    settings = (made.root / "environments" / "staging.yaml").read_text().splitlines()
    lines = ["url_env: SEGMENTS_URL_OF_NOBODY", *(line for line in settings if not line.startswith("sandbox"))]
    (made.root / "environments" / "staging.yaml").write_text("\n".join(lines) + "\n")


MISSING: Mapping[str, tuple[Callable[[Workshop], None], int]] = {
    "a file": (_a_file, 0),
    "half of the files": (_half_of_the_files, 6),
    "every file": (_every_file, 6),
    "the folder of the store": (_the_folder_of_the_store, 6),
    "the folder of the catalog": (_the_folder_of_the_catalog, 4),
    "the right folder": (_the_right_folder, 6),
    "the right repository": (_the_right_repository, 4),
    "the store in every environment": (_the_store, 3),
    "the store in this environment": (_the_store_here, 0),
    "the variable with the URL": (_the_variable, 4),
}


@pytest.mark.parametrize("remove, code", MISSING.values(), ids=MISSING)
def test_what_is_missing_changes_no_row(remove: Callable[[Workshop], None], code: int, tmp_path: Path) -> None:
    made = workshop(tmp_path / "w")
    for number in range(SEGMENTS):
        made.write(f"aurora/s{number}", f"Segment {number}", f"Number {number}, filled nightly.")
    made.apply()
    before, stored = dump(made.database), made.database.read_bytes()
    remove(made)
    ended = syncer("apply", "staging", "--yes", folder=made.root)
    assert ended.returncode == code, ended.stderr
    assert made.database.read_bytes() == stored
    if code == 6:
        syncer("apply", "staging", "--yes", "--accept", "shrunk-catalog", "--reason", "x", folder=made.root)
        found = dump(made.database)
        for table in ("member", "mbrgrp", "mbrgrpusg", "mbrgrpdesc", "mbrgrpcond", "mgpcondele", "xsyncsegment"):
            assert [row for row in before[table] if row not in found[table]] == [], f"rows of {table} are gone"
