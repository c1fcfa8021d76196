"""Pages against golden files. ``GOLDEN=write pytest tests/render`` writes them anew: read the difference."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from syncer.model.explanation import Explanation
from syncer.model.plan import Drift, DriftKind
from syncer.model.segment import SegmentId
from syncer.model.shown import Line
from syncer.render.conformance_text import conformance_text
from syncer.render.doctor_text import doctor_text
from syncer.render.drift_text import drift_report_text, drift_text
from syncer.render.explain_text import explanation_text, explanations_text
from syncer.render.fmt_text import fmt_text
from syncer.render.plan_text import plan_text
from syncer.render.problems_text import checked_text
from syncer.render.report_text import report_text, sandbox_text, setup_text
from syncer.render.review_text import review_text
from syncer.render.stale_text import stale_text
from syncer.render.to_text import plain
from syncer.render.written_text import written_text
from tests.render import samples

GOLDEN = Path(__file__).parent / "golden"
EXPLANATION = Explanation("A name changed.", "It is fixed.", "Keep it.", "name: A\nname: B")
PAGES = {
    "plan-full": plan_text(samples.FULL),
    "plan-whole-texts": plan_text(samples.FULL, whole=True),
    "plan-open": plan_text(samples.OPEN),
    "plan-unrecorded": plan_text(samples.NO_SETUP),
    "plan-nothing": plan_text(samples.NOTHING),
    "plan-blocked": plan_text(samples.BLOCKED),
    "plan-of-many": plan_text(samples.many(201)),
    "plan-odd": plan_text(samples.ODD),
    "stale-elsewhere": stale_text(samples.FULL, samples.ODD),
    "stale": stale_text(samples.OPEN, samples.NOW),
    "report": report_text(samples.REPORT),
    "report-already-applied": report_text(samples.ALREADY),
    "report-in-sync": report_text(samples.IN_SYNC_REPORT),
    "report-left-out": report_text(samples.LEFT_OUT_REPORT),
    "report-awaiting": report_text(samples.AWAITING_REPORT),
    "report-already-and-awaiting": report_text(samples.ALREADY_AND_AWAITING),
    "report-recorded-and-awaiting": report_text(samples.RECORDED_AND_AWAITING),
    "report-only-recorded": report_text(samples.ONLY_RECORDED),
    "drift": drift_report_text(samples.DRIFTED),
    "drift-refused": drift_report_text(samples.REFUSED_DRIFT),
    "drift-in-sync": drift_report_text(samples.IN_SYNC),
    "drift-unrecorded": drift_report_text(samples.UNRECORDED),
    "validate": checked_text(samples.PROBLEMS),
    "validate-narrow": checked_text(samples.PROBLEMS, width=40),
    "validate-valid": checked_text(samples.VALID),
    "validate-warned": checked_text(samples.WARNED),
    "review": review_text(samples.REVIEW_FULL),
    "review-whole-texts": review_text(samples.REVIEW_FULL, whole=True),
    "review-changes": review_text(samples.REVIEW_CHANGES),
    "review-clean": review_text(samples.REVIEW_CLEAN),
    "review-invalid": review_text(samples.REVIEW_INVALID),
    "doctor-well": doctor_text(samples.WELL),
    "doctor-sick": doctor_text(samples.SICK),
    "conformance": conformance_text(samples.CONFORMING),
    "conformance-not": conformance_text(samples.NOT_CONFORMING),
    "setup": setup_text(samples.SETUP),
    "setup-again": setup_text(samples.SETUP_AGAIN),
    "sandbox": sandbox_text(samples.SANDBOX),
    "fmt": fmt_text(samples.FORMATTED, written=True),
    "fmt-check": fmt_text(samples.FORMATTED, written=False),
    "fmt-diff": fmt_text(samples.FORMATTED, written=False, differences=True),
    "fmt-problems": fmt_text(samples.FORMATTED_WITH_PROBLEMS, written=True),
    "written": written_text(samples.WRITTEN),
    "explain": explanation_text("rename", EXPLANATION),
    "explain-all": explanations_text({"Refusals": {"rename": EXPLANATION}, "Exit codes": {"0": EXPLANATION}}),
}


def as_text(lines: tuple[Line, ...]) -> str:
    return "".join(f"{' ' * line.indent}{line.text.plain}".rstrip() + "\n" for line in lines)


@pytest.mark.parametrize("name", PAGES)
def test_page_is_as_golden(name: str) -> None:
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        golden.write_text(as_text(PAGES[name]), encoding="utf-8")
    assert as_text(PAGES[name]) == golden.read_text(encoding="utf-8")


def test_every_golden_file_has_its_page() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(PAGES)


def test_every_kind_of_what_happened_to_a_segment_is_told_and_the_danger_first() -> None:
    gold = SegmentId("aurora", "gold")
    found = (Drift(gold, "Gold", DriftKind.EDITED, "description", "a", "b"), Drift(gold, "Gold", DriftKind.EMPTY))
    said = plain(drift_text(found))
    assert "! empty  aurora/gold" in said
    assert "somebody changed it" in said
    assert '- recorded  "a"' in said


def test_a_page_of_ten_thousand_changes_has_one_line_each() -> None:
    plan = samples.many(10_000)
    start = time.process_time()
    lines = plan_text(plan)
    print(f"10,000 changes as a page: {time.process_time() - start:.3f} s")
    assert 10_000 < len(lines) < 10_050
