"""The pieces of work that crash points are taken from: what is there before, what is done, what may be left."""

from __future__ import annotations

import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from syncer.cli.files import write_whole
from syncer.engine.setup import setup
from syncer.model.plan import SavedPlan
from syncer.render.plan_text import plan_text
from syncer.render.report_text import report_text
from syncer.render.to_json import plan_json
from tests.rows import (
    APART,
    Dump,
    applied_runs,
    chain_is_whole,
    counter,
    dump,
    members,
    new_ids_are_ours,
    runs,
    settled,
)
from tests.workshop import ENVIRONMENT, FIRST_USER, Workshop, workshop


class Answer(NamedTuple):
    """How the next run ended."""

    converged: bool
    says_what_happened: bool


class Stage(ABC):
    """One piece of work that can be begun again and again from the same state."""

    @abstractmethod
    def act(self) -> None:
        """Do it."""

    @abstractmethod
    def remember_end(self) -> None:
        """This is how it ends when nobody dies."""

    @abstractmethod
    def rewind(self) -> None:
        """Back to before."""

    @abstractmethod
    def look(self) -> str | None:
        """``old`` or ``new``, and nothing in between: else ``None``."""

    @abstractmethod
    def go_on(self, is_done: bool) -> Answer:
        """What the next run does with what was left."""


class Applying(Stage):
    """Apply a saved plan."""

    def __init__(self, made: Workshop, saved: SavedPlan) -> None:
        self._made, self._saved = made, saved
        self._bytes = made.database.read_bytes()
        self._before = self._end = dump(made.database)

    def act(self) -> None:
        self._made.apply(saved=self._saved)

    def remember_end(self) -> None:
        self._end = dump(self._made.database)
        left = self._made.plan()
        assert self._decided(self._end) != self._decided(self._before), "the shape does nothing"
        assert not left.changes, "the shape leaves something to do"
        assert not left.is_blocked, "the shape leaves a refusal"

    def rewind(self) -> None:
        for remains in self._made.database.parent.iterdir():
            remains.unlink()
        self._made.database.write_bytes(self._bytes)

    def look(self) -> str | None:
        found = dump(self._made.database)
        if members(found) != members(self._before) or not chain_is_whole(found):
            return None
        opened = {run: states for run, states in runs(found).items() if run not in runs(self._before)}
        if not opened and counter(found) != counter(self._before):
            return None  # ids were taken without a run
        if not new_ids_are_ours(self._before, found):
            return None
        if self._decided(found) == self._decided(self._end):
            return "new" if list(opened.values()) == [{"opened", "applied"}] else None
        untouched = {table: rows for table, rows in found.items() if table not in APART}
        if any(rows != self._before[table] for table, rows in untouched.items()):
            return None
        return "old" if list(opened.values()) in ([], [{"opened"}]) else None

    def go_on(self, is_done: bool) -> Answer:
        left = dump(self._made.database)
        unfinished = [run for run, states in runs(left).items() if states == {"opened"}]
        words = _text(plan_text(self._made.plan()))
        report = self._made.apply(saved=self._saved)
        found = dump(self._made.database)
        if is_done:
            (run,) = set(applied_runs(left)) - set(applied_runs(self._before))
            told = f"already applied by run {run}" in _text(report_text(report))
            return Answer(converged=found == left, says_what_happened=told and "Unfinished" not in words)
        return Answer(
            converged=self._decided(found) == self._decided(self._end)
            and members(found) == members(self._before)
            and chain_is_whole(found)
            and new_ids_are_ours(self._before, found)
            and not report.already_applied,
            says_what_happened=all(f"Unfinished: run {run}" in words for run in unfinished)
            and ("Unfinished" in words) == bool(unfinished),
        )

    def _decided(self, found: Dump) -> Dump:
        return settled(found, self._before)


class SettingUp(Stage):
    """Make our own tables."""

    def __init__(self, folder: Path) -> None:
        self._made = workshop(folder / "w", is_set_up=False)
        self._made.write("aurora/gold", "Gold members")
        self._before = dump(self._made.database)
        self._bytes = self._made.database.read_bytes()
        self._end = self._before

    def act(self) -> None:
        setup(self._made.root, ENVIRONMENT)

    def remember_end(self) -> None:
        self._end = self._without_target()

    def rewind(self) -> None:
        for remains in self._made.database.parent.iterdir():
            remains.unlink()
        self._made.database.write_bytes(self._bytes)

    def look(self) -> str | None:
        return {_text_of(self._before): "old", _text_of(self._end): "new"}.get(_text_of(self._without_target()))

    def go_on(self, is_done: bool) -> Answer:
        report = setup(self._made.root, ENVIRONMENT)
        whole = self._without_target() == self._end
        applied = self._made.apply()
        return Answer(whole and len(applied.outcomes) == 1, says_what_happened=bool(report.created) != is_done)

    def _without_target(self) -> Dump:
        """The id of a database is new each time."""
        found = dump(self._made.database)
        heads = [{**row, "target_id": "any"} for row in found.get("xsynchead", ())]
        return {**found, **({"xsynchead": heads} if "xsynchead" in found else {})}


