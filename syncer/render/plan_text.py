"""A plan as a page: what a person must know first stands first."""

from __future__ import annotations

from syncer.model.plan import SavedPlan
from syncer.model.shown import Line, line, shown
from syncer.render.changes_text import changes_text
from syncer.render.decided_text import decided_text
from syncer.render.drift_text import drift_text
from syncer.render.refusals_text import refusals_text
from syncer.render.sentence import sentence
from syncer.render.standing_text import origin, standing_text, unfinished_text, unrecorded_text
from syncer.render.words import DANGER, FAINT, HEADING, place


def plan_text(plan: SavedPlan, *, whole: bool = False) -> tuple[Line, ...]:
    """The whole page; ``whole`` shows every field and text however many changes there are."""
    return (
        line(
            shown(f"Plan for {place(plan.environment, plan.is_sandbox)}", HEADING),
            shown(f"  made {origin(plan.context)}", FAINT),
        ),
        line(),
        *decided_text(plan.acceptances, plan.left_out, reason=plan.context.reason, actor=plan.context.actor),
        *unrecorded_text(is_recorded=plan.target is not None),
        *unfinished_text(plan.standing.unfinished),
        *refusals_text(plan.open_refusals),
        *changes_text(plan.changes, whole=whole),
        *drift_text(plan.drift, whole=whole),
        *standing_text(plan.standing),
        line(shown(sentence(plan), DANGER if plan.is_blocked else HEADING)),
        line(shown(f"Digest {plan.digest}", FAINT)),
    )
