"""Run statements, and count what they touched."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from syncer.live.statements import Statement
from syncer.model.errors import Stale


def run(connection: Connection, statements: Iterable[Statement]) -> None:
    """Send each statement once, for all its rows. Raises ``Stale`` where one touched more or fewer than it must."""
    for statement in statements:
        result = connection.execute(
            statement.template,
            [dict(row) for row in statement.parameters],
            execution_options={"preserve_rowcount": True},
        )
        if result.rowcount != statement.rows:
            raise Stale(
                f"{statement.template.table} changed under our hands: {result.rowcount} rows were touched "
                f"where {statement.rows} had to be. Everything was rolled back.",
                "Plan again, and look at what changed.",
            )
