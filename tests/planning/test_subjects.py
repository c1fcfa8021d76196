"""Three sides, lined up: who is tied to whom."""

from __future__ import annotations

import pytest

from syncer.model.segment import Segment, SegmentId
from syncer.model.snapshot import LedgerEntry, LiveSegment
from syncer.planning.subjects import Subject, line_up
from tests.builders import GOLD, ROW, catalog, environment, live, recorded, released, retired, segment, site, snapshot

OTHER_ROW = ROW + 1
GIVEN_BACK = "aurora/given-back"


def only(segments: tuple[Segment, ...], rows: tuple[LiveSegment | LedgerEntry, ...]) -> Subject:
    """The one subject of ``aurora/gold``."""
    found = [one for one in line_up(catalog(*segments), snapshot(*rows), environment()) if str(one.id) == GOLD]
    assert len(found) == 1
    return found[0]


def test_recorded_is_tied_to_live_by_row_and_to_desired_by_id() -> None:
    subject = only((segment(),), (live(name="Renamed since"), recorded()))
    assert subject == Subject(segment(), live(name="Renamed since"), recorded())
    assert subject.is_tied
    assert subject.is_active


def test_an_unrecorded_segment_looks_at_the_row_of_its_name() -> None:
    assert only((segment(),), (live(),)) == Subject(segment(), live(), None)


def test_an_unrecorded_segment_looks_in_its_own_store_only() -> None:
    assert only((segment(),), (live(store="borealis"), live(OTHER_ROW, store=None))).live is None


def test_a_row_that_is_gone_may_have_been_replaced() -> None:
    subject = only((segment(),), (live(OTHER_ROW), recorded()))
    assert subject == Subject(segment(), live(OTHER_ROW), recorded(), is_replaced=True)
    assert not subject.is_tied


def test_a_row_that_is_gone_is_not_replaced_by_one_of_another_name() -> None:
    rows = (live(OTHER_ROW, "Golden members"), recorded())
    assert only((segment(name="Golden members"),), rows) == Subject(segment(name="Golden members"), None, recorded())


@pytest.mark.parametrize(
    "name", [pytest.param("GOLD members", id="another case"), pytest.param("Gold members  ", id="blank padding")]
)
def test_rows_that_answer_to_the_name_are_rivals(name: str) -> None:
    subject = only((segment(),), (live(OTHER_ROW + 1, name), live(OTHER_ROW, "gold MEMBERS"), live()))
    assert subject.live == live()
    assert [row.mbrgrp_id for row in subject.rivals] == [OTHER_ROW, OTHER_ROW + 1]


def test_the_entry_of_a_moved_file_goes_with_it() -> None:
    subjects = line_up(catalog(segment()), snapshot(live(), recorded("aurora/old-place")), environment())
    assert subjects == (Subject(segment(), live(), recorded("aurora/old-place")),)


@pytest.mark.parametrize("other", [retired(GIVEN_BACK), released(GIVEN_BACK)], ids=lambda one: str(one.lifecycle))
def test_a_moved_entry_goes_to_the_active_file_of_its_name(other: Segment) -> None:
    subjects = line_up(catalog(other, segment()), snapshot(live(), recorded("aurora/old-place")), environment())
    assert [one.recorded for one in subjects] == [None, recorded("aurora/old-place")]


def test_a_row_of_another_segment_of_ours_is_not_free() -> None:
    others = (segment("aurora/silver", "Silver members"), segment())
    assert only(others, (live(), recorded("aurora/silver"))).owned_by == SegmentId("aurora", "silver")


def test_a_row_that_another_store_recorded_is_not_free() -> None:
    assert only((segment(),), (live(), recorded("elsewhere/gold"))).owned_by == SegmentId("elsewhere", "gold")


def test_a_row_that_its_file_gives_back_is_free() -> None:
    subject = only((released(GIVEN_BACK, "Old name"), segment()), (live(), recorded(GIVEN_BACK)))
    assert subject == Subject(segment(), live(), None)


def test_a_row_is_not_free_while_the_file_that_gives_it_back_is_left_out() -> None:
    files = catalog(released(GIVEN_BACK, "Old name"), segment())
    subjects = line_up(files, snapshot(live(), recorded(GIVEN_BACK)), environment(), {GIVEN_BACK})
    assert [one.owned_by for one in subjects] == [None, SegmentId.parse(GIVEN_BACK)]


def test_stores_that_an_environment_does_not_list_are_left_alone() -> None:
    rows = snapshot(live(store=None), recorded("elsewhere/gold"))
    assert line_up(catalog(segment("elsewhere/gold")), rows, environment()) == ()


def test_subjects_are_sorted_by_id_whatever_the_order_of_the_rest() -> None:
    ids = ["aurora/b", "aurora/a", "aurora/c"]
    rows = [recorded(f"aurora/{slug}", ROW + number, slug) for number, slug in enumerate(("zz", "aa"))]
    subjects = line_up(catalog(*(segment(id, id) for id in ids)), snapshot(*rows), environment())
    assert [one.id.slug for one in subjects] == ["a", "aa", "b", "c", "zz"]


def test_fields_that_a_database_lacks_are_not_desired_there() -> None:
    wanted = segment(content={"description": "x", "allowExport": True})
    rows = snapshot(where=site(lacking=frozenset({"allowExport", "exportAll"})))
    (subject,) = line_up(catalog(wanted), rows, environment())
    assert subject.desired == segment(content={"description": "x"})


def test_a_subject_is_known_to_one_side_at_least() -> None:
    with pytest.raises(ValueError, match="catalog or to the ledger"):
        _ = Subject(None, live(), None).id


@pytest.mark.parametrize("turn", [1, -1], ids=["in order", "reversed"])
def test_of_two_that_vanished_with_one_name_the_first_has_moved(turn: int) -> None:
    """Both rows are gone, so the ledger may know two of one name; the order of its rows says nothing."""
    lost = (recorded("aurora/a"), recorded("aurora/b", OTHER_ROW))[::turn]
    subject = only((segment(),), lost)
    assert subject.recorded is not None
    assert str(subject.recorded.id) == "aurora/a"
