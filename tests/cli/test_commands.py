"""The real command on real files and databases: what it says, and with which code it ends."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from _pytest.mark import ParameterSet

from syncer.cli.commands import COMMANDS
from syncer.cli.exits import Exit
from tests.cli.running import CHECKOUT, in_terminal, syncer
from tests.render.samples import HOSTILE

SILVER = "catalog/aurora/loyalty-silver.yaml"


@pytest.fixture(scope="session")
def _prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample catalog with its sandboxes, applied to staging."""
    folder = tmp_path_factory.mktemp("prepared") / "work"
    folder.mkdir()
    for name in ("catalog", "environments"):
        shutil.copytree(CHECKOUT / name, folder / name)
    assert syncer("sandbox", folder=folder).returncode == Exit.DONE
    assert syncer("apply", "staging", "--yes", folder=folder).returncode == Exit.DONE
    return folder


@pytest.fixture
def work(_prepared: Path, tmp_path: Path) -> Path:
    """A copy of it to do anything with."""
    return Path(shutil.copytree(_prepared, tmp_path / "work"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def describe(work: Path, text: str) -> None:
    """Change the description of the silver members in its file."""
    edit(work / SILVER, "750 to 1,999 points", text)


def rename(work: Path) -> None:
    edit(work / SILVER, "name: Silver loyalty members", "name: Silver club")


def edit_by_hand(work: Path) -> None:
    """What somebody does in the Marketing tool."""
    connection = sqlite3.connect(work / ".sandbox/staging.db")
    with connection:
        changed = connection.execute(
            "UPDATE mbrgrpdesc SET description = 'Changed by hand' WHERE language_id = -1 AND mbrgrp_id ="
            " (SELECT mbrgrp_id FROM mbrgrp WHERE mbrgrpname = 'Silver loyalty members')"
        )
        assert changed.rowcount == 1
        connection.execute(
            "UPDATE mbrgrp SET lastupdatedby = 'wcsadmin', optcounter = optcounter + 1"
            " WHERE mbrgrpname = 'Silver loyalty members'"
        )
    connection.close()


def without_setup(work: Path) -> None:
    connection = sqlite3.connect(work / ".sandbox/staging.db")
    with connection:
        tables = "SELECT name FROM sqlite_master WHERE name LIKE 'xsync%' AND type = 'table'"
        for (table,) in connection.execute(tables).fetchall():
            connection.execute(f"DROP TABLE {table}")
    connection.close()


def saved_then_changed(work: Path) -> None:
    describe(work, "800 to 1,999 points")
    assert syncer("plan", "staging", "--out", "plan.json", folder=work).returncode == Exit.DONE
    edit_by_hand(work)


def frozen(work: Path) -> None:
    """A saved plan, and a time in which nothing is written: always."""
    with (work / "environments/staging.yaml").open("a") as file:
        file.write("freezes: {Closed: {from: 2026-01-01T00:00Z, until: 9999-01-01T00:00Z}}\n")
    describe(work, "800 to 1,999 points")
    assert syncer("plan", "staging", "--out", "plan.json", folder=work).returncode == Exit.DONE


def broken_file(work: Path) -> None:
    edit(work / SILVER, "name:", "nmae:")


def damaged_keys(work: Path) -> None:
    connection = sqlite3.connect(work / ".sandbox/staging.db")
    with connection:
        connection.execute("UPDATE keys SET counter = lowerbound WHERE tablename = 'mbrgrp'")
    connection.close()


def removed(work: Path) -> None:
    (work / ".sandbox/staging.db").unlink()


def nothing(work: Path) -> None:
    """Leave it as it is."""


CASES = [
    pytest.param("validate", nothing, Exit.DONE, id="files without a problem"),
    pytest.param("validate", broken_file, Exit.INVALID, id="a file with a problem"),
    pytest.param("plan staging", nothing, Exit.DONE, id="plan with nothing to do"),
    pytest.param("plan staging --detailed-exitcode", nothing, Exit.DONE, id="detailed, with nothing to do"),
    pytest.param("plan production", nothing, Exit.DONE, id="plan with changes"),
    pytest.param("plan production --detailed-exitcode", nothing, Exit.DIFFERENT, id="detailed, with changes"),
    pytest.param("plan staging", broken_file, Exit.INVALID, id="plan of files with a problem"),
    pytest.param("plan staging", rename, Exit.REFUSED, id="plan of a rename"),
    pytest.param("plan staging --detailed-exitcode", rename, Exit.REFUSED, id="refused counts before different"),
    pytest.param("plan staging --hold aurora/loyalty-silver --reason x", rename, Exit.DONE, id="the rename left out"),
    pytest.param("plan staging", edit_by_hand, Exit.REFUSED, id="plan over somebody's edit"),
    pytest.param("plan staging --accept drift --reason x", edit_by_hand, Exit.DONE, id="the edit accepted to be lost"),
    pytest.param("plan staging --accept nonsense --reason x", nothing, Exit.USAGE, id="a guard that there is none of"),
    pytest.param("plan nowhere", nothing, Exit.USAGE, id="an environment that there is none of"),
    pytest.param("plan staging --out plan.txt", nothing, Exit.USAGE, id="a plan file with another ending"),
    pytest.param("plan staging --out missing/plan.json", nothing, Exit.NOT_PERMITTED, id="a folder that is not there"),
    pytest.param("apply staging --yes", nothing, Exit.DONE, id="apply with nothing to do"),
    pytest.param("apply staging", nothing, Exit.USAGE, id="apply without a terminal and without --yes"),
    pytest.param("apply staging --yes", rename, Exit.REFUSED, id="apply of a rename"),
    pytest.param("apply production --yes", nothing, Exit.NOT_PERMITTED, id="production without a plan file"),
    pytest.param("apply staging --yes", without_setup, Exit.NOT_PERMITTED, id="apply before setup"),
    pytest.param("apply production --expect 0", nothing, Exit.STALE, id="another digest than expected"),
    pytest.param("apply plan.json", saved_then_changed, Exit.STALE, id="a plan that the database has left behind"),
    pytest.param("apply plan.json --hold a/b --reason x", saved_then_changed, Exit.USAGE, id="holding in a saved plan"),
    pytest.param("apply plan.json --accept drift --reason x", saved_then_changed, Exit.USAGE, id="accepting in one"),
    pytest.param("apply plan.json --accept window", frozen, Exit.USAGE, id="a freeze passed without a reason"),
    pytest.param("apply plan.json", frozen, Exit.REFUSED, id="a freeze"),
    pytest.param("apply plan.json --accept window --reason x", frozen, Exit.DONE, id="a freeze passed"),
    pytest.param("plan staging --accept window --reason x", nothing, Exit.USAGE, id="a freeze passed when planning"),
    pytest.param("plan staging --hold aurora/loyalty-silver", nothing, Exit.USAGE, id="held without a reason"),
    pytest.param("apply plan.json --reason x", saved_then_changed, Exit.USAGE, id="a reason for a saved plan"),
    pytest.param("apply missing.json", nothing, Exit.USAGE, id="a plan file that is not there"),
    pytest.param("show environments/staging.yaml", nothing, Exit.STALE, id="something else than a plan file"),
    pytest.param("drift staging", nothing, Exit.DONE, id="no drift"),
    pytest.param("drift staging", edit_by_hand, Exit.DIFFERENT, id="drift"),
    pytest.param("drift staging", rename, Exit.DIFFERENT, id="drift where a plan is refused"),
    pytest.param("drift production", nothing, Exit.DIFFERENT, id="a catalog that was not applied yet"),
    pytest.param("doctor staging", nothing, Exit.DONE, id="a database that is well"),
    pytest.param("doctor staging", damaged_keys, Exit.DIFFERENT, id="a database to look at"),
    pytest.param("conformance staging --scratch-schema S", nothing, Exit.NOT_PERMITTED, id="no schemas to try in"),
    pytest.param("conformance staging --scratch-schema a.b", nothing, Exit.USAGE, id="a schema that is no name"),
    pytest.param("conformance staging", nothing, Exit.USAGE, id="no schema to try in"),
    pytest.param("doctor staging", removed, Exit.NOT_PERMITTED, id="no database to look at"),
    pytest.param("setup staging", nothing, Exit.DONE, id="setup again"),
    pytest.param("setup staging --sql", nothing, Exit.DONE, id="setup for a DBA"),
    pytest.param("setup staging --sql --format json", nothing, Exit.USAGE, id="SQL as JSON"),
    pytest.param("sandbox", nothing, Exit.NOT_PERMITTED, id="a sandbox that is there already"),
    pytest.param("sandbox --reset --profile 7", nothing, Exit.DONE, id="a sandbox made anew"),
    pytest.param("explain", nothing, Exit.DONE, id="all codes"),
    pytest.param("explain rename", nothing, Exit.DONE, id="a refusal explained"),
    pytest.param("explain unknown-key", nothing, Exit.DONE, id="a problem explained"),
    pytest.param("explain renam", nothing, Exit.USAGE, id="a code that there is none of"),
    pytest.param("schema plan", nothing, Exit.DONE, id="a schema"),
    pytest.param("schema nonsense", nothing, Exit.USAGE, id="a schema that there is none of"),
    pytest.param("pln", nothing, Exit.USAGE, id="a command that there is none of"),
    pytest.param("", nothing, Exit.USAGE, id="no command"),
    pytest.param("-C / validate", nothing, Exit.NOT_PERMITTED, id="no catalog repository"),
]
KIND = {"plan": "plan", "show": "plan", "apply": "report"}
WITHOUT_JSON = ("setup staging --sql", "schema plan", "schema nonsense", "pln", "")


def one_of_each() -> list[ParameterSet]:
    """The first case of every command and code: enough to see each kind of JSON."""
    found: dict[tuple[str, object], ParameterSet] = {}
    for case in CASES:
        arguments, _, code = case.values
        if arguments not in WITHOUT_JSON:
            found.setdefault((str(arguments).partition(" ")[0], code), case)
    return list(found.values())


@pytest.mark.parametrize("arguments, prepare, code", CASES)
def test_each_end_has_its_code(arguments: str, prepare: Callable[[Path], None], code: Exit, work: Path) -> None:
    prepare(work)
    done = syncer(*arguments.split(), folder=work)
    assert done.returncode == code, done.stderr
    said = done.stdout + done.stderr
    assert "Traceback" not in said
    assert "sqlite" not in done.stderr.lower()
    if code is Exit.DONE:
        assert done.stderr.splitlines()[-1].startswith("Next: ")


@pytest.mark.parametrize("arguments, prepare, code", one_of_each())
def test_json_is_as_its_schema_says(arguments: str, prepare: Callable[[Path], None], code: Exit, work: Path) -> None:
    prepare(work)
    done = syncer(*arguments.split(), "--format", "json", folder=work)
    assert done.returncode == code, done.stderr
    if not done.stdout:
        assert code is Exit.USAGE
        return
    document = json.loads(done.stdout)
    name = next(word for word in arguments.split() if word in COMMANDS)
    kind = "error" if "error" in document else KIND.get(name, name)
    schema = json.loads((CHECKOUT / f"schemas/{kind}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema).validate(document)


def test_a_plan_is_saved_shown_applied_and_then_already_applied(work: Path) -> None:
    describe(work, "800 to 1,999 points")
    planned = syncer("plan", "staging", "--out", "plan.json", folder=work)
    assert "Plan: 1 to update; 16 in sync." in planned.stdout
    assert "Saved plan.json." in planned.stderr
    assert planned.stderr.endswith("Next: syncer apply plan.json   do that, all of it or nothing\n")
    assert syncer("show", "plan.json", folder=work).stdout == planned.stdout
    applied = syncer("apply", "plan.json", folder=work)
    assert "Applied to staging (SANDBOX) as run 2: 1 updated." in applied.stdout
    assert "refreshed their registries and caches" in applied.stdout
    again = syncer("apply", "plan.json", folder=work)
    assert again.returncode == Exit.DONE
    assert "already applied by run 2" in again.stdout


def test_apply_goes_on_with_the_digest_that_was_handed_over(work: Path) -> None:
    digest = json.loads(syncer("plan", "production", "--format", "json", folder=work).stdout)["digest"]
    done = syncer("apply", "production", "--expect", digest, folder=work)
    assert done.returncode == Exit.DONE
    assert "17 created" in done.stdout
    assert "To create, 17" in done.stderr


def test_a_blocked_plan_is_saved_and_says_so(work: Path) -> None:
    rename(work)
    assert syncer("plan", "staging", "--out", "plan.json", folder=work).returncode == Exit.REFUSED
    assert json.loads((work / "plan.json").read_text())["blocked"] is True
    assert "Blocked by 1 refusal" in syncer("show", "plan.json", folder=work).stdout
    refused = syncer("apply", "plan.json", folder=work)
    assert refused.returncode == Exit.REFUSED
    assert "Next: syncer explain rename" in refused.stderr


def test_drift_names_field_values_and_editor(work: Path) -> None:
    edit_by_hand(work)
    said = syncer("drift", "staging", folder=work).stdout
    for expected in (
        "aurora/loyalty-silver",
        "description",
        '"Changed by hand"',
        "last editor wcsadmin",
        "at least 1 edit",
    ):
        assert expected in said


def test_drift_tells_what_a_plan_would_be_refused_for(work: Path) -> None:
    rename(work)
    said = syncer("drift", "staging", folder=work).stdout
    assert "In sync" not in said
    assert "x rename  aurora/loyalty-silver" in said


@pytest.mark.parametrize("command", ["plan staging", "apply staging --yes"])
def test_what_need_not_be_accepted_is_named(work: Path, command: str) -> None:
    describe(work, "800 to 1,999 points")
    decided = ["--accept", "drift", "--accept", "rename", "--reason", "a habit"]
    said = syncer(*command.split(), *decided, folder=work).stderr
    for code in ("drift", "rename"):
        assert f"Nothing is refused as {code}: --accept {code} was not needed.\n" in said


def test_before_setup_a_plan_says_so_and_names_setup(work: Path) -> None:
    without_setup(work)
    held = [f"--hold=aurora/{file.stem}" for file in (work / "catalog/aurora").iterdir()]
    decided = ("--accept", "adoption", "--reason", "x", *held)
    planned = syncer("plan", "staging", *decided, "--out", "plan.json", folder=work)
    assert planned.returncode == Exit.DONE
    assert "Unrecorded: our own tables are not there" in planned.stdout
    for done in (planned, syncer("show", "plan.json", folder=work)):
        assert "Next: syncer setup staging   make our own tables" in done.stderr


def test_a_stale_plan_shows_planned_now_and_wanted(work: Path) -> None:
    saved_then_changed(work)
    said = syncer("apply", "plan.json", folder=work).stderr
    for expected in ("planned from  ", "now           ", '"Changed by hand"', "wanted        ", "wcsadmin"):
        assert expected in said


@pytest.mark.parametrize(
    "typed, said",
    [
        pytest.param("y\n", "1 updated", id="yes applies"),
        pytest.param("n\n", "Nothing was written.", id="no writes nothing"),
        pytest.param("\n", "Nothing was written.", id="a mere return writes nothing"),
    ],
)
def test_a_terminal_is_asked(typed: str, said: str, work: Path) -> None:
    describe(work, "800 to 1,999 points")
    code, screen = in_terminal("apply", "staging", folder=work, typed=typed)
    assert code == Exit.DONE
    assert "Apply this to staging? [y/N]" in screen
    assert said in screen


def test_a_declined_apply_is_reported_as_json(work: Path) -> None:
    describe(work, "800 to 1,999 points")
    _, screen = in_terminal("apply", "staging", "--format", "json", folder=work, typed="n\n")
    document = json.loads(screen[screen.index("{\n") : screen.rindex("\n}") + 2])
    assert (document["run"], document["already_applied"], document["outcomes"]) == (None, False, [])


@pytest.mark.parametrize("typed", [pytest.param("\x03", id="Ctrl-C"), pytest.param("\x04", id="Ctrl-D")])
def test_an_interrupt_at_the_question_writes_nothing(typed: str, work: Path) -> None:
    describe(work, "800 to 1,999 points")
    before = (work / ".sandbox/staging.db").read_bytes()
    code, screen = in_terminal("apply", "staging", folder=work, typed=typed)
    assert code == Exit.INTERRUPTED
    assert "Interrupted" in screen
    assert (work / ".sandbox/staging.db").read_bytes() == before


def test_a_lock_that_somebody_holds_is_busy(work: Path) -> None:
    describe(work, "800 to 1,999 points")
    edit(work / "environments/staging.yaml", "role:", "timeouts: {lock: 1}\nrole:")
    connection = sqlite3.connect(work / ".sandbox/staging.db", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    done = syncer("apply", "staging", "--yes", folder=work)
    connection.close()
    assert done.returncode == Exit.BUSY, done.stderr


def test_a_caret_stands_under_its_mistake_in_a_narrow_terminal(work: Path) -> None:
    edit(work / SILVER, "description: ", "descriptoin: ")
    code, screen = in_terminal("validate", columns=40, folder=work, variables={"NO_COLOR": "1"})
    assert code == Exit.INVALID
    rows = screen.splitlines()
    place = next(n for n, row in enumerate(rows) if " | descriptoin: " in row)
    start = rows[place].index("descriptoin")
    assert rows[place + 1][start:] == "^" * len("descriptoin")
    assert max(map(len, rows)) <= 40


def test_a_missing_variable_is_named(work: Path) -> None:
    edit(work / "environments/staging.yaml", "sandbox: .sandbox/staging.db", "url_env: STORE_URL")
    done = syncer("plan", "staging", folder=work)
    assert done.returncode == Exit.NOT_PERMITTED
    assert "STORE_URL" in done.stderr


def test_problems_that_a_database_has_shown_do_not_deny_it(work: Path) -> None:
    edit(work / "environments/staging.yaml", "borealis: Borealis", "borealis: Nowhere")
    done = syncer("plan", "staging", folder=work)
    assert done.returncode == Exit.INVALID
    assert "unknown-store" in done.stderr
    assert "Nothing was read" not in done.stderr


def test_quiet_says_results_and_errors_only(work: Path) -> None:
    assert syncer("-q", "plan", "staging", folder=work).stderr == ""
    assert "error: " in syncer("-q", "plan", "nowhere", folder=work).stderr


def test_options_can_be_set_by_variables_but_consent_cannot(work: Path) -> None:
    describe(work, "800 to 1,999 points")
    assert syncer("plan", "staging", folder=work, SYNCER_PLAN_DETAILED_EXITCODE="1").returncode == Exit.DIFFERENT
    assert json.loads(syncer("plan", "staging", folder=work, SYNCER_FORMAT="json").stdout)["environment"] == "staging"
    edit_by_hand(work)
    assert syncer("plan", "staging", folder=work, SYNCER_PLAN_ACCEPT="drift").returncode == Exit.REFUSED
    assert syncer("apply", "staging", folder=work, SYNCER_APPLY_YES="1").returncode == Exit.USAGE


def test_another_folder_is_named_in_the_next_command(work: Path, tmp_path: Path) -> None:
    done = syncer("-C", work, "plan", "staging", "--out", "plan.json", folder=tmp_path)
    assert (work / "plan.json").exists()
    assert f"Next: syncer -C {work} " in done.stderr


@pytest.mark.parametrize("options", [pytest.param((), id="text"), pytest.param(("--format", "json"), id="json")])
def test_nothing_hostile_from_a_file_or_a_database_reaches_the_output(options: tuple[str, ...], work: Path) -> None:
    connection = sqlite3.connect(work / ".sandbox/staging.db")
    with connection:
        connection.execute("UPDATE mbrgrpdesc SET description = ?", (HOSTILE,))
        connection.execute("UPDATE mbrgrp SET lastupdatedby = ?, optcounter = optcounter + 1", (HOSTILE,))
    connection.close()
    (work / "catalog/aurora/hostile.yaml").write_text(f"name: {HOSTILE}\nevil: 1\n", encoding="utf-8")
    said = [syncer("validate", *options, folder=work)]
    (work / "catalog/aurora/hostile.yaml").unlink()
    said += [syncer("drift", "staging", *options, folder=work), syncer("plan", "staging", *options, folder=work)]
    assert [done.returncode for done in said] == [Exit.INVALID, Exit.DIFFERENT, Exit.REFUSED]
    for done in said:
        for row in (done.stdout + done.stderr).split("\n"):
            assert row.isprintable()
            assert not row.lstrip().startswith("::")
