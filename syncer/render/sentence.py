"""One sentence that says how it ended: the same in every format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syncer.model.problem import Problem, errors_of
from syncer.render.changes_text import summary
from syncer.render.words import REVIEW_VERBS, and_awaited, count

if TYPE_CHECKING:
    from syncer.model.plan import SavedPlan
    from syncer.model.report import DriftReport
    from syncer.model.result import Result
    from syncer.model.review import Review


def sentence(result: Result) -> str:
    """How a look at something ended, with its numbers."""
    if result.kind == "validate":
        return _checked(result.files, result.problems)
    if result.kind == "review":
        return _review(result)
    if result.kind == "plan":
        return _plan(result)
    return _drift(result)


def _checked(files: int, problems: tuple[Problem, ...]) -> str:
    errors = len(errors_of(problems))
    warnings = len(problems) - errors
    found = [count(errors, "error")] * bool(errors) + [count(warnings, "warning")] * bool(warnings)
    if errors:
        wrong = len({problem.source.file for problem in problems})
        # A folder can have a problem too, and one that cannot be read is no file that was.
        return f"{' and '.join(found)} in {wrong:,} of {count(max(files, wrong), 'file')}."
    tail = f", with {found[0]}." if found else "."
    return f"{count(files, 'file is', 'files are')} valid{tail}"


def _review(review: Review) -> str:
    changes = summary(review.changes, REVIEW_VERBS)
    refused = f"Refused for {count(len(review.open_refusals), 'reason')}."
    valid = _checked(review.files, review.problems)
    if review.errors:
        return f"{valid} {refused}" if review.open_refusals else valid
    if review.open_refusals:
        return f"{refused} The change: {changes}." if changes else refused
    return f"The change: {changes}. {valid}" if changes else f"No segment changes. {valid}"


def _plan(plan: SavedPlan) -> str:
    changes = summary(plan.changes)
    if plan.is_blocked:
        refused = f"Blocked by {count(len(plan.open_refusals), 'refusal')}"
        return f"{refused}. Plan: {changes}." if changes else f"{refused}."
    if changes:
        return f"Plan: {changes}; {plan.standing.in_sync:,} in sync{and_awaited(plan.standing.awaited)}."
    in_sync = count(plan.standing.in_sync, "segment is", "segments are")
    return f"Nothing to do: {in_sync} in sync{and_awaited(plan.standing.awaited)}."


def _drift(report: DriftReport) -> str:
    if report.is_in_sync:
        return f"In sync: {count(report.standing.in_sync, 'segment')} as recorded and as the catalog says."
    segments = len({found.id for found in report.findings})
    drifted = f"{count(segments, 'segment')} drifted" if segments else "nothing drifted"
    pending = summary(report.pending) or "nothing to change"
    refused = f"a plan would be refused for {count(len(report.refusals), 'reason')}; " if report.refusals else ""
    in_sync = f"{report.standing.in_sync:,} in sync{and_awaited(report.standing.awaited)}"
    return f"Drift: {drifted}; the catalog has {pending}; {refused}{in_sync}."
