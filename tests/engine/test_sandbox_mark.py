"""Only a database that ``syncer sandbox`` made is treated as one."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from syncer.model.errors import NotPermitted
from tests.workspace import Workspace


def test_a_database_that_is_only_called_a_sandbox_is_not_read(workspace: Workspace) -> None:
    with closing(sqlite3.connect(workspace.database())) as connection:
        connection.execute("PRAGMA application_id = 0")
    workspace.segment()
    with pytest.raises(NotPermitted, match="was not made by `syncer sandbox`"):
        workspace.plan()
    with pytest.raises(NotPermitted, match="was not made by `syncer sandbox`"):
        workspace.apply()
