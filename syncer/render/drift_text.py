"""Drift as a page: what is live and no longer what we recorded, and who touched the row last."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from syncer.model.plan import Drift, DriftKind
from syncer.model.report import DriftReport
from syncer.model.shown import Line, line, shown
from syncer.render.changes_text import before_and_after, changes_text
from syncer.render.refusals_text import refusals_text
from syncer.render.sentence import sentence
from syncer.render.standing_text import origin, standing_text, unfinished_text, unrecorded_text
from syncer.render.words import CHANGED, DANGER, FAINT, HEADING, count, place

EXPLAINED = {
    DriftKind.EDITED: "somebody changed it",
    DriftKind.VANISHED: "its row is gone",
    DriftKind.REPLACED: "its row is gone, and another row has its name",
    DriftKind.RENAMED: "it has another name now",
    DriftKind.CONDITIONS: "it has conditions now, so it is no longer filled from outside alone",
    DriftKind.DISPLACED: "it has another owner, or is no longer a segment",
    DriftKind.EMPTY: "it has no member, and here that means every shopper",
}
"""What each kind of drift says of a segment."""


def drift_report_text(report: DriftReport, *, whole: bool = False) -> tuple[Line, ...]:
    """Findings first, then refusals and changes of a plan, then what is left alone, then the count."""
    return (
        line(
            shown(f"Drift on {place(report.environment, report.is_sandbox)}", HEADING),
            shown(f"  looked at {origin(report.context)}", FAINT),
        ),
        line(),
        *unrecorded_text(is_recorded=report.is_recorded),
        *unfinished_text(report.standing.unfinished),
        *drift_text(report.findings, whole=whole),
        *refusals_text(report.refusals, title="A plan would be refused"),
        *changes_text(report.pending, whole=whole),
        *standing_text(report.standing),
        line(shown(sentence(report), HEADING)),
    )


def drift_text(findings: tuple[Drift, ...], *, whole: bool = False) -> Iterator[Line]:
    """The findings, segment by segment."""
    if not findings:
        return
    segments = len({found.id for found in findings})
    title = f"Drifted, {count(segments, 'segment')}"
    yield line(shown(title, HEADING), shown(" (live is no longer what we recorded)", FAINT), ":")
    for _, group in groupby(findings, key=lambda found: found.id):
        yield from _segment(tuple(group), whole)
    yield line()


def _segment(findings: tuple[Drift, ...], whole: bool) -> Iterator[Line]:
    first, kinds = findings[0], kinds_of(findings)
    yield line(
        shown(f"! {kinds[0]}  ", DANGER if kinds[0] is DriftKind.EMPTY else CHANGED),
        shown(first.id, HEADING),
        f'  "{first.name}"  ',
        shown("; ".join(EXPLAINED[kind] for kind in kinds), FAINT),
        indent=2,
    )
    for found in findings:
        if found.field is not None:
            yield line(f"{found.field}:", indent=6)
            yield from before_and_after(found.before, found.after, ("recorded", "live"), whole=whole)
    for editor in dict.fromkeys(map(last_editor, findings)):
        if editor:
            yield line(editor, indent=6)


def kinds_of(findings: tuple[Drift, ...]) -> list[DriftKind]:
    """The kinds of what was found of one segment, the danger first."""
    return sorted(dict.fromkeys(found.kind for found in findings), key=lambda kind: kind is not DriftKind.EMPTY)


def last_editor(found: Drift) -> str:
    """Whom the row names as its last editor, when, and how many edits there were; empty if nothing is known."""
    said = [f"last editor {found.by}"] * bool(found.by) + [f"last changed {found.at}"] * bool(found.at)
    if found.edits:
        said.append(f"at least {count(found.edits, 'edit')} since our run")
    return ", ".join(said)
