"""``syncer fmt`` on real files: what it writes, what it says, and how it ends."""

from __future__ import annotations

import json
import os
import shutil
import stat
from pathlib import Path

import jsonschema
import pytest

from syncer.cli.exits import Exit
from tests.cli.running import CHECKOUT, syncer

UGLY = "catalog/aurora/employees.yaml"
BROKEN = "catalog/aurora/app-users.yaml"
TEXT = b"# mine\r\n\r\ndescription:    'Staff'   # all of them\r\nname: \"Employees\""
FORMATTED = """\
# yaml-language-server: $schema=../../schemas/segment.schema.json
# mine

name: Employees
description: Staff # all of them
"""


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """The sample catalog with one file that is laid out in another way."""
    for name in ("catalog", "environments", "schemas"):
        shutil.copytree(CHECKOUT / name, tmp_path / name)
    (tmp_path / UGLY).write_bytes(TEXT)
    return tmp_path


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_files_are_laid_out_and_then_it_is_content(work: Path) -> None:
    before = files_of(work)
    done = syncer("fmt", folder=work)
    assert (done.returncode, done.stdout) == (Exit.DONE, f"  formatted  {UGLY}\n1 file formatted, 18 unchanged.\n")
    assert "Next: syncer validate" in done.stderr
    assert files_of(work) == before | {UGLY: FORMATTED.encode()}
    again = syncer("fmt", "--check", folder=work)
    assert (again.returncode, again.stdout) == (Exit.DONE, "0 files to be formatted, 19 unchanged.\n")


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_check_and_diff_write_nothing_and_name_the_file(option: str, work: Path) -> None:
    before = files_of(work)
    done = syncer("fmt", option, "catalog", folder=work)
    assert done.returncode == Exit.DIFFERENT
    assert f"  would change  {UGLY}\n" in done.stdout
    assert "Next: syncer fmt catalog" in done.stderr
    assert files_of(work) == before


def test_a_difference_shows_what_cannot_be_seen(work: Path) -> None:
    lines = syncer("fmt", "--diff", folder=work).stdout.splitlines()
    assert "-# mine\\r" in lines
    assert "+description: Staff # all of them" in lines
    assert '-name: "Employees"' in lines
    assert "-\\ No newline at end of file" in lines


def test_files_with_errors_are_left_and_the_others_laid_out(work: Path) -> None:
    (work / BROKEN).write_text("name: [\n")
    for option, code in ((("--check",), UGLY), ((), UGLY)):
        done = syncer("fmt", *option, folder=work)
        assert done.returncode == Exit.INVALID
        assert f"{BROKEN}:" in done.stdout
        assert code in done.stdout
        assert "1 left alone because of problems." in done.stdout
        assert "Next: syncer explain syntax" in done.stderr
    assert (work / BROKEN).read_text() == "name: [\n"
    assert (work / UGLY).read_text() == FORMATTED


def test_paths_are_meant_from_where_one_stands(work: Path) -> None:
    done = syncer("fmt", "employees.yaml", folder=work / "catalog/aurora")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (Exit.DONE, "1 file formatted, 0 unchanged.")
    assert syncer("fmt", "nowhere.yaml", folder=work).returncode == Exit.USAGE


def test_who_may_read_a_file_stays_as_it_is_and_a_broken_off_write_leaves_nothing(work: Path) -> None:
    (work / UGLY).chmod(0o640)
    assert syncer("fmt", folder=work).returncode == Exit.DONE
    assert stat.S_IMODE((work / UGLY).stat().st_mode) == 0o640
    assert not list(work.rglob("*.tmp"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_told(work: Path) -> None:
    (work / UGLY).parent.chmod(0o500)
    done = syncer("fmt", folder=work)
    (work / UGLY).parent.chmod(0o700)
    assert done.returncode == Exit.NOT_PERMITTED
    assert UGLY in done.stderr


def test_json_is_as_its_schema_says(work: Path) -> None:
    (work / BROKEN).write_text("name: [\n")
    schema = json.loads((CHECKOUT / "schemas/fmt.schema.json").read_text())
    for options, written in ((("--check",), False), ((), True)):
        document = json.loads(syncer("fmt", *options, "--format", "json", folder=work).stdout)
        jsonschema.Draft7Validator(schema).validate(document)
        assert (document["changed"], document["written"], document["unchanged"]) == ([UGLY], written, 17)
        assert [problem["file"] for problem in document["problems"]] == [BROKEN]


def test_nothing_hostile_reaches_a_difference(work: Path) -> None:
    (work / UGLY).write_text("name: x\ndescription: d # \u2009::error::\\x1b[31m @everyone <b>\n", encoding="utf-8")
    done = syncer("fmt", "--diff", folder=work)
    assert done.returncode == Exit.DIFFERENT
    assert all(row.isprintable() and not row.lstrip().startswith("::") for row in done.stdout.split("\n"))
