"""What more than one command says."""

from __future__ import annotations

from syncer.cli.session import Session


def name_setup(session: Session, environment: str) -> None:
    """Nothing is recorded yet, and so nothing can be applied."""
    session.next("setup", environment, why="make our own tables, in which we record what we write; then plan again")
