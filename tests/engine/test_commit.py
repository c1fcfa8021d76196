"""COMMIT whose answer is late, lost or never comes: what is said afterwards is what is true."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import Connection, Engine

from syncer.engine import agree, apply, commit, write
from syncer.live import journal, read
from syncer.model.errors import Busy, Failed, OutcomeUnknown, Stale, SyncerError
from tests.engine.faults import Faults
from tests.workspace import Workspace

RUNS = "SELECT run_id, run_state FROM xsyncrun ORDER BY seq"

BROKEN = ConnectionResetError("answered by the system")
"""An error that no driver calls its own."""


def broken(*arguments: Any) -> Any:
    """Ends in that error, whatever it was to do."""
    raise BROKEN


def test_lost_after_the_server_had_it(workspace: Workspace, faults: Faults) -> None:
    workspace.segment()
    faults.after = {2: "SQLITE_IOERR"}
    report = workspace.apply()
    assert (report.run, [one.verb for one in report.outcomes]) == (1, ["created"])
    assert workspace.rows(RUNS) == [(1, "opened"), (1, "applied")]
    assert workspace.apply().already_applied


def test_lost_before_the_server_had_it(workspace: Workspace, faults: Faults) -> None:
    workspace.segment()
    before = workspace.store_rows()
    faults.before = {2: "SQLITE_IOERR", 3: "SQLITE_IOERR", 4: "SQLITE_IOERR"}
    with pytest.raises(Busy, match="run 1 is not there: nothing was written"):
        workspace.apply()
    assert workspace.store_rows() == before
    assert workspace.rows(RUNS) == [(1, "opened"), (1, "failed")]
    assert workspace.apply().run == 2


def test_lost_once_and_written_at_the_second_attempt(workspace: Workspace, faults: Faults) -> None:
    workspace.segment()
    faults.before = {2: "SQLITE_IOERR"}
    assert workspace.apply().run == 1
    assert workspace.rows(RUNS) == [(1, "opened"), (1, "applied")]


@pytest.mark.parametrize("name", ["SQLITE_INTERRUPT", "SQLITE_INTERNAL"])
def test_an_answer_that_is_wrong(workspace: Workspace, faults: Faults, name: str) -> None:
    """A driver may give up waiting, or fail in itself, while the server does what it was told."""
    workspace.segment()
    faults.after = {2: name}
    assert workspace.apply().run == 1
    assert workspace.rows(RUNS) == [(1, "opened"), (1, "applied")]


def test_commit_is_said_once(workspace: Workspace, faults: Faults) -> None:
    workspace.segment()
    faults.before = {3: "SQLITE_IOERR"}
    assert workspace.apply().run == 1
    assert faults.commits == 2


@pytest.mark.parametrize("was_committed", [pytest.param(True, id="it was"), pytest.param(False, id="it was not")])
def test_nobody_answers_whether_it_was_committed(
    workspace: Workspace, faults: Faults, monkeypatch: pytest.MonkeyPatch, was_committed: bool
) -> None:
    """The database comes back only after we stopped asking: then the run must not be called failed."""
    workspace.segment()
    plan, database, away = workspace.plan(), workspace.database(), workspace.root / "away"
    ask = commit._ask

    def ask_in_vain(*arguments: Any) -> bool:
        shutil.move(database, away)
        try:
            return ask(*arguments)
        finally:
            shutil.move(away, database)

    monkeypatch.setattr(commit, "RECONNECT", 0.2)
    monkeypatch.setattr(commit, "_ask", ask_in_vain)
    lost = {2: "SQLITE_IOERR"}
    faults.before, faults.after = ({}, lost) if was_committed else (lost, {})
    with pytest.raises(OutcomeUnknown, match="unknown whether run 1 was written"):
        workspace.apply(plan)
    states = ["opened", "applied"] if was_committed else ["opened"]
    assert [state for _, state in workspace.rows(RUNS)] == states
    assert [run.run for run in workspace.plan().standing.unfinished] == ([] if was_committed else [1])
    again = workspace.apply(plan)
    assert (again.already_applied, again.run) == ((True, 1) if was_committed else (False, 2))


def test_the_database_is_there_and_somebody_has_the_lock(
    workspace: Workspace, faults: Faults, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lost session itself may, until the server gives it up: then the connection came back, and nobody can say."""
    workspace.environment(timeouts={"lock": 1})
    workspace.segment()
    faults.before = {2: "SQLITE_IOERR"}
    ask = commit._ask

    def ask_in_vain(*arguments: Any) -> bool:
        with closing(sqlite3.connect(workspace.database())) as other:
            other.execute("BEGIN IMMEDIATE")
            return ask(*arguments)

    monkeypatch.setattr(commit, "RECONNECT", 0.2)
    monkeypatch.setattr(commit, "_ask", ask_in_vain)
    with pytest.raises(OutcomeUnknown, match=r"was lost at COMMIT, and the database did not say within 0\.2 s"):
        workspace.apply()
    assert workspace.rows(RUNS) == [(1, "opened")]


