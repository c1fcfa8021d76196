"""The journal: rows that are only ever added, each holding the hash of the one before; its head is the lock."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from syncer.live import journal
from syncer.live.connect import connect
from syncer.live.gate import Access
from syncer.live.journal import FIRST_HASH, RunFacts, cut
from syncer.model.errors import Busy, NotPermitted
from syncer.model.report import RunState
from tests.lanes.fixtures import every_lane, not_on, only_on
from tests.workspace import GOLD, NAME, Workspace, moment

pytestmark = every_lane

FACTS = RunFacts("somebody", "1.0", "a" * 64, "b" * 64, None, 1)


def chain(workspace: Workspace) -> list[tuple[str, int, str, str, dict[str, object]]]:
    """Table, place, hash before, hash and values of every row, in the order of their places."""
    rows, found = [], workspace.dump()
    for table in ("xsyncrun", "xsyncchange"):
        for values in found[table]:
            seq, previous, hash = (values.pop(name) for name in ("seq", "previous_hash", "row_hash"))
            rows.append((table, seq, previous, hash, values))
    return sorted(rows, key=lambda row: row[1])


def test_the_chain_can_be_recomputed_by_anybody(workspace: Workspace) -> None:
    workspace.segment()
    workspace.segment("aurora/silver", "Silver members, größte Gruppe")
    workspace.apply()
    workspace.segment(description="New words.")
    workspace.apply()
    rows = chain(workspace)
    assert [(table, row["run_id"], row.get("run_state", row.get("verb"))) for table, _, _, _, row in rows] == [
        ("xsyncrun", 1, "opened"),
        ("xsyncchange", 1, "create"),
        ("xsyncchange", 1, "create"),
        ("xsyncrun", 1, "applied"),
        ("xsyncrun", 2, "opened"),
        ("xsyncchange", 2, "update"),
        ("xsyncrun", 2, "applied"),
    ]
    before = FIRST_HASH
    for place, (table, seq, previous, hash, values) in enumerate(rows, start=1):
        assert (seq, previous) == (place, before)
        if "mbrgrp_id" in values:
            values["mbrgrp_id"] = str(values["mbrgrp_id"])
        body = json.dumps([table, seq, previous, values], sort_keys=True, separators=(",", ":"))
        assert hash == hashlib.sha256(body.encode()).hexdigest()
        before = hash
    head = workspace.rows("SELECT last_run, last_seq, last_hash FROM xsynchead")
    assert head == [(2, len(rows), before)]


def test_what_changed_is_told_with_its_row(workspace: Workspace) -> None:
    workspace.segment()
    workspace.apply()
    workspace.segment(description="New words.")
    (outcome,) = workspace.apply().outcomes
    query = "SELECT segment_id, mbrgrp_id, mbrgrpname, fields FROM xsyncchange WHERE run_id = 2"
    assert workspace.rows(query) == [
        (GOLD, int(outcome.mbrgrp_id), NAME, '[["description","Tier gold.","New words."]]')
    ]


@not_on("oracle")  # locking is left out of this lane
def test_who_has_the_head_has_the_lock_until_the_transaction_ends(workspace: Workspace) -> None:
    workspace.environment(timeouts={"lock": 1})
    with connect(workspace.settings(), Access.WRITE) as database:
        with database.writing() as connection, connection.begin() as transaction:
            assert journal.take_lock(connection, database).last_run == 0
            with pytest.raises(Busy), database.writing() as other, other.begin():
                journal.take_lock(other, database)
            transaction.rollback()
        with database.writing() as connection, connection.begin():
            journal.take_lock(connection, database)


def test_without_the_head_there_is_no_lock(workspace: Workspace) -> None:
    workspace.edit("DELETE FROM xsynchead")
    with (
        connect(workspace.settings(), Access.WRITE) as database,
        database.writing() as connection,
        connection.begin(),
        pytest.raises(NotPermitted, match="not complete"),
    ):
        journal.take_lock(connection, database)


def test_rows_are_never_changed(workspace: Workspace) -> None:
    """The gate lets nobody do it."""
    for table in ("xsyncrun", "xsyncchange"):
        for verb in ("update", "delete"):
            assert (verb, table) not in Access.WRITE.value


def test_runs_in_states(workspace: Workspace) -> None:
    with (
        connect(workspace.settings(), Access.WRITE) as database,
        database.writing() as connection,
        connection.begin() as transaction,
    ):
        head = journal.take_lock(connection, database)
        for run, state in ((1, RunState.OPENED), (1, RunState.APPLIED), (2, RunState.OPENED), (2, RunState.FAILED)):
            head = journal.add_run(connection, head, run, state, FACTS)
        assert (head.last_run, head.seq) == (2, 4)
        assert journal.is_applied(connection, 1)
        assert not journal.is_applied(connection, 2)
        assert journal.run_of(connection, "a" * 64) == 1
        assert journal.run_of(connection, "c" * 64) is None
        transaction.rollback()


def test_time_is_the_databases(workspace: Workspace) -> None:
    workspace.segment()
    workspace.apply()
    for (written_at,) in workspace.rows("SELECT written_at FROM xsyncrun"):
        assert abs(workspace.now() - moment(written_at)) < timedelta(minutes=1)


def test_a_note_is_cut_at_its_bytes(workspace: Workspace) -> None:
    with (
        connect(workspace.settings(), Access.WRITE) as database,
        database.writing() as connection,
        connection.begin() as transaction,
    ):
        head = journal.take_lock(connection, database)
        journal.add_run(connection, head, 1, RunState.FAILED, FACTS, "€" * 1000)
        note = connection.scalar(text("SELECT note FROM xsyncrun"))
        transaction.rollback()
    assert note == "€" * 333


@pytest.mark.parametrize(
    "given, size, kept",
    [("", 5, ""), ("abc", 3, "abc"), ("abcd", 3, "abc"), ("aü", 2, "a"), ("a€", 3, "a"), ("a\ud800b", 9, "a?b")],
)
def test_cut(given: str, size: int, kept: str) -> None:
    assert cut(given, size) == kept


@only_on("sqlite")
def test_what_is_said_of_tables_that_are_not_ours_to_use(workspace: Workspace) -> None:
    with pytest.raises(NotPermitted) as told:
        journal.require_format(2)
    assert told.value.message == "Our own tables have format 2, and this version knows 1. Nothing was read or written."
    assert told.value.remedy == "Use the version of segment-syncer that made them, or a newer one."
    workspace.edit("DELETE FROM xsynchead")
    with (
        connect(workspace.settings(), Access.WRITE) as database,
        database.writing() as connection,
        pytest.raises(NotPermitted) as lacking,
    ):
        journal.take_lock(connection, database)
    assert lacking.value.message == "Our own tables are not complete."
    assert lacking.value.remedy == "Run `syncer setup` for this environment."


@only_on("sqlite")
def test_a_name_is_cut_to_its_column(workspace: Workspace) -> None:
    facts = replace(FACTS, actor="x" * 300)
    with connect(workspace.settings(), Access.WRITE) as database, database.writing() as connection, connection.begin():
        head = journal.take_lock(connection, database)
        journal.move_head(connection, journal.add_run(connection, head, 1, RunState.OPENED, facts))
    assert workspace.value("SELECT actor FROM xsyncrun") == "x" * 254
