"""A reader sees one moment: as a snapshot where the engine has one, else by reading until nothing moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from syncer.live import read
from syncer.live.settle import READINGS, settled
from syncer.model.errors import Busy
from syncer.model.snapshot import Snapshot
from tests.builders import live, recorded, snapshot
from tests.lanes.fixtures import not_on, other_lanes
from tests.workspace import Workspace

BEFORE = snapshot(live(), recorded())
AFTER = snapshot(live(name="Renamed"), recorded())


def reading(*found: Snapshot) -> Iterator[Snapshot]:
    yield from found


def test_two_readings_that_agree_are_enough() -> None:
    readings = reading(BEFORE, AFTER, AFTER)
    assert settled(lambda: next(readings), "staging") == AFTER
    assert list(readings) == []


def test_the_order_of_rows_says_nothing() -> None:
    one = snapshot(live(), live(1, "Other"), recorded(), recorded("aurora/another"))
    readings = reading(one, replace(one, groups=one.groups[::-1], ledger=one.ledger[::-1]))
    found = settled(lambda: next(readings), "staging")
    assert (len(found.groups), len(found.ledger)) == (2, 2)


def test_what_never_rests_is_busy() -> None:
    readings = reading(*[BEFORE, AFTER] * READINGS)
    with pytest.raises(Busy) as busy:
        settled(lambda: next(readings), "staging")
    assert str(busy.value) == f"staging changed while it was read, {READINGS} times in a row. Nothing was written."
    assert busy.value.remedy == "Run the same command again at a quieter moment."


@not_on("db2")  # IBM's client may keep a lock of a reader a while, and here reader and editor are one thread
@other_lanes
def test_an_edit_in_the_middle_of_reading_is_seen_whole_or_not_at_all(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Text and flag change in one transaction of somebody else, after we have read texts and before we read flags.

    On SQLite nobody can write while we read.
    """
    between, edits = read._with_conditions, iter([True])

    def after_an_edit(*arguments: Any) -> frozenset[int]:
        if next(edits, False):
            with workspace.session() as say:
                say("UPDATE mbrgrp SET allowexport = 0 WHERE mbrgrpname = 'Survey Panel'")
                say("UPDATE mbrgrpdesc SET description = 'Edited.' WHERE displayname = 'Survey Panel'")
        return between(*arguments)

    monkeypatch.setattr(read, "_with_conditions", after_an_edit)
    workspace.segment("aurora/survey", "Survey Panel", description="Ours.", allowExport=True)
    (change,) = workspace.plan(accept=["adoption"]).changes
    before = {field.path: field.before for field in change.fields}
    assert ("allowExport" in before) is (before["description"] == "Edited.")
