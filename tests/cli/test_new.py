"""``syncer new``: one file that is valid at once, or a reason why not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema
import pytest

from syncer.cli.exits import Exit
from tests.cli.running import CHECKOUT, syncer
from tests.cli.test_fmt import files_of

FILE = "catalog/aurora/win-back-90.yaml"
MODE = "# yaml-language-server: $schema=../../schemas/segment.schema.json\n"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    for name in ("catalog", "environments", "schemas"):
        shutil.copytree(CHECKOUT / name, tmp_path / name)
    return tmp_path


def test_a_file_is_written_with_a_name_from_its_id(work: Path) -> None:
    done = syncer("new", "aurora/win-back-90", folder=work)
    assert (done.returncode, done.stdout) == (Exit.DONE, f"  + {FILE}\n1 file written.\n")
    assert "Next: syncer validate" in done.stderr
    assert (work / FILE).read_text().startswith(f'{MODE}name: Win back 90\ndescription: "To be written: ')
    assert syncer("validate", folder=work).returncode == Exit.DONE
    assert syncer("fmt", "--check", folder=work).returncode == Exit.DONE


def test_name_and_description_can_be_given(work: Path) -> None:
    text = "First: what it is.\nThen: \"what\" it is n't, 'quoted'."
    done = syncer("new", "aurora/win-back-90", "--name", "No: 90", "--description", text, folder=work)
    assert (done.returncode, done.stderr.rstrip()) == (Exit.DONE, "Next: syncer validate   check it")
    assert (work / FILE).read_text() == (
        f'{MODE}name: "No: 90"\ndescription: |-\n  First: what it is.\n  Then: "what" it is n\'t, \'quoted\'.\n'
    )


def test_the_folder_of_a_new_store_is_made(work: Path) -> None:
    staging = work / "environments/staging.yaml"
    staging.write_text(staging.read_text().replace("stores:\n", "stores:\n  cirrus: Cirrus\n"))
    assert syncer("new", "cirrus/gold", folder=work).returncode == Exit.DONE
    assert (work / "catalog/cirrus/gold.yaml").is_file()


@pytest.mark.parametrize(
    "arguments, code, said",
    [
        pytest.param(["aurora/loyalty-gold"], Exit.USAGE, "never overwritten", id="is there already"),
        pytest.param(["gold"], Exit.USAGE, "STORE/ID", id="no store"),
        pytest.param(["aurora/a/b"], Exit.USAGE, "STORE/ID", id="too deep"),
        pytest.param(["aurora/../b"], Exit.USAGE, "STORE/ID", id="out of the catalog"),
        pytest.param(["../b"], Exit.USAGE, "single hyphens", id="a store that is no name"),
        pytest.param(["aurora/Gold_1"], Exit.USAGE, "single hyphens", id="other letters"),
        pytest.param(["aurora/" + "a" * 65], Exit.USAGE, "64", id="too long"),
        pytest.param(["auroa/gold"], Exit.INVALID, "store-nowhere", id="a store that no environment lists"),
        pytest.param(["aurora/a", "--name", " a"], Exit.INVALID, "outer-blanks", id="a name that validate refuses"),
        pytest.param(["aurora/a", "--name", ""], Exit.INVALID, "empty-text", id="an empty name"),
        pytest.param(["aurora/a", "--name", "x" * 255], Exit.INVALID, "too-long", id="a name that is too long"),
        pytest.param(["aurora/a", "--name", "a\nb: c"], Exit.INVALID, "line-break", id="a name of two lines"),
        pytest.param(["aurora/a", "--name", "a\u202eb"], Exit.INVALID, "unseen-character", id="a hidden character"),
        pytest.param(["aurora/a", "--description", "a\tb"], Exit.INVALID, "unseen-character", id="a tab"),
        pytest.param(["aurora/a", "--description", "a\rb"], Exit.INVALID, "unseen-character", id="a carriage return"),
        pytest.param(["aurora/a", "--name", "G\udcf6ld"], Exit.INVALID, "not-utf8", id="no UTF-8"),
    ],
)
def test_what_would_be_a_problem_is_told_and_nothing_is_written(
    arguments: list[str], code: Exit, said: str, work: Path
) -> None:
    before = files_of(work)
    done = syncer("new", *arguments, folder=work)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert files_of(work) == before


def test_a_link_that_leads_nowhere_is_not_written_through(work: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "a.yaml"
    (work / "catalog/aurora/a.yaml").symlink_to(elsewhere)
    assert syncer("new", "aurora/a", folder=work).returncode == Exit.USAGE
    assert not elsewhere.exists()


def test_a_store_behind_a_link_is_not_written_to(work: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    shutil.rmtree(work / "catalog/borealis")
    (work / "catalog/borealis").symlink_to(elsewhere)
    done = syncer("new", "borealis/a", folder=work)
    assert (done.returncode, "is a symbolic link" in done.stderr) == (Exit.USAGE, True)
    assert list(elsewhere.iterdir()) == []


def test_json_is_as_its_schema_says(work: Path) -> None:
    document = json.loads(syncer("new", "aurora/win-back-90", "--format", "json", folder=work).stdout)
    jsonschema.Draft7Validator(json.loads((CHECKOUT / "schemas/written.schema.json").read_text())).validate(document)
    assert document["files"] == [FILE]
