"""Problems, errors and seals: bad news as values."""

from __future__ import annotations

from dataclasses import replace

import pytest

from syncer.model.errors import Busy, Invalid, Refused, Stale, SyncerError
from syncer.model.plan import Context, Refusal, write_down
from syncer.model.problem import Checked, Problem, Severity, in_order
from syncer.model.report import DriftReport
from syncer.model.seal import is_closed, is_intact, sealed
from syncer.model.segment import Location
from syncer.planning.make_plan import make_plan
from tests.builders import catalog, environment, live, reworded, segment, snapshot


def problem(file: str, line: int, code: str = "too-long", severity: Severity = Severity.ERROR) -> Problem:
    return Problem(code, "It is too long.", "Shorten it.", Location(file, line), severity)


def test_problems_come_by_place_and_each_once() -> None:
    found = [problem("b", 1), problem("a", 10), problem("a", 2), problem("a", 2), problem("a", 2, "blank")]
    assert [(one.source.file, one.source.line, one.code) for one in in_order(found)] == [
        ("a", 2, "blank"),
        ("a", 2, "too-long"),
        ("a", 10, "too-long"),
        ("b", 1, "too-long"),
    ]


def test_only_errors_stop_everything() -> None:
    error, warning = problem("a", 1), problem("a", 2, severity=Severity.WARNING)
    assert Checked(1, (error, warning)).errors == (error,)


def test_an_error_is_what_happened_and_what_to_do() -> None:
    error = Busy("The database is busy.", "Run it again.")
    assert (str(error), error.message, error.remedy) == ("The database is busy.",) * 2 + ("Run it again.",)


def test_errors_carry_what_they_are_about() -> None:
    plan = make_plan(catalog(segment()), snapshot(live()), environment())
    saved = write_down(plan, Context("2024-03-01T10:00:00Z", "1.0", "ops"))
    assert Refused(saved).plan is saved
    assert Refused(saved).message.startswith("1 ")
    assert Invalid([problem("a", 1)]).problems == (problem("a", 1),)
    stale = Stale("It is stale.", planned=saved, now=saved)
    assert (stale.planned, stale.now) == (saved, saved)
    assert Stale("It is stale.").now is None
    assert all(issubclass(kind, SyncerError) for kind in (Refused, Invalid, Stale))


def test_nothing_found_and_nothing_pending_is_in_sync() -> None:
    plan = make_plan(catalog(*reworded([segment()], 1)), snapshot(), environment())
    report = DriftReport(
        "staging", True, True, (), (), (), plan.standing, Context("2024-03-01T10:00:00Z", "1.0", "ops")
    )
    assert report.is_in_sync
    assert not replace(report, pending=plan.planned).is_in_sync
    assert not replace(report, refusals=(Refusal("rename", "aurora/gold", "", ""),)).is_in_sync


BODY = '{\n  "x": 1,\n  '


def test_a_sealed_document_is_closed_and_intact() -> None:
    document = sealed(BODY).encode()
    assert document.startswith(BODY.encode())
    assert is_closed(document)
    assert is_intact(document)


def test_every_flipped_byte_breaks_the_seal() -> None:
    document = sealed(BODY).encode()
    for place in range(len(document)):
        assert not is_intact(document[:place] + bytes([document[place] ^ 1]) + document[place + 1 :])


@pytest.mark.parametrize("left", [0, 1, 10, -1], ids=["nothing", "a byte", "ten bytes", "all but one"])
def test_a_document_that_was_cut_short_is_not_closed(left: int) -> None:
    assert not is_closed(sealed(BODY).encode()[:left])
