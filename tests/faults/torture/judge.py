"""What must be true after a step of a story, whoever else was at work in the store, died, or lost a connection."""

from __future__ import annotations

import re
import signal
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from syncer.cli.exits import Exit
from tests.faults.command import Ended
from tests.faults.crash.points import CRASHED
from tests.faults.fork_server import HUNG
from tests.faults.herd.nursery import Call
from tests.faults.model.outsiders import seen
from tests.faults.model.world import World
from tests.rows import APART, MEMBERSHIP, Dump, Row, applied_runs, chain_is_whole, new_ids_are_ours, runs

Wrong = tuple[str, str]
"""A head of the totals, and what was found."""

_WROTE = re.compile(r"^Applied to staging(?: \(SANDBOX\))? as run (\d+):", re.MULTILINE)
_DONE_BEFORE = re.compile(r"already applied by run (\d+)")
_UNFINISHED = re.compile(r"^Unfinished: run (\d+)", re.MULTILINE)
_NOTHING = ("nothing was written", "everything was rolled back", "no segment was written")


@dataclass(frozen=True)
class Scene:
    """Commands that ran at one time, and the database before and after them."""

    before: Dump
    found: Dump
    meant: World
    """What others meant to leave, members above all."""
    touched: Collection[int]
    """The groups that others changed meanwhile."""
    calls: Sequence[Call]
    ended: Sequence[Ended]
    may_end: Collection[Exit]
    """The exit codes that have a reason, beside success."""

    @cached_property
    def applied(self) -> list[int]:
        """The runs that were applied meanwhile."""
        return sorted({*applied_runs(self.found)} - {*applied_runs(self.before)})

    @cached_property
    def touched_segments(self) -> set[str]:
        """The segments of those groups, before or after."""
        both = [*self.before["xsyncsegment"], *self.found["xsyncsegment"]]
        return {row["segment_id"] for row in both if row["mbrgrp_id"] in self.touched}

    @property
    def is_sure(self) -> bool:
        """Whether every process had the chance to say how it went."""
        return all(one.code not in (Exit.UNKNOWN, CRASHED, HUNG, -signal.SIGKILL) for one in self.ended)


def judge(scene: Scene) -> Iterator[Wrong]:
    """Everything that is wrong."""
    yield from _rows(scene)
    for call, ended in zip(scene.calls, scene.ended, strict=True):
        yield from _words(scene, call, ended)
    writers = sum(bool(_WROTE.search(one.out)) for one in scene.ended)
    if writers > len(scene.applied) or (scene.is_sure and writers != len(scene.applied)):
        yield "untrue", f"{writers} say that they wrote, and the journal has the runs {scene.applied}"


def unfinished(found: Dump) -> list[int]:
    """The runs after the last applied one that have no end."""
    last = max(applied_runs(found), default=0)
    return sorted(run for run, states in runs(found).items() if run > last and states == {"opened"})


def said_unfinished(text: str) -> list[int]:
    """The runs that a command called unfinished."""
    return [int(run) for run in _UNFINISHED.findall(text)]


def _rows(scene: Scene) -> Iterator[Wrong]:
    """All or nothing, by one run at most; members and ids as they should be."""
    before, found = scene.before, scene.found
    if seen(found, is_everybody=False, files={}).members != scene.meant.members:
        yield "lost_members", "members are not as the others left them"
    ids = [row["mbrgrp_id"] for row in found["mbrgrp"]]
    if len(ids) != len(set(ids)) or not new_ids_are_ours(before, found):
        yield "doubled_ids", "new ids are not from KEYS"
    if not chain_is_whole(found):
        yield "partial", "the journal's chain is broken"
    if len(scene.applied) > 1:
        yield "partial", f"one plan was applied by the runs {scene.applied}"
    new = {run: states for run, states in runs(found).items() if run not in runs(before)}
    if not all({"opened"} <= states and len(states) <= 2 for states in new.values()):
        yield "partial", f"the runs are on record as {new}"
    wrote = {row["mbrgrp_id"] for row in found["xsyncchange"] if row["run_id"] in scene.applied}
    named = {row["segment_id"] for row in found["xsyncchange"] if row["run_id"] in scene.applied}
    for table, rows in before.items():
        if table in (*APART, *MEMBERSHIP):
            continue
        was, now = (_others(dump[table], wrote | {*scene.touched}, named, scene.applied) for dump in (before, found))
        if was != now:
            yield "partial", f"{table} changed, and runs {scene.applied} do not tell of it; it had {len(rows)} rows"


def _others(rows: Sequence[dict[str, object]], groups: set[int], segments: set[str], applied: list[int]) -> list[Row]:
    """The rows that nobody had a reason to change."""
    return [
        row
        for row in rows
        if row.get("mbrgrp_id", row.get("member_id")) not in groups
        and row.get("segment_id") not in segments
        and row.get("run_id") not in applied
    ]


def _words(scene: Scene, call: Call, ended: Ended) -> Iterator[Wrong]:
    """What one process said, by its exit code and its words."""
    if ended.code == HUNG:
        yield "stuck", "a process did not end"
    elif ended.code in (CRASHED, -signal.SIGKILL):
        if not call.may_die:
            yield "tracebacks", f"a process died: {ended}"
    elif "Traceback" in ended.err + ended.out or ended.code == Exit.FAILED:
        yield "tracebacks", str(ended)
    elif ended.code == Exit.DONE:
        wrote, done = _WROTE.search(ended.out), _DONE_BEFORE.search(ended.out)
        if wrote and [int(wrote[1])] != scene.applied:
            yield "untrue", f"it was not run {wrote[1]} that wrote, but {scene.applied}"
        if done and int(done[1]) not in applied_runs(scene.found):
            yield "untrue", f"run {done[1]} is not applied"
        if not wrote and "Nothing to do" not in ended.out:
            yield "untrue", str(ended)
    elif ended.code not in scene.may_end:
        yield ("stuck" if ended.code == Exit.BUSY else "untrue"), f"there is no reason for {ended}"
    elif ended.code == Exit.UNKNOWN:
        if "unknown" not in ended.err:
            yield "untrue", str(ended)
    elif ended.code in (Exit.BUSY, Exit.STALE) and not any(words in ended.err.lower() for words in _NOTHING):
        yield "untrue", f"it does not say what was written: {ended}"
