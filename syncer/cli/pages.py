"""What more than one command prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.cli.console import Console
from syncer.cli.session import Session

if TYPE_CHECKING:
    from syncer.model.plan import SavedPlan


def print_plan(session: Session, console: Console, plan: SavedPlan, *, as_json: bool = False) -> None:
    """A plan as a page, or as the JSON that is saved."""
    if as_json:
        from syncer.render.to_json import plan_json

        console.document(plan_json(plan))
    else:
        from syncer.render.plan_text import plan_text

        console.print(*plan_text(plan, whole=session.verbose))


def name_setup(session: Session, environment: str) -> None:
    """Nothing is recorded yet, and so nothing can be applied."""
    session.next("setup", environment, why="make our own tables, in which we record what we write; then plan again")
