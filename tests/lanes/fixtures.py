"""A plugin: the lanes, each started by the first test of a process that runs on it, and how tests choose them.

``pytestmark = every_lane`` lets each test of a module run on every engine; ``only_on("sqlite", ...)`` on one of them
keeps it to these.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.figures import table
from tests.lanes.lane import Lane

if TYPE_CHECKING:
    from xdist.remote import Producer

    from tests.lanes.postgresql import PostgresqlServer

LANES = ("sqlite", "postgresql", "derby", "db2", "oracle")

every_lane = pytest.mark.lanes(*LANES)
other_lanes = pytest.mark.lanes(*LANES[1:])


_ON_LANE = re.compile("|".join(LANES))
"""Told by the name of a test: its file or its case is called after the engine."""

_LONG = ("tests/promises/", "tests/ci/", "tests/benchmarks/")
"""Files with few tests that take seconds each."""


class ByLane(LoadScopeScheduling):  # type: ignore[misc]
    """Keep a lane to one process, so that its servers start once, and any other file of tests too."""

    def _split_scope(self, nodeid: str) -> str:
        """What stays together: the tests of a lane, or of a file."""
        path, *_ = nodeid.split("::")
        on_lane = _ON_LANE.search(nodeid)
        return on_lane.group() if on_lane else path


def only_on(*lanes: str) -> pytest.MarkDecorator:
    """Keep a test of a module that runs on every lane to some."""
    return pytest.mark.lanes(*lanes)


def not_on(*lanes: str) -> pytest.MarkDecorator:
    """Keep a test, or one of its cases, away from some lanes. Why, the test says."""
    return pytest.mark.not_on(*lanes)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "lanes(*names): the engines that a test runs on, instead of SQLite alone")
    config.addinivalue_line("markers", "not_on(*names): engines on which a test, or a case of it, means nothing")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByLane:
    """Called where tests run in several processes. They are handed out in the order of the tests."""
    config.option.loadscopereorder = False
    return ByLane(config, log)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    marker = metafunc.definition.get_closest_marker("lanes")
    if marker and "lane_name" in metafunc.fixturenames:
        metafunc.parametrize("lane_name", marker.args, ids=lambda name: f"on {name}", scope="session")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    away = [item for item in items if chosen_lane(item) in _avoided(item)]
    items[:] = [item for item in items if item not in away]
    config.hook.pytest_deselected(items=away)
    items.sort(key=_turn)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print how many tests ran on each lane, and how long they took together, setting up included."""
    seconds, tests = Counter[str](), Counter[str]()
    for report in chain.from_iterable(terminalreporter.stats.values()):
        found = _ON_LANE.search(getattr(report, "nodeid", ""))
        if found and hasattr(report, "when"):
            lane = found.group()
            seconds[lane] += report.duration
            tests[lane] += report.when == "call" and not report.skipped
    if len(tests) > 1:
        terminalreporter.section("Lanes")
        rows = [(lane, {"tests run": tests[lane], "seconds": round(seconds[lane])}) for lane in LANES]
        for line in table(rows):
            terminalreporter.write_line(line)


def chosen_lane(item: pytest.Item) -> str | None:
    """The lane that one of a test's cases is for; ``None`` where the test chooses none."""
    return item.callspec.params.get("lane_name") if hasattr(item, "callspec") else None


def _turn(item: pytest.Item) -> int:
    """What takes long begins early: no process has to wait at the end for another one."""
    return 0 if _ON_LANE.search(item.nodeid) else 1 if item.nodeid.startswith(_LONG) else 2


def _avoided(item: pytest.Item) -> set[str]:
    return {lane for marker in item.iter_markers("not_on") for lane in marker.args}


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
                case "derby":
                    from tests.lanes.derby import DerbyLane

                    lane = DerbyLane()
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
