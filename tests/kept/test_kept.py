"""What was written before can be read: plans, reports, the ledger and its chain. Or it is refused with a sentence."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import jsonschema
import pytest

from syncer.desired.plan_file import read_plan_file
from syncer.engine.drift import drift
from syncer.render.command_json import report_json
from syncer.render.to_json import plan_json
from tests.clock import stand_still
from tests.kept.__main__ import KEPT
from tests.rows import chain_is_whole, runs
from tests.workshop import ENVIRONMENT, Workshop

READ = ("1",)
"""Folders that are read as what this version writes; one that is refused gets a test of its own, with the sentence."""
SCHEMAS = Path(__file__).parents[2] / "schemas"


@pytest.fixture(params=READ)
def kept(request: pytest.FixtureRequest) -> Path:
    return KEPT / str(request.param)


@pytest.fixture
def made(kept: Path, tmp_path: Path) -> Workshop:
    """The catalog with its database, as they were kept."""
    root = tmp_path / "w"
    for folder in ("catalog", "environments"):
        shutil.copytree(kept / folder, root / folder)
    found = Workshop(root)
    found.database.parent.mkdir()
    with closing(sqlite3.connect(found.database)) as connection:
        connection.executescript((kept / "database.sql").read_text("utf-8"))
    return found


@pytest.fixture
def then(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The moment in which the plan was made: by now it is too old."""
    moment = datetime.fromisoformat(read_plan_file(kept / "plan.json").context.made_at)
    stand_still(monkeypatch, moment)
    monkeypatch.setenv("SYNCER_ACTOR", "root")


def test_every_folder_is_accounted_for() -> None:
    assert {path.name for path in KEPT.iterdir() if path.is_dir() and path.name != "__pycache__"} == {*READ}


@pytest.mark.parametrize("name", ["plan.json", "refused.json"])
def test_a_kept_plan_is_read_and_would_be_written_as_it_is(kept: Path, name: str) -> None:
    plan = read_plan_file(kept / name)
    assert plan_json(plan) == (kept / name).read_text("utf-8")
    assert plan.is_blocked == (name == "refused.json")


@pytest.mark.parametrize("kind", ["report", "drift"])
def test_a_kept_report_is_as_its_schema_says(kept: Path, kind: str) -> None:
    schema = json.loads((SCHEMAS / f"{kind}.schema.json").read_text("utf-8"))
    jsonschema.Draft7Validator(schema).validate(json.loads((kept / f"{kind}.json").read_text("utf-8")))


def test_a_kept_ledger_is_read(kept: Path, made: Workshop) -> None:
    before = made.store.dump()
    assert chain_is_whole(before)
    found = json.loads((kept / "drift.json").read_text("utf-8"))["findings"]
    assert [(str(one.id), one.kind) for one in drift(made.root, ENVIRONMENT).findings] == [
        (one["id"], one["kind"]) for one in found
    ]
    assert found


@pytest.mark.usefixtures("then")
def test_a_kept_plan_is_carried_out_on_the_kept_database(kept: Path, made: Workshop) -> None:
    report = made.apply(saved=read_plan_file(kept / "plan.json"))
    assert json.loads(report_json(report)) == json.loads((kept / "report.json").read_text("utf-8"))
    after = made.store.dump()
    assert chain_is_whole(after)
    assert len(runs(after)) == report.run
    assert not made.plan().changes
