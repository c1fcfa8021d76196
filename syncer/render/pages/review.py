"""A review: what is wrong first, then what the change does, segment by segment."""

from __future__ import annotations

from syncer.model.problem import Severity
from syncer.model.review import Review
from syncer.model.shown import shown
from syncer.render.page import Note, Page, Text, fact, facts
from syncer.render.pages.changes import changes_table
from syncer.render.pages.problems import problem_items
from syncer.render.pages.refusals import decided, refusal_items, worst_first
from syncer.render.sentence import sentence


def review_page(review: Review) -> Page:
    """What people decided, errors, refusals, warnings, what cannot be told, changes; then the two sides."""
    return Page(
        title=("Review of the catalog",),
        verdict=review.verdict,
        sentence=sentence(review),
        blocks=(
            *decided("Decided for this change alone", review.acceptances, reason=review.reason),
            *problem_items(review.errors),
            *refusal_items(review.open_refusals),
            *problem_items(one for one in review.problems if one.severity is Severity.WARNING),
            *facts("", *fact("Not compared", review.unread, "They were not valid at the base.")),
            *changes_table(review.changes),
            *facts("", *fact("Base", [review.base]), *fact("Head", [review.head or "the files of the work tree"])),
            Note("Next", _next(review)),
        ),
        whole=(shown(f"syncer -v review --base {review.base}"), " prints all of it."),
    )


def _next(review: Review) -> Text:
    codes = [*(one.code for one in review.errors), *(one.code for one in worst_first(review.open_refusals))]
    if codes:
        return (shown(f"syncer explain {codes[0]}"), ": what that means, and what to do.")
    return (shown("syncer plan ENV --out plan.json"), ": what would be done to an environment.")
