"""The JSON we promise: its words are frozen, its schemas lie in ``schemas/``.

One line for each key and for each item of a list of objects, ASCII only, in a fixed order: a plan of
10,000 changes can be searched and compared by tools that know lines only.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias, assert_never

from syncer.model.change import FieldChange
from syncer.model.comment import CommentReport
from syncer.model.explanation import Explanation
from syncer.model.formatted import Formatted
from syncer.model.plan import Acceptance, Drift, PlannedChange, Refusal, SavedPlan
from syncer.model.problem import Checked, Problem, errors_of
from syncer.model.report import PAST_TENSE, DriftReport, Report, SandboxReport, SetupReport
from syncer.model.result import Result
from syncer.model.review import Review, ReviewVerb
from syncer.model.seal import FORMAT_VERSION, sealed
from syncer.model.segment import Location
from syncer.model.shown import OBEYED
from syncer.model.snapshot import UnfinishedRun
from syncer.model.written import Written

Object: TypeAlias = dict[str, Any]

_ENCODER = json.JSONEncoder(ensure_ascii=True, allow_nan=False)


def _encode(value: object) -> str:
    """One line of JSON, in which no CI server finds a command where it stands in a log."""
    text = _ENCODER.encode(value)
    if "##" in text:
        for command in OBEYED:
            text = text.replace(command, f"#\\u0023{command[2:]}")
    return text


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
    return sealed(_body(_plan(plan)) + ",\n")


def report_json(report: Report) -> str:
    """What an apply did."""
    return _document(
        {
            "environment": report.environment,
            "sandbox": report.is_sandbox,
            "digest": report.digest,
            "run": report.run,
            "already_applied": report.already_applied,
            "outcomes": [
                {"verb": one.verb, "id": one.id, "name": one.name, "mbrgrp_id": one.mbrgrp_id}
                for one in report.outcomes
            ],
            "waiting": list(report.waiting),
            "left_out": list(report.left_out),
            "unfinished": [_unfinished(one) for one in report.unfinished],
            "counts": _counts(PAST_TENSE.values(), (one.verb for one in report.outcomes)),
        }
    )


def drift_json(report: DriftReport) -> str:
    """How far live is from what we recorded and from what the catalog says."""
    standing = report.standing
    return _document(
        {
            "verdict": report.verdict,
            "environment": report.environment,
            "sandbox": report.is_sandbox,
            "recorded": report.is_recorded,
            "findings": [_drift(one) for one in report.findings],
            "pending": [_change(one) for one in report.pending],
            "refusals": [_refusal(one, accepted=False) for one in report.refusals],
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
            "retired": list(standing.retired),
            "unfinished": [_unfinished(one) for one in standing.unfinished],
        }
    )


def validate_json(checked: Checked) -> str:
    """Every problem of every file."""
    return _document(
        {
            "verdict": checked.verdict,
            "files": checked.files,
            "counts": _severities(checked.problems),
            "problems": [_problem(one) for one in checked.problems],
        }
    )


def review_json(review: Review) -> str:
    """What a change to the catalog does."""
    accepted = frozenset(review.acceptances)
    return _document(
        {
            "verdict": review.verdict,
            "base": review.base,
            "head": review.head,
            "files": review.files,
            "segments": review.segments,
            "counts": _counts(ReviewVerb, (one.verb for one in review.changes)) | _severities(review.problems),
            "acceptances": [_acceptance(one) for one in review.acceptances],
            "reason": review.reason,
            "refusals": [_refusal(one, accepted=one.acceptable and one.key in accepted) for one in review.refusals],
            "changes": [
                {
                    "verb": one.verb,
                    "id": one.id,
                    "name": one.name,
                    "moved_from": one.moved_from,
                    "fields": [_field(field) for field in one.fields],
                    **_place(one.source),
                }
                for one in review.changes
            ],
            "problems": [_problem(one) for one in review.problems],
            "unread": list(review.unread),
        }
    )


def setup_json(report: SetupReport) -> str:
    """How ``setup`` left our own tables."""
    return _document(
        {
            "environment": report.environment,
            "sandbox": report.is_sandbox,
            "target": report.target,
            "created": list(report.created),
        }
    )


def sandbox_json(report: SandboxReport) -> str:
    """What ``sandbox`` made."""
    return _document(
        {
            "environments": list(report.environments),
            "paths": list(report.paths),
            "segments": report.segments,
            "members": report.members,
        }
    )


def comment_json(report: CommentReport) -> str:
    """What became of the comments on a pull request."""
    return _document(
        {
            "forge": report.forge,
            "number": report.number,
            "comments": [{"environment": one.environment, "done": one.done, "url": one.url} for one in report.comments],
        }
    )


def fmt_json(found: Formatted, *, written: bool = True) -> str:
    """Which files have another layout, and whether they have it still."""
    return _document(
        {
            "verdict": found.verdict,
            "written": written,
            "unchanged": found.unchanged,
            "changed": [one.file for one in found.changed],
            "left": list(found.left),
            "problems": [_problem(one) for one in found.problems],
        }
    )


def written_json(written: Written) -> str:
    """Which files ``init`` or ``new`` wrote."""
    return _document({"files": list(written.files)})


def explain_json(families: Mapping[str, Mapping[str, Explanation]]) -> str:
    """What codes mean."""
    return _document(
        {
            "codes": [
                {
                    "family": family,
                    "code": code,
                    "summary": one.summary,
                    "why": one.why,
                    "fix": one.fix,
                    "example": one.example,
                }
                for family, explanations in families.items()
                for code, one in explanations.items()
            ]
        }
    )


def error_json(
    exit_code: int,
    message: str,
    remedy: str = "",
    *,
    problems: Iterable[Problem] = (),
    refusals: Iterable[Refusal] = (),
) -> str:
    """Why a command ended without a result."""
    return _document(
        {
            "error": {
                "exit": exit_code,
                "message": message,
                "remedy": remedy,
                "problems": [_problem(one) for one in problems],
                "refusals": [_refusal(one, accepted=False) for one in refusals],
            }
        }
    )


def _plan(plan: SavedPlan) -> Object:
    accepted = frozenset(plan.acceptances)
    standing, context = plan.standing, plan.context
    return {
        "verdict": plan.verdict,
        "environment": plan.environment,
        "digest": plan.digest,
        "blocked": plan.is_blocked,
        "counts": _counts(PAST_TENSE, (one.verb for one in plan.changes)),
        "acceptances": [_acceptance(one) for one in plan.acceptances],
        "left_out": list(plan.left_out),
        "refusals": [_refusal(one, accepted=one.acceptable and one.key in accepted) for one in plan.refusals],
        "changes": [_change(one) for one in plan.changes],
        "settings": dict(plan.settings),
        "target": plan.target,
        "catalog_digest": plan.catalog_digest,
        "drift": [_drift(one) for one in plan.drift],
        "in_sync": standing.in_sync,
        "unmanaged": dict(standing.unmanaged),
        "orphans": list(standing.orphans),
        "retired": list(standing.retired),
        "held": list(standing.held),
        "not_here": standing.not_here,
        "not_carried": [{"id": segment, "field": path} for segment, path in standing.not_carried],
        "unfinished": [_unfinished(one) for one in standing.unfinished],
        "context": {
            "made_at": context.made_at,
            "tool_version": context.tool_version,
            "actor": context.actor,
            "revision": context.revision,
            "reason": context.reason,
        },
    }


def _change(change: PlannedChange) -> Object:
    return {
        "verb": change.verb,
        "id": change.id,
        "name": change.name,
        "mbrgrp_id": change.mbrgrp_id,
        "held": change.held,
        "fields": [_field(one) for one in change.fields],
    }


def _field(field: FieldChange) -> Object:
    return {"path": field.path, "before": field.before, "after": field.after}


def _drift(found: Drift) -> Object:
    return {
        "id": str(found.id),
        "name": found.name,
        "kind": found.kind,
        "field": found.field,
        "before": found.before,
        "after": found.after,
        "by": found.by,
        "at": found.at,
        "edits": found.edits,
        "cause": "unknown",
    }


def _refusal(refusal: Refusal, *, accepted: bool) -> Object:
    return {
        "code": refusal.code,
        "id": refusal.id,
        "message": refusal.message,
        "remedy": refusal.remedy,
        "acceptable": refusal.acceptable,
        "accepted": accepted,
        **_place(refusal.source),
    }


def _problem(problem: Problem) -> Object:
    return {
        "code": problem.code,
        "severity": problem.severity,
        "message": problem.message,
        "remedy": problem.remedy,
        **_place(problem.source),
    }


def _place(source: Location | None) -> Object:
    if source is None:
        return {"file": None, "line": None, "column": None}
    return {"file": source.file, "line": source.line, "column": source.column}


def _acceptance(acceptance: Acceptance) -> Object:
    return {"code": acceptance.code, "id": acceptance.id}


def _unfinished(run: UnfinishedRun) -> Object:
    return {"run": run.run, "actor": run.actor, "opened_at": run.opened_at}


def _severities(problems: tuple[Problem, ...]) -> dict[str, int]:
    errors = len(errors_of(problems))
    return {"errors": errors, "warnings": len(problems) - errors}


def _counts(words: Iterable[str], found: Iterable[str]) -> dict[str, int]:
    counted = Counter(found)
    return {word: counted[word] for word in words}


def _document(content: Mapping[str, object]) -> str:
    return _body(content) + "\n}\n"


def _body(content: Mapping[str, object]) -> str:
    """Everything but the closing brace."""
    versioned = {"format_version": FORMAT_VERSION, **content}
    return "{\n" + ",\n".join(f'"{key}": {_laid_out(value)}' for key, value in versioned.items())


def _laid_out(value: object) -> str:
    """A list of objects with each on its own line; anything else on one."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(map(_encode, value)) + "\n]"
    return _encode(value)
