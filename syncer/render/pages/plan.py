"""A plan: what a person must know first stands first."""

from __future__ import annotations

from collections.abc import Iterator

from syncer.model.canonical import canonical
from syncer.model.plan import SavedPlan
from syncer.model.shown import shown
from syncer.render.page import Fact, Fold, Note, Page, Text, fact, facts
from syncer.render.pages.changes import changes_table, drift_table
from syncer.render.pages.refusals import decided, refusal_items, worst_first
from syncer.render.pages.standing import left_alone, surroundings
from syncer.render.sentence import sentence
from syncer.render.words import at_revision, place


def plan_page(plan: SavedPlan) -> Page:
    """What people decided, refusals, what is left alone, drift, changes; then what it was made from."""
    return Page(
        title=("Plan for ", shown(place(plan.environment, plan.is_sandbox))),
        verdict=plan.verdict,
        sentence=sentence(plan),
        blocks=(
            *decided(
                "Decided for this plan alone",
                plan.acceptances,
                plan.left_out,
                reason=plan.context.reason,
                actor=plan.context.actor,
            ),
            *surroundings(
                is_sandbox=plan.is_sandbox, is_recorded=plan.target is not None, unfinished=plan.standing.unfinished
            ),
            *refusal_items(plan.open_refusals),
            *left_alone(plan.standing),
            *drift_table(plan.drift),
            *changes_table(plan.changes),
            Fold("What it was made from", tuple(_origin(plan))),
            *facts("", *_identity(plan)),
            Note("Next", _next(plan)),
        ),
        whole=(shown("syncer -v show FILE.json"), " prints all of a saved plan."),
    )


def _origin(plan: SavedPlan) -> Iterator[Fact]:
    yield from fact("Made", [f"{plan.context.made_at} by {plan.context.actor}, syncer {plan.context.tool_version}"])
    yield from fact("Values of the catalog", [plan.catalog_digest])
    if plan.target is not None:
        yield from fact("Database", [plan.target])
    settings = [f"{name}: {_setting(value)}" for name, value in sorted(plan.settings.items())]
    yield Fact("Settings", tuple((shown(one),) for one in settings), len(settings))


def _setting(value: object) -> str:
    return value if isinstance(value, str) else canonical(value)


def _identity(plan: SavedPlan) -> Iterator[Fact]:
    yield from fact("Digest", [plan.digest])
    if plan.context.revision:
        yield from fact("Catalog at", [at_revision(plan.context.revision)])


def _next(plan: SavedPlan) -> Text:
    if plan.is_blocked:
        return (
            shown(f"syncer explain {worst_first(plan.open_refusals)[0].code}"),
            ": what that means, and what to do.",
        )
    if plan.target is None:
        return (shown(f"syncer setup {plan.environment}"), ": make our own tables; then plan again.")
    if plan.changes:
        return (shown(f"syncer apply FILE.json --expect {plan.digest}"), ": do this saved plan and no other.")
    return (shown(f"syncer drift {plan.environment}"), ": whether live is as it was written.")
