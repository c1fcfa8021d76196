"""Any result as a neutral page."""

from __future__ import annotations

from typing import assert_never

from syncer.model.plan import SavedPlan
from syncer.model.problem import Checked
from syncer.model.report import DriftReport
from syncer.model.result import Result
from syncer.model.review import Review
from syncer.render.page import Page
from syncer.render.pages.drift import drift_page
from syncer.render.pages.plan import plan_page
from syncer.render.pages.problems import checked_page
from syncer.render.pages.review import review_page


def page_of(result: Result) -> Page:
    """What there is to say of a result, without any layout."""
    match result:
        case Checked():
            return checked_page(result)
        case Review():
            return review_page(result)
        case SavedPlan():
            return plan_page(result)
        case DriftReport():
            return drift_page(result)
        case _:
            assert_never(result)
