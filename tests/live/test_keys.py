"""Ids from KEYS: never one twice, never one from outside, and nothing where KEYS is not as it must be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from syncer.live.connect import connect
from syncer.live.gate import Access
from syncer.live.keys import ELEMENT_IDS, GROUP_IDS, IdSpace, reserve
from syncer.live.lookups import look_up
from syncer.model.errors import NotPermitted
from tests.lanes.fixtures import every_lane, not_on
from tests.workspace import NAME, Workspace

pytestmark = every_lane

GOLDEN = Path(__file__).parent / "golden" / "keys.txt"
"""What people read where no ids can be taken."""
GROUPS = "tablename = 'mbrgrp'"


def taken(workspace: Workspace, count: int, space: IdSpace = GROUP_IDS) -> range:
    """Ids that are reserved for good."""
    environment = workspace.settings()
    with (
        connect(environment, Access.WRITE) as database,
        database.writing() as connection,
        connection.begin() as transaction,
    ):
        ids = reserve(connection, look_up(connection, database.dialect, environment), environment, space, count)
        transaction.commit()
    return ids


def keys(workspace: Workspace, column: str, row: str = GROUPS) -> int | None:
    value: int | None = workspace.value(f"SELECT {column} FROM keys WHERE {row}")
    return value


def set_keys(workspace: Workspace, assignments: str, row: str = GROUPS) -> None:
    workspace.edit(f"UPDATE keys SET {assignments} WHERE {row}")


def insert_members(workspace: Workspace, *ids: int, kind: str = "U  ") -> None:
    for id in ids:
        workspace.edit("INSERT INTO member (member_id, type) VALUES (?, ?)", id, kind)


def test_counter_moves_on_by_one_more_than_is_used(workspace: Workspace) -> None:
    before = keys(workspace, "counter")
    assert before is not None
    ids = taken(workspace, 7)
    assert keys(workspace, "counter") == before + 8
    assert ids == range(before + 1, before + 8)


@pytest.mark.parametrize(
    "first_of_server",
    [
        pytest.param(lambda counter: counter, id="COUNTER is the next id"),
        pytest.param(lambda counter: counter + 1, id="COUNTER is the last id that was given"),
    ],
)
def test_a_server_before_and_after_us_gets_other_ids(
    workspace: Workspace, first_of_server: Callable[[int], int]
) -> None:
    def server_block() -> range:
        """What a server would hand out after taking a block of 20."""
        counter = keys(workspace, "counter")
        assert counter is not None
        set_keys(workspace, "counter = counter + 20")
        return range(first_of_server(counter), first_of_server(counter) + 20)

    blocks = [server_block(), taken(workspace, 3), server_block(), taken(workspace, 1), server_block()]
    ids = [id for block in blocks for id in block]
    assert len(ids) == len(set(ids))


def test_nothing_is_given_twice_even_if_it_was_rolled_back_later(workspace: Workspace) -> None:
    blocks = [taken(workspace, count) for count in (1, 2, 500, 1)]
    ids = [id for block in blocks for id in block]
    assert len(ids) == len(set(ids)) == 504


def test_the_last_ids_of_a_range_are_given_and_not_one_more(workspace: Workspace) -> None:
    set_keys(workspace, "upperbound = counter + 6")
    assert len(taken(workspace, 5)) == 5
    before = keys(workspace, "counter")
    with pytest.raises(NotPermitted, match="has no 2 ids left below its UPPERBOUND"):
        taken(workspace, 1)
    assert keys(workspace, "counter") == before


@pytest.mark.parametrize(
    "assignments, message",
    [
        pytest.param("tablename = 'other'", "KEYS has no rows for mbrgrp", id="no row"),
        pytest.param("nonsequential = '1'", "out of order", id="not sequential"),
        pytest.param("nonsequential = 'Y'", "out of order", id="a flag that nobody knows"),
        pytest.param("lowerbound = NULL", "no LOWERBOUND or no UPPERBOUND", id="no lower bound"),
        pytest.param("upperbound = NULL", "no LOWERBOUND or no UPPERBOUND", id="no upper bound"),
        pytest.param("lowerbound = counter + 100", "is below its LOWERBOUND", id="below its range"),
        pytest.param("counter = upperbound", "has no 2 ids left", id="exhausted"),
        pytest.param("counter = 9223372036854775807", "has no 2 ids left", id="at the end of all numbers"),
        pytest.param("counter = lowerbound", "somebody went past KEYS", id="rows above COUNTER"),
    ],
)
def test_keys_that_are_not_as_they_must_be(workspace: Workspace, assignments: str, message: str) -> None:
    set_keys(workspace, assignments)
    before = workspace.rows("SELECT * FROM keys")
    with pytest.raises(NotPermitted, match=message) as refused:
        taken(workspace, 1)
    assert f"\n{refused.value}\n  {refused.value.remedy}\n" in GOLDEN.read_text(encoding="utf-8")
    assert workspace.rows("SELECT * FROM keys") == before


def test_an_apply_that_gets_no_ids_opens_no_run(workspace: Workspace) -> None:
    workspace.segment()
    set_keys(workspace, "nonsequential = '1'")
    before = workspace.state()
    with pytest.raises(NotPermitted, match="staging: the KEYS row mbrgrp"):
        workspace.apply()
    assert workspace.state() == before


def test_planning_takes_no_ids(workspace: Workspace) -> None:
    workspace.segment()
    before = workspace.rows("SELECT * FROM keys")
    assert workspace.plan().changes
    assert workspace.rows("SELECT * FROM keys") == before


def test_an_update_takes_no_ids(workspace: Workspace) -> None:
    workspace.segment()
    workspace.apply()
    before = workspace.rows("SELECT * FROM keys")
    workspace.segment(description="New words.")
    workspace.apply()
    assert workspace.rows("SELECT * FROM keys") == before


# Which row


@pytest.mark.parametrize("name", ["MBRGRP", "MbrGrp", "mbrgrp   ", "  MBRGRP"])
def test_the_row_is_found_in_any_case_and_padding(workspace: Workspace, name: str) -> None:
    workspace.edit("UPDATE keys SET tablename = ? WHERE tablename = 'mbrgrp'", name)
    assert len(taken(workspace, 2)) == 2


def add_row(workspace: Workspace, name: str) -> None:
    workspace.edit(
        "INSERT INTO keys (keys_id, tablename, columnname, counter, lowerbound, upperbound)"
        " SELECT 99, ?, 'mbrgrp_id', counter + 100000, lowerbound, upperbound FROM keys WHERE tablename = 'mbrgrp'",
        name,
    )


# Where a text is compared without the blanks at its end, a unique index keeps the second case out.
@pytest.mark.parametrize("name", ["MBRGRP", pytest.param("mbrgrp ", marks=not_on("derby", "db2"))])
def test_of_several_rows_none_is_guessed(workspace: Workspace, name: str) -> None:
    add_row(workspace, name)
    if name == "MBRGRP":
        workspace.edit("UPDATE keys SET tablename = 'MbrGrp' WHERE tablename = 'mbrgrp'")
    with pytest.raises(NotPermitted, match="KEYS has 2 rows for mbrgrp") as refused:
        taken(workspace, 1)
    assert f"\n{refused.value}\n  {refused.value.remedy}\n" in GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [pytest.param("MBRGRP", id="in another case"), "membergroups"])
def test_the_environment_names_one_of_several(workspace: Workspace, name: str) -> None:
    add_row(workspace, name)
    workspace.environment(keys_row=name)
    before = keys(workspace, "counter")
    ids = taken(workspace, 3)
    assert keys(workspace, "counter") == before
    assert ids[-1] + 1 == keys(workspace, "counter", "keys_id = 99")


def test_elements_have_a_row_of_their_own(workspace: Workspace) -> None:
    workspace.environment(keys_row="mbrgrp")
    before = keys(workspace, "counter")
    ids = taken(workspace, 3, ELEMENT_IDS)
    assert keys(workspace, "counter") == before
    assert ids[-1] + 1 == keys(workspace, "counter", "tablename = 'mgpcondele'")


def test_a_missing_row_of_elements_is_not_named_with_keys_row(workspace: Workspace) -> None:
    set_keys(workspace, "tablename = 'other'", "tablename = 'mgpcondele'")
    with pytest.raises(NotPermitted, match="KEYS has no rows for mgpcondele") as refused:
        taken(workspace, 1, ELEMENT_IDS)
    assert refused.value.remedy == "Have the DBA correct KEYS."


def test_version_7_knows_no_other_order(workspace_7: Workspace) -> None:
    assert len(taken(workspace_7, 3)) == 3


# Ids that are there already


def test_a_clash_with_a_member_burns_the_block(workspace: Workspace) -> None:
    before = keys(workspace, "counter")
    assert before is not None
    insert_members(workspace, before + 2, before + 5)
    assert taken(workspace, 3) == range(before + 9, before + 12), "two blocks of 3 were burnt, each with one id more"


def test_the_third_clash_is_the_last(workspace: Workspace) -> None:
    before = keys(workspace, "counter")
    assert before is not None
    insert_members(workspace, *range(before + 1, before + 20))
    with pytest.raises(NotPermitted, match="3 blocks of ids from the KEYS row mbrgrp were in use already") as refused:
        taken(workspace, 3)
    assert f"\n{refused.value}\n  {refused.value.remedy}\n" in GOLDEN.read_text(encoding="utf-8")
    assert keys(workspace, "counter") == before, "what was not used is not lost"


def test_ids_that_a_server_has_reserved_are_not_missed(workspace: Workspace) -> None:
    set_keys(workspace, "counter = counter + 1000")
    workspace.segment()
    assert workspace.apply().outcomes


def test_groups_outside_of_the_range_are_nobodys_business(workspace: Workspace) -> None:
    high = keys(workspace, "upperbound + 5")
    assert high is not None
    insert_members(workspace, high, kind="G  ")
    workspace.edit("INSERT INTO mbrgrp (mbrgrp_id, owner_id, mbrgrpname) VALUES (?, -2000, 'Far away')", high)
    assert len(taken(workspace, 1)) == 1


def test_the_id_right_at_counter_may_have_been_given(workspace: Workspace) -> None:
    """COUNTER may be the last id that was handed out: a row with it is no sign of a bypass."""
    counter = keys(workspace, "counter")
    assert counter is not None
    insert_members(workspace, counter, kind="G  ")
    workspace.edit("INSERT INTO mbrgrp (mbrgrp_id, owner_id, mbrgrpname) VALUES (?, -2000, 'The last')", counter)
    assert taken(workspace, 1) == range(counter + 1, counter + 2)


# OPTCOUNTER, and others at the same time


@pytest.mark.parametrize("before, after", [(0, 1), (7, 8), (32766, 32767), (32767, 1)])
def test_optcounter_moves_and_wraps_to_1(workspace: Workspace, before: int, after: int) -> None:
    set_keys(workspace, f"optcounter = {before}")
    taken(workspace, 1)
    assert keys(workspace, "optcounter") == after


def test_optcounter_begins_at_1_where_it_was_null(workspace_7: Workspace) -> None:
    set_keys(workspace_7, "optcounter = NULL")
    taken(workspace_7, 1)
    assert keys(workspace_7, "optcounter") == 1


def test_two_that_take_in_turn_never_get_the_same(workspace: Workspace) -> None:
    environment, given = workspace.settings(), set[int]()
    with connect(environment, Access.WRITE) as one, connect(environment, Access.WRITE) as two:
        for turn in range(12):
            database = (one, two)[turn % 2]
            with database.writing() as connection, connection.begin():
                lookups = look_up(connection, database.dialect, environment)
                ids = reserve(connection, lookups, environment, GROUP_IDS, turn + 1)
            assert given.isdisjoint(ids)
            given.update(ids)
            workspace.edit("UPDATE keys SET counter = counter + 20 WHERE tablename = 'mbrgrp'")
    assert len(given) == sum(range(13))


def test_ids_of_one_plan_go_to_segments_by_their_order(workspace: Workspace) -> None:
    for id in ("aurora/c", "aurora/a", "aurora/b"):
        workspace.segment(id, f"{NAME} {id[-1]}")
    outcomes = workspace.apply().outcomes
    assert [one.id for one in outcomes] == ["aurora/a", "aurora/b", "aurora/c"]
    ids = [int(one.mbrgrp_id) for one in outcomes]
    assert ids == list(range(ids[0], ids[0] + 3))
    elements = "SELECT count(*) FROM mgpcondele WHERE mbrgrp_id BETWEEN ? AND ?"
    assert workspace.value(elements, ids[0], ids[-1]) == 3