@pytest.mark.parametrize("was_committed", [pytest.param(True, id="it was"), pytest.param(False, id="it was not")])
def test_asking_ends_in_an_error_that_is_not_the_drivers(
    workspace: Workspace, faults: Faults, monkeypatch: pytest.MonkeyPatch, was_committed: bool
) -> None:
    """Then nobody knows either, and the run must not be called failed."""
    workspace.segment()
    monkeypatch.setattr(commit, "RECONNECT", 0.2)
    lost = {2: "SQLITE_IOERR"}
    faults.before, faults.after = ({}, lost) if was_committed else (lost, {})
    with monkeypatch.context() as patch:
        patch.setattr(journal, "is_applied", broken)
        with pytest.raises(OutcomeUnknown, match="unknown whether run 1 was written"):
            workspace.apply()
    assert workspace.rows(RUNS) == [(1, "opened"), (1, "applied")][: 1 + was_committed]


def test_asking_fails_once_and_is_answered_then(
    workspace: Workspace, faults: Faults, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.segment()
    faults.after = {2: "SQLITE_IOERR"}
    errors, is_applied = [BROKEN], journal.is_applied

    def at_last(connection: Connection, run: int) -> bool:
        if errors:
            raise errors.pop()
        return is_applied(connection, run)

    monkeypatch.setattr(journal, "is_applied", at_last)
    assert workspace.apply().run == 1
    assert (errors, workspace.rows(RUNS)) == ([], [(1, "opened"), (1, "applied")])


def test_what_is_asked_after_commit_ends_in_any_error(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace.segment()
    monkeypatch.setattr(read, "without_members", broken)
    report = workspace.apply()
    assert (report.run, report.waiting) == (1, tuple(one.id for one in report.outcomes))
    assert workspace.rows(RUNS) == [(1, "opened"), (1, "applied")]


def test_no_run_that_is_applied_is_ever_called_failed(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace.segment()
    with monkeypatch.context() as patch:
        patch.setattr(write, "_waiting", broken)
        with pytest.raises(Failed, match="Run 1 was written all the same"):
            workspace.apply()
    assert workspace.rows(RUNS) == [(1, "opened"), (1, "applied")]
    assert workspace.apply().already_applied


@pytest.mark.parametrize(
    "place, told, states",
    [
        pytest.param("read_groups", "not enough memory. Everything was rolled back", ["opened", "failed"], id="memory"),
        pytest.param("open_run", "not enough memory. Nothing was written", [], id="memory, while it is opened"),
        pytest.param("look", "not enough memory. Nothing was written", [], id="memory, before it is opened"),
    ],
)
def test_an_unforeseen_fault_says_what_was_written(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, place: str, told: str, states: list[str]
) -> None:
    workspace.segment()
    before = workspace.store_rows()

    def starved(*arguments: Any) -> Any:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr({"look": agree, "open_run": apply}.get(place, read), place, starved)
        with pytest.raises(Failed, match=told):
            workspace.apply()
    assert workspace.store_rows() == before
    assert [state for _, state in workspace.rows(RUNS)] == states


def test_what_is_applied_stays_applied_where_its_connections_cannot_be_closed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.segment()
    with monkeypatch.context() as patch:
        patch.setattr(Engine, "dispose", broken)
        assert workspace.apply().run == 1
    assert workspace.rows(RUNS) == [(1, "opened"), (1, "applied")]


def test_an_unforeseen_fault_that_nobody_can_look_into(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace.segment()
    with monkeypatch.context() as patch:
        patch.setattr(read, "read_groups", broken)
        patch.setattr(journal, "is_applied", broken)
        with pytest.raises(OutcomeUnknown, match="It is unknown whether run 1 was written"):
            workspace.apply()
    assert [run.run for run in workspace.plan().standing.unfinished] == [1]


def test_busy_is_an_answer_and_commit_is_said_again(workspace: Workspace, faults: Faults) -> None:
    workspace.segment()
    faults.before = {2: "SQLITE_BUSY", 3: "SQLITE_BUSY"}
    assert workspace.apply().run == 1
    assert workspace.rows(RUNS) == [(1, "opened"), (1, "applied")]
    assert faults.commits == 4


def test_a_reader_is_in_the_way_for_longer_than_one_wait(workspace: Workspace) -> None:
    workspace.environment(timeouts={"lock": 1})
    workspace.segment()
    with closing(sqlite3.connect(workspace.database(), check_same_thread=False)) as reader:
        gate = threading.Timer(1.5, reader.rollback)

        def read(phase: str) -> None:
            if phase == "committing" and not reader.in_transaction:
                reader.execute("BEGIN")
                reader.execute("SELECT * FROM mbrgrp").fetchone()
                gate.start()

        assert workspace.apply(progress=read).run == 1
        gate.join()
    assert workspace.rows(RUNS) == [(1, "opened"), (1, "applied")]


@pytest.mark.parametrize(
    "name, error, attempts",
    [
        pytest.param("SQLITE_FULL", Busy, 3, id="no room left"),
        pytest.param("SQLITE_CONSTRAINT", Stale, 1, id="a constraint that is checked late"),
        pytest.param("SQLITE_INTERNAL", Failed, 1, id="a bug"),
    ],
)
def test_any_other_answer_means_rolled_back(
    workspace: Workspace, faults: Faults, name: str, error: type[SyncerError], attempts: int
) -> None:
    workspace.segment()
    before = workspace.store_rows()
    faults.before = dict.fromkeys(range(2, 2 + attempts), name)
    with pytest.raises(error, match=r"Nothing was written|Everything was rolled back"):
        workspace.apply()
    assert workspace.store_rows() == before
    assert workspace.rows(RUNS) == [(1, "opened"), (1, "failed")]
