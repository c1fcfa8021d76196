"""A plugin: figures that tests measured, as tables at the end of the run, whichever process measured them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import pytest

Figures: TypeAlias = Mapping[str, int | str]
Tell: TypeAlias = Callable[..., None]

_TOLD = "figures"


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Tell:
    """``tell(topic, what, points=3, partial=0)`` adds one line to the table of a topic."""

    def told(topic: str, what: str, **figures: int | str) -> None:
        record_property(_TOLD, json.dumps([topic, what, figures]))

    return told


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print one table a topic."""
    topics: defaultdict[str, list[tuple[str, Figures]]] = defaultdict(list)
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == _TOLD and report.when == "call":
                    topic, what, figures = json.loads(value)
                    topics[topic].append((what, figures))
    for topic, rows in sorted(topics.items()):
        terminalreporter.section(topic)
        for line in table(rows):
            terminalreporter.write_line(line)


def table(rows: Sequence[tuple[str, Figures]]) -> Iterator[str]:
    """The rows under each other; more than one is added up."""
    names = list(dict.fromkeys(name for _, figures in rows for name in figures))
    if len(rows) > 1:
        rows = [*rows, ("total", {name: _sum(figures.get(name) for _, figures in rows) for name in names})]
    first = max(len(what) for what, _ in rows)
    cells = [[_shown(figures.get(name, "")) for name in names] for _, figures in rows]
    widths = [max(len(name), *(len(row[place]) for row in cells)) for place, name in enumerate(names)]
    yield "  ".join([" " * first, *(name.rjust(width) for name, width in zip(names, widths, strict=True))])
    for (what, _), row in zip(rows, cells, strict=True):
        yield "  ".join([what.ljust(first), *(cell.rjust(width) for cell, width in zip(row, widths, strict=True))])


def _sum(values: Iterator[int | str | None]) -> int | str:
    numbers = [value for value in values if isinstance(value, int)]
    return sum(numbers) if numbers else ""


def _shown(value: int | str) -> str:
    return f"{value:,}" if isinstance(value, int) else value
