"""One change, or none, from the three sides of a segment: the table of ``diff``, and what each change carries."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncer.model.change import Activate, Create, FieldChange, Record, Update
from syncer.model.segment import Content, Lifecycle, SegmentId
from syncer.model.snapshot import LiveSegment
from syncer.planning.diff import diff, differences, field_changes, is_settled
from syncer.planning.subjects import Subject
from tests.builders import CONTENT, LIVE_CONTENT, NAME, ROW, live, recorded, released, retired, segment

EDITED = live(content={**LIVE_CONTENT, "description": "Edited."})
HELD = live(usages=frozenset())
FILLED = live(usages=frozenset(), has_members=True)
OTHER = live(ROW + 1)
PRICE_GROUP = live(usages=frozenset({-3}))


@pytest.mark.parametrize(
    "subject, verb",
    [
        pytest.param(Subject(segment(), None, None), "create", id="new to the catalog"),
        pytest.param(Subject(segment(), None, recorded()), "create", id="vanished: create again"),
        pytest.param(Subject(segment(), live(), None), "adopt", id="was there before us"),
        pytest.param(Subject(segment(), PRICE_GROUP, None), None, id="a group of another kind has the name"),
        pytest.param(Subject(segment(), live(), recorded()), None, id="in sync"),
        pytest.param(Subject(segment(), EDITED, recorded()), "update", id="content differs"),
        pytest.param(Subject(segment(), live(), recorded("aurora/old")), "record", id="its file was moved"),
        pytest.param(Subject(segment(protected=True), live(), recorded()), "record", id="protected from now on"),
        pytest.param(Subject(segment(content={}), live(), recorded()), "record", id="a field is no longer managed"),
        pytest.param(
            Subject(segment(), live(), recorded(content={"description": "Old."})),
            "record",
            id="live is already equal to the file",
        ),
        pytest.param(Subject(segment(), live(), recorded(lifecycle=Lifecycle.RETIRED)), "record", id="wanted again"),
        pytest.param(Subject(segment(), OTHER, recorded(), is_replaced=True), "adopt", id="replaced: as adopt"),
        pytest.param(
            Subject(segment(), replace(PRICE_GROUP, mbrgrp_id=ROW + 1), recorded(), is_replaced=True),
            None,
            id="replaced by a group of another kind",
        ),
        pytest.param(Subject(segment(), live(name="Golden"), recorded()), None, id="renamed in the database"),
        pytest.param(Subject(segment(name="Golden"), live(), recorded()), None, id="renamed in the file"),
        pytest.param(Subject(segment(name="Golden"), None, recorded()), None, id="renamed in the file, and vanished"),
        pytest.param(Subject(segment(), HELD, recorded(held=True)), None, id="held, and still empty"),
        pytest.param(Subject(segment(), FILLED, recorded(held=True)), "activate", id="held, and filled"),
        pytest.param(
            Subject(segment(content={"description": "New."}), HELD, recorded(held=True)),
            "update",
            id="held, still empty, and content differs",
        ),
        pytest.param(Subject(segment(), live(), recorded(held=True)), "record", id="held, and somebody activated it"),
        pytest.param(Subject(segment(), PRICE_GROUP, recorded(held=True)), None, id="held, and made another kind"),
        pytest.param(Subject(segment(), HELD, recorded()), None, id="lost its usage"),
        pytest.param(Subject(segment(), live(store=None), recorded()), None, id="went to another owner"),
        pytest.param(
            Subject(segment(), EDITED, replace(recorded(), mbrgrp_id=ROW)), "update", id="edited in the database"
        ),
        pytest.param(Subject(segment(), live(has_conditions=True), recorded()), None, id="grew conditions"),
        pytest.param(Subject(segment(), live(), None, rivals=(OTHER,)), None, id="two rows answer to the name"),
        pytest.param(
            Subject(segment(), live(), None, owned_by=SegmentId("aurora", "silver")), None, id="the row is another's"
        ),
        pytest.param(Subject(retired(), live(), recorded()), "record", id="retired: record it"),
        pytest.param(Subject(retired(), HELD, recorded(held=True)), "record", id="retired while held: record it"),
        pytest.param(
            Subject(replace(retired(), protected=True), live(), recorded(lifecycle=Lifecycle.RETIRED)),
            "record",
            id="retired, and protected from now on",
        ),
        pytest.param(
            Subject(retired(), EDITED, recorded(lifecycle=Lifecycle.RETIRED)), None, id="retired: never updated"
        ),
        pytest.param(
            Subject(retired(), FILLED, recorded(held=True, lifecycle=Lifecycle.RETIRED)),
            None,
            id="retired: never activated",
        ),
        pytest.param(Subject(retired(name="Golden"), live(), recorded()), None, id="retired under another name"),
        pytest.param(Subject(retired(), None, recorded()), "forget", id="retired, and vanished"),
        pytest.param(Subject(retired(), OTHER, recorded(), is_replaced=True), "forget", id="retired, and replaced"),
        pytest.param(Subject(retired(), live(), None), None, id="retired, and never ours"),
        pytest.param(Subject(released(), live(), recorded()), "forget", id="released: the row stays"),
        pytest.param(Subject(released(name="Golden"), live(), recorded()), "forget", id="released under another name"),
        pytest.param(Subject(released(), None, recorded()), "forget", id="released, and vanished"),
        pytest.param(Subject(released(), live(), None), None, id="released, and never ours"),
        pytest.param(Subject(None, live(), recorded()), None, id="orphan: left alone"),
        pytest.param(Subject(None, None, recorded()), "forget", id="orphan, and vanished"),
    ],
)
def test_diff(subject: Subject, verb: str | None) -> None:
    change = diff(subject, empty_means_everybody=True)
    assert (change.verb if change else None) == verb


def test_a_new_segment_gets_its_name_as_display_name_in_each_language() -> None:
    wanted = segment(content={"description": "Or.", "translations.fr_FR.description": None, "exportAll": True})
    change = diff(Subject(wanted, None, None))
    assert isinstance(change, Create)
    assert change.fields == (
        FieldChange("description", None, "Or."),
        FieldChange("displayName", None, NAME),
        FieldChange("exportAll", None, True),
        FieldChange("translations.fr_FR.displayName", None, NAME),
    )


def test_a_display_name_of_the_file_goes_before_the_name() -> None:
    change = diff(Subject(segment(content={"displayName": "Gold"}), None, None))
    assert change is not None
    assert change.fields == (FieldChange("displayName", None, "Gold"),)


@pytest.mark.parametrize("everybody", [True, False], ids=["everybody", "nobody"])
def test_a_create_is_held_where_an_empty_segment_matches_everybody(everybody: bool) -> None:
    change = diff(Subject(segment(), None, None), empty_means_everybody=everybody)
    assert isinstance(change, Create)
    assert change.held == everybody


def test_a_held_segment_is_activated_empty_where_that_matches_nobody() -> None:
    assert isinstance(diff(Subject(segment(), HELD, recorded(held=True))), Activate)


def test_activating_carries_the_other_differences() -> None:
    change = diff(Subject(segment(content={"description": "New."}), FILLED, recorded(held=True)))
    assert isinstance(change, Activate)
    assert change.fields == (FieldChange("description", "Tier gold.", "New."),)


def test_a_description_row_that_is_missing_gets_its_display_name() -> None:
    wanted = segment(content={"translations.fr_FR.description": "Or."})
    change = diff(Subject(wanted, live(), recorded()))
    assert isinstance(change, Update)
    assert change.fields == (
        FieldChange("translations.fr_FR.description", None, "Or."),
        FieldChange("translations.fr_FR.displayName", None, NAME),
    )


def test_an_empty_field_and_one_that_no_row_holds_are_the_same() -> None:
    assert differences(segment(content={"description": None}), live(content={"displayName": NAME})) == ()


def test_fields_that_the_file_does_not_mention_are_left_alone() -> None:
    german = {"translations.de_DE.description": "Gold.", "translations.de_DE.displayName": "Gold"}
    assert differences(segment(), live(content={**LIVE_CONTENT, **german, "displayName": "Else"})) == ()


def test_a_record_says_what_the_ledger_learns() -> None:
    change = diff(Subject(segment(content={}, protected=True), live(), recorded("aurora/old", held=True)))
    assert isinstance(change, Record)
    assert change.fields == (
        FieldChange("description", "Tier gold.", None),
        FieldChange("held", True, False),
        FieldChange("id", "aurora/old", "aurora/gold"),
        FieldChange("protected", False, True),
    )
    assert change.entry == recorded(content={}, protected=True)


def test_retiring_keeps_what_was_recorded() -> None:
    change = diff(Subject(retired(), EDITED, recorded(held=True, content={"description": "Old."})))
    assert isinstance(change, Record)
    assert change.entry == recorded(held=True, content={"description": "Old."}, lifecycle=Lifecycle.RETIRED)
    assert change.fields == (FieldChange("lifecycle", "active", "retired"),)


def test_many_fields_may_be_managed_for_the_first_time() -> None:
    more = {f"translations.{locale}.description": "x" for locale in ("de_DE", "es_ES", "fr_FR", "it_IT", "nl_NL")}
    names = {path.replace("description", "displayName"): "x" for path in more}
    wanted = {"description": "Tier gold.", **more, **names}
    change = diff(Subject(segment(content=wanted), live(content={**LIVE_CONTENT, **wanted}), recorded(content={})))
    assert isinstance(change, Record)
    assert [field.path for field in change.fields] == sorted(wanted)


CONTENTS = st.dictionaries(
    st.sampled_from(["description", "displayName", "allowExport", "translations.fr_FR.description"]),
    st.sampled_from([None, True, False, "", "a", "a ", "b\n", "True", "1"]),
)


@given(CONTENTS, CONTENTS)
def test_field_changes_are_the_paths_that_differ(before: Content, after: Content) -> None:
    nothing = object()
    different = sorted(p for p in {*before, *after} if before.get(p, nothing) != after.get(p, nothing))
    assert field_changes(before, after) == tuple(FieldChange(p, before.get(p), after.get(p)) for p in different)


@pytest.mark.parametrize(
    "subject",
    [
        pytest.param(Subject(None, live(), recorded()), id="no file"),
        pytest.param(Subject(segment(), None, recorded()), id="no row"),
        pytest.param(Subject(segment(), live(), None), id="no entry"),
        pytest.param(Subject(segment(), OTHER, recorded(), is_replaced=True), id="another row"),
        pytest.param(Subject(retired(), live(), recorded(lifecycle=Lifecycle.RETIRED)), id="retired"),
        pytest.param(Subject(segment(), live(), recorded(lifecycle=Lifecycle.RETIRED)), id="recorded as retired"),
        pytest.param(Subject(segment(name="x"), live(), recorded()), id="another name in the file"),
        pytest.param(Subject(segment(), live(name="x"), recorded()), id="another name in the database"),
        pytest.param(Subject(segment(), live(), recorded("aurora/old")), id="another id"),
        pytest.param(Subject(segment(protected=True), live(), recorded()), id="protected"),
        pytest.param(Subject(segment(), live(), recorded(content={})), id="other fields recorded"),
        pytest.param(Subject(segment(), HELD, recorded(held=True)), id="held"),
        pytest.param(Subject(segment(), live(has_conditions=True), recorded()), id="conditions"),
        pytest.param(Subject(segment(), HELD, recorded()), id="no usage"),
        pytest.param(Subject(segment(), live(store="borealis"), recorded()), id="another owner"),
        pytest.param(Subject(segment(), EDITED, recorded()), id="another text"),
        pytest.param(Subject(segment(), live(content={"description": "Tier gold."}), recorded()), id="no display name"),
    ],
)
def test_what_differs_anywhere_is_not_settled(subject: Subject) -> None:
    assert not is_settled(subject)


@pytest.mark.parametrize(
    "wanted, found",
    [
        pytest.param(CONTENT, {**LIVE_CONTENT, "translations.de_DE.displayName": "Gold"}, id="and a language beside"),
        pytest.param(LIVE_CONTENT, LIVE_CONTENT, id="with every field in the file"),
        pytest.param({}, {"displayName": NAME}, id="with no field in the file"),
    ],
)
def test_three_equal_sides_are_settled(wanted: Content, found: Content) -> None:
    busy: LiveSegment = live(content=found, counters={"": 9})
    assert is_settled(Subject(segment(content=wanted), busy, recorded(content=wanted)))
