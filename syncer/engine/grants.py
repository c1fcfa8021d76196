"""The least rights of our logins, as a script for the DBA of an environment."""

from __future__ import annotations

from pathlib import Path

from syncer.desired.environments import load_environment


def grants_sql(
    root: Path, environment: str, dialect: str | None = None, *, reader: str, writer: str, has_guard: bool = False
) -> str:
    """What the logins ``reader`` and ``writer`` need, for the engine of the environment or of that name."""
    from syncer.live.connect import dialect_of
    from syncer.live.grants import Logins, grants

    where = load_environment(root, environment)
    return grants(dialect_of(where, dialect), where, Logins(reader, writer), has_guard=has_guard)
