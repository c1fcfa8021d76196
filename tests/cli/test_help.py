"""Help: examples first, readable when narrow, and there at once because nothing heavy is imported."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from syncer.cli.commands import COMMANDS
from syncer.render.to_json import plan_json
from tests.cli.running import CHECKOUT, clean, in_terminal, syncer
from tests.render import samples

HEAVY = {
    "asyncio",
    "deepdiff",
    "fastjsonschema",
    "json",
    "jsonschema",
    "logging",
    "rich",
    "sqlalchemy",
    "subprocess",
    "yaml",
}
LOADED = """
import sys
from syncer.cli.main import run
code = run({arguments!r})
loaded = {{name.split(".")[0] for name in sys.modules}} | {{name for name in sys.modules if name.startswith("syncer.")}}
print("LOADED", code, *sorted(loaded))
"""


def loaded_by(*arguments: str) -> set[str]:
    """The packages, and modules of ours, that a command line has imported when it is done."""
    script = LOADED.format(arguments=list(arguments))
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=CHECKOUT, env=clean(), capture_output=True, encoding="utf-8", check=True
    )
    return set(done.stdout.splitlines()[-1].split()[2:])


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["--help"], id="of all"),
        pytest.param(["--version"], id="no help but the version"),
        *(pytest.param([name, "--help"], id=f"of {name}") for name in COMMANDS),
    ],
)
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    assert loaded_by(*arguments).isdisjoint(HEAVY)


def test_validate_of_right_files_needs_no_database_and_no_explainer() -> None:
    loaded = loaded_by("validate")
    assert "fastjsonschema" in loaded
    assert loaded.isdisjoint({"sqlalchemy", "jsonschema", "deepdiff", "rich", "subprocess", "asyncio"})


def test_plan_file_needs_no_database(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(plan_json(samples.OPEN), encoding="ascii")
    assert loaded_by("show", str(path)).isdisjoint({"sqlalchemy", "jsonschema", "deepdiff", "rich", "yaml"})


def test_help_imports_no_command() -> None:
    assert loaded_by("--help").isdisjoint(f"syncer.cli.{name}" for name in COMMANDS)


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_begins_with_examples(name: str) -> None:
    done = syncer(*name.split(), "--help")
    assert done.returncode == 0
    first, second, *_ = done.stdout.splitlines()
    assert first == "Examples:"
    assert second.startswith(("  syncer " + name, '  eval "$(syncer ' + name))
    assert max(map(len, done.stdout.splitlines())) <= 80


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_fits_into_forty_columns(name: str) -> None:
    """Only commands to be copied and words that cannot be cut may be longer."""
    code, screen = in_terminal(*name.split(), "--help", columns=40)
    assert code == 0
    for row in screen.splitlines():
        assert len(row) <= 40 or row.startswith(("  syncer", "  eval"))


@pytest.mark.parametrize("name", COMMANDS)
def test_examples_name_only_options_that_exist(name: str) -> None:
    done = syncer(name, "--help")
    examples, rest = done.stdout.split("Usage:")
    for word in examples.split():
        if word.startswith("--"):
            assert word in rest


def test_completion_needs_no_command() -> None:
    done = syncer(_SYNCER_COMPLETE="bash_complete", COMP_WORDS="syncer p", COMP_CWORD="1")
    assert done.stdout.split() == ["plain,plan"]


def test_completion_knows_the_environments() -> None:
    done = syncer(_SYNCER_COMPLETE="bash_complete", COMP_WORDS="syncer plan s", COMP_CWORD="2")
    assert done.stdout.split() == ["plain,staging"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(shell: str) -> None:
    done = syncer("completion", shell)
    assert done.returncode == 0
    assert "_SYNCER_COMPLETE" in done.stdout
    assert "\\t" not in done.stdout.replace("\\t'", "")


def test_completion_without_a_shell_that_we_know_is_refused() -> None:
    done = syncer("completion", SHELL="/bin/tcsh")
    assert done.returncode == 64
    assert "bash, zsh, fish" in done.stderr
