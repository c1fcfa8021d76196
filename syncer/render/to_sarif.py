"""SARIF 2.1.0, as code scanning reads it: one run, one rule a code, one result a finding."""

from __future__ import annotations

import json
from typing import Any, TypeAlias
from urllib.parse import quote

from syncer import __version__
from syncer.model.result import Result
from syncer.render.findings import Finding, Kind, Level, findings_of, fingerprints, origin
from syncer.render.words import count

Object: TypeAlias = dict[str, Any]

MOST_RESULTS = 25_000
"""An upload with more in one run is rejected."""

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"
_WORST_FIRST = list(Level)
_MEANINGS = {
    Kind.PROBLEM: "A file has a mistake. With an error in any file, nothing is planned and nothing is written.",
    Kind.REFUSAL: "A guard refuses the change. As long as it stands, nothing is written.",
    Kind.ACCEPTED: "A guard refuses the change, and a person has accepted that for this time.",
    Kind.LEFT_OUT: "A person has kept this segment out of the plan, for this time.",
    Kind.DRIFT: "A segment in the database is no longer what was last written there.",
    Kind.PENDING: "A segment in the database is not what its file says.",
}
_HELP = {
    Kind.DRIFT: "`syncer drift ENV` shows each field before and after, and the last editor.",
    Kind.PENDING: "`syncer plan ENV` shows what would be done.",
}

_encode = json.JSONEncoder(ensure_ascii=True, allow_nan=False).encode


def to_sarif(result: Result, within: str = "") -> str:
    """One log with one run; the worst findings where there are more than an upload may have."""
    findings = findings_of(result, within)
    ranked = sorted(
        zip(findings, fingerprints(findings), strict=True), key=lambda pair: _WORST_FIRST.index(pair[0].level)
    )
    kept = ranked[:MOST_RESULTS]
    examples: dict[str, Finding] = {}
    for one, _ in kept:
        examples.setdefault(one.code, one)
    places = {code: place for place, code in enumerate(examples)}
    run = {
        "tool": {
            "driver": {"name": "syncer", "semanticVersion": __version__, "rules": list(map(_rule, examples.values()))}
        },
        "automationDetails": {"id": "/".join(("syncer", *origin(result), ""))},
        "invocations": [_invocation(len(ranked) - len(kept))],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The top of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, fingerprint, places[one.code]) for one, fingerprint in kept],
    }
    fields = ",\n".join(f'"{key}": {_laid_out(value)}' for key, value in run.items())
    return f'{{\n"$schema": "{_SCHEMA}",\n"version": "2.1.0",\n"runs": [{{\n{fields}\n}}]\n}}\n'


def _rule(example: Finding) -> Object:
    title = example.code.replace("-", " ").capitalize()
    explained = f"`syncer explain {example.code}` says why it matters and what to do."
    return {
        "id": example.code,
        "shortDescription": {"text": f"{title}."},
        "fullDescription": {"text": _MEANINGS[example.kind]},
        "help": {"text": _HELP.get(example.kind, explained)},
        "defaultConfiguration": {"level": example.level},
    }


def _result(finding: Finding, fingerprint: str, rule: int) -> Object:
    return {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": finding.level,
        "message": {"text": "\n".join(filter(None, (_closed(finding.told), finding.remedy)))},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(finding.path), "uriBaseId": _ROOT},
                    "region": _region(finding),
                },
                "logicalLocations": [{"fullyQualifiedName": finding.subject}],
            }
        ],
        "partialFingerprints": {"finding/v1": fingerprint},
    }


def _region(finding: Finding) -> Object:
    """Where no file is at fault, the first character: code scanning shows nothing without a region."""
    line, column = (finding.source.line, finding.source.column) if finding.source else (1, 1)
    return {"startLine": line, "startColumn": column, "endLine": line, "endColumn": column + finding.width}


def _closed(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


def _invocation(left_out: int) -> Object:
    """It went well; what was too much for an upload is said."""
    if not left_out:
        return {"executionSuccessful": True}
    text = f"{count(left_out, 'finding is', 'findings are')} left out: a run holds {MOST_RESULTS:,}, the worst first."
    return {
        "executionSuccessful": True,
        "toolExecutionNotifications": [{"level": "warning", "message": {"text": text}}],
    }


def _laid_out(value: object) -> str:
    """A list with each item on its own line; anything else on one."""
    if isinstance(value, list):
        return "[\n" + ",\n".join(map(_encode, value)) + "\n]"
    return _encode(value)
