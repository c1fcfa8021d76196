"""What doctor finds: nothing where all is well, each fault where one was planted, and it never writes.

``GOLDEN=write pytest tests/engine/test_doctor.py`` writes the pages anew: read the difference.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from syncer.cli.console import Console
from syncer.engine.doctor import doctor
from syncer.model.doctor import FINDING, Diagnosis, Finding, Weight
from syncer.model.errors import NotPermitted
from syncer.render.doctor_text import doctor_text
from tests.lanes.fixtures import only_on
from tests.workspace import Workspace

# The lanes of Db2 and Oracle run on engines that have other system tables than these.
pytestmark = only_on("sqlite", "postgresql", "derby")

GOLDEN = Path(__file__).parent / "golden"

# What is another one in every run, on every machine or in every version of a server.
_VARIES = (
    (r"looked at \S+(\s+)by .*", r"looked at TIME\1by ACTOR"),
    (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "00000000-0000-0000-0000-000000000000"),
    (r"(SQLite|PostgreSQL|Derby) [0-9.]+\d( \([^)]*\))?", r"\1 VERSION"),
)


def of(diagnosis: Diagnosis, code: str) -> Finding:
    """The one finding of a code."""
    (found,) = [one for one in diagnosis.findings if one.code == code]
    return found


def codes(diagnosis: Diagnosis, *weights: Weight) -> set[str]:
    return {one.code for one in diagnosis.findings if one.weight in weights}


class Terminal(io.StringIO):
    """A stream that says it is one."""

    def isatty(self) -> bool:
        return True


def on_screen(diagnosis: Diagnosis, columns: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """The page as a terminal of that width shows it."""
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TERM", "xterm")
    screen = Terminal()
    Console(screen, colour=False).print(*doctor_text(diagnosis))
    return screen.getvalue()


def regular(page: str) -> str:
    for pattern, instead in _VARIES:
        page = re.sub(pattern, instead, page)
    return page


# Well


def test_a_sample_database_is_well_and_stays_as_it_is(
    workspace: Workspace, lane_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the letter; but for the login of the tests, which may do everything where there are logins."""
    monkeypatch.setenv("SYNCER_ACTOR", "ana")
    before = {name: workspace.dump(name) for name in ("staging", "production")}
    found = doctor(workspace.root, "staging")
    assert {name: workspace.dump(name) for name in before} == before
    assert codes(found, *FINDING) == (set() if lane_name == "sqlite" else {"rights-over-everything"})
    page = regular(on_screen(found, 80, monkeypatch))
    golden = GOLDEN / f"doctor-{lane_name}.txt"
    if os.environ.get("GOLDEN") == "write":
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(page, encoding="utf-8")
    assert page == golden.read_text(encoding="utf-8")


@only_on("sqlite")
def test_version_7_is_well_and_told(workspace_7: Workspace) -> None:
    found = doctor(workspace_7.root, "staging")
    assert codes(found, *FINDING) == set()
    assert "MBRGRP.ALLOWEXPORT, MBRGRP.EXPORTALL" in of(found, "older-columns").found


