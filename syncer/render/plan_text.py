"""A plan as a page: what a person must know first stands first."""

from __future__ import annotations

from collections.abc import Iterator

from syncer.model.plan import SavedPlan
from syncer.model.shown import Line, line, shown
from syncer.render.changes_text import changes_text, listed
from syncer.render.drift_text import drift_text
from syncer.render.refusals_text import refusals_text
from syncer.render.sentence import sentence
from syncer.render.standing_text import origin, standing_text, unfinished_text, unrecorded_text
from syncer.render.words import CHANGED, DANGER, FAINT, HEADING, about, place


def plan_text(plan: SavedPlan, *, whole: bool = False) -> tuple[Line, ...]:
    """The whole page; ``whole`` shows every field and text however many changes there are."""
    return (
        line(
            shown(f"Plan for {place(plan.environment, plan.is_sandbox)}", HEADING),
            shown(f"  made {origin(plan.context)}", FAINT),
        ),
        line(),
        *unrecorded_text(is_recorded=plan.target is not None),
        *unfinished_text(plan.standing.unfinished),
        *_decided(plan),
        *refusals_text(plan.open_refusals),
        *changes_text(plan.changes, whole=whole),
        *drift_text(plan.drift, whole=whole),
        *standing_text(plan.standing),
        line(shown(sentence(plan), DANGER if plan.is_blocked else HEADING)),
        line(shown(f"Digest {plan.digest}", FAINT)),
    )


def _decided(plan: SavedPlan) -> Iterator[Line]:
    """What people decided for this plan alone."""
    for code in dict.fromkeys(acceptance.code for acceptance in plan.acceptances):
        yield from listed(f"Accepted: {code}", (about(one.id) for one in plan.acceptances if one.code == code))
    if plan.acceptances and plan.context.reason:
        yield line(shown("Reason: ", CHANGED), plan.context.reason)
    yield from listed("Left out by --hold", plan.left_out)
    if plan.acceptances or plan.left_out:
        yield line()
