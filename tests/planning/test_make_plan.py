"""A plan as a whole: order does not matter, what is accepted or left out, and what is left alone."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from syncer.model.change import Record, subject_id
from syncer.model.environment import EmptyMeans, Propagation, Role
from syncer.model.plan import Acceptance, Context, DriftKind, Standing, write_down
from syncer.model.segment import Content
from syncer.model.snapshot import LedgerEntry, UnfinishedRun
from syncer.planning.make_plan import accept, make_plan
from tests.builders import (
    GOLD,
    LIVE_CONTENT,
    ROW,
    catalog,
    environment,
    live,
    many,
    recorded,
    released,
    retired,
    reworded,
    segment,
    site,
    snapshot,
    unlike,
)

EDITED = live(content={**LIVE_CONTENT, "description": "Edited."})


@pytest.mark.parametrize("seed", range(20))
def test_order_does_not_matter(seed: int) -> None:
    dice = random.Random(seed)
    files, rows = many(12)
    wanted = [*reworded(files, 4)[:-3], *unlike(3), segment("aurora/twin", "AURORA 3"), segment("aurora/x", "X")]
    held = [*rows[2:], live(1, "x"), live(2, "x "), live(3, "Unmanaged"), live(4, "Other", store="borealis")]
    where = site(lacking=frozenset({"allowExport", "exportAll"}))
    first = make_plan(catalog(*wanted), snapshot(*held, where=where), environment())
    dice.shuffle(wanted)
    dice.shuffle(held)
    plan = make_plan(catalog(*wanted), snapshot(*held, where=where), environment())
    assert plan.digest == first.digest
    assert (plan.changes, plan.refusals, plan.drift) == (first.changes, first.refusals, first.drift)
    assert plan.standing == first.standing


def test_changes_come_by_verb_and_then_by_id() -> None:
    files, rows = many(3)
    plan = make_plan(
        catalog(*unlike(2), *reversed(reworded(files, 2)), released("aurora/a", "A"), segment("aurora/b", "B")),
        snapshot(*rows, live(1, "B"), recorded("aurora/a", 1, "B")),
        environment(),
    )
    assert [f"{change.verb} {subject_id(change).slug}" for change in plan.changes] == [
        "forget a",
        "update s00000",
        "update s00001",
        "adopt b",
        "create n00000",
        "create n00001",
    ]


def test_a_row_that_was_brought_is_recorded_as_its_file_says_and_held_by_nobody() -> None:
    where = environment("production", role=Role.PRODUCTION, propagation=Propagation.STAGINGPROP)
    (change,) = make_plan(catalog(segment()), snapshot(live()), where).changes
    assert isinstance(change, Record)
    assert change.entry == LedgerEntry.of(segment(), ROW, held=False)
    assert not change.entry.held


def test_what_is_awaited_comes_by_id() -> None:
    where = environment("production", role=Role.PRODUCTION, propagation=Propagation.STAGINGPROP)
    files = catalog(segment("aurora/a", "A", {}), segment("aurora/b", "B", {"description": "New."}))
    plan = make_plan(files, snapshot(live(1, "B", {"displayName": "B"}), recorded("aurora/b", 1, "B", {})), where)
    assert [awaited.id for awaited in plan.standing.awaited] == ["aurora/a", "aurora/b"]


def test_leaving_a_segment_out_leaves_out_its_change_and_its_refusals() -> None:
    plan = make_plan(catalog(segment()), snapshot(EDITED, recorded()), environment(), left_out=[GOLD, GOLD])
    assert (plan.changes, plan.refusals, plan.left_out) == ((), (), (GOLD,))
    assert plan.standing.in_sync == 0
    assert plan.drift, "what happened there is shown all the same"


def test_leaving_a_segment_out_leaves_out_what_stands_against_it() -> None:
    files = catalog(segment(name="Golden"))
    plan = make_plan(files, snapshot(live(), recorded()), environment(), left_out=[GOLD])
    assert plan.refusals == ()


@pytest.mark.parametrize("id", [GOLD, "aurora/old-place"])
def test_a_moved_segment_is_left_out_by_either_id(id: str) -> None:
    plan = make_plan(catalog(segment()), snapshot(live(), recorded("aurora/old-place")), environment(), left_out=[id])
    assert plan.changes == ()


def test_a_row_is_not_adopted_while_the_one_that_lets_go_of_it_is_left_out() -> None:
    files = catalog(released("aurora/old", "Old name"), segment())
    plan = make_plan(files, snapshot(live(), recorded("aurora/old")), environment(), left_out=["aurora/old"])
    assert plan.changes == ()
    assert [refusal.code for refusal in plan.refusals] == ["ambiguous"]


def test_what_is_left_out_is_not_called_in_sync_though_it_is() -> None:
    plan = make_plan(catalog(segment()), snapshot(live(), recorded()), environment(), left_out=[GOLD])
    assert (plan.changes, plan.standing.in_sync) == ((), 0)


def test_what_is_left_out_is_told_in_order() -> None:
    left_out = [f"aurora/{letter}" for letter in "qwertyuiop"]
    assert make_plan(catalog(), snapshot(), environment(), left_out=left_out).left_out == tuple(sorted(left_out))


def test_an_empty_segment_that_is_as_its_file_says_is_told_and_not_called_in_sync() -> None:
    plan = make_plan(catalog(segment()), snapshot(live(is_empty=True), recorded()), environment())
    assert [(str(one.id), one.kind) for one in plan.drift] == [(GOLD, DriftKind.EMPTY)]
    assert (plan.changes, plan.refusals, plan.standing.in_sync) == ((), (), 0)


def test_accepting_makes_the_pairs_that_this_plan_shows() -> None:
    plan = make_plan(catalog(segment(), segment("aurora/b", "B")), snapshot(live(), live(1, "B")), environment())
    assert accept(plan, ["adoption", "drift"]) == (Acceptance("adoption", "aurora/b"), Acceptance("adoption", GOLD))
    assert accept(plan, ["drift"]) == ()


def test_what_cannot_be_accepted_makes_no_pair() -> None:
    plan = make_plan(catalog(segment(name="Golden")), snapshot(live(), recorded()), environment())
    assert plan.is_blocked
    assert accept(plan, ["rename"]) == ()


def test_accepted_refusals_stay_in_the_plan_and_do_not_block_it() -> None:
    sides = catalog(segment()), snapshot(live())
    accepted = accept(make_plan(*sides, environment()), ["adoption"])
    plan = make_plan(*sides, environment(), acceptances=(*accepted, *accepted))
    assert [refusal.key for refusal in plan.refusals] == list(accepted)
    assert plan.acceptances == accepted
    assert not plan.is_blocked


def test_acceptances_are_sorted() -> None:
    given = [Acceptance(code, id) for code in ("rename", "adoption", "drift") for id in ("b/b", "b/a", "a/a")]
    assert make_plan(catalog(), snapshot(), environment(), acceptances=given).acceptances == tuple(sorted(given))


def test_an_acceptance_does_not_count_for_what_is_refused_later() -> None:
    files = catalog(segment(), segment("aurora/b", "B"))
    accepted = accept(make_plan(files, snapshot(live()), environment()), ["adoption"])
    later = make_plan(files, snapshot(live(), live(1, "B")), environment(), acceptances=accepted)
    assert [refusal.id for refusal in later.open_refusals] == ["aurora/b"]


def test_accepting_a_look_alike_is_not_accepting_a_rename() -> None:
    golden = catalog(segment(name="Golden members"))
    before = make_plan(golden, snapshot(live(), recorded("aurora/old")), environment())
    accepted = accept(before, ["rename"])
    assert accepted == (Acceptance("rename", GOLD),)
    renamed = make_plan(golden, snapshot(live(), recorded()), environment(), acceptances=accepted)
    assert renamed.is_blocked
    assert write_down(renamed, Context("2024-03-01T10:00:00Z", "1.0", "ops")).is_blocked


def test_what_is_left_alone_is_counted_and_listed() -> None:
    files, rows = many(3)
    plan = make_plan(
        catalog(*files[:2], retired("aurora/retired", "R"), segment("aurora/held", "H"), *unlike(4, "elsewhere")),
        replace(
            snapshot(
                *rows,
                *(live(1, "R"), recorded("aurora/retired", 1, "R")),
                *(live(2, "H", usages=frozenset()), recorded("aurora/held", 2, "H", held=True)),
                *(live(3, "Unmanaged"), live(4, "Unmanaged", store="borealis")),
                *(live(5, "Price group", usages=frozenset({-3})), live(6, "X", store=None)),
                recorded("elsewhere/x", 6, "X"),
            ),
            unfinished=(UnfinishedRun(7, "ops", "2024-03-01T10:00:00Z"),),
        ),
        environment(stores={"aurora": 1, "borealis": 2}, empty_segment_means=EmptyMeans.EVERYBODY),
    )
    assert plan.standing == Standing(
        in_sync=2,
        unmanaged={"aurora": 1, "borealis": 1},
        orphans=("aurora/s00002",),
        retired=("aurora/retired",),
        held=("aurora/held",),
        not_here=4,
        unfinished=(UnfinishedRun(7, "ops", "2024-03-01T10:00:00Z"),),
    )


def test_fields_that_a_database_lacks_are_listed_and_not_planned() -> None:
    old = snapshot(live(), recorded(), where=site(lacking=frozenset({"allowExport", "exportAll"})))
    content: Content = {"description": "Tier gold.", "exportAll": True, "allowExport": False}
    plan = make_plan(catalog(segment(content=content), segment("elsewhere/x", "X", content)), old, environment())
    assert plan.standing.not_carried == ((GOLD, "allowExport"), (GOLD, "exportAll"))
    assert plan.standing.in_sync == 1
    assert plan.changes == ()


@pytest.mark.parametrize(
    "row, entry",
    [
        pytest.param(live(), recorded(held=True), id="somebody activated it"),
        pytest.param(live(usages=frozenset(), has_members=True), recorded(held=True), id="it is activated"),
        pytest.param(live(usages=frozenset()), recorded(), id="nobody held it"),
        pytest.param(live(ROW + 1, usages=frozenset({-3})), recorded(held=True), id="a price group replaced it"),
    ],
)
def test_a_segment_that_is_not_held_is_not_listed_as_held(row: object, entry: object) -> None:
    everybody = environment(empty_segment_means=EmptyMeans.EVERYBODY)
    plan = make_plan(catalog(segment()), snapshot(row, entry), everybody)  # type: ignore[arg-type]
    assert plan.standing.held == ()


def test_an_empty_field_is_in_sync_with_a_row_that_does_not_name_it() -> None:
    empty: Content = {"description": None}
    rows = snapshot(live(content={"displayName": "Gold members"}), recorded(content=empty))
    plan = make_plan(catalog(segment(content=empty)), rows, environment())
    assert (plan.changes, plan.standing.in_sync) == ((), 1)


def test_a_held_segment_that_is_updated_stays_held() -> None:
    everybody = environment(empty_segment_means=EmptyMeans.EVERYBODY)
    rows = snapshot(live(usages=frozenset()), recorded(held=True))
    plan = make_plan(catalog(segment(content={"description": "New."})), rows, everybody)
    assert [change.verb for change in plan.changes] == ["update"]
    assert plan.standing.held == (GOLD,)


def test_a_segment_that_grew_conditions_is_not_in_sync() -> None:
    plan = make_plan(catalog(segment()), snapshot(live(has_conditions=True), recorded()), environment())
    assert (plan.changes, plan.refusals, plan.standing.in_sync) == ((), (), 0)
    assert len(plan.drift) == 1
