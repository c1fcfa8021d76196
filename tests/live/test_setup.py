"""Our own tables: made, found complete, completed, or left alone."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from syncer.desired.environments import load_environment
from syncer.engine.setup import setup, setup_sql
from syncer.live import setup as live_setup
from syncer.live.connect import connect
from syncer.live.dialects.dialect import Trouble
from syncer.live.gate import Access
from syncer.live.tables import OWN_TABLES
from syncer.model.errors import Busy, NotPermitted
from tests.engine.faults import answer
from tests.workspace import GOLD, Workspace

NAMES = [table.name for table in OWN_TABLES]


def drop(workspace: Workspace, *names: str) -> None:
    with workspace.connection() as connection:
        for name in names:
            connection.execute(f"DROP TABLE {name}")


def test_tables_are_made_once(workspace: Workspace) -> None:
    drop(workspace, *NAMES)
    first = setup(workspace.root, "staging")
    assert first.created == ("XSYNCSEGMENT", "XSYNCRUN", "XSYNCCHANGE", "XSYNCHEAD")
    assert str(uuid.UUID(first.target)) == first.target
    written = workspace.state()
    again = setup(workspace.root, "staging")
    assert (again.created, again.target) == ((), first.target)
    assert workspace.state() == written


def test_setup_after_work_changes_nothing(workspace: Workspace) -> None:
    workspace.segment()
    workspace.apply()
    written = workspace.state()
    assert setup(workspace.root, "staging").created == ()
    assert workspace.state() == written


def test_each_database_has_an_id_of_its_own(workspace: Workspace) -> None:
    assert setup(workspace.root, "staging").target != setup(workspace.root, "production").target


@pytest.mark.parametrize("missing", [*NAMES, pytest.param("the row of XSYNCHEAD", id="the row of XSYNCHEAD")])
def test_what_is_missing_is_completed(workspace: Workspace, missing: str) -> None:
    workspace.segment()
    if missing in NAMES:
        drop(workspace, missing)
    else:
        workspace.edit("DELETE FROM xsynchead")
    assert workspace.plan().target is None
    with pytest.raises(NotPermitted, match="none of our own tables yet"):
        workspace.apply()
    setup(workspace.root, "staging")
    assert workspace.apply().outcomes


@pytest.mark.parametrize("trouble", Trouble, ids=str)
def test_a_setup_that_failed_never_says_that_nothing_is_there(workspace: Workspace, trouble: Trouble) -> None:
    """Where DDL commits by itself, the tables that were made before it stay."""
    environment, said = load_environment(workspace.root, "staging"), {}
    for access in (Access.SETUP, Access.WRITE):
        with connect(environment, access) as database:
            said[access] = database.sentence(ValueError(), trouble).message
    left = "Tables made so far may be there; running setup again is safe."
    undone = ("Nothing was written.", "Everything was rolled back.")
    assert said[Access.SETUP].endswith(left)
    assert said[Access.WRITE].endswith(undone)
    assert not any(words in said[Access.SETUP] for words in undone)


def test_a_setup_that_failed_in_the_middle_is_run_again(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    drop(workspace, *NAMES)
    with monkeypatch.context() as patch:
        patch.setattr(live_setup, "complete", full)
        with pytest.raises(Busy, match="running setup again is safe"):
            setup(workspace.root, "staging")
    assert setup(workspace.root, "staging").created


def full(*arguments: Any) -> Any:
    """Ends as it does where there is no room."""
    raise answer("SQLITE_FULL")


def test_tables_that_a_dba_wrote_in_capitals_are_found(workspace: Workspace) -> None:
    with workspace.connection() as connection:
        for name in NAMES:
            connection.execute(f"ALTER TABLE {name} RENAME TO one")
            connection.execute(f"ALTER TABLE one RENAME TO {name.upper()}")
    assert setup(workspace.root, "staging").created == ()
    workspace.segment()
    assert [one.id for one in workspace.apply().outcomes] == [GOLD]


def test_another_catalog_does_not_get_them(workspace: Workspace) -> None:
    before = workspace.state()
    workspace.environment(catalog="other")
    with pytest.raises(NotPermitted, match="belongs to the catalog 'main', not to 'other'"):
        setup(workspace.root, "staging")
    assert workspace.state() == before


@pytest.mark.parametrize("version", [0, 2, 99])
def test_tables_of_another_version_are_left_alone(workspace: Workspace, version: int) -> None:
    workspace.edit("UPDATE xsynchead SET format_version = ?", version)
    before = workspace.state()
    with pytest.raises(NotPermitted, match=f"have format {version}, and this version knows 1"):
        setup(workspace.root, "staging")
    assert workspace.state() == before


def test_the_script_makes_the_same_tables(workspace: Workspace) -> None:
    def columns() -> dict[str, list[tuple[object, ...]]]:
        return {name: workspace.rows(f"PRAGMA table_info({name})") for name in NAMES}

    def uniques() -> list[int]:
        return [len(workspace.rows(f"PRAGMA index_list({name})")) for name in NAMES]

    made, made_uniques = columns(), uniques()
    script = setup_sql(workspace.root, "staging")
    drop(workspace, *NAMES)
    with workspace.connection() as dba:
        dba.executescript(script)
    assert (columns(), uniques()) == (made, made_uniques)
    assert setup(workspace.root, "staging").created == ()
    workspace.segment()
    assert workspace.apply().run == 1


def test_the_script_says_where_the_tables_are(workspace: Workspace) -> None:
    workspace.environment(schema="wcs", ledger_schema="syncer")
    script = setup_sql(workspace.root, "staging")
    assert script.count("CREATE TABLE syncer.xsync") == 4
    assert "INSERT INTO syncer.xsynchead" in script


def test_the_script_says_where_the_store_is_when_nothing_else_was_said(workspace: Workspace) -> None:
    workspace.environment(schema="wcs")
    script = setup_sql(workspace.root, "staging")
    assert script.count("CREATE TABLE wcs.xsync") == 4
    assert "INSERT INTO wcs.xsynchead" in script


def test_what_is_said_of_the_ledger_of_another_catalog(workspace: Workspace) -> None:
    with pytest.raises(NotPermitted) as told:
        live_setup.require_catalog(workspace.settings(), "other")
    assert told.value.message == "The ledger in staging belongs to the catalog 'other', not to 'main'."
    assert told.value.remedy == "Check that this is the right repository and the right database; nothing was written."


def test_the_row_of_the_head_comes_last(workspace: Workspace) -> None:
    script = setup_sql(workspace.root, "staging")
    statements = [statement.strip().split()[0] for statement in script.strip().rstrip(";").split(";")]
    assert statements == ["CREATE"] * 4 + ["INSERT"]


def test_setup_never_touches_the_store(workspace: Workspace) -> None:
    drop(workspace, *NAMES)
    before = workspace.store_rows()
    setup(workspace.root, "staging")
    assert workspace.store_rows() == before
