"""What a merge request of GitLab shows: a code quality report, and the counts of a plan."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import assert_never

from syncer.model.plan import PlannedChange, SavedPlan
from syncer.model.problem import Checked
from syncer.model.report import DriftReport
from syncer.model.result import Result
from syncer.model.review import Review, ReviewedChange, ReviewVerb
from syncer.render.findings import Finding, Level, findings_of, fingerprints

_SEVERITIES = {Level.ERROR: "major", Level.WARNING: "minor", Level.NOTE: "info"}
_ONLY_OURS = ("lifecycle", "protected")
"""Fields that no database of a store has."""

_encode = json.JSONEncoder(ensure_ascii=True, allow_nan=False).encode


def to_gitlab(result: Result, within: str = "") -> str:
    """A code quality report: one finding a line."""
    findings = findings_of(result, within)
    rows = [_encode(_issue(*pair)) for pair in zip(findings, fingerprints(findings), strict=True)]
    return "[\n" + ",\n".join(rows) + "\n]\n" if rows else "[]\n"


def to_terraform(result: Result) -> str:
    """How many segments of the store would be made and changed; what only our ledger learns is neither."""
    match result:
        case Checked():
            counted = _counted(())
        case Review():
            counted = _counted(map(_reviewed_word, result.changes))
        case SavedPlan():
            counted = _counted(map(_planned_word, result.changes))
        case DriftReport():
            counted = _counted(map(_planned_word, result.pending))
        case _:
            assert_never(result)
    return _encode(counted) + "\n"


def _issue(finding: Finding, fingerprint: str) -> dict[str, object]:
    return {
        "description": " ".join(filter(None, (f"{finding.told}.", finding.remedy))),
        "check_name": finding.code,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[finding.level],
        "location": {"path": finding.path, "lines": {"begin": finding.source.line if finding.source else 1}},
    }


def _counted(words: Iterable[str | None]) -> dict[str, int]:
    """The counts that the widget wants; no verb of a plan deletes rows of the store."""
    found = list(words)
    return {"create": found.count("create"), "update": found.count("update"), "delete": 0}


def _planned_word(change: PlannedChange) -> str | None:
    match change.verb:
        case "create":
            return "create"
        case "update" | "activate":
            return "update"
        case "adopt" if change.fields:
            return "update"
        case _:
            return None


def _reviewed_word(change: ReviewedChange) -> str | None:
    """What a plan will most likely say of it; without a database nobody knows for sure."""
    match change.verb:
        case ReviewVerb.CREATE:
            return "create"
        case ReviewVerb.UPDATE | ReviewVerb.MOVE | ReviewVerb.RESTORE:
            return "update" if any(field.path not in _ONLY_OURS for field in change.fields) else None
        case ReviewVerb.REMOVE | ReviewVerb.RETIRE | ReviewVerb.RELEASE:
            return None
        case _:
            assert_never(change.verb)
