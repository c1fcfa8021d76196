"""``syncer init``: the repository that it starts works as it is."""

from __future__ import annotations

import json
import sqlite3
import sysconfig
from pathlib import Path

import jsonschema
import pytest

from syncer.cli.exits import Exit
from tests.cli.running import CHECKOUT, syncer
from tests.cli.test_fmt import files_of
from tests.judges import run

MADE = (
    *(".gitignore", ".gitlab-ci.yml", ".pre-commit-config.yaml", ".vscode/settings.json", "CODEOWNERS", "README.md"),
    *("catalog/retail/loyalty-gold.yaml", "environments/production.yaml", "environments/staging.yaml"),
    *("schemas/environment.schema.json", "schemas/segment.schema.json"),
)


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that was started, with its sandboxes."""
    folder = tmp_path_factory.mktemp("init")
    done = syncer("init", "My Segments", folder=folder)
    assert done.returncode == Exit.DONE, done.stderr
    assert "Next: syncer -C 'My Segments' sandbox" in done.stderr
    assert syncer("sandbox", folder=folder / "My Segments").returncode == Exit.DONE
    return folder / "My Segments"


def test_everything_is_there(begun: Path) -> None:
    made = {name for name in files_of(begun) if not name.startswith(".sandbox/")}
    workflows = {f".github/workflows/{path.name}" for path in (CHECKOUT / "docs/ci/github").iterdir()}
    assert made == {*MADE, *workflows}
    assert len(workflows) > 2


def test_the_catalog_is_valid_laid_out_and_can_be_applied(begun: Path) -> None:
    assert syncer("validate", folder=begun).stdout == "3 files are valid.\n"
    assert syncer("fmt", "--check", folder=begun).returncode == Exit.DONE
    plan = syncer("plan", "staging", folder=begun)
    assert (plan.returncode, plan.stderr.startswith("Next: syncer apply")) == (Exit.DONE, True)
    assert "Plan: 1 to create" in plan.stdout
    assert syncer("apply", "staging", "--yes", folder=begun).returncode == Exit.DONE
    database = sqlite3.connect(begun / ".sandbox/staging.db")
    assert database.execute("SELECT catalog_name FROM xsynchead").fetchall() == [("my-segments",)]
    database.close()


def test_what_is_shipped_is_what_this_repository_has(begun: Path) -> None:
    for path in (".vscode/settings.json", "schemas/segment.schema.json", "schemas/environment.schema.json"):
        assert (begun / path).read_text() == (CHECKOUT / path).read_text()
    assert (begun / ".gitlab-ci.yml").read_text() == (CHECKOUT / "docs/ci/gitlab/.gitlab-ci.yml").read_text()


def test_the_hooks_are_as_pre_commit_wants_them(begun: Path) -> None:
    run([Path(sysconfig.get_path("scripts")) / "pre-commit", "validate-config", begun / ".pre-commit-config.yaml"])


def test_nothing_is_overwritten_and_what_is_in_the_way_is_listed(begun: Path, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    (tmp_path / "environments").mkdir()
    done = syncer("init", folder=tmp_path)
    assert done.returncode == Exit.USAGE
    assert "environments/, README.md" in done.stderr
    assert files_of(tmp_path) == {"README.md": b"mine"}
    before = files_of(begun)
    assert syncer("init", folder=begun).returncode == Exit.USAGE
    assert files_of(begun) == before


@pytest.mark.parametrize("name", ["schemas", ".vscode", ".github", ".github/workflows", "catalog"])
def test_a_file_in_the_place_of_a_folder_is_in_the_way(name: str, tmp_path: Path) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("mine")
    done = syncer("init", folder=tmp_path)
    assert (done.returncode, done.stdout) == (Exit.USAGE, "")
    assert f"this is there already: {name}\n" in done.stderr
    assert files_of(tmp_path) == {name: b"mine"}


def test_a_file_where_a_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    done = syncer("init", "taken", folder=tmp_path)
    assert done.returncode == Exit.NOT_PERMITTED, done.stderr
    assert (tmp_path / "taken").read_text() == "mine"


def test_json_is_as_its_schema_says(tmp_path: Path) -> None:
    document = json.loads(syncer("init", "--format", "json", folder=tmp_path).stdout)
    schema = json.loads((CHECKOUT / "schemas/written.schema.json").read_text())
    jsonschema.Draft7Validator(schema).validate(document)
    assert sorted(document["files"]) == sorted(files_of(tmp_path))
