"""Keeping everybody from adding rows below a group, so that a delete takes along nothing that nobody has seen."""

from __future__ import annotations

from sqlalchemy import Connection, text

from syncer.live.dialects.dialect import Dialect
from syncer.model.environment import Environment


def hold_parent(connection: Connection, dialect: Dialect, environment: Environment, mbrgrp_id: int) -> None:
    """From here to the end of the transaction nobody else adds a member, or anything else, below this group."""
    schema = f"{environment.schema}." if environment.schema else ""
    for words in dialect.parent_lock.statements if dialect.parent_lock else ():
        said = words.format(schema=schema, seconds=environment.timeouts.lock)
        result = connection.execute(text(said), {"id": mbrgrp_id} if ":id" in said else {})
        if result.returns_rows:
            result.all()  # a row is locked when it is fetched
