"""A run whose process is killed when everything is written and nothing is committed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from syncer.engine.conformance.bench import ENDING, Bench, NotRun, Unexpected, require, segment
from syncer.engine.conformance.writing import STORE_TABLES
from syncer.model.errors import Busy
from syncer.model.report import Report

if TYPE_CHECKING:
    import subprocess

WRITTEN, NO_WAY = "written", "no way"
"""What the process says: that it may be killed now, or that it cannot reach the database, and why."""

SEGMENT = segment("kill", "Killed container", "Of a run that was killed.")

_PAUSE = 0.1
"""Seconds."""

_T = TypeVar("_T")


def kill(bench: Bench) -> str:
    """Of a run that is killed before COMMIT nothing is left, its lock is free, and the next run tells of it."""
    before = bench.dump(*STORE_TABLES)
    where = bench.scratch.environment
    order = {"root": str(bench.root), "environment": where.name, "schema": str(where.schema)}
    with _process(bench) as process:
        _require_written(process, order)
    killed = time.monotonic()
    require(_when_free(lambda: bench.dump(*STORE_TABLES)) == before, "a run that was killed before COMMIT left rows")
    report: Report = _when_free(lambda: bench.apply(SEGMENT))
    seconds = time.monotonic() - killed
    require(len(report.outcomes) == 1, "the run after the killed one had not everything to do anew")
    require(len(report.unfinished) == 1, f"the next run told of {len(report.unfinished)} unfinished runs instead of 1")
    return f"Nothing was left; {seconds:.1f} s after the kill the next run was through, and told of the one before."


@contextmanager
def _process(bench: Bench) -> Iterator[subprocess.Popen[str]]:
    """The process, which waits for its order; at the end it is killed."""
    import subprocess

    with subprocess.Popen(
        bench.pace.victim, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _require_written(process: subprocess.Popen[str], order: Mapping[str, str]) -> None:
    """Give the order, and wait until it is carried out but for its COMMIT."""
    told, heard = process.stdin, process.stdout
    if told and heard:
        print(json.dumps(order), file=told, flush=True)
        state, _, why = heard.readline().strip().partition(": ")
        if state == NO_WAY:
            raise NotRun(f"a second process could not get there: {why}")
        if state == WRITTEN:
            return
    raise Unexpected("the run in a process of its own did not come to its COMMIT")


def _when_free(act: Callable[[], _T]) -> _T:
    """Try again while the server has not seen yet that somebody is gone."""
    deadline = time.monotonic() + ENDING
    while True:
        try:
            return act()
        except Busy:
            if time.monotonic() > deadline:
                raise Unexpected(f"the lock of the killed run was not free after {ENDING} s") from None
            time.sleep(_PAUSE)
