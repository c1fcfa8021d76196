"""An engine to play faults on, outside of any test: started here, ended here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeAlias

import pytest

from syncer.live.dialects import DIALECTS
from tests.lanes.lane import Lane
from tests.membership import Watch
from tests.workshop import Workshop, workshop, workshop_on

NewWorkshop: TypeAlias = Callable[[Path], Workshop]
"""A store that is set up, with an empty catalog, in a folder that is not there yet. On an engine with a server it is
always the same database, put back to how it was."""

ENGINES = ("sqlite", "postgresql", "db2")
"""``db2`` is Derby's network server through IBM's own client."""


@contextmanager
def ground(engine: str) -> Iterator[NewWorkshop]:
    """Start an engine, and let this process, its children and its forks reach it by the workshop's environment."""
    with ExitStack() as stack:
        lane = _lane(engine, stack)
        if lane is None:
            yield workshop
            return
        stack.callback(lane.close)
        patch, watch = stack.enter_context(pytest.MonkeyPatch.context()), Watch()
        patch.setitem(DIALECTS, lane.dialect.name, lane.dialect)  # for forks that begin before the first workshop
        yield lambda root: workshop_on(lane, root, watch, patch)


def _lane(engine: str, stack: ExitStack) -> Lane | None:
    match engine:
        case "postgresql":
            from tests.lanes.postgresql import PostgresqlLane, postgresql_server

            return PostgresqlLane(stack.enter_context(postgresql_server()))
        case "db2":
            from tests.lanes.db2 import db2_lane
            from tests.lanes.derby_server import derby_server

            return stack.enter_context(db2_lane(stack.enter_context(derby_server())))
        case _:
            return None
