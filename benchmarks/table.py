"""Results as one Markdown table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.measure import Runs
from benchmarks.rows import Row

_HEAD = (
    "operation",
    "median (range), s",
    "cpu, s",
    "peak, MB",
    "against",
    "median, s",
    "ratio",
    "of cpu",
    "target",
    "",
)


@dataclass(frozen=True)
class Result:
    """A row with what it took."""

    row: Row
    product: Runs
    others: tuple[Runs | None, ...]
    """One for each comparison; ``None`` for a peer that is not installed."""


def table(results: Sequence[Result]) -> str:
    """One line for each comparison, with the verdict at its end."""
    lines = [_HEAD, *(line for result in results for line in _lines(result))]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    head, *body = (_line([f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)]) for line in lines)
    return "\n".join((head, _line(["-" * width for width in widths]), *body, ""))


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _lines(result: Result) -> Iterator[tuple[str, ...]]:
    row, product = result.row, result.product
    seconds = f"{product.wall:.3f} ({product.least:.3f}-{product.most:.3f})"
    own = (row.label, seconds, f"{product.cpu:.3f}", f"{product.peak:.0f}")
    for comparison, other in zip(row.comparisons, result.others, strict=True):
        target = f"<= {_ratio(comparison.most)}"
        if other is None:
            yield (*own, comparison.label, "not installed", "-", "-", target, "-")
        else:
            ratio = product.wall / other.wall
            verdict = _verdict(ratio <= comparison.most)
            of_cpu = _ratio(product.cpu / other.cpu)
            yield (*own, comparison.label, f"{other.wall:.3f}", _ratio(ratio), of_cpu, target, verdict)
        own = ("", "", "", "")
    if row.most_memory is not None:
        target, verdict = f"<= {row.most_memory}", _verdict(product.peak <= row.most_memory)
        yield (*own, "memory, MB", "", f"{product.peak:.0f}", "", target, verdict)


def _ratio(ratio: float) -> str:
    """How many times as long; a part of it as a fraction."""
    return f"{ratio:.3g}" if ratio >= 1 else f"1/{1 / ratio:.3g}"


def _verdict(holds: bool) -> str:
    return "yes" if holds else "**no**"
