"""The JSON of commands whose result has no other format than text, and of errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from syncer.model.comment import CommentReport
from syncer.model.conformance import Conformance, Outcome
from syncer.model.doctor import Diagnosis, Weight
from syncer.model.explanation import Explanation
from syncer.model.formatted import Formatted
from syncer.model.plan import Refusal
from syncer.model.problem import Problem
from syncer.model.report import PAST_TENSE, Report, SandboxReport, SetupReport
from syncer.model.seal import sealed
from syncer.model.written import Written
from syncer.render.json_parts import (
    acceptance_object,
    awaited_object,
    body,
    context_object,
    count_words,
    document,
    problem_object,
    refusal_objects,
    unfinished_object,
)


def report_json(report: Report) -> str:
    """What an apply did."""
    return document(
        {
            "environment": report.environment,
            "sandbox": report.is_sandbox,
            "digest": report.digest,
            "run": report.run,
            "already_applied": report.already_applied,
            "acceptances": [acceptance_object(one) for one in report.acceptances],
            "outcomes": [
                {"verb": one.verb, "id": one.id, "name": one.name, "mbrgrp_id": one.mbrgrp_id}
                for one in report.outcomes
            ],
            "waiting": list(report.waiting),
            "left_out": list(report.left_out),
            "awaited": [awaited_object(one) for one in report.awaited],
            "unfinished": [unfinished_object(one) for one in report.unfinished],
            "counts": count_words(PAST_TENSE.values(), (one.verb for one in report.outcomes)),
            "context": context_object(report.context),
        }
    )


def doctor_json(diagnosis: Diagnosis) -> str:
    """What a database is like, finding by finding."""
    return document(
        {
            "verdict": diagnosis.verdict,
            "environment": diagnosis.environment,
            "sandbox": diagnosis.is_sandbox,
            "findings": [
                {
                    "code": one.code,
                    "severity": one.weight,
                    "found": one.found,
                    "meaning": one.meaning,
                    "remedy": one.remedy,
                    "question": one.question,
                    "details": list(one.details),
                }
                for one in diagnosis.findings
            ],
            "counts": {str(weight): diagnosis.count(weight) for weight in Weight},
            "context": context_object(diagnosis.context),
        }
    )


def conformance_json(found: Conformance) -> str:
    """What an engine has shown, as it is saved: its last key, ``seal``, is the SHA-256 of every byte before it."""
    content = {
        "engine": found.engine,
        "server": found.server,
        "driver": found.driver,
        "tool_version": found.tool_version,
        "python": found.python,
        "made_at": found.made_at,
        "verdict": found.verdict,
        "counts": {str(outcome): found.count(outcome) for outcome in Outcome},
        "checks": [
            {
                "name": one.name,
                "proves": one.proves,
                "outcome": one.outcome,
                "seen": one.seen,
                "seconds": one.seconds,
            }
            for one in found.checks
        ],
        "kept": list(found.kept),
    }
    return sealed(body(content) + ",\n")


def setup_json(report: SetupReport) -> str:
    """How ``setup`` left our own tables."""
    return document(
        {
            "environment": report.environment,
            "sandbox": report.is_sandbox,
            "target": report.target,
            "created": list(report.created),
        }
    )


def sandbox_json(report: SandboxReport) -> str:
    """What ``sandbox`` made."""
    return document(
        {
            "environments": list(report.environments),
            "paths": list(report.paths),
            "segments": report.segments,
            "members": report.members,
        }
    )


def comment_json(report: CommentReport) -> str:
    """What became of the comments on a pull request."""
    return document(
        {
            "forge": report.forge,
            "number": report.number,
            "comments": [{"environment": one.environment, "done": one.done, "url": one.url} for one in report.comments],
        }
    )


def fmt_json(found: Formatted, *, written: bool = True) -> str:
    """Which files have another layout, and whether they have it still."""
    return document(
        {
            "verdict": found.verdict,
            "written": written,
            "unchanged": found.unchanged,
            "changed": [one.file for one in found.changed],
            "left": list(found.left),
            "problems": [problem_object(one) for one in found.problems],
        }
    )


def written_json(written: Written) -> str:
    """Which files ``init`` or ``new`` wrote."""
    return document({"files": list(written.files)})


def explain_json(families: Mapping[str, Mapping[str, Explanation]]) -> str:
    """What codes mean."""
    return document(
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
    return document(
        {
            "error": {
                "exit": exit_code,
                "message": message,
                "remedy": remedy,
                "problems": [problem_object(one) for one in problems],
                "refusals": refusal_objects(refusals),
            }
        }
    )
