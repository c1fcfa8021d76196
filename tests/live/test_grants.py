"""The least rights, as text: to the letter for each engine, and together with the gate.

``GOLDEN=write pytest tests/live/test_grants.py`` writes the texts anew: read the difference.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from syncer.cli.command import DIALECTS as NAMES
from syncer.live import gate
from syncer.live.dialects import DIALECTS
from syncer.live.gate import CHANGEABLE, MEMBERSHIP, Access
from syncer.live.grants import Logins, Right, grants, reading_rights, writing_rights
from syncer.live.setup import script
from syncer.live.tables import OWN_TABLES, commerce
from syncer.model.environment import DatabaseUrl, Environment, Role
from tests.cli.running import syncer

GOLDEN = Path(__file__).parent / "golden"
LOGINS = Logins("SYNCER_READER", "SYNCER_WRITER")
ENVIRONMENT = Environment(
    "production",
    DatabaseUrl("PRODUCTION_URL"),
    Role.PRODUCTION,
    catalog="main",
    stores={},
    default_language="en_US",
    schema="wcs",
    ledger_schema="syncer",
)

every_engine = pytest.mark.parametrize("name", NAMES)
every_engine_with_logins = pytest.mark.parametrize("name", [name for name in NAMES if name != "sqlite"])


def test_the_engines_that_can_be_named_are_those_that_there_are() -> None:
    assert set(NAMES) == set(DIALECTS)


@every_engine
def test_the_rights_to_the_letter(name: str) -> None:
    text = grants(DIALECTS[name], ENVIRONMENT, LOGINS, has_guard=True)
    golden = GOLDEN / f"grants-{name}.sql"
    if os.environ.get("GOLDEN") == "write":
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def test_without_a_schema_names_are_without_one() -> None:
    named = grants(DIALECTS["postgresql"], ENVIRONMENT, LOGINS, has_guard=True)
    bare = grants(DIALECTS["postgresql"], replace(ENVIRONMENT, schema=None, ledger_schema=None), LOGINS, has_guard=True)
    there, here = (set(text.splitlines()) for text in (named.replace(" wcs.", " ").replace(" syncer.", " "), bare))
    assert here - there == {"-- The environment's file names no schema, so the names below are without one."}
    assert there - here == {
        "-- How both come in.",
        "GRANT USAGE ON SCHEMA wcs TO SYNCER_READER, SYNCER_WRITER;",
        "GRANT USAGE ON SCHEMA syncer TO SYNCER_READER, SYNCER_WRITER;",
    }


def test_tables_of_ours_lie_where_the_store_does_unless_it_is_said() -> None:
    text = grants(DIALECTS["postgresql"], replace(ENVIRONMENT, ledger_schema=None), LOGINS, has_guard=False)
    assert " ON wcs.xsyncrun TO " in text
    assert "syncer." not in text


@every_engine
def test_lines_are_short_and_plain(name: str) -> None:
    text = grants(DIALECTS[name], ENVIRONMENT, LOGINS, has_guard=True)
    assert text.isascii()
    assert max(map(len, text.splitlines())) <= 120


def test_what_may_be_written_is_what_the_gate_lets_through() -> None:
    assert {(right.verb, right.table) for right in writing_rights()} == Access.WRITE.value


def test_columns_that_may_be_changed_are_those_of_the_gate() -> None:
    granted: dict[str, set[str]] = {}
    for right in writing_rights():
        if right.verb == "update":
            granted.setdefault(right.table, set()).update(right.columns)
    assert granted == {**CHANGEABLE, "xsyncsegment": set()}


def test_a_new_pair_in_the_gate_is_a_new_right(monkeypatch: pytest.MonkeyPatch) -> None:
    before = set(writing_rights())
    monkeypatch.setattr(gate.Access.WRITE, "_value_", Access.WRITE.value | {("delete", "mbrgrpdesc")})
    assert set(writing_rights()) - before == {Right("delete", "mbrgrpdesc")}


@every_engine_with_logins
def test_every_table_that_we_name_may_be_read_and_no_other(name: str) -> None:
    rights = DIALECTS[name].rights
    assert rights
    assert {right.table for right in reading_rights(rights)} == {*commerce.tables, *(one.name for one in OWN_TABLES)}


@every_engine_with_logins
def test_nobody_is_given_a_write_to_members(name: str) -> None:
    text = grants(DIALECTS[name], ENVIRONMENT, LOGINS, has_guard=False)
    lines = [line for line in text.splitlines() if not line.startswith("--") and any(one in line for one in MEMBERSHIP)]
    assert lines
    assert all(line.startswith("GRANT SELECT ") for line in lines)
    assert "TRIGGER" not in text


@every_engine_with_logins
def test_one_login_for_both_is_named_once(name: str) -> None:
    assert "ONE, ONE" not in grants(DIALECTS[name], ENVIRONMENT, Logins("ONE", "ONE"), has_guard=False)


# The commands


def test_an_engine_can_be_named_where_no_url_is_set(tmp_path: Path) -> None:
    environment(tmp_path)
    done = syncer("grants", "production", "--dialect", "postgresql", folder=tmp_path)
    assert (done.returncode, done.stdout) == (
        0,
        grants(DIALECTS["postgresql"], ENVIRONMENT, LOGINS, has_guard=False),
    )
    assert syncer("grants", "production", folder=tmp_path).returncode == 4


def test_tables_of_ours_can_be_written_down_for_an_engine_where_no_url_is_set(tmp_path: Path) -> None:
    environment(tmp_path)
    done = syncer("setup", "production", "--sql", "--dialect", "postgresql", folder=tmp_path)
    assert done.returncode == 0
    made = script(ENVIRONMENT, DIALECTS["postgresql"])
    assert done.stdout.partition("INSERT")[0] == made.partition("INSERT")[0]
    assert syncer("setup", "production", "--sql", folder=tmp_path).returncode == 4
    assert syncer("setup", "production", "--dialect", "postgresql", folder=tmp_path).returncode == 64


@pytest.mark.parametrize("login", ["", "a b", "a;b", 'a"', "a'b", "1st", "é", "a" * 129, "a\n"])
def test_a_login_is_one_plain_word(tmp_path: Path, login: str) -> None:
    environment(tmp_path)
    done = syncer("grants", "production", "--dialect", "postgresql", "--writer", login, folder=tmp_path)
    assert (done.returncode, done.stdout) == (64, "")
    assert "one word" in done.stderr


def environment(root: Path) -> None:
    (root / "catalog").mkdir()
    (root / "environments").mkdir()
    (root / "environments" / "production.yaml").write_text(
        "url_env: PRODUCTION_URL\nrole: production\ncatalog: main\nstores:\n  aurora: Aurora\n"
        "default_language: en_US\nschema: wcs\nledger_schema: syncer\n",
        encoding="utf-8",
    )
