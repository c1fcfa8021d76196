"""A plugin: the lanes, each started by the first test of a process that runs on it, and how tests choose them.

``pytestmark = every_lane`` lets each test of a module run on every engine; ``only_on("sqlite", ...)`` on one of them
keeps it to these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.lanes.lane import Lane

if TYPE_CHECKING:
    from tests.lanes.postgresql import PostgresqlServer

LANES = ("sqlite", "postgresql")

every_lane = pytest.mark.lanes(*LANES)
every_lane_but_oracle = pytest.mark.lanes(*(lane for lane in LANES if lane != "oracle"))


def only_on(*lanes: str) -> pytest.MarkDecorator:
    """Keep a test of a module that runs on every lane to some."""
    return pytest.mark.lanes(*lanes)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "lanes(*names): the engines that a test runs on, instead of SQLite alone")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    marker = metafunc.definition.get_closest_marker("lanes")
    if marker and "lane_name" in metafunc.fixturenames:
        metafunc.parametrize("lane_name", marker.args, ids=lambda name: f"on {name}", scope="session")


@pytest.fixture(scope="session")
def lane_name() -> str:
    """The engine that a test runs on."""
    return "sqlite"


@pytest.fixture(scope="session")
def lane_of(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Lane | None]]:
    """A lane by its name; SQLite has none: its databases are files that are copied."""
    with ExitStack() as stack:

        @cache
        def find(name: str) -> Lane | None:
            match name:
                case "postgresql":
                    from tests.lanes.postgresql import PostgresqlLane

                    lane: Lane = PostgresqlLane(request.getfixturevalue("postgresql"))
                case "oracle":
                    from tests.lanes.oracle import OracleLane

                    lane = OracleLane()
                case "db2":
                    from tests.lanes.db2 import db2_lane
                    from tests.lanes.derby_server import derby_server

                    lane = stack.enter_context(db2_lane(stack.enter_context(derby_server())))
                case _:
                    return None
            stack.callback(lane.close)
            return lane

        yield find


@pytest.fixture
def lane(lane_name: str, lane_of: Callable[[str], Lane | None]) -> Lane | None:
    """The lane of a test; ``None`` is SQLite."""
    return lane_of(lane_name)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    """A PostgreSQL server of our own."""
    from tests.lanes.postgresql import postgresql_server

    with postgresql_server() as server:
        yield server
