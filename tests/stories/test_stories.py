"""Stories: catalogs, what others do meanwhile, and page by page what is planned and what the rows are then.

A story is a folder of steps. A step has the whole catalog, perhaps ``hands.sql`` (what others did before it) and
``step.yaml`` (what is accepted, held or refused, and settings of the environment); and what has to come of it: the rows
before, the plan as a page, the rows after, where ids that are new are told by their rank.

Every engine is to do the same, to the letter. ``GOLDEN=write pytest tests/stories`` writes what has to come of it anew:
read the difference.
"""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from syncer.model.errors import Refused
from syncer.model.plan import SavedPlan
from syncer.render.plan_text import plan_text
from tests.lanes.fixtures import every_lane
from tests.lanes.lane import Lane
from tests.membership import Watch
from tests.rows import Dump, Row, chain_is_whole, members, runs, settled
from tests.workshop import Workshop, workshop, workshop_on

pytestmark = every_lane

STORIES = sorted(path for path in Path(__file__).parent.iterdir() if path.is_dir() and path.name != "__pycache__")

# Where the rows of a segment are, ours at the end.
_TABLES = ("mbrgrp", "mbrgrpusg", "mbrgrpdesc", "mbrgrpcond", "mgpcondele", "mbrgrpmbr", "xsyncsegment", "xsyncchange")


@pytest.fixture
def made(lane: Lane | None, tmp_path: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    return workshop_on(lane, tmp_path / "w", watch, monkeypatch) if lane else workshop(tmp_path / "w")


@pytest.mark.parametrize("story", STORIES, ids=lambda path: path.name)
def test_story(story: Path, made: Workshop, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNCER_ACTOR", "m.lindqvist")
    empty = made.store.dump()
    for folder in sorted(path for path in story.iterdir() if path.is_dir()):
        step = _take(folder, made, watch)
        before = made.store.dump()
        plan = made.plan(*step.get("accept", ()), hold=tuple(step.get("hold", ())))
        assert plan.is_sandbox == (made.elsewhere is None)
        assert sorted(refusal.code for refusal in plan.open_refusals) == sorted(step.get("refused", ()))
        _run(made, plan)
        after = made.store.dump()
        _compare(folder / "rows-before.yaml", _as_yaml(before, empty))
        _compare(folder / "plan.txt", _as_page(plan))
        _compare(folder / "rows-after.yaml", _as_yaml(after, empty))
        assert members(after) == members(before)
        assert chain_is_whole(after)


def _take(folder: Path, made: Workshop, watch: Watch) -> dict[str, Any]:
    """Go to the state before a step; what ``step.yaml`` says of it."""
    shutil.rmtree(made.root / "catalog")
    shutil.copytree(folder / "catalog", made.root / "catalog")
    if (folder / "hands.sql").exists():
        with watch.loader(made.place):
            made.store.script((folder / "hands.sql").read_text(encoding="utf-8"))
    settings = folder / "step.yaml"
    step: dict[str, Any] = yaml.safe_load(settings.read_text(encoding="utf-8")) if settings.exists() else {}
    made.declare(**step.get("settings", {}))
    return step


def _run(made: Workshop, plan: SavedPlan) -> None:
    """Apply it; then a second apply plans nothing and writes nothing. A refused plan writes nothing at all."""
    if plan.is_blocked:
        stored = made.store.state()
        with pytest.raises(Refused):
            made.apply(saved=plan)
        assert made.store.state() == stored
        return
    made.apply(saved=plan)
    stored = made.store.state()
    assert not made.plan(hold=plan.left_out).changes
    assert made.apply(saved=plan).already_applied
    assert made.apply(hold=plan.left_out).already_applied
    assert made.store.state() == stored


def _as_page(plan: SavedPlan) -> str:
    """The page without what differs each time: when it was made, and the id of the database.

    Every database is shown as a sandbox, which other engines have none of.
    """
    shown = plan_text(_as_in_a_sandbox(plan))
    lines = (f"{' ' * line.indent}{line.text.plain}".rstrip() for line in shown)
    return re.sub(r"Digest \w{64}", "Digest ...", re.sub(r"  made .*", "", "\n".join(lines))) + "\n"


def _as_in_a_sandbox(plan: SavedPlan) -> SavedPlan:
    only_elsewhere = "first-write"
    return replace(
        plan,
        settings={**plan.settings, "sandbox": True},
        refusals=tuple(one for one in plan.refusals if one.code != only_elsewhere),
        acceptances=tuple(one for one in plan.acceptances if one.code != only_elsewhere),
    )


def _as_yaml(found: Dump, empty: Dump) -> str:
    """The rows that were not there, or not like this, in the store that every story begins with."""
    seen, old = settled(found, empty), settled(empty, empty)
    rows = {table: [_brief(row) for row in seen[table] if row not in old[table]] for table in _TABLES}
    told: dict[str, object] = {table: some for table, some in rows.items() if some}
    told["runs"] = [", ".join(sorted(states, reverse=True)) for states in runs(found).values()]
    text: str = yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=110)
    return text


def _brief(row: Row) -> Row:
    """A row without what is empty, and without digests, which follow from the rest."""
    return {name: value for name, value in row.items() if value is not None and name != "digest"}


def _compare(golden: Path, text: str) -> None:
    if os.environ.get("GOLDEN") == "write":
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")