@only_on("sqlite")
def test_the_page_fits_into_forty_columns(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    page = on_screen(doctor(workspace.root, "staging"), 40, monkeypatch)
    assert max(map(len, page.splitlines())) <= 40


# Planted in rows


def journal(statement: str) -> Callable[[Workspace], None]:
    """Somebody says this to the journal of one run: it has rows for *opened*, the change, and *applied*."""

    def plant(workspace: Workspace) -> None:
        workspace.segment()
        workspace.apply()
        workspace.edit(statement)

    return plant


def of_another_site(workspace: Workspace) -> None:
    workspace.environment(stores={"aurora": "Nowhere"})


def copied_from_nobody(workspace: Workspace) -> None:
    workspace.environment(container_condition={"like": "Nobody"})


def nothing_said_of_containers(workspace: Workspace) -> None:
    workspace.environment(container_condition=None)


def one_owner_twice(workspace: Workspace) -> None:
    workspace.environment(stores={"aurora": "Aurora", "more": {"owner_id": "7000000000000000101"}})


def the_same_target(workspace: Workspace) -> None:
    target = workspace.value("SELECT target_id FROM xsynchead")
    workspace.edit("UPDATE xsynchead SET target_id = ?", target, name="production")


def the_same_range(workspace: Workspace) -> None:
    ((lower, upper),) = workspace.rows("SELECT lowerbound, upperbound FROM keys WHERE tablename = 'mbrgrp'")
    bounds = "UPDATE keys SET lowerbound = ?, upperbound = ? WHERE tablename = 'mbrgrp'"
    workspace.edit(bounds, lower, upper, name="production")


def sql(*statements: str) -> Callable[[Workspace], None]:
    """Somebody says these to the database."""

    def plant(workspace: Workspace) -> None:
        for statement in statements:
            workspace.edit(statement)

    return plant


_LOGGED = "INSERT INTO staglog (stgrfnbr, stgstmp, stgtable, stgop, stgprocessed) VALUES (1, {now}, 'mbrgrp', 'I', 0)"


@pytest.mark.parametrize(
    "plant, code, weight",
    [
        pytest.param(
            sql("DELETE FROM mbrgrptype WHERE mbrgrptype_id = -1"), "no-usage", Weight.DANGER, id="no usage -1"
        ),
        pytest.param(
            sql("UPDATE keys SET counter = lowerbound + 1 WHERE tablename = 'mbrgrp'"),
            "keys-behind",
            Weight.DANGER,
            id="ids beyond COUNTER",
        ),
        pytest.param(
            sql("UPDATE keys SET counter = lowerbound - 1 WHERE tablename = 'mbrgrp'"),
            "keys-below",
            Weight.DANGER,
            id="COUNTER below its range",
        ),
        pytest.param(
            sql("UPDATE keys SET upperbound = counter + 500 WHERE tablename = 'mgpcondele'"),
            "keys-nearly-full",
            Weight.WARNING,
            id="few ids left",
        ),
        pytest.param(
            sql("UPDATE keys SET upperbound = NULL WHERE tablename = 'mbrgrp'"),
            "keys-bounds",
            Weight.DANGER,
            id="no bounds",
        ),
        pytest.param(
            sql("UPDATE keys SET nonsequential = '1' WHERE tablename = 'mbrgrp'"),
            "keys-order",
            Weight.DANGER,
            id="ids out of order",
        ),
        pytest.param(
            sql("DELETE FROM keys WHERE tablename = 'mbrgrp'"), "keys-row", Weight.DANGER, id="no KEYS row for groups"
        ),
        pytest.param(the_same_range, "ranges-overlap", Weight.WARNING, id="ranges that overlap with production's"),
        pytest.param(the_same_target, "same-database", Weight.DANGER, id="production is a copy, ledger and all"),
        pytest.param(
            sql("DELETE FROM language WHERE language_id = -1"),
            "default-language",
            Weight.DANGER,
            id="the default language is not there",
        ),
        pytest.param(
            sql("UPDATE language SET localename = 'fr_FR' WHERE language_id = -3"),
            "twin-locales",
            Weight.WARNING,
            id="a locale twice",
        ),
        pytest.param(of_another_site, "store", Weight.DANGER, id="a store that is not there"),
        pytest.param(one_owner_twice, "shared-owner", Weight.DANGER, id="two stores of one owner"),
        pytest.param(copied_from_nobody, "container-model", Weight.DANGER, id="a container that is not there"),
        pytest.param(nothing_said_of_containers, "container-undeclared", Weight.WARNING, id="containers undeclared"),
        pytest.param(
            sql("UPDATE mbrgrp SET oid = NULL"), "no-container", Weight.NOTE, id="nothing made in the Marketing tool"
        ),
        pytest.param(
            sql("DELETE FROM mbrgrpcond"),
            "container-differs",
            Weight.WARNING,
            id="the tool stores containers otherwise",
        ),
        pytest.param(
            sql("INSERT INTO stgmertab (tabname, tabnbr) VALUES ('mbrgrp', 1)"),
            "staging-undeclared",
            Weight.DANGER,
            id="segments in the lists of staged tables",
        ),
        pytest.param(
            sql(_LOGGED.format(now="CURRENT_TIMESTAMP")),
            "staglog-waiting",
            Weight.WARNING,
            id="changes of segments wait in STAGLOG",
        ),
        pytest.param(
            sql("UPDATE xsynchead SET catalog_name = 'other'"), "other-catalog", Weight.DANGER, id="another catalog's"
        ),
        pytest.param(
            sql("UPDATE xsynchead SET format_version = 9"), "ledger-format", Weight.DANGER, id="a newer ledger"
        ),
        pytest.param(sql("DELETE FROM xsynchead"), "ledger-incomplete", Weight.DANGER, id="setup was cut short"),
        pytest.param(
            journal("UPDATE xsyncchange SET mbrgrpname = 'x'"),
            "broken-chain",
            Weight.DANGER,
            id="a row of the journal was edited",
        ),
        pytest.param(
            journal("DELETE FROM xsyncrun WHERE run_state = 'opened'"),
            "broken-chain",
            Weight.DANGER,
            id="a row of the journal is gone",
        ),
        pytest.param(
            journal("DELETE FROM xsyncrun WHERE run_state = 'applied'"),
            "cut-chain",
            Weight.DANGER,
            id="the last row of the journal is gone",
        ),
    ],
)
@only_on("sqlite")
def test_a_fault_is_found(plant: Callable[[Workspace], None], code: str, weight: Weight, workspace: Workspace) -> None:
    assert code not in {one.code for one in doctor(workspace.root, "staging").findings}
    plant(workspace)
    found = of(doctor(workspace.root, "staging"), code)
    assert found.weight is weight
    assert bool(found.remedy) or weight is Weight.NOTE


FAULTS = (
    "UPDATE keys SET counter = lowerbound + 1 WHERE tablename = 'mbrgrp'",
    "UPDATE language SET localename = 'fr_FR' WHERE language_id = -3",
    "INSERT INTO stgmertab (tabname, tabnbr) VALUES ('mbrgrp', 1)",
    _LOGGED.format(now="CURRENT_TIMESTAMP"),
    "DELETE FROM mbrgrpcond",
)


@only_on("sqlite", "postgresql", "derby", "db2")
def test_faults_are_found_on_every_engine(workspace: Workspace) -> None:
    journal("UPDATE xsyncchange SET mbrgrpname = 'x'")(workspace)
    the_same_range(workspace)
    sql(*FAULTS)(workspace)
    expected = {"keys-behind", "twin-locales", "staging-undeclared", "staglog-waiting", "container-differs"}
    expected |= {"broken-chain", "ranges-overlap"}
    assert codes(doctor(workspace.root, "staging"), *FINDING) - {"rights-over-everything"} == expected


@only_on("sqlite")
def test_a_chain_that_holds_is_said_to(workspace: Workspace) -> None:
    workspace.segment()
    workspace.apply()
    assert "3 rows of the journal, each linked" in of(doctor(workspace.root, "staging"), "ledger").found


# Planted in tables: SQLite alone, whose files are thrown away


def ddl(*statements: str) -> Callable[[Workspace], None]:
    """A DBA changes the schema."""

    def plant(workspace: Workspace) -> None:
        with workspace.connection() as connection:
            for statement in statements:
                connection.execute(statement)

    return plant


_BUMP = "CREATE TRIGGER {name} AFTER UPDATE ON mbrgrp BEGIN UPDATE keys SET optcounter = 1; END"


@only_on("sqlite")
@pytest.mark.parametrize(
    "plant, code, weight, said",
    [
        pytest.param(
            ddl("ALTER TABLE mbrgrpdesc DROP COLUMN description"),
            "missing-column",
            Weight.DANGER,
            "MBRGRPDESC.DESCRIPTION",
            id="a missing column",
        ),
        pytest.param(ddl("DROP TABLE mgpcondele"), "missing-table", Weight.DANGER, "MGPCONDELE", id="a missing table"),
        pytest.param(
            ddl("CREATE TABLE audit (g BIGINT REFERENCES mbrgrp ON DELETE RESTRICT)"),
            "restricting-key",
            Weight.NOTE,
            "AUDIT.G (RESTRICT)",
            id="somebody else's table, with RESTRICT",
        ),
        pytest.param(
            ddl("CREATE TABLE offer (m BIGINT REFERENCES member ON DELETE SET NULL)"),
            "emptying-key",
            Weight.WARNING,
            "OFFER.M (SET NULL)",
            id="somebody else's table, with SET NULL",
        ),
        pytest.param(
            ddl("DROP TABLE mbrgrpcond", "CREATE TABLE mbrgrpcond (mbrgrp_id, conditions, field1, field2, optcounter)"),
            "missing-foreign-key",
            Weight.WARNING,
            "MBRGRPCOND -> MBRGRP",
            id="a table without its foreign key",
        ),
        pytest.param(
            ddl("ALTER TABLE mbrgrp ADD COLUMN up_mbrgrpname VARCHAR(254)"),
            "plain-upper-name",
            Weight.WARNING,
            "UP_MBRGRPNAME",
            id="the upper-case name is not generated",
        ),
        pytest.param(
            ddl(_BUMP.format(name="site_bump")),
            "unknown-trigger",
            Weight.WARNING,
            "1 trigger",
            id="strange trigger",
        ),
        pytest.param(
            ddl(_BUMP.format(name="perf_mbrgrp")), "triggers", Weight.OK, "1 trigger", id="a trigger of the vendor's"
        ),
        pytest.param(
            ddl(*(f"DROP TABLE xsync{name}" for name in ("segment", "run", "change", "head"))),
            "not-set-up",
            Weight.NOTE,
            "not there",
            id="not set up yet",
        ),
        pytest.param(
            ddl("DROP TABLE xsyncchange"),
            "ledger-incomplete",
            Weight.DANGER,
            "XSYNCCHANGE",
            id="an own table gone",
        ),
    ],
)
def test_a_fault_of_the_schema_is_found(
    plant: Callable[[Workspace], None], code: str, weight: Weight, said: str, workspace: Workspace
) -> None:
    plant(workspace)
    found = of(doctor(workspace.root, "staging"), code)
    assert (found.weight, said in found.found) == (weight, True)


@only_on("sqlite")
def test_a_generated_name_is_well(workspace: Workspace) -> None:
    ddl("ALTER TABLE mbrgrp ADD COLUMN up_mbrgrpname GENERATED ALWAYS AS (upper(mbrgrpname))")(workspace)
    assert "plain-upper-name" not in codes(doctor(workspace.root, "staging"), *Weight)


@only_on("sqlite")
def test_a_question_that_fails_does_not_end_the_others(workspace: Workspace) -> None:
    """Without STOREENT nobody can say who owns what; everything else is answered."""
    before = {one.code for one in doctor(workspace.root, "staging").findings}
    ddl("DROP TABLE storeent")(workspace)
    diagnosis = doctor(workspace.root, "staging")
    assert "not assessable, a table or column is not there" in of(diagnosis, "stores").found
    assert before - {"columns", "owner-of-several", "owners-without-store"} <= {one.code for one in diagnosis.findings}


# Other environments


@only_on("sqlite")
def test_another_environment_that_cannot_be_reached_is_told(workspace: Workspace) -> None:
    workspace.environment("production", url_env="NOT_SET_ANYWHERE")
    workspace.environment("elsewhere", sandbox=".sandbox/gone.db", role="production")
    diagnosis = doctor(workspace.root, "staging")
    assert "The sandbox of elsewhere is not there" in of(diagnosis, "not-compared").found


@only_on("sqlite")
def test_a_database_that_is_not_there_ends_with_4(workspace: Workspace) -> None:
    workspace.database().unlink()
    with pytest.raises(NotPermitted):
        doctor(workspace.root, "staging")
