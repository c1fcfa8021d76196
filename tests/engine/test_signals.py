"""SIGINT and SIGTERM at every stage of an apply."""

from __future__ import annotations

import os
import signal
import sqlite3
import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

import syncer.live.gate
from syncer.engine import signals, write
from syncer.model.errors import Busy, Interrupted
from tests.engine.faults import Faults
from tests.workspace import Workspace

RUNS = "SELECT run_id, run_state FROM xsyncrun ORDER BY seq"

both_signals = pytest.mark.parametrize(
    "number", [pytest.param(signal.SIGINT, id="SIGINT"), pytest.param(signal.SIGTERM, id="SIGTERM")]
)


@pytest.fixture(autouse=True)
def _handlers_are_put_back() -> Any:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    yield
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before


def at(wanted: str, number: signal.Signals) -> Callable[[str], None]:
    """Send a signal to ourselves when a phase begins."""

    def progress(phase: str) -> None:
        if phase.startswith(wanted):
            os.kill(os.getpid(), number)

    return progress


@both_signals
@pytest.mark.parametrize(
    "phase, runs",
    [
        pytest.param("opening", [], id="before the run is opened"),
        pytest.param("writing", [(1, "opened"), (1, "failed")], id="before rows are written"),
        pytest.param("committing", [(1, "opened"), (1, "failed")], id="right before COMMIT"),
    ],
)
def test_before_commit_everything_is_rolled_back(
    workspace: Workspace, number: signal.Signals, phase: str, runs: list[tuple[int, str]]
) -> None:
    workspace.segment()
    before = workspace.store_rows()
    with pytest.raises(Interrupted, match=rf"{number.name}. Everything was rolled back."):
        workspace.apply(progress=at(phase, number))
    assert workspace.store_rows() == before
    assert workspace.rows(RUNS) == runs
    assert workspace.apply().outcomes


@both_signals
def test_during_commit_the_run_is_finished_first(workspace: Workspace, faults: Faults, number: signal.Signals) -> None:
    workspace.segment()
    faults.committing = {2: lambda: os.kill(os.getpid(), number)}
    assert workspace.apply().run == 1
    assert workspace.rows(RUNS) == [(1, "opened"), (1, "applied")]


@both_signals
def test_after_commit_a_signal_does_not_say_that_it_was_rolled_back(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    workspace.segment()

    def interrupted(*_: Any) -> tuple[str, ...]:
        os.kill(os.getpid(), number)
        return ()

    monkeypatch.setattr(write, "_waiting", interrupted)
    assert workspace.apply().run == 1
    assert workspace.rows(RUNS) == [(1, "opened"), (1, "applied")]


def test_during_a_commit_that_is_answered_busy_the_signal_is_obeyed(workspace: Workspace, faults: Faults) -> None:
    workspace.environment(timeouts={"lock": 1})
    workspace.segment()
    faults.committing = {2: lambda: os.kill(os.getpid(), signal.SIGINT)}
    faults.before = dict.fromkeys(range(2, 40), "SQLITE_BUSY")
    with pytest.raises(Interrupted):
        workspace.apply()
    assert faults.commits < 2 * 1 / 0.05
    assert ("applied",) not in workspace.rows("SELECT run_state FROM xsyncrun")


@pytest.mark.parametrize("asked", [pytest.param(table, id=table) for table in ("mbrgrpdesc", "keys")])
def test_while_sqlite_asks_for_permission(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, asked: str) -> None:
    """SQLite swallows what is raised where it calls back, and says that the statement was not authorized."""
    workspace.segment()
    authorize = syncer.live.gate.authorize

    def interrupted(access: Any, action: int, first: str | None, second: str | None) -> bool:
        if action in (sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE) and first == asked:
            os.kill(os.getpid(), signal.SIGINT)
        return authorize(access, action, first, second)

    with monkeypatch.context() as patch:
        patch.setattr(syncer.live.gate, "authorize", interrupted)
        with pytest.raises(Interrupted):
            workspace.apply()
    assert ("applied",) not in workspace.rows("SELECT run_state FROM xsyncrun")
    assert workspace.apply().outcomes


@pytest.mark.parametrize(
    "put_back", [pytest.param(1, id="after the plan"), pytest.param(2, id="after the run was opened")]
)
def test_while_a_connection_is_put_back(workspace: Workspace, put_back: int) -> None:
    """SQLAlchemy swallows what is raised there, and the run would go on to its end."""
    workspace.segment()
    moments: list[object] = []

    def interrupted(*_: object) -> None:
        moments.append(None)
        if len(moments) == put_back:
            os.kill(os.getpid(), signal.SIGTERM)

    event.listen(Pool, "reset", interrupted)
    try:
        with pytest.raises(Interrupted):
            workspace.apply()
    finally:
        event.remove(Pool, "reset", interrupted)
    assert ("applied",) not in workspace.rows("SELECT run_state FROM xsyncrun")


@pytest.mark.lanes("sqlite", "postgresql", "derby", "db2")
def test_while_somebody_else_has_the_lock(workspace: Workspace) -> None:
    """Some drivers do not hear it before the wait is over."""
    workspace.environment(timeouts={"lock": 1})
    workspace.segment()
    before = workspace.store_rows()
    with workspace.session() as say:
        say("UPDATE xsynchead SET last_run = last_run")
        timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGTERM))
        timer.start()
        with pytest.raises(Interrupted, match=r"SIGTERM\. Everything was rolled back\."):
            workspace.apply()
    timer.join()
    assert workspace.store_rows() == before
    assert workspace.apply().outcomes


def test_a_trouble_that_comes_first_is_told_as_it_is() -> None:
    with pytest.raises(Busy), signals.interruptible():
        raise Busy("busy")
