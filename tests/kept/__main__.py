"""``python -m tests.kept NAME``: keep what this version writes, for later versions to read.

A folder is written once and never again. When a format changes, the new one gets a folder beside it, and
``test_kept.py`` says what becomes of the old one: it is read, or it is refused politely.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from syncer.cli.files import write_whole
from syncer.engine.drift import drift
from syncer.render.command_json import report_json
from syncer.render.to_json import drift_json, plan_json
from tests.faults.crash.shapes import mix
from tests.workshop import ENVIRONMENT, Workshop, workshop

KEPT = Path(__file__).parent


def keep(folder: Path) -> None:
    """Write a catalog, its database in the midst of its life, and what is said of it: plans, a report, drift."""
    folder.mkdir()
    with tempfile.TemporaryDirectory() as place:
        made = workshop(Path(place, "w"))
        accepted = mix(made)
        write_whole(folder / "database.sql", _statements(made))
        _copy(made, folder)
        write_whole(folder / "refused.json", plan_json(made.plan()))
        plan = made.plan(*accepted)
        write_whole(folder / "plan.json", plan_json(plan))
        write_whole(folder / "drift.json", drift_json(drift(made.root, ENVIRONMENT)))
        write_whole(folder / "report.json", report_json(made.apply(saved=plan)))


def _statements(made: Workshop) -> str:
    with closing(sqlite3.connect(made.database)) as connection:
        (mark,) = connection.execute("PRAGMA application_id").fetchone()
        return "\n".join([f"PRAGMA application_id = {mark};", *connection.iterdump()]) + "\n"


def _copy(made: Workshop, folder: Path) -> None:
    for file in (*made.root.glob("catalog/*/*.yaml"), *made.root.glob("environments/*.yaml")):
        copy = folder / file.relative_to(made.root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        write_whole(copy, file.read_text("utf-8"))


if __name__ == "__main__":
    keep(KEPT / sys.argv[1])
