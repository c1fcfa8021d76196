"""Whatever the engine: the same state gives the same plan and the same end; and what an engine does by itself."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from syncer.model.plan import SavedPlan
from syncer.sandbox.commerce import Profile, commerce_tables
from syncer.sandbox.group import Group, Text
from syncer.sandbox.lookups import AURORA
from tests.figures import Tell
from tests.lanes.fixtures import every_lane, not_on, other_lanes
from tests.lanes.lane import Lane
from tests.lanes.sqlite import SqliteLane
from tests.same_everywhere import EXAMPLES, QUIRKS, SEED, Stage, differences, try_states
from tests.state_shapes import TIMES, State, fill, insert_state
from tests.triple_shapes import FIRST_ROW

pytestmark = pytest.mark.plays_loader  # each state has members of its own; that a run leaves them alone is seen to


@pytest.mark.parametrize(
    "engines, examples",
    [
        pytest.param(("postgresql", "derby"), 3, id="postgresql and derby"),
        pytest.param(("db2",), 2, id="db2"),
        pytest.param(("oracle",), 3, id="oracle"),
    ],
)
def test_the_same_plan_and_the_same_end(
    engines: tuple[str, ...], examples: int, lane_of: Callable[[str], Lane | None], tmp_path: Path, tell: Tell
) -> None:
    others = [lane for name in engines if (lane := lane_of(name))]
    seed = int(os.environ.get(SEED, random.SystemRandom().randrange(10**6)))
    examples = int(os.environ.get(EXAMPLES, examples))
    found = try_states([SqliteLane(tmp_path), *others], examples, seed, tmp_path / "work")
    tell("Same everywhere", f"sqlite, {', '.join(engines)}", **found, differences=0, seed=str(seed))
    assert found["states"] >= examples


# What an engine does by itself

ROW = FIRST_ROW
TWINS = (Group(ROW, AURORA, "Twin"), Group(ROW + 1, AURORA, "Twin "))
NAMELESS = (Group(ROW, AURORA, "Twin", texts=(Text(-1, "", "One text."),)),)


def state(*groups: Group) -> State:
    """These groups, a file for the first of them, and a person who accepts."""
    return State(
        Profile.NINE,
        {"empty_segment_means": "nobody"},
        {"aurora/a": {"name": "Twin", "description": "Another text."}},
        groups,
        {},
        accepts=True,
        has_doubles=False,
    )


def insert(connection: Connection, *groups: Group) -> None:
    insert_state(connection, commerce_tables(Profile.NINE), state(*groups))


def keeps_nothing_as_null(connection: Connection) -> bool:
    insert(connection, Group(ROW, AURORA, "Twin", texts=(Text(-1, "Twin", ""),)))
    return connection.exec_driver_sql("SELECT 1 FROM mbrgrpdesc WHERE description IS NULL").first() is not None


def wants_a_display_name(connection: Connection) -> bool:
    return refuses(connection, *NAMELESS)


def takes_padded_twins_for_one(connection: Connection) -> bool:
    return refuses(connection, *TWINS)


def refuses(connection: Connection, *groups: Group) -> bool:
    try:
        insert(connection, *groups)
    except DBAPIError:
        return True
    return False


def pads_char(connection: Connection) -> bool:
    connection.exec_driver_sql(f"INSERT INTO member (member_id, type, optcounter) VALUES ({ROW}, 'G', 0)")
    return bool(connection.exec_driver_sql(f"SELECT type FROM member WHERE member_id = {ROW}").scalar() == "G  ")


def has_times_as_texts(connection: Connection) -> bool:
    insert(connection, Group(ROW, AURORA, "Twin", updated_at=TIMES[1]))
    query = f"SELECT lastupdate FROM mbrgrp WHERE mbrgrp_id = {ROW}"
    return isinstance(connection.exec_driver_sql(query).scalar(), str)


SHOWN = {
    "nothing": keeps_nothing_as_null,
    "no display name": wants_a_display_name,
    "padded twin": takes_padded_twins_for_one,
    "CHAR": pads_char,
    "time": has_times_as_texts,
}


@every_lane
@pytest.mark.parametrize("quirk", QUIRKS)
def test_just_these_engines_do_it(quirk: str, lane_name: str, lane: Lane | None, tmp_path: Path) -> None:
    store = (lane or SqliteLane(tmp_path)).store(Profile.NINE, "same everywhere", fill=fill)
    with store.engine.connect() as connection:
        does_it = SHOWN[quirk](connection)
        connection.rollback()
    assert does_it == (lane_name in QUIRKS[quirk].engines), QUIRKS[quirk].reason


@other_lanes
@pytest.mark.parametrize(
    "groups, codes",
    [
        pytest.param(TWINS, ["ambiguous"], id="a twin that is padded", marks=not_on(*QUIRKS["padded twin"].engines)),
        pytest.param(NAMELESS, ["adoption"], id="no display name", marks=not_on(*QUIRKS["no display name"].engines)),
    ],
)
def test_who_keeps_such_rows_plans_the_same(
    groups: tuple[Group, ...], codes: list[str], lane: Lane, tmp_path: Path
) -> None:
    answers = Stage([SqliteLane(tmp_path), lane], tmp_path / "work").answers(state(*groups))
    assert list(differences(answers)) == []
    planned = answers["sqlite"].planned
    assert isinstance(planned, SavedPlan)
    assert [one.code for one in planned.refusals] == codes
