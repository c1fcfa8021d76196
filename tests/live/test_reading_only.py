"""Nothing that looks ever writes: every row is compared, and writes are slipped into the very sessions that look."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

import syncer.live.connect
from syncer.engine.doctor import doctor
from syncer.live.gate import Access, guard
from syncer.model.errors import SyncerError
from tests.lanes.fixtures import every_lane
from tests.workspace import TEXT, Workspace

pytestmark = every_lane

LOOKS: tuple[Callable[[Workspace], object], ...] = (
    Workspace.plan,
    Workspace.drift,
    lambda workspace: doctor(workspace.root, "staging"),
)
STATES = {"postgresql": "25006", "derby": "25502"}
"""How an engine says that a transaction may only read. On SQLite its authorizer says no, without a code.

Db2 has no such transactions; what Oracle has, H2 does not know.
"""
SLIPPED = "UPDATE keys SET counter = counter + 1"


@pytest.fixture
def busy(workspace: Workspace) -> Workspace:
    """Something of everything: an edit by hand, an update and a create that wait, an orphan, a run without end."""
    workspace.segment()
    workspace.segment("aurora/silver", "Silver members")
    workspace.segment("aurora/gone", "Gone tomorrow")
    workspace.apply()
    workspace.edit("UPDATE mbrgrpdesc SET description = 'Edited.', optcounter = 7 WHERE description = ?", TEXT)
    workspace.segment("aurora/silver", "Silver members", description="New words.", exportAll=True)
    workspace.segment("aurora/new", "New here")
    workspace.remove("aurora/gone")
    workspace.edit("DELETE FROM xsyncrun WHERE run_state = 'applied'")
    return workspace


def test_no_look_writes_a_row(busy: Workspace) -> None:
    before = busy.state()
    plan = busy.plan()
    assert {change.verb for change in plan.changes} == {"create", "update"}
    assert plan.is_blocked
    assert plan.standing.orphans == ("aurora/gone",)
    assert plan.standing.unfinished
    for look in LOOKS:
        look(busy)
    assert busy.state() == before


def test_a_write_in_a_session_that_looks_is_refused_or_taken_back(
    workspace: Workspace, lane_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Past the gate, on the driver's own cursor. Where the engine lets it pass, the end of the reading undoes it."""
    workspace.segment()
    before = workspace.state()
    said: list[BaseException | None] = []

    def with_a_hole(engine: Engine, access: Access) -> None:
        guard(engine, access)
        said.clear()

        @event.listens_for(engine, "before_cursor_execute")
        def slip(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
            if statement.startswith("SELECT") and not said:
                said.append(refusal(connection))

    monkeypatch.setattr(syncer.live.connect, "guard", with_a_hole)
    for look in LOOKS:
        with suppress(SyncerError):  # PostgreSQL goes on with nothing in that transaction
            look(workspace)
        (error,) = said
        assert (error is None) == (lane_name in ("db2", "oracle"))
        assert getattr(error, "sqlstate", None) == STATES.get(lane_name)
    assert workspace.state() == before


def refusal(connection: Connection) -> BaseException | None:
    """What the engine says to a write."""
    try:
        connection.connection.cursor().execute(SLIPPED)
    except Exception as error:  # each driver has its own
        return error
    return None
