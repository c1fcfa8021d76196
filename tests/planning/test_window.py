"""Freezes: the first and the last minute of each, by the clock of the place, and what people are told."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from syncer.model.environment import Freeze, Once, Weekday, Weekly
from syncer.planning.window import refuse_frozen
from tests.builders import environment

SALES = Once(datetime(2026, 11, 24, tzinfo=UTC), datetime(2026, 12, 1, 8, tzinfo=UTC), "Sales")
PARIS = ZoneInfo("Europe/Paris")
WEEKEND = Weekly((Weekday.FRI, time(16)), (Weekday.MON, time(6)), PARIS, "Weekend")
LUNCH = Weekly((Weekday.WED, time(12)), (Weekday.WED, time(13, 30)), UTC, "Lunch")
WEEK = Weekly((Weekday.MON, time(6)), (Weekday.MON, time(6)), UTC, "All week")
EARLY = Weekly((Weekday.MON, time(6)), (Weekday.MON, time(5)), UTC, "All week but an hour")


@pytest.mark.parametrize(
    "freeze, moment, is_on",
    [
        pytest.param(SALES, "2026-11-23T23:59:59+00:00", False, id="a second before it begins"),
        pytest.param(SALES, "2026-11-24T00:00:00+00:00", True, id="when it begins"),
        pytest.param(SALES, "2026-11-24T00:59:00+01:00", False, id="when another clock says that it began"),
        pytest.param(SALES, "2026-12-01T07:59:59+00:00", True, id="a second before it ends"),
        pytest.param(SALES, "2026-12-01T08:00:00+00:00", False, id="when it ends"),
        pytest.param(WEEKEND, "2026-11-20T14:59:59+00:00", False, id="Friday, in winter, a second before four"),
        pytest.param(WEEKEND, "2026-11-20T15:00:00+00:00", True, id="Friday, in winter, at four"),
        pytest.param(WEEKEND, "2026-07-17T13:59:59+00:00", False, id="Friday, in summer, a second before four"),
        pytest.param(WEEKEND, "2026-07-17T14:00:00+00:00", True, id="Friday, in summer, at four"),
        pytest.param(WEEKEND, "2026-11-22T12:00:00+00:00", True, id="Sunday"),
        pytest.param(WEEKEND, "2026-11-23T04:59:59+00:00", True, id="Monday, a second before six"),
        pytest.param(WEEKEND, "2026-11-23T05:00:00+00:00", False, id="Monday at six"),
        pytest.param(WEEKEND, "2026-11-19T20:00:00+00:00", False, id="Thursday night"),
        pytest.param(LUNCH, "2026-11-25T11:59:59+00:00", False, id="Wednesday before twelve"),
        pytest.param(LUNCH, "2026-11-25T12:00:00+00:00", True, id="Wednesday at twelve"),
        pytest.param(LUNCH, "2026-11-25T13:29:59+00:00", True, id="Wednesday before half past one"),
        pytest.param(LUNCH, "2026-11-25T13:30:00+00:00", False, id="Wednesday at half past one"),
        pytest.param(LUNCH, "2026-11-24T12:30:00+00:00", False, id="Tuesday at lunch"),
        pytest.param(WEEK, "2026-11-23T06:00:00+00:00", True, id="when the whole week begins"),
        pytest.param(WEEK, "2026-11-23T05:59:59+00:00", True, id="when the whole week ends"),
        pytest.param(EARLY, "2026-11-23T05:30:00+00:00", False, id="the one hour of the week"),
        pytest.param(EARLY, "2026-11-23T04:59:00+00:00", True, id="before the one hour of the week"),
        pytest.param(EARLY, "2026-11-23T06:00:00+00:00", True, id="after the one hour of the week"),
    ],
)
def test_each_side_of_a_freeze(freeze: Freeze, moment: str, is_on: bool) -> None:
    refused = refuse_frozen(environment(freezes=(freeze,)), datetime.fromisoformat(moment))
    assert bool(list(refused)) == is_on


def test_every_freeze_that_is_on_is_told() -> None:
    where = environment(freezes=(SALES, LUNCH, WEEKEND))
    told = list(refuse_frozen(where, datetime(2026, 11, 25, 12, tzinfo=UTC)))
    assert [refusal.message for refusal in told] == [
        "nothing is written to staging from 2026-11-24 00:00+00:00 until 2026-12-01 08:00+00:00: Sales",
        "nothing is written to staging from wed 12:00 until wed 13:30 (UTC): Lunch",
    ]
    for refusal in told:
        assert (refusal.code, refusal.id, refusal.acceptable) == ("window", "*", True)
        assert refusal.source == where.source
        assert refusal.remedy == (
            "Apply it afterwards. Where that is too late: `--accept window --reason TEXT`, with apply."
        )


def test_without_freezes_it_is_never_on() -> None:
    assert not list(refuse_frozen(environment(), datetime(2026, 11, 25, 12, tzinfo=UTC)))
