"""A story: many hands on one store, step after step. What one step leaves, the next has to live with.

Commands run as processes of their own, alone or several at once, while others write; they are killed, crash, or lose
their connection. After each step it is asked what the database holds, and whether everything that was said is true.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy.exc import DBAPIError

from syncer.cli.exits import Exit
from syncer.planning.guards import ACCEPTABLE
from tests.faults.ground import NewWorkshop
from tests.faults.herd.nursery import Call, Death, Nursery
from tests.faults.model.breaking import Break
from tests.faults.model.files import Edit, edited
from tests.faults.model.outsiders import DEEDS, Deed, done, seen
from tests.faults.model.world import File, World
from tests.faults.torture.judge import Scene, judge, said_unfinished, unfinished
from tests.faults.totals import Totals
from tests.rows import Dump
from tests.workshop import ENVIRONMENT


class Step(NamedTuple):
    """One thing that happens. What it is about follows from ``which``, and how from ``how``."""

    what: str
    which: int = 0
    how: int = 0


OF_FILES = "file: "
"""How steps that change the catalog begin."""
_CONSENT = ("--reason", "it is", *(word for guard in sorted(ACCEPTABLE) for word in ("--accept", guard)))
_APPLY = ("-q", "apply", "plan.json")
_MOMENT = 0.003
"""What one unit of a step is in seconds."""
_LOCK, _PATIENCE = "UPDATE xsynchead SET head_id = head_id", 20


class Story:
    """One store from its first day on."""

    def __init__(self, new: NewWorkshop, folder: Path, processes: Nursery, totals: Totals) -> None:
        self._made, self._processes, self._totals = new(folder), processes, totals
        self._engine = self._made.elsewhere.engine.dialect.name if self._made.elsewhere else "sqlite"
        self._files: Mapping[str, File] = {}
        self._hold: tuple[str, ...] = ()
        self._is_blocked = self._is_stale = self._is_past_keys = False
        self._told = "the beginning"
        self._plan()

    def play(self, steps: Sequence[Step]) -> int:
        """Play until something is wrong; at the end plan and apply once more. How many steps there were."""
        for number, step in enumerate([*steps, Step("plan"), Step("apply")]):
            if self._totals.failures:
                return number
            self._told = f"step {number}, {step.what} {step.which} {step.how}"
            if step.what.startswith(OF_FILES):
                self._edit(Edit(step.what.removeprefix(OF_FILES), step.which, step.how))
            elif step.what in DEEDS:
                self._others(Deed(*step), self._seen(self._dump()))
            elif step.what == "declare":
                self._declare(step.how)
            elif step.what == "plan":
                self._plan()
            else:
                self._run(step)
        return len(steps)

    def _edit(self, edit: Edit) -> None:
        """Change a file of the catalog."""
        self._is_stale = True
        self._files = edited(edit, self._seen(self._dump()), self._made).files

    def _declare(self, number: int) -> None:
        """Say something else in the environment's file."""
        self._is_stale = True
        self._made.declare(empty_segment_means=("nobody", "everybody")[number % 2])

    def _plan(self) -> None:
        """Save a plan that accepts what may be accepted, and leaves out what else is refused."""
        self._hold = ()
        plan = self._save("plan.json")
        if plan["blocked"]:
            ids = {one["id"] for one in plan["refusals"] if not one["acceptable"] and "/" in one["id"]}
            self._hold = tuple(word for id in sorted(ids) for word in ("--hold", id))
            plan = self._save("plan.json")
        self._is_blocked, self._is_stale = plan["blocked"], False

    def _save(self, file: str) -> Any:
        """A plan of now; it tells of the runs that have no end."""
        found = self._dump()
        (ended,) = self._processes.run(
            self._made.root, [Call(("plan", ENVIRONMENT, "--out", file, *_CONSENT, *self._hold))]
        )
        if ended.code not in (Exit.DONE, Exit.REFUSED):
            self._wrong("stuck" if ended.code == Exit.BUSY else "untrue", str(ended))
            return {"blocked": True, "refusals": [], "changes": []}
        if said_unfinished(ended.out) != unfinished(found):
            self._wrong("untrue", f"{unfinished(found)} are unfinished: {ended}")
        return json.loads((self._made.root / file).read_text("utf-8"))

    def _run(self, step: Step) -> None:
        """Apply the plan, and judge what came of it."""
        calls, before, deeds = _calls(step, self._engine), self._dump(), []
        if step.what == "race":
            deeds = [Deed("edit a text", step.which, step.how), Deed("load", step.how, step.which)]
        self._processes.start(self._made.root, calls)
        world = meant = self._seen(before)
        for deed in deeds:
            time.sleep(deed.how * _MOMENT)
            meant = self._others(deed, meant)
        ended = self._processes.wait()
        found = self._dump()
        touched = _touched(world, meant) | _edited(before, found)
        scene = Scene(before, found, meant, touched, calls, ended, self._reasons(calls))
        self._totals.tried += len(calls)
        self._totals.also["applied"] = self._totals.also.get("applied", 0) + len(scene.applied)
        for head, what in judge(scene):
            self._wrong(head, what)
        if scene.applied:
            self._is_stale = True
            # What others touched meanwhile may be left to do.
            if ids := {change["id"] for change in self._save("left.json")["changes"]} - scene.touched_segments:
                self._wrong("partial", f"run {scene.applied} left {sorted(ids)} to do")

    def _reasons(self, calls: Sequence[Call]) -> set[Exit]:
        """The exit codes that a person would understand now."""
        return {
            *([Exit.REFUSED] if self._is_blocked else []),
            *([Exit.STALE] if self._is_stale else []),
            *([Exit.NOT_PERMITTED] if self._is_past_keys else []),
            *([Exit.BUSY] if len(calls) > 1 or any(call.fault for call in calls) else []),
            *([Exit.UNKNOWN] if any(call.fault and call.fault.lasts for call in calls) else []),
        }

    def _others(self, deed: Deed, world: World) -> World:
        """Let somebody else do something."""
        self._is_stale = True
        self._is_past_keys = deed.what == "pass by KEYS" or (self._is_past_keys and deed.what != "take keys")
        return done(deed, self._made.store, world)

    def _seen(self, found: Dump) -> World:
        return seen(found, is_everybody=False, files=self._files)

    def _dump(self) -> Dump:
        """What the database holds, once the sessions of processes that are gone have ended."""
        try:
            if self._made.elsewhere:
                with self._made.elsewhere.session() as say:
                    say(f"SET LOCAL lock_timeout = '{_PATIENCE}s'")
                    say(_LOCK)
            else:
                self._made.store.execute(_LOCK)
        except (DBAPIError, sqlite3.Error) as error:
            self._wrong("stuck", type(error).__name__)
        return self._made.store.dump()

    def _wrong(self, head: str, what: str) -> None:
        self._totals.wrong(head, f"{what} ({self._told})")


