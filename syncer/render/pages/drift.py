"""Drift: what is live and no longer what we recorded, and how far the catalog is from it."""

from __future__ import annotations

from syncer.model.report import DriftReport
from syncer.model.shown import shown
from syncer.render.page import Note, Page, Text, fact, facts
from syncer.render.pages.changes import changes_table, drift_table
from syncer.render.pages.refusals import refusal_items
from syncer.render.pages.standing import left_alone, surroundings
from syncer.render.sentence import sentence
from syncer.render.standing_text import origin
from syncer.render.words import place


def drift_page(report: DriftReport) -> Page:
    """Findings first, then refusals and what is left alone, then the changes that a plan would make."""
    return Page(
        title=("Drift on ", shown(place(report.environment, report.is_sandbox))),
        verdict=report.verdict,
        sentence=sentence(report),
        blocks=(
            *surroundings(
                is_sandbox=report.is_sandbox,
                is_recorded=report.is_recorded,
                unfinished=report.standing.unfinished,
            ),
            *drift_table(report.findings),
            *refusal_items(report.refusals, "A plan would be refused"),
            *left_alone(report.standing),
            *changes_table(report.pending),
            *facts("", *fact("Looked at", [origin(report.context)])),
            Note("Next", _next(report)),
        ),
        whole=(shown(f"syncer -v drift {report.environment}"), " prints all of it."),
    )


def _next(report: DriftReport) -> Text:
    if not report.is_recorded:
        return (shown(f"syncer setup {report.environment}"), ": make our own tables, to tell who changed what.")
    why = ": nothing should be left to do." if report.is_in_sync else ": what would be done about it."
    return (shown(f"syncer plan {report.environment}"), why)
