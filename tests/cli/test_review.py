"""``syncer review`` as people and CI call it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from syncer.cli.exits import Exit
from tests.cli.running import CHECKOUT, in_terminal, syncer
from tests.repository import Repository, new_repository

GOLD = "catalog/aurora/gold.yaml"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return new_repository(tmp_path / "work")


def nothing(repository: Repository) -> None:
    """Leave it as it is."""


def rename(repository: Repository) -> None:
    repository.segment("aurora/gold", "GOLD")


def look_alike(repository: Repository) -> None:
    repository.remove("aurora/gold")
    repository.segment("aurora/golden", "Golden")


def update(repository: Repository) -> None:
    repository.segment("aurora/gold", "Gold", "Another text.")


def broken(repository: Repository) -> None:
    """A rename in a file that has an error too."""
    repository.segment("aurora/gold", "Golden", more="colour: red\n")


def not_valid_before(repository: Repository) -> None:
    repository.write(GOLD, "name: Gold\n")
    repository.commit()
    update(repository)


def no_repository(repository: Repository) -> None:
    (repository.top / ".git").rename(repository.top / "git")


@pytest.mark.parametrize(
    "arguments, prepare, code, expected",
    [
        pytest.param("", nothing, Exit.USAGE, "Missing option '--base'", id="without a base"),
        pytest.param("--base main", nothing, Exit.DONE, "No segment changes. 3 files are valid.", id="no change"),
        pytest.param("--base main", update, Exit.DONE, "The change: 1 to update.", id="a change"),
        pytest.param("--base main --head HEAD", update, Exit.DONE, "No segment changes.", id="nothing committed"),
        pytest.param("--base main", rename, Exit.REFUSED, "x rename  aurora/gold  " + GOLD + ":1:7", id="a rename"),
        pytest.param("--base main", look_alike, Exit.REFUSED, "may be accepted", id="a look-alike"),
        pytest.param("--base main --accept rename --reason two", look_alike, Exit.DONE, "Reason: two", id="accepted"),
        pytest.param(
            "--base main --accept rename --reason x", rename, Exit.REFUSED, "only the case differs", id="never accepted"
        ),
        pytest.param(
            "--base main --accept drift --reason x", nothing, Exit.USAGE, "be accepted: rename.", id="nothing to accept"
        ),
        pytest.param("--base main", broken, Exit.INVALID, "cannot be renamed from 'Gold'", id="invalid before refused"),
        pytest.param("--base main", not_valid_before, Exit.DONE, GOLD, id="not valid at the base"),
        pytest.param("--base nowhere", nothing, Exit.USAGE, "git knows no commit 'nowhere'", id="no such branch"),
        pytest.param("--base=--output=x", nothing, Exit.USAGE, "git knows no commit", id="an option as a branch"),
        pytest.param("--base main --head=", nothing, Exit.USAGE, "git knows no commit ''", id="a variable not set"),
        pytest.param("--base main --head nowhere", nothing, Exit.USAGE, "'nowhere'", id="no such head"),
        pytest.param("--base main", no_repository, Exit.NOT_PERMITTED, "not in a git repository", id="no repository"),
    ],
)
def test_each_end_has_its_code(
    arguments: str, prepare: Callable[[Repository], None], code: Exit, expected: str, repository: Repository
) -> None:
    prepare(repository)
    done = syncer("review", *arguments.split(), folder=repository.root)
    said = done.stdout + done.stderr
    assert done.returncode == code, said
    assert expected in said
    assert "Traceback" not in said
    as_json = syncer("review", *arguments.split(), "--format", "json", folder=repository.root)
    assert as_json.returncode == code
    if as_json.stdout:
        document = json.loads(as_json.stdout)
        kind = "error" if "error" in document else "review"
        schema = json.loads((CHECKOUT / f"schemas/{kind}.schema.json").read_text(encoding="utf-8"))
        jsonschema.Draft7Validator(schema).validate(document)


@pytest.mark.parametrize(
    "prepare, following",
    [
        pytest.param(update, "syncer plan ENV --out plan.json   what it would do to a database", id="a change"),
        pytest.param(rename, "syncer explain rename   what that means, and what to do", id="a rename"),
        pytest.param(broken, "syncer explain unknown-key   what that means, and what to do", id="an error"),
    ],
)
def test_it_ends_by_naming_the_next_command(
    prepare: Callable[[Repository], None], following: str, repository: Repository
) -> None:
    prepare(repository)
    assert syncer("review", "--base", "main", folder=repository.root).stderr == f"Next: {following}\n"


def test_without_git_it_says_so(repository: Repository) -> None:
    done = syncer("review", "--base", "main", folder=repository.root, PATH="/nowhere")
    assert done.returncode == Exit.NOT_PERMITTED
    assert "git cannot be run: No such file or directory" in done.stderr
    assert "Install git" in done.stderr


def test_a_folder_of_somebody_else_is_told_in_the_words_of_git(repository: Repository) -> None:
    done = syncer("review", "--base", "main", folder=repository.root, GIT_TEST_ASSUME_DIFFERENT_OWNER="1")
    assert done.returncode == Exit.NOT_PERMITTED
    assert "fatal: detected dubious ownership in repository" in done.stderr
    assert "safe.directory" in done.stderr


def test_the_page_needs_no_checkout_of_the_base(repository: Repository) -> None:
    """Each verb, field and value, from files that are not committed."""
    repository.segment("aurora/old", "Old", more="lifecycle: retired\n")
    repository.commit()
    update(repository)
    repository.segment("aurora/silver", "Silver", more="lifecycle: retired\n")
    repository.segment("aurora/old", "Old")
    repository.segment("borealis/new", "New", more="allowExport: true\n")
    page = syncer("-C", repository.root, "review", "--base", "main").stdout
    assert page.partition("\n\n")[2] == (
        "To create, 1:\n"
        '  + create  borealis/new  "New"\n'
        "      allowExport: true\n"
        '      description: "Some text."\n'
        "\n"
        "To retire, 1 (left as it is, and not written any more):\n"
        '  ~ retire  aurora/silver  "Silver"\n'
        "      lifecycle:\n"
        '        - before  "active"\n'
        '        + after   "retired"\n'
        "\n"
        "To restore, 1 (kept as the file says again):\n"
        '  ~ restore  aurora/old  "Old"\n'
        "      lifecycle:\n"
        '        - before  "retired"\n'
        '        + after   "active"\n'
        "\n"
        "To update, 1:\n"
        '  ~ update  aurora/gold  "Gold"\n'
        "      description:\n"
        '        - before  "Some text."\n'
        '        + after   "Another text."\n'
        "\n"
        "The change: 1 to create, 1 to retire, 1 to restore, 1 to update. 5 files are valid.\n"
    )


def test_one_call_writes_further_reports(repository: Repository) -> None:
    rename(repository)
    done = syncer("review", "--base", "main", "--report", "json=found.json", folder=repository.root)
    assert done.returncode == Exit.REFUSED
    assert json.loads((repository.root / "found.json").read_text())["refusals"][0]["line"] == 1


def test_two_reports_do_not_overwrite_each_other(repository: Repository) -> None:
    base = ("review", "--base", "main")
    done = syncer(*base, "--report", "json=found", "--report", "html=found", folder=repository.root)
    assert (done.returncode, done.stdout) == (Exit.USAGE, "")
    assert "2 reports would go to found; name a file for each" in done.stderr
    summaries = ("--report", "github-summary=found") * 2
    assert syncer(*base, *summaries, folder=repository.root).returncode == Exit.DONE
    text = (repository.root / "found").read_text()
    assert text == text[: len(text) // 2] * 2


def test_a_reference_cannot_write_to_the_terminal(repository: Repository) -> None:
    code, screen = in_terminal("review", "--base", "\x1b[31mred\x1b]0;title\x07", folder=repository.root)
    assert code == Exit.USAGE
    assert "\x1b]0;" not in screen
    assert "\\x1b[31mred" in screen


def test_no_database_is_asked_and_no_variable_needed(repository: Repository) -> None:
    repository.write("environments/staging.yaml", "url_env: NOT_SET\n" + _settings(repository))
    repository.commit()
    update(repository)
    assert syncer("review", "--base", "main", folder=repository.root).returncode == Exit.DONE


def _settings(repository: Repository) -> str:
    lines = (repository.root / "environments/staging.yaml").read_text().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("sandbox"))
