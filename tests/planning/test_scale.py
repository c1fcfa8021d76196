"""How much one plan may do: what counts, where, and from which number on."""

from __future__ import annotations

import pytest

from syncer.model.environment import Mode, Scale
from syncer.model.plan import Plan
from syncer.model.segment import Lifecycle
from syncer.model.snapshot import LedgerEntry, LiveSegment
from syncer.planning.guards.scale import change_limit
from syncer.planning.make_plan import make_plan
from tests.builders import catalog, environment, many, released, retired, reworded, snapshot, unlike

TWO_STORES = environment(stores={"aurora": 1, "borealis": 2})


def keys(plan: Plan) -> list[str]:
    return sorted(f"{refusal.code} {refusal.id}" for refusal in plan.refusals)


@pytest.mark.parametrize(
    "recorded, changed, created, refused",
    [
        pytest.param(0, 0, 50, False, id="50 creates, nothing recorded"),
        pytest.param(0, 0, 51, True, id="51 creates, nothing recorded"),
        pytest.param(12, 10, 0, False, id="10 updates of 12"),
        pytest.param(12, 11, 0, True, id="11 updates of 12"),
        pytest.param(100, 20, 10, False, id="30 changes, 100 recorded"),
        pytest.param(100, 20, 11, True, id="31 changes, 100 recorded"),
        pytest.param(1000, 25, 25, False, id="50 changes, 1000 recorded"),
        pytest.param(1000, 25, 26, True, id="51 changes, 1000 recorded"),
    ],
)
def test_both_sides_of_the_limit(recorded: int, changed: int, created: int, refused: bool) -> None:
    files, rows = many(recorded)
    plan = make_plan(catalog(*reworded(files, changed), *unlike(created)), snapshot(*rows), environment())
    assert len(plan.changes) == changed + created
    assert keys(plan) == (["change-limit *", "change-limit aurora"] if refused else [])


@pytest.mark.parametrize(
    "recorded, files, refused",
    [
        pytest.param(0, 0, True, id="nothing at all"),
        pytest.param(3, 0, True, id="an empty catalog"),
        pytest.param(4, 1, False, id="1 file of 4"),
        pytest.param(5, 2, True, id="2 files of 5"),
        pytest.param(5, 3, False, id="3 files of 5"),
        pytest.param(6, 3, False, id="3 files of 6"),
        pytest.param(6, 2, True, id="2 files of 6"),
    ],
)
def test_both_sides_of_half_a_catalog(recorded: int, files: int, refused: bool) -> None:
    wanted, rows = many(recorded)
    plan = make_plan(catalog(*wanted[:files]), snapshot(*rows), environment())
    assert keys(plan) == (["shrunk-catalog *"] if refused else [])
    assert plan.changes == ()
    assert all(refusal.acceptable == (files > 0) for refusal in plan.refusals)


@pytest.mark.parametrize("lifecycle", [Lifecycle.RETIRED, Lifecycle.RELEASED])
def test_a_file_that_does_not_want_its_segment_is_a_file(lifecycle: Lifecycle) -> None:
    wanted, rows = many(5)
    build = retired if lifecycle is Lifecycle.RETIRED else released
    files = [build(str(one.id), one.name) for one in wanted]
    assert keys(make_plan(catalog(*files), snapshot(*rows), environment())) == []


def test_new_files_do_not_make_up_for_those_that_are_gone() -> None:
    rows = many(5)[1]
    assert keys(make_plan(catalog(*unlike(5)), snapshot(*rows), environment())) == ["shrunk-catalog *"]


def test_files_of_other_stores_keep_a_catalog_from_being_empty() -> None:
    assert keys(make_plan(catalog(*unlike(1, "elsewhere")), snapshot(), environment())) == []


def test_the_environment_counts_over_its_stores() -> None:
    plan = make_plan(catalog(*unlike(26), *unlike(26, "borealis")), snapshot(), TWO_STORES)
    assert keys(plan) == ["change-limit *"]


def test_each_store_counts_alone() -> None:
    (some, some_rows), (few, few_rows) = many(200), many(12, "borealis")
    plan = make_plan(catalog(*some, *reworded(few, 11)), snapshot(*some_rows, *few_rows), TWO_STORES)
    assert keys(plan) == ["change-limit borealis"]


def test_a_store_without_anything_recorded_has_the_whole_limit() -> None:
    files, rows = many(500)
    assert keys(make_plan(catalog(*files, *unlike(50, "borealis")), snapshot(*rows), TWO_STORES)) == []


def test_adopting_and_forgetting_equal_rows_do_not_count() -> None:
    files, rows = many(60)
    groups = [row for row in rows if isinstance(row, LiveSegment)]
    adopting = make_plan(catalog(*files), snapshot(*groups), environment())
    assert {refusal.code for refusal in adopting.refusals} == {"adoption"}
    forgetting = make_plan(
        catalog(*(released(str(one.id), one.name) for one in files)),
        snapshot(*(row for row in rows if isinstance(row, LedgerEntry))),
        environment(),
    )
    assert len(forgetting.changes) == 60
    assert keys(forgetting) == []


def test_what_is_left_out_does_not_count() -> None:
    plan = make_plan(catalog(*unlike(51)), snapshot(), environment(), left_out=["aurora/n00007"])
    assert len(plan.changes) == 50
    assert keys(plan) == []


@pytest.mark.parametrize("id", ["*", "aurora", "aurora/"])
def test_only_a_segment_can_be_left_out(id: str) -> None:
    plan = make_plan(catalog(*unlike(51)), snapshot(), environment(mode=Mode.OBSERVE), left_out=[id])
    assert keys(plan) == ["change-limit *", "change-limit aurora", "mode *"]


@pytest.mark.parametrize(
    "limits, recorded, limit",
    [
        pytest.param(Scale(), 0, 50, id="nothing recorded"),
        pytest.param(Scale(), 1, 10, id="never below 10"),
        pytest.param(Scale(), 36, 10, id="30 % of 36 is below 11"),
        pytest.param(Scale(), 37, 11, id="30 % of 37 is above 11"),
        pytest.param(Scale(), 166, 49, id="30 % of 166 is below 50"),
        pytest.param(Scale(), 167, 50, id="30 % of 167 is above 50"),
        pytest.param(Scale(), 100_000, 50, id="never above 50"),
        pytest.param(Scale(changes=3), 1, 3, id="a tighter number"),
        pytest.param(Scale(changes=3), 0, 3, id="a tighter number, nothing recorded"),
        pytest.param(Scale(share=10), 300, 30, id="a tighter share"),
    ],
)
def test_change_limit(limits: Scale, recorded: int, limit: int) -> None:
    assert change_limit(limits, recorded) == limit


def test_stores_are_told_by_name_whatever_comes_first() -> None:
    files, rows = many(60, "borealis")
    plan = make_plan(catalog(*unlike(60), *reworded(files, 60)), snapshot(*rows), TWO_STORES)
    assert [refusal.id for refusal in plan.refusals] == ["*", "aurora", "borealis"]