class Saving(Stage):
    """Write a plan file over an older one."""

    def __init__(self, folder: Path) -> None:
        made = workshop(folder / "w")
        made.write("aurora/gold", "Gold members")
        plan = made.plan()
        self._file = folder / "plan.json"
        self._old, self._new = (plan_json(replace(plan, left_out=ids)) for ids in ((), ("aurora/gold",)))
        self.rewind()

    def act(self) -> None:
        with patch.object(os, "getpid", lambda: 7):  # in containers every run has the same number
            write_whole(self._file, self._new)

    def remember_end(self) -> None:
        assert self._file.read_text() == self._new

    def rewind(self) -> None:
        for remains in self._file.parent.glob(".plan.json*"):
            remains.unlink()
        self._file.write_text(self._old)

    def look(self) -> str | None:
        return {self._old: "old", self._new: "new"}.get(self._file.read_text())

    def go_on(self, is_done: bool) -> Answer:
        self.act()
        return Answer(converged=self._file.read_text() == self._new, says_what_happened=True)


def _text(lines: object) -> str:
    return "\n".join(one.text.plain for one in lines)  # type: ignore[attr-defined]


def _text_of(found: Dump) -> str:
    return repr(sorted(found.items()))


# What is there before, and which refusals the plan accepts

GOLD = "aurora/gold"
GERMAN = {"displayName": "Goldene", "description": "Stufe Gold."}
WHOLE: Mapping[str, object] = {
    "description": "Tier gold.",
    "translations": {"de_DE": {"description": "Stufe Gold.", "displayName": "Goldene"}},
    "allowExport": False,
    "exportAll": False,
}


def one_create(made: Workshop) -> None:
    made.write(GOLD, "Gold members")


def fifty_creates(made: Workshop) -> None:
    for number in range(50):
        made.write(f"aurora/s{number}", f"Segment {number}")


def with_translations(made: Workshop) -> None:
    texts = {"de_DE": {"displayName": "Goldene", "description": "Stufe Gold."}, "fr_FR": {"description": "Or."}}
    made.write(GOLD, "Gold members", translations=texts)


def _edited(**after: object) -> Callable[[Workshop], None]:
    def prepare(made: Workshop) -> None:
        made.write(GOLD, "Gold members", **WHOLE)  # type: ignore[arg-type]
        made.apply()
        made.write(GOLD, "Gold members", **{**WHOLE, **after})  # type: ignore[arg-type]

    return prepare


def missing_row(made: Workshop) -> tuple[str, ...]:
    _edited()(made)
    made.sql("DELETE FROM mbrgrpdesc WHERE mbrgrp_id = ? AND language_id = -3", made.row_of("Gold members"))
    return ("drift",)


def adopt(made: Workshop) -> tuple[str, ...]:
    made.write("aurora/registered", "Registered Customers", "Registered with the store.")
    return ("adoption",)


def record(made: Workshop) -> None:
    _edited(protected=True)(made)


def forget(made: Workshop) -> None:
    _edited(lifecycle="released")(made)


def held(made: Workshop) -> None:
    made.declare(empty_segment_means="everybody")
    one_create(made)


def activate(made: Workshop) -> None:
    held(made)
    made.apply()
    made.sql("INSERT INTO mbrgrpmbr (member_id, mbrgrp_id) VALUES (?, ?)", FIRST_USER, made.row_of("Gold members"))


def vanished(made: Workshop) -> tuple[str, ...]:
    _edited()(made)
    made.sql("DELETE FROM member WHERE member_id = ?", made.row_of("Gold members"))
    return ("drift",)


def mix(made: Workshop) -> tuple[str, ...]:
    made.declare(empty_segment_means="everybody")
    made.write("aurora/held", "Held until now")
    made.apply()
    made.declare()
    for number in range(3):
        made.write(f"aurora/old-{number}", f"Old {number}")
    missing_row(made)
    made.write("aurora/old-0", "Old 0", "Another text.")
    made.write("aurora/old-1", "Old 1", lifecycle="retired")
    made.write("aurora/old-2", "Old 2", lifecycle="released")
    made.write("borealis/guides", "Mountain Guides")
    return (*adopt(made), "drift")


def contention(made: Workshop) -> None:
    """A server has taken a block since, and a user who came past KEYS sits in the next one."""
    fifty_creates(made)
    made.sql("UPDATE keys SET counter = counter + 20 WHERE tablename = 'mbrgrp'")
    made.sql("INSERT INTO member (member_id, type) SELECT counter + 7, 'U' FROM keys WHERE tablename = 'mbrgrp'")


def _applying(prepare: Callable[[Workshop], tuple[str, ...] | None]) -> Callable[[Path], Stage]:
    def stage(folder: Path) -> Stage:
        shutil.rmtree(folder / "w", ignore_errors=True)
        made = workshop(folder / "w")
        accept = prepare(made) or ()
        saved = made.plan(*accept)
        assert not saved.is_blocked, saved.open_refusals
        return Applying(made, saved)

    return stage


SHAPES: Mapping[str, Callable[[Path], Stage]] = {
    "one create": _applying(one_create),
    "50 creates": _applying(fifty_creates),
    "with translations": _applying(with_translations),
    "update description": _applying(_edited(description="Tier gold, by points.")),
    "update display name": _applying(_edited(translations={"de_DE": {"displayName": "Goldstufe"}})),
    "update translation": _applying(_edited(translations={"de_DE": {**GERMAN, "description": "Nach Punkten."}})),
    "update allowExport": _applying(_edited(allowExport=True)),
    "update exportAll": _applying(_edited(exportAll=True)),
    "missing description row": _applying(missing_row),
    "adopt": _applying(adopt),
    "record": _applying(record),
    "forget": _applying(forget),
    "held create": _applying(held),
    "activate": _applying(activate),
    "vanished": _applying(vanished),
    "a mix": _applying(mix),
    "KEYS contention": _applying(contention),
    "setup": SettingUp,
    "a plan file": Saving,
}
"""Every shape by its name."""
