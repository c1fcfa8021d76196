"""The JSON we promise: its words are frozen, its schemas lie in ``schemas/``.

One line for each key and for each item of a list of objects, ASCII only, in a fixed order: a plan of
10,000 changes can be searched and compared by tools that know lines only.
"""

from __future__ import annotations

from typing import assert_never

from syncer.model.plan import SavedPlan
from syncer.model.problem import Checked
from syncer.model.report import PAST_TENSE, DriftReport
from syncer.model.result import Result
from syncer.model.review import Review, ReviewVerb
from syncer.model.seal import sealed
from syncer.render.json_parts import (
    Object,
    acceptance_object,
    awaited_object,
    body,
    change_object,
    context_object,
    count_severities,
    count_words,
    document,
    drift_object,
    field_object,
    place_fields,
    problem_object,
    refusal_objects,
    unfinished_object,
)


def to_json(result: Result) -> str:
    """The JSON of one result."""
    match result:
        case Checked():
            return validate_json(result)
        case Review():
            return review_json(result)
        case SavedPlan():
            return plan_json(result)
        case DriftReport():
            return drift_json(result)
        case _:
            assert_never(result)


def plan_json(plan: SavedPlan) -> str:
    """A plan as it is saved: its last key, ``seal``, is the SHA-256 of every byte before it."""
    return sealed(body(_plan(plan)) + ",\n")


def drift_json(report: DriftReport) -> str:
    """How far live is from what we recorded and from what the catalog says."""
    standing = report.standing
    return document(
        {
            "verdict": report.verdict,
            "environment": report.environment,
            "sandbox": report.is_sandbox,
            "recorded": report.is_recorded,
            "findings": [drift_object(one) for one in report.findings],
            "pending": [change_object(one) for one in report.pending],
            "refusals": refusal_objects(report.refusals),
            "counts": {
                "findings": len(report.findings),
                "pending": len(report.pending),
                "refusals": len(report.refusals),
                "in_sync": standing.in_sync,
                "unmanaged": sum(standing.unmanaged.values()),
                "orphans": len(standing.orphans),
            },
            "unmanaged": dict(standing.unmanaged),
            "orphans": list(standing.orphans),
            "held": list(standing.held),
            "awaited": [awaited_object(one) for one in standing.awaited],
            "retired": list(standing.retired),
            "unfinished": [unfinished_object(one) for one in standing.unfinished],
            "context": context_object(report.context),
        }
    )


def validate_json(checked: Checked) -> str:
    """Every problem of every file."""
    return document(
        {
            "verdict": checked.verdict,
            "files": checked.files,
            "counts": count_severities(checked.problems),
            "problems": [problem_object(one) for one in checked.problems],
        }
    )


def review_json(review: Review) -> str:
    """What a change to the catalog does."""
    return document(
        {
            "verdict": review.verdict,
            "base": review.base,
            "head": review.head,
            "files": review.files,
            "segments": review.segments,
            "counts": count_words(ReviewVerb, (one.verb for one in review.changes)) | count_severities(review.problems),
            "acceptances": [acceptance_object(one) for one in review.acceptances],
            "reason": review.reason,
            "refusals": refusal_objects(review.refusals, review.acceptances),
            "changes": [
                {
                    "verb": one.verb,
                    "id": one.id,
                    "name": one.name,
                    "moved_from": one.moved_from,
                    "fields": [field_object(field) for field in one.fields],
                    **place_fields(one.source),
                }
                for one in review.changes
            ],
            "problems": [problem_object(one) for one in review.problems],
            "unread": list(review.unread),
        }
    )


def _plan(plan: SavedPlan) -> Object:
    standing = plan.standing
    return {
        "verdict": plan.verdict,
        "environment": plan.environment,
        "digest": plan.digest,
        "blocked": plan.is_blocked,
        "counts": count_words(PAST_TENSE, (one.verb for one in plan.changes)),
        "acceptances": [acceptance_object(one) for one in plan.acceptances],
        "left_out": list(plan.left_out),
        "refusals": refusal_objects(plan.refusals, plan.acceptances),
        "changes": [change_object(one) for one in plan.changes],
        "settings": dict(plan.settings),
        "target": plan.target,
        "catalog_digest": plan.catalog_digest,
        "drift": [drift_object(one) for one in plan.drift],
        "in_sync": standing.in_sync,
        "unmanaged": dict(standing.unmanaged),
        "orphans": list(standing.orphans),
        "retired": list(standing.retired),
        "held": list(standing.held),
        "awaited": [awaited_object(one) for one in standing.awaited],
        "not_here": standing.not_here,
        "not_carried": [{"id": segment, "field": path} for segment, path in standing.not_carried],
        "unfinished": [unfinished_object(one) for one in standing.unfinished],
        "context": context_object(plan.context),
    }
