"""Members are sacred on every engine: each proof that stands around the tests is shown to be alive there.

1. The gate stops what is forbidden by its text, before a driver hears of it.
2. Without that gate the engine itself refuses: SQLite's authorizer, elsewhere the trigger of ``syncer grants --guard``
   for the product's login. H2, in Oracle's place, has neither.
3. Any other value in a row of the membership tables is seen at the end of a test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import product

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import DBAPIError

import syncer.live.gate
from syncer.live.connect import Database, connect
from syncer.live.gate import Access, ForbiddenStatement
from tests.figures import Tell
from tests.lanes.fixtures import every_lane, not_on
from tests.lanes.lane import Lane
from tests.live.planted import HIDDEN, WAYS, planted
from tests.membership import memberships
from tests.workspace import Workspace

pytestmark = every_lane

TOPIC = "Forbidden writes to members"
GATED = ("Core", "text()", "exec_driver_sql")
"""The ways that pass the gate of text on every engine: all but the driver's own cursor."""

FILLED = "(SELECT min(mbrgrp_id) FROM mbrgrpmbr)"
REACHES_MEMBERS = (
    "INSERT INTO mbrgrpmbr (member_id, mbrgrp_id, exclude)"
    " SELECT min(mbrgrp_id), min(mbrgrp_id), CAST('0' AS CHAR(1)) FROM mbrgrp",
    "INSERT INTO dmmbrgrppzn (mbrgrp_id, personalizationid) SELECT min(mbrgrp_id), 'one' FROM mbrgrp",
    "UPDATE mbrgrpmbr SET customerid = 'one'",
    "UPDATE dmmbrgrppzn SET personalizationid = personalizationid",
    "DELETE FROM mbrgrpmbr",
    "DELETE FROM dmmbrgrppzn",
    f"DELETE FROM mbrgrp WHERE mbrgrp_id = {FILLED}",
    f"DELETE FROM member WHERE member_id = {FILLED}",
    "DELETE FROM mbrgrp WHERE mbrgrp_id = (SELECT min(mbrgrp_id) FROM dmmbrgrppzn)",
)
"""Writes of both tables, at first hand and by cascades."""
CHANGES = ("UPDATE mbrgrpmbr SET customerid = 'one'", "DELETE FROM dmmbrgrppzn", REACHES_MEMBERS[-3])

REFUSALS = {
    "sqlite": ("not authorized", "prohibited"),
    "postgresql": ("members are not for this login to change",),
    "derby": ("22012",),
    "db2": ("22012",),
}
"""What each says; Derby's trigger has no words, and divides by zero."""


@contextmanager
def writing(database: Database) -> Iterator[Connection]:
    """A transaction that may write, and is rolled back."""
    with database.writing() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


def test_the_gate_stops_planted_writes_before_the_driver_hears_of_them(
    workspace: Workspace, lane_name: str, tell: Tell
) -> None:
    heard: list[str] = []
    stopped = 0
    for access in Access:
        with connect(workspace.settings(), access) as database:
            event.listen(database.engine, "do_execute", lambda _cursor, sql, _values, _context: heard.append(sql))
            event.listen(database.engine, "do_execute_no_params", lambda _cursor, sql, _context: heard.append(sql))
            with writing(database) as connection:
                connection.exec_driver_sql("SELECT mbrgrp_id FROM mbrgrp")
                assert heard
                heard.clear()
                for send in forbidden(connection, access):
                    with pytest.raises(ForbiddenStatement):
                        send()
                    stopped += 1
            assert heard == []
    tell(TOPIC, f"{lane_name}: the gate", planted=stopped, found=stopped)


def forbidden(connection: Connection, access: Access) -> Iterator[Callable[[], object]]:
    """Every forbidden statement in every way."""
    for one, way in product(planted(access), GATED):
        yield partial(WAYS[way], connection, one)
    for sql in (*HIDDEN.values(), *REACHES_MEMBERS):
        yield partial(connection.exec_driver_sql, sql)


@not_on("oracle")
@pytest.mark.plants_writes
def test_the_engine_itself_refuses_them(
    workspace: Workspace, lane: Lane | None, lane_name: str, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = workspace.settings()
    monkeypatch.setattr(syncer.live.gate, "permit", lambda statement, access: None)
    with connect(settings, Access.WRITE) as database:
        refused = [words for sql in REACHES_MEMBERS if (words := refusal(database, sql))]
    assert len(refused) == len(REACHES_MEMBERS)
    assert {any(word in words for word in REFUSALS[lane_name]) for words in refused} == {True}, refused
    name = "the guard trigger" if lane else "the authorizer"
    tell(TOPIC, f"{lane_name}: {name}", planted=len(REACHES_MEMBERS), found=len(refused))


def refusal(database: Database, sql: str) -> str | None:
    """What the engine says against a statement. Each has a transaction of its own, which its error would end."""
    with writing(database) as connection:
        try:
            connection.exec_driver_sql(sql)
        except DBAPIError as error:
            return f"{error.orig} {getattr(error.orig, 'sqlstate', '')}"
    return None


@pytest.mark.plays_loader
def test_what_somebody_else_changes_is_seen(workspace: Workspace, lane_name: str, tell: Tell) -> None:
    """The guard is in nobody else's way, so the checksums have something to find."""
    workspace.plan()
    workspace.watch.require_untouched()
    for sql in CHANGES:
        workspace.edit(sql)
        with pytest.raises(AssertionError, match="members were changed"):
            workspace.watch.require_untouched()
        workspace.watch.expect(workspace.place(), memberships(workspace.place()))
    tell(TOPIC, f"{lane_name}: checksums of both tables", planted=len(CHANGES), found=len(CHANGES))
