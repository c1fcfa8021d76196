"""Errors of five drivers, thrown at every call that a run makes: what is said afterwards is what is true.

A driver is wrapped around SQLite's. At the n-th call it throws an error, built as the engine's own driver builds it,
instead of doing its work; at a COMMIT also after it, as when only the answer is lost. Some connections stay lost.

``--table`` prints what each error means and how that is known; ``--all`` throws every error at every call,
``--statements`` at every statement and COMMIT, and without either a sample that follows from the seed is taken.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from syncer.live.dialects.codes import CODES, Code
from syncer.live.dialects.dialect import Trouble
from tests.faults.errors.built import DRIVERS, Moment
from tests.faults.errors.driver import Fault, Point
from tests.faults.errors.stage import Stage
from tests.faults.totals import Stopwatch, Totals
from tests.workshop import IN_MEMORY, compile_once

EACH = 5
"""How often each error is thrown where nobody says anything else."""

_MAY_HAVE_COMMITTED = (Trouble.GONE, Trouble.SLOW, Trouble.OURS)
"""Any other answer to COMMIT says that it was refused."""


def trial(
    size: int | None, seed: int, *, engine: Sequence[str] | None, statements: bool, everything: bool
) -> Iterator[Totals]:
    """Throw the errors of each engine: ``size`` times each, or everywhere; always at the COMMIT that counts."""
    compile_once()
    moments = (Moment.EXECUTE, Moment.COMMIT) if statements else tuple(Moment)
    for one in engine or DRIVERS:
        yield _thrown(one, None if statements or everything else size or EACH, seed, moments)


def _thrown(engine: str, size: int | None, seed: int, moments: Sequence[Moment]) -> Totals:
    dice, totals, watch = random.Random(f"{seed} {engine}"), Totals(f"errors of drivers, {engine}"), Stopwatch()
    codes = [code for code in CODES if code.engine == engine]
    with tempfile.TemporaryDirectory(prefix="errors-", dir=IN_MEMORY) as folder:
        stage = Stage(Path(folder))
        points = [point for point in stage.points if point.moment in moments]
        points_of_plan = [point for point in stage.points_of_plan if point.moment in moments]
        for code in codes:
            for fault in _chosen(list(_faults_of(code, points)), size, dice):
                stage.throw(fault, totals)
            plans = [Fault(code, point) for point in points_of_plan]
            for fault in plans if size is None else dice.sample(plans, 1):
                stage.throw_at_plan(fault, totals)
    says = {"nothing written": "nothing", "written": "written", "unknown": "unknown"}
    totals.also = {"errors": len(codes), "calls": len(points), **{what: stage.ends[end] for what, end in says.items()}}
    totals.seconds = watch.seconds
    return totals


def _faults_of(code: Code, points: Sequence[Point]) -> Iterator[Fault]:
    """Every way in which this error may come."""
    for point in points:
        yield Fault(code, point)
        if code.trouble is Trouble.GONE:
            yield Fault(code, point, lasts=True)
        if point.what == "COMMIT" and code.trouble in _MAY_HAVE_COMMITTED:
            yield Fault(code, point, is_late=True)
            yield Fault(code, point, is_late=True, lasts=True)


def _chosen(faults: list[Fault], size: int | None, dice: random.Random) -> list[Fault]:
    if size is None or size >= len(faults):
        return faults
    last = max(fault.point.number for fault in faults if fault.point.what == "COMMIT")
    telling = [fault for fault in faults if fault.point.number == last]
    others = [fault for fault in faults if fault not in telling]
    return [*telling, *dice.sample(others, max(0, size - len(telling)))]


def _table() -> Iterator[str]:
    widths = [max(len(str(row[place])) for row in CODES) for place in (0, 1)]
    for code in CODES:
        yield (
            f"{code.engine.ljust(widths[0])}  {code.code.ljust(widths[1])}  {code.trouble.value.ljust(8)}  "
            f"{code.what}  [{code.source}]"
        )
    yield f"{len(CODES)} errors"


class _PrintTable(argparse.Action):
    """Prints what errors mean, and nothing else is done."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        print(*_table(), sep="\n")
        parser.exit()


def own_options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument(
        "--table", action=_PrintTable, nargs=0, default=argparse.SUPPRESS, help="only print what each error means"
    )
    parser.add_argument("--all", action="store_true", dest="everything", help="every error at every call")
    parser.add_argument("--statements", action="store_true", help="every error at every statement and COMMIT")
    parser.add_argument("--engine", action="append", choices=list(DRIVERS), help="only this one; may be repeated")
    return parser