def _calls(step: Step, engine: str) -> list[Call]:
    """The processes of a step."""
    match step.what:
        case "herd":
            return [Call(_APPLY, after=step.how * _MOMENT * number) for number in range(2 + step.which % 4)]
        case "crash":
            return [Call(_APPLY, death=Death(engine, step.which))]
        case "kill":
            return [Call(_APPLY, killed_after=(1 + step.which) * _MOMENT)]
        case "lose":
            # Mostly at COMMIT, for there the question is.
            at = step.which if step.how % 8 == 7 else None
            return [Call(_APPLY, fault=Break(at, is_late=step.how % 2 == 1, lasts=step.how % 8 > 3))]
        case "race":
            return [Call(_APPLY)] * (1 + step.which % 3)
        case _:
            return [Call(_APPLY)]


def _touched(world: World, meant: World) -> set[int]:
    """The groups in which two worlds differ."""
    rows = {id for id, row in meant.rows.items() if world.rows.get(id) != row}
    return rows | {int(one[1]) for one in world.members ^ meant.members}


def _edited(before: Dump, found: Dump) -> set[int]:
    """The groups that the Marketing tool has saved, though it be with the same text."""
    saved = (row for row in found["mbrgrp"] if row["lastupdatedby"] == "marketer" and row not in before["mbrgrp"])
    return {row["mbrgrp_id"] for row in saved}
