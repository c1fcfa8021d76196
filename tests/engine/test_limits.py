"""A statement, and everything together, may take as long as the environment says."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from syncer.live import limits
from syncer.live.connect import connect
from syncer.live.gate import Access
from syncer.model.errors import Busy
from tests.workspace import Workspace

ENDLESS = (
    "SELECT count(*) FROM mbrgrpdesc AS a JOIN mbrgrpdesc AS b ON 1 = 1 JOIN mbrgrpdesc AS c ON 1 = 1 "
    "JOIN mbrgrpdesc AS d ON 1 = 1 JOIN mbrgrpdesc AS e ON 1 = 1 JOIN mbrgrpdesc AS f ON 1 = 1 "
    "JOIN mbrgrpdesc AS g ON 1 = 1 JOIN mbrgrpdesc AS h ON 1 = 1"
)


def test_a_statement_that_takes_too_long_is_ended(workspace: Workspace) -> None:
    workspace.environment(timeouts={"statement": 1})
    with (
        pytest.raises(Busy, match="took longer over a statement than `timeouts` allow"),
        connect(workspace.settings(), Access.READ) as database,
        database.reading() as connection,
    ):
        connection.execute(text(ENDLESS)).all()


def test_when_the_time_for_everything_is_over_no_statement_begins(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.segment()
    moments = iter([0.0, 0.0, *[301.0] * 99])
    monkeypatch.setattr(limits, "monotonic", lambda: next(moments))
    with pytest.raises(Busy, match="took more than 300 s"):
        workspace.apply()
