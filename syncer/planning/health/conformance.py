"""Judging what the engine has shown when it was tried out: deleting rests on it, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from syncer.model.conformance import Conformance
from syncer.model.doctor import Finding, Weight
from syncer.model.examination import Examination, Tried, Unanswered

_CODE = "conformance"
_UNUSABLE = "Segments cannot be deleted here. Everything else goes on as it is."
_TRY = "Run `syncer conformance` against an empty schema of this engine, and name its file under `conformance`."


def judge_conformance(examination: Examination) -> Iterator[Finding]:
    """Whether a delete would be safe from the process that fills segments."""
    tried = examination.conformance
    match tried.result:
        case None if tried.is_proven:
            yield Finding(
                _CODE,
                Weight.OK,
                "This engine was not tried out here, and need not be.",
                "Our own tests show on it what deleting rests on.",
            )
        case None:
            yield Finding(_CODE, Weight.NOTE, "This engine was not tried out yet.", _UNUSABLE, _TRY)
        case Unanswered(reason=reason):
            yield Finding(_CODE, Weight.WARNING, reason, _UNUSABLE, _TRY)
        case Conformance() as result:
            yield _judged(tried, result)


def _judged(tried: Tried, result: Conformance) -> Finding:
    day, version = result.made_at[:10], result.tool_version
    server = result.server or "a server that does not tell its version"
    if result.engine != tried.engine:
        found = f"The result that is named is one of {result.engine}, and this is {tried.engine}."
        return Finding(_CODE, Weight.WARNING, found, _UNUSABLE, _TRY)
    if result.missing:
        found = f"Tried on {day} with version {version}, on {server}: not shown is {', '.join(result.missing)}."
        return Finding(_CODE, Weight.WARNING, found, _UNUSABLE, "See what the file says of it, and ask the DBA.")
    found = f"Passed on {day} with version {version}, on {server}."
    return Finding(_CODE, Weight.OK, found, "What deleting rests on was shown on this engine.")
