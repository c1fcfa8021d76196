"""Promise 2: a name never changes. Both legal ways forward are gone to their end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from syncer.model.plan import SavedPlan
from tests.cli.running import syncer
from tests.rows import dump, of_groups
from tests.workshop import Workshop, workshop

OLD, NEW = "Gold members", "Golden members"
GOLD = "aurora/gold"

Way: TypeAlias = Callable[[Workshop], tuple[str, ...]]
"""Goes one way forward, and says what a person then has to accept."""


def _in_the_file(made: Workshop) -> None:
    made.write(GOLD, NEW)


def _in_the_database(made: Workshop) -> None:
    made.sql("UPDATE mbrgrp SET mbrgrpname = ? WHERE mbrgrpname = ?", NEW, OLD)


def _as_another_file(made: Workshop) -> None:
    made.remove(GOLD)
    made.write("aurora/golden", NEW)


def _keep_the_name(made: Workshop) -> tuple[str, ...]:
    made.write(GOLD, OLD)
    return ()


def _retire_and_add(made: Workshop) -> tuple[str, ...]:
    made.write(GOLD, OLD, lifecycle="retired")
    made.write("aurora/golden", NEW)
    return ()


def _put_the_name_back(made: Workshop) -> tuple[str, ...]:
    made.sql("UPDATE mbrgrp SET mbrgrpname = ? WHERE mbrgrpname = ?", OLD, NEW)
    return ()


def _release_and_add(made: Workshop) -> tuple[str, ...]:
    made.write(GOLD, OLD, lifecycle="released")
    made.write("aurora/golden", NEW)
    return ("adoption",)


def _bring_back_the_file(made: Workshop) -> tuple[str, ...]:
    made.remove("aurora/golden")
    made.write(GOLD, OLD)
    return ()


def _say_that_they_are_two(_: Workshop) -> tuple[str, ...]:
    return ("rename",)


WAYS = [
    pytest.param(_in_the_file, _keep_the_name, "Keep 'Gold members'", id="in the file: keep the name"),
    pytest.param(_in_the_file, _retire_and_add, "set `lifecycle: retired`", id="in the file: retire, and add another"),
    pytest.param(_in_the_database, _put_the_name_back, "Put 'Gold members' back", id="in the database: put it back"),
    pytest.param(
        _in_the_database, _release_and_add, "set `lifecycle: released`", id="in the database: release, and add another"
    ),
    pytest.param(_as_another_file, _bring_back_the_file, "and keep its name", id="as another file: bring it back"),
    pytest.param(_as_another_file, _retire_and_add, "lifecycle: retired", id="as another file: retire beside it"),
    pytest.param(_as_another_file, _say_that_they_are_two, "--accept rename", id="as another file: they are two"),
]


@pytest.mark.parametrize("rename, way, remedy", WAYS)
def test_a_rename_is_refused_and_both_ways_forward_end_in_sync(
    rename: Callable[[Workshop], None], way: Way, remedy: str, tmp_path: Path
) -> None:
    made = workshop(tmp_path / "w")
    made.write(GOLD, OLD)
    made.apply()
    row = made.row_of(OLD)
    rename(made)
    before = made.database.read_bytes()
    refused = made.plan()
    assert [refusal.code for refusal in refused.open_refusals] == ["rename"]
    assert remedy in refused.open_refusals[0].remedy
    ended = syncer("apply", "staging", "--yes", folder=made.root)
    assert ended.returncode == 6, ended.stderr
    assert made.database.read_bytes() == before

    accepted = way(made)
    names = dict(made.sql("SELECT mbrgrp_id, mbrgrpname FROM mbrgrp"))
    plan = _go_on(made, accepted)
    assert not plan.changes
    assert not plan.is_blocked
    after = dict(made.sql("SELECT mbrgrp_id, mbrgrpname FROM mbrgrp"))
    assert {id: after[id] for id in names} == names, "a name was changed"
    assert of_groups(dump(made.database), [row])["mbrgrp"], "the row is gone"


def _go_on(made: Workshop, accepted: tuple[str, ...]) -> SavedPlan:
    """Apply until nothing is left; a plan that is refused ends it."""
    for _ in range(3):
        plan = made.plan(*accepted)
        if not plan.changes:
            break
        made.apply(*accepted)
    return made.plan()
