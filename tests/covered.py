"""A plugin: how far tests reach into the rooms without a database, measured in every process of tests.

``make test`` begins each with COVERAGE_PROCESS_START, so that it is measured before it imports anything. Only these
rooms' own tests count, and none that walks through texts by the thousand (``not_covered``): to be traced makes those
four times as slow, and they reach what the others reach.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from coverage import Coverage

from tests.lanes.fixtures import chosen_lane

ROOMS = ("model", "planning", "desired", "render", "engine")
"""Whose tests count; what is told of health is tried with the engine, on databases. Of the lanes, SQLite is enough."""

_ASKED = "COVERAGE_PROCESS_START"
MEASURED = Coverage.current() if _ASKED in os.environ else None
"""What measures in this process; ``None`` where nobody asked."""

not_covered = pytest.mark.not_covered


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "not_covered: reaches what other tests reach, with very many texts")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """What was imported counts; what tests start as processes of their own does not."""
    os.environ.pop(_ASKED, None)
    if MEASURED:
        MEASURED.stop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    if MEASURED is None or not _counts(item):
        return (yield)
    MEASURED.start()
    try:
        return (yield)
    finally:
        MEASURED.stop()


def pytest_sessionfinish() -> None:
    if MEASURED:
        MEASURED.save()


def _counts(item: pytest.Item) -> bool:
    room = item.path.relative_to(Path(__file__).parent).parts[0]
    is_enough = room in ROOMS and chosen_lane(item) in (None, "sqlite")
    return is_enough and item.get_closest_marker(not_covered.name) is None
