"""How a live segment is no longer what we recorded."""

from __future__ import annotations

import pytest

from syncer.model.plan import Drift, DriftKind
from syncer.model.segment import SegmentId
from syncer.model.snapshot import Counters
from syncer.planning.drift import drift, edits_since
from syncer.planning.subjects import Subject
from tests.builders import LIVE_CONTENT, NAME, ROW, live, recorded, released, retired, segment

GOLD_ID = SegmentId("aurora", "gold")
EDITED = live(content={**LIVE_CONTENT, "description": "Edited."}, counters={"": 4, "en_US": 2})


@pytest.mark.parametrize(
    "subject, kind, field, before, after",
    [
        pytest.param(
            Subject(segment(), EDITED, recorded()), DriftKind.EDITED, "description", "Tier gold.", "Edited.", id="text"
        ),
        pytest.param(
            Subject(None, EDITED, recorded()), DriftKind.EDITED, "description", "Tier gold.", "Edited.", id="orphan"
        ),
        pytest.param(
            Subject(segment(), live(), recorded(content={"translations.fr_FR.description": "Or."})),
            DriftKind.EDITED,
            "translations.fr_FR.description",
            "Or.",
            None,
            id="a description row is gone",
        ),
        pytest.param(
            Subject(segment(), live(name="New"), recorded()), DriftKind.RENAMED, "name", NAME, "New", id="another name"
        ),
        pytest.param(
            Subject(segment(), live(has_conditions=True), recorded()),
            DriftKind.CONDITIONS,
            "conditions",
            False,
            True,
            id="conditions",
        ),
        pytest.param(
            Subject(segment(), live(usages=frozenset({-3})), recorded()),
            DriftKind.DISPLACED,
            "usage",
            True,
            False,
            id="no usage",
        ),
        pytest.param(
            Subject(segment(), live(store=None), recorded()),
            DriftKind.DISPLACED,
            "owner",
            "aurora",
            None,
            id="an owner we do not know",
        ),
        pytest.param(
            Subject(segment(), live(store="borealis"), recorded()),
            DriftKind.DISPLACED,
            "owner",
            "aurora",
            "borealis",
            id="the owner of another store",
        ),
        pytest.param(
            Subject(segment(), live(is_empty=True), recorded()), DriftKind.EMPTY, None, None, None, id="empty"
        ),
        pytest.param(
            Subject(segment(), live(is_empty=True, has_conditions=True), recorded()),
            DriftKind.CONDITIONS,
            "conditions",
            False,
            True,
            id="empty, and filled by conditions",
        ),
        pytest.param(
            Subject(retired(), live(is_empty=True), recorded()),
            DriftKind.EMPTY,
            None,
            None,
            None,
            id="retired",
        ),
        pytest.param(
            Subject(None, live(is_empty=True), recorded()), DriftKind.EMPTY, None, None, None, id="an orphan, and empty"
        ),
        pytest.param(
            Subject(segment(), None, recorded()), DriftKind.VANISHED, "mbrgrp_id", str(ROW), None, id="vanished"
        ),
        pytest.param(
            Subject(segment(), live(ROW + 1), recorded(), is_replaced=True),
            DriftKind.REPLACED,
            "mbrgrp_id",
            str(ROW),
            str(ROW + 1),
            id="replaced",
        ),
    ],
)
def test_kinds(subject: Subject, kind: DriftKind, field: str | None, before: object, after: object) -> None:
    (found,) = drift(subject)
    assert (found.id, found.name, found.kind) == (GOLD_ID, NAME, kind)
    assert (found.field, found.before, found.after) == (field, before, after)


@pytest.mark.parametrize(
    "subject",
    [
        pytest.param(Subject(segment(), live(), recorded()), id="live is what we recorded"),
        pytest.param(Subject(segment(), live(), None), id="nothing is recorded"),
        pytest.param(Subject(segment(), live(usages=frozenset()), recorded(held=True)), id="held without its usage"),
        pytest.param(Subject(segment(), live(is_empty=True), None), id="empty, and not ours"),
        pytest.param(
            Subject(segment(), live(is_empty=True, usages=frozenset()), recorded(held=True)),
            id="empty, held",
        ),
        pytest.param(Subject(segment(), EDITED, recorded(content={})), id="the field is not managed"),
        pytest.param(Subject(retired(), None, recorded()), id="retired, and gone"),
        pytest.param(Subject(released(), None, recorded()), id="released, and gone"),
        pytest.param(Subject(None, None, recorded()), id="orphan, and gone"),
        pytest.param(
            Subject(segment(), live(content={}), recorded(content={"description": None})), id="empty, and no row"
        ),
    ],
)
def test_no_drift(subject: Subject) -> None:
    assert list(drift(subject)) == []


def test_a_finding_names_the_last_editor_and_when_and_how_often() -> None:
    (found,) = drift(Subject(segment(), EDITED, recorded()))
    assert found == Drift(
        GOLD_ID,
        NAME,
        DriftKind.EDITED,
        "description",
        "Tier gold.",
        "Edited.",
        by="wcsadmin",
        at="2024-03-01T10:00:00",
        edits=3,
    )


def test_every_edited_field_is_found_in_order() -> None:
    entry = recorded(content={"exportAll": True, "description": "Old.", "allowExport": True})
    assert [found.field for found in drift(Subject(segment(), live(), entry))] == [
        "allowExport",
        "description",
        "exportAll",
    ]


@pytest.mark.parametrize(
    "then, now, edits",
    [
        pytest.param({"": 1}, {"": 1}, 0, id="nobody wrote"),
        pytest.param({"": 1}, {"": 4}, 3, id="three times"),
        pytest.param({"": 32767}, {"": 1}, 1, id="after 32767 comes 1"),
        pytest.param({"": 32766}, {"": 2}, 3, id="over the end"),
        pytest.param({"": 0}, {"": 32767}, 32767, id="from the first to the last"),
        pytest.param({"": 1, "en_US": 1}, {"": 2, "en_US": 6}, 5, id="the row that moved most counts"),
        pytest.param({"": None}, {"": 3}, None, id="nothing was counted then"),
        pytest.param({"": 3}, {"": None}, None, id="nothing is counted now"),
        pytest.param({"": None, "en_US": 2}, {"": None, "en_US": 3}, 1, id="one row counts, the other does not"),
        pytest.param({"": 1, "fr_FR": 2}, {"": 1}, 0, id="a row is gone"),
        pytest.param({"": 1}, {"": 1, "fr_FR": 7}, 0, id="a row is new"),
        pytest.param({}, {"": 7}, None, id="nothing was recorded"),
    ],
)
def test_edits_since(then: Counters, now: Counters, edits: int | None) -> None:
    assert edits_since(then, now) == edits
