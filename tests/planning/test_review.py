"""What became of each segment between two sides, and which renames that would be."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from syncer.desired.lookalikes import skeleton
from syncer.model.change import FieldChange
from syncer.model.plan import Refusal
from syncer.model.review import ReviewedChange
from syncer.model.segment import Lifecycle, Segment
from syncer.planning.review import Compared, Side, compare
from tests.builders import GOLD, NAME, TEXT, released, retired, segment

MOVED = "aurora/golden"
OTHER = {"description": "Other."}


def compared(base: list[Segment], head: list[Segment]) -> Compared:
    return compare(Side.of(base), Side.of(head), skeleton)


def told(change: ReviewedChange) -> str:
    moved = f" from {change.moved_from}" if change.moved_from else ""
    return f"{change.verb} {change.id}{moved}"


@pytest.mark.parametrize(
    "base, head, verb, fields",
    [
        pytest.param([], [segment()], "create aurora/gold", [("description", None, TEXT)], id="a new file"),
        pytest.param(
            [],
            [segment(content={"exportAll": True, "description": TEXT, "displayName": None}, protected=True)],
            "create aurora/gold",
            [("description", None, TEXT), ("exportAll", None, True), ("protected", None, True)],
            id="a new file that says much",
        ),
        pytest.param([segment()], [segment()], "", [], id="the same values"),
        pytest.param([segment()], [], "remove aurora/gold", [], id="the file is gone"),
        pytest.param([retired()], [], "remove aurora/gold", [], id="a retired one is gone"),
        pytest.param([released()], [], "", [], id="a released one is gone"),
        pytest.param(
            [segment()], [segment(content=OTHER)], "update aurora/gold", [("description", TEXT, "Other.")], id="a text"
        ),
        pytest.param(
            [segment()],
            [segment(content={"description": TEXT, "allowExport": False})],
            "update aurora/gold",
            [("allowExport", None, False)],
            id="a field that was not managed",
        ),
        pytest.param(
            [segment()], [segment(protected=True)], "update aurora/gold", [("protected", False, True)], id="protected"
        ),
        pytest.param(
            [segment()], [retired()], "retire aurora/gold", [("lifecycle", "active", "retired")], id="retired"
        ),
        pytest.param(
            [retired()], [released()], "release aurora/gold", [("lifecycle", "retired", "released")], id="released"
        ),
        pytest.param(
            [retired()],
            [segment(content=OTHER)],
            "restore aurora/gold",
            [("description", TEXT, "Other."), ("lifecycle", "retired", "active")],
            id="restored with another text",
        ),
        pytest.param(
            [released()], [segment()], "restore aurora/gold", [("lifecycle", "released", "active")], id="taken back"
        ),
        pytest.param(
            [released()],
            [segment(name="Platinum")],
            "create aurora/gold",
            [("description", None, TEXT)],
            id="another name after it was given back",
        ),
        pytest.param(
            [],
            [retired()],
            "retire aurora/gold",
            [("description", None, TEXT), ("lifecycle", None, "retired")],
            id="a file that comes retired",
        ),
        pytest.param(
            [],
            [segment(content={"description": None})],
            "create aurora/gold",
            [],
            id="an empty text goes without saying",
        ),
        pytest.param([segment()], [segment(MOVED)], "move aurora/golden from aurora/gold", [], id="moved"),
        pytest.param(
            [segment()],
            [segment(MOVED, content=OTHER)],
            "move aurora/golden from aurora/gold",
            [("description", TEXT, "Other.")],
            id="moved with another text",
        ),
        pytest.param(
            [segment()],
            [retired(MOVED)],
            "retire aurora/golden from aurora/gold",
            [("lifecycle", "active", "retired")],
            id="moved and retired",
        ),
        pytest.param(
            [released()],
            [segment(MOVED)],
            "create aurora/golden",
            [("description", None, TEXT)],
            id="the name of one that was given back",
        ),
    ],
)
def test_what_became_of_a_file(
    base: list[Segment], head: list[Segment], verb: str, fields: list[tuple[str, object, object]]
) -> None:
    found = compared(base, head)
    assert " ".join(map(told, found.changes)) == verb
    assert [tuple(field) for change in found.changes for field in change.fields] == fields
    assert found.refusals == ()


def test_a_store_is_another_owner() -> None:
    found = compared([segment()], [segment("borealis/gold")])
    assert list(map(told, found.changes)) == ["remove aurora/gold", "create borealis/gold"]
    assert found.refusals == ()


def test_changes_come_by_id() -> None:
    new = [segment(f"aurora/{slug}", slug.upper()) for slug in ("c", "a-b", "a", "b")]
    assert [change.id for change in compared([], new).changes] == ["aurora/a", "aurora/a-b", "aurora/b", "aurora/c"]


def test_one_file_moves_once() -> None:
    """Two files with one name are a problem of their own; only one of them can be what the old one became."""
    found = compared([segment()], [segment("aurora/a"), segment("aurora/b")])
    assert list(map(told, found.changes)) == ["move aurora/a from aurora/gold", "create aurora/b"]


@pytest.mark.parametrize(
    "before, after, hint",
    [
        pytest.param(segment(), segment(name="Platinum"), "", id="another name"),
        pytest.param(segment(), segment(name="GOLD members"), ": only the case differs", id="another case"),
        pytest.param(segment(), segment(name="Gold  members"), ": only blanks differ", id="a blank more"),
        pytest.param(segment(), segment(name="Goldmembers"), ": only blanks differ", id="a blank less"),
        pytest.param(segment(), segment(name="Gold\u00a0members"), ": only blanks differ", id="another blank"),
        pytest.param(
            segment(name="Café"),
            segment(name="Cafe\u0301"),
            ": only the form of some characters differs",
            id="composed",
        ),
        pytest.param(
            segment(), segment(name="G\u043eld members"), ": they look alike, but some characters differ", id="Cyrillic"
        ),
        pytest.param(retired(), segment(name="Platinum"), "", id="restored under another name"),
        pytest.param(retired(), retired(name="Platinum"), "", id="while it is retired"),
        pytest.param(segment(), retired(name="Platinum"), "", id="retired under another name"),
        pytest.param(segment(), released(name="Platinum"), "", id="released under another name"),
    ],
)
def test_another_name_under_the_same_id_is_refused(before: Segment, after: Segment, hint: str) -> None:
    (refusal,) = compared([before], [after]).refusals
    assert refusal == Refusal(
        code="rename",
        id=GOLD,
        message=f"aurora/gold cannot be renamed from {before.name!r} to {after.name!r}{hint}",
        remedy=(
            f"Keep {before.name!r} as the name in this file; or put the name back, set `lifecycle: retired` here "
            f"and add a new file for {after.name!r}."
        ),
    )
    assert refusal.source == after.source


def test_names_that_are_swapped_are_two_renames() -> None:
    a, b = segment("aurora/a", "A"), segment("aurora/b", "B")
    found = compared([a, b], [replace(a, name="B"), replace(b, name="A")])
    assert [one.id for one in found.refusals] == ["aurora/a", "aurora/b"]
    assert found.changes == ()


def test_a_name_that_another_file_takes_does_not_hide_the_rename() -> None:
    found = compared([segment()], [segment(name="Platinum"), segment(MOVED)])
    assert [(one.id, one.acceptable) for one in found.refusals] == [(GOLD, False)]
    assert list(map(told, found.changes)) == ["create aurora/golden"]


def test_a_rename_beside_another_text_shows_both() -> None:
    found = compared([segment()], [segment(name="Platinum", content=OTHER)])
    assert [one.fields for one in found.changes] == [(FieldChange("description", TEXT, "Other."),)]
    assert len(found.refusals) == 1


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(segment(MOVED, "Golden members", OTHER), id="nearly the same name"),
        pytest.param(segment(MOVED, "GOLD MEMBERS", OTHER), id="another case"),
        pytest.param(segment(MOVED, "Platinum"), id="the same text"),
    ],
)
def test_a_new_file_that_looks_like_one_that_is_gone_is_refused_and_may_be_accepted(after: Segment) -> None:
    found = compared([segment()], [after])
    assert list(map(told, found.changes)) == ["remove aurora/gold", "create aurora/golden"]
    assert [(one.code, one.id, one.acceptable) for one in found.refusals] == [("rename", MOVED, True)]
    assert found.refusals[0].source == after.source
    assert "review again with `--accept rename --reason TEXT`" in found.refusals[0].remedy


def test_what_was_moved_is_no_orphan_that_others_look_like() -> None:
    found = compared([segment()], [segment(MOVED), segment("aurora/new", "Gold member")])
    assert list(map(told, found.changes)) == ["move aurora/golden from aurora/gold", "create aurora/new"]
    assert found.refusals == ()


UNREAD = {"catalog/aurora/gold.yaml"}


def test_what_was_not_valid_at_the_base_is_no_change() -> None:
    assert compare(Side.of([], [], UNREAD), Side.of([segment()]), skeleton) == Compared((), ())


def test_what_is_not_valid_at_the_head_is_not_gone() -> None:
    assert compare(Side.of([segment()]), Side.of([], [], UNREAD), skeleton) == Compared((), ())


@pytest.mark.parametrize(
    "base, head",
    [
        pytest.param(Side.of([], [segment()], UNREAD), Side.of([segment(name="Platinum")]), id="at the base"),
        pytest.param(Side.of([segment()]), Side.of([], [segment(name="Platinum")], UNREAD), id="at the head"),
    ],
)
def test_the_name_in_a_file_with_problems_counts(base: Side, head: Side) -> None:
    found = compare(base, head, skeleton)
    assert found.changes == ()
    assert [(one.id, one.acceptable) for one in found.refusals] == [(GOLD, False)]


def test_the_name_of_a_file_with_problems_that_is_gone_counts() -> None:
    base = Side.of([], [segment()], UNREAD)
    moved = compare(base, Side.of([segment(MOVED, content=OTHER)]), skeleton)
    assert [(told(one), one.fields) for one in moved.changes] == [("move aurora/golden from aurora/gold", ())]
    alike = compare(base, Side.of([segment(MOVED, f"{NAME}.")]), skeleton)
    assert [one.acceptable for one in alike.refusals] == [True]
    assert list(map(told, alike.changes)) == ["create aurora/golden"]


def test_a_file_that_moved_and_has_problems_now_is_not_gone() -> None:
    head = Side.of([], [segment(MOVED)], {"catalog/aurora/golden.yaml"})
    assert compare(Side.of([segment()]), head, skeleton) == Compared((), ())


@pytest.mark.parametrize("seed", range(50))
def test_every_id_is_told_of_at_most_once_and_no_rename_by_id_is_missed(seed: int) -> None:
    dice = random.Random(f"review {seed}")
    base, head = _shuffled(dice), _shuffled(dice)
    found = compared(base, head)
    before, after = ({one.id: one for one in side} for side in (base, head))
    kept = [(before[id], after[id]) for id in before.keys() & after.keys()]
    renamed = {str(new.id) for old, new in kept if old.name != new.name and old.lifecycle is not Lifecycle.RELEASED}
    assert {one.id for one in found.refusals if not one.acceptable} == renamed
    told_of = [one.id for one in found.changes] + [one.moved_from for one in found.changes if one.moved_from]
    assert len(told_of) == len(set(told_of))
    released_ones = {str(one.id) for one in base if one.lifecycle is Lifecycle.RELEASED}
    equal = {str(new.id) for old, new in kept if replace(old, name=new.name) == new}
    everything = {str(id) for id in before.keys() | after.keys()}
    assert everything - set(told_of) <= released_ones | equal
    assert compared(base[::-1], head[::-1]) == found


def _shuffled(dice: random.Random) -> list[Segment]:
    """Some of few ids with some of few names: most of what can happen between two sides happens."""
    slugs = dice.sample("abcdefgh", dice.randint(0, 8))
    names = dice.sample(["Gold", "GOLD", "Gold members", "Silver", "Summer 2025", "Summer 2026", "VIP", "VIPs"], 8)
    return [
        segment(f"aurora/{slug}", name, {"description": dice.choice("xyz")}, dice.choice(list(Lifecycle)))
        for slug, name in zip(slugs, names, strict=False)
    ]


def test_how_to_say_that_two_are_not_one_is_told() -> None:
    (refusal,) = compared([segment()], [segment(MOVED, "Golden members")]).refusals
    assert refusal.remedy.endswith(
        "If they have nothing to do with each other, review again with `--accept rename --reason TEXT`."
    )
