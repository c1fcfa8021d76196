"""A plan in plain words."""

from __future__ import annotations

import pytest

from syncer.model.change import (
    Activate,
    Adopt,
    Change,
    Create,
    FieldChange,
    Forget,
    Record,
    Update,
    content_of,
    mbrgrp_id_of,
    subject_id,
    subject_name,
    writes_store,
)
from syncer.model.plan import Acceptance, Context, PlannedChange, in_words, write_down
from syncer.model.report import PAST_TENSE
from syncer.planning.make_plan import make_plan
from syncer.planning.order import VERBS
from tests.builders import GOLD, NAME, ROW, catalog, environment, live, recorded, segment, snapshot

FIELDS = (FieldChange("description", "Old.", None), FieldChange("allowExport", False, True))
CHANGES: list[tuple[Change, bool]] = [
    (Create(segment(), FIELDS, held=True), True),
    (Create(segment(), FIELDS, held=False), True),
    (Adopt(segment(), live(), FIELDS), True),
    (Adopt(segment(), live(), ()), False),
    (Update(segment(), live(), recorded(), FIELDS), True),
    (Record(segment(), live(), recorded(), recorded(protected=True), FIELDS), False),
    (Activate(segment(), live(), recorded(held=True), ()), True),
    (Forget(recorded()), False),
]


@pytest.mark.parametrize("change, writes", CHANGES, ids=[change.verb for change, _ in CHANGES])
def test_a_change_in_words(change: Change, writes: bool) -> None:
    is_new = isinstance(change, Create)
    told = in_words(change)
    is_held = isinstance(change, Create) and change.held
    assert told == PlannedChange(change.verb, GOLD, NAME, None if is_new else str(ROW), is_held, change.fields)
    assert (str(subject_id(change)), subject_name(change)) == (GOLD, NAME)
    assert mbrgrp_id_of(change) == (None if is_new else ROW)
    assert writes_store(change) == writes


def test_every_verb_has_its_place_and_its_past_tense() -> None:
    assert {change.verb for change, _ in CHANGES} == {*VERBS}
    assert {*VERBS} <= PAST_TENSE.keys()


def test_what_fields_will_hold() -> None:
    assert content_of(FIELDS) == {"description": None, "allowExport": True}


def test_a_plan_is_written_down_as_it_was_decided() -> None:
    plan = make_plan(catalog(segment()), snapshot(live()), environment(), left_out=["aurora/x"])
    saved = write_down(plan, Context("2024-03-01T10:00:00Z", "1.0", "ops"))
    assert (saved.environment, saved.target, saved.digest) == ("staging", "target-1", plan.digest)
    assert (saved.changes, saved.refusals, saved.left_out) == (plan.planned, plan.refusals, ("aurora/x",))
    assert saved.is_sandbox
    assert saved.is_blocked
    assert saved.open_refusals == plan.open_refusals
    assert saved.refusals[0].key == Acceptance("adoption", GOLD)
