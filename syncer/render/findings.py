"""What a result has to say against itself, as one flat list: SARIF, JUnit, annotations and the like are made of it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

from syncer.model.plan import Acceptance, Drift, DriftKind, PlannedChange, Refusal, SavedPlan
from syncer.model.problem import Checked, Problem
from syncer.model.report import DriftReport
from syncer.model.result import Result
from syncer.model.review import Review
from syncer.model.segment import Location
from syncer.model.shown import visible
from syncer.render.drift_text import EXPLAINED, last_editor
from syncer.render.words import place, value_shown

_CATALOG = "catalog"


class Level(StrEnum):
    """How bad a finding is, the worst first."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Kind(StrEnum):
    """What a finding was before it was one; in the order in which they are listed."""

    LEFT_OUT = "left-out"
    """A segment that a person kept out."""
    ACCEPTED = "accepted"
    """A refusal that a person let pass."""
    PROBLEM = "problem"
    REFUSAL = "refusal"
    DRIFT = "drift"
    PENDING = "pending"
    """The database does not hold what the catalog says."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that somebody should know. Its texts hold no character that does not print."""

    code: str
    level: Level
    subject: str
    """STORE/ID, STORE, ``*`` for the whole environment, or a file that is no segment's."""
    message: str
    remedy: str
    source: Location | None
    """Where it stands; ``None`` where no file is at fault."""
    width: int
    """How many characters it covers from ``source.column``."""
    kind: Kind
    environment: str = ""
    """Whose refusal or drift it is; empty for what files alone tell."""
    within: str = ""
    """Where the catalog lies in its repository: ``shop/``, or empty at its top."""

    @property
    def told(self) -> str:
        """The message, with the environment that it is about."""
        return f"{self.environment}: {self.message}" if self.environment else self.message

    @property
    def path(self) -> str:
        """The file to look at: its own, or else that of the segment, whether or not there is one now."""
        if self.source:
            return self.within + self.source.file
        return self.within + (f"{_CATALOG}/{self.subject}.yaml" if "/" in self.subject else _CATALOG)


def findings_of(result: Result, within: str = "") -> tuple[Finding, ...]:
    """What people decided, problems, open refusals, drift, and what is pending; each in the order of the result."""
    found = _findings(result)
    return tuple(replace(one, within=visible(within)) for one in found) if within else found


def _findings(result: Result) -> tuple[Finding, ...]:
    on = environment_of(result)
    match result:
        case Checked():
            return tuple(map(_problem, result.problems))
        case Review():
            refused = _refusals(result.refusals, on, result.acceptances, result.reason)
            return tuple(sorted((*map(_problem, result.problems), *refused), key=_by_kind))
        case SavedPlan():
            why, by = result.context.reason, result.context.actor
            left_out = (_left_out(id, on, why, by) for id in result.left_out)
            drifted = (_drift(one, on) for one in result.drift)
            return (*left_out, *_refusals(result.refusals, on, result.acceptances, why, by), *drifted)
        case DriftReport():
            drifted = (_drift(one, on) for one in result.findings)
            pending = (_pending(one, on) for one in result.pending)
            # A report of drift asks for nothing, so nothing is refused yet: it warns.
            refusals = (replace(one, level=Level.WARNING) for one in _refusals(result.refusals, on))
            return (*refusals, *drifted, *pending)
        case _:
            assert_never(result)


def environment_of(result: Result) -> str:
    """The environment that a result is about, and whether it is a sandbox; empty for what files alone tell."""
    match result:
        case SavedPlan() | DriftReport():
            return visible(place(result.environment, result.is_sandbox))
        case Checked() | Review():
            return ""
        case _:
            assert_never(result)


def origin(result: Result) -> tuple[str, ...]:
    """The command that finds such a result, and the environment where there is one: ``("plan", "production")``."""
    match result:
        case Checked():
            return ("validate",)
        case Review():
            return ("review",)
        case SavedPlan():
            return ("plan", environment_of(result))
        case DriftReport():
            return ("drift", environment_of(result))
        case _:
            assert_never(result)


def fingerprints(findings: Iterable[Finding]) -> tuple[str, ...]:
    """What tells each from the others in run after run.

    A hash of environment, code, path and subject, and of how many had the same before; never of a line, which other
    edits move.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    made = []
    for one in findings:
        key = (one.environment, one.code, one.path, one.subject)
        made.append(hashlib.sha256("\0".join((*key, str(seen[key]))).encode()).hexdigest())
        seen[key] += 1
    return tuple(made)


def _problem(problem: Problem) -> Finding:
    file = visible(problem.source.file)
    return Finding(
        code=visible(problem.code),
        level=Level(problem.severity),
        subject=file.removeprefix(f"{_CATALOG}/").removesuffix(".yaml") if file.startswith(f"{_CATALOG}/") else file,
        message=visible(problem.message),
        remedy=visible(problem.remedy),
        source=_visible_place(problem.source),
        width=max(problem.width, 1),
        kind=Kind.PROBLEM,
    )


_KINDS = {kind: number for number, kind in enumerate(Kind)}


def _by_kind(finding: Finding) -> int:
    return _KINDS[finding.kind]


def _left_out(id: str, on: str, reason: str | None, actor: str) -> Finding:
    return Finding(
        code=Kind.LEFT_OUT,
        level=Level.NOTE,
        subject=visible(id),
        message=visible(f"{id} is left out of this plan"),
        remedy=_said("Left out", reason, actor),
        source=None,
        width=1,
        kind=Kind.LEFT_OUT,
        environment=on,
    )


def _said(what: str, reason: str | None, actor: str | None) -> str:
    """Who decided it and why."""
    by = f" by {actor}" if actor else ""
    return visible(f"{what}{by}: {reason}" if reason else f"{what}{by}, for this time.")


def _refusals(
    refusals: tuple[Refusal, ...],
    on: str,
    acceptances: tuple[Acceptance, ...] = (),
    reason: str | None = None,
    actor: str | None = None,
) -> list[Finding]:
    """Those that a person let pass, with who and why, then those that stand."""
    accepted, said = frozenset(acceptances), _said("Accepted", reason, actor)
    found = [_refusal(one, on, said, passed=one.acceptable and one.key in accepted) for one in refusals]
    return sorted(found, key=_by_kind)


def _refusal(refusal: Refusal, on: str, accepted: str, *, passed: bool) -> Finding:
    return Finding(
        code=visible(refusal.code),
        level=Level.NOTE if passed else Level.ERROR,
        subject=visible(refusal.id),
        message=visible(refusal.message),
        remedy=accepted if passed else visible(refusal.remedy),
        source=refusal.source and _visible_place(refusal.source),
        width=1,
        kind=Kind.ACCEPTED if passed else Kind.REFUSAL,
        environment=on,
    )


def _drift(found: Drift, on: str) -> Finding:
    said = [EXPLAINED[found.kind]]
    if found.field is not None:
        before, after = (value_shown(value).plain for value in (found.before, found.after))
        said.append(f"{found.field} was {before}, and is {after}")
    said += filter(None, [last_editor(found)])
    return Finding(
        code=f"drift-{found.kind}",
        level=Level.ERROR if found.kind is DriftKind.EMPTY else Level.WARNING,
        subject=visible(str(found.id)),
        message=visible(f'{found.id} "{found.name}": {"; ".join(said)}'),
        remedy=_WAYS_OUT.get(found.kind, "`syncer plan ENV` says what it stops, and the ways out."),
        source=None,
        width=1,
        kind=Kind.DRIFT,
        environment=on,
    )


_PLAN_AGAIN = "plan with `--accept drift --reason TEXT`"
_WAYS_OUT = {
    DriftKind.EDITED: f"To keep the edit, put it into the file; to keep the file's word, {_PLAN_AGAIN}.",
    DriftKind.VANISHED: f"To have it again, {_PLAN_AGAIN}; to leave it at that, set `lifecycle: retired`.",
    DriftKind.EMPTY: "Have the external process fill it, or take it out of every promotion and activity until then.",
    DriftKind.REPLACED: f"To take the other row, {_PLAN_AGAIN}; to let go, set `lifecycle: released`.",
}


def _pending(change: PlannedChange, on: str) -> Finding:
    paths = ", ".join(field.path for field in change.fields)
    return Finding(
        code="pending",
        level=Level.WARNING,
        subject=visible(change.id),
        message=visible(f'{change.id} "{change.name}": the catalog has something to {change.verb}')
        + (f" ({visible(paths)})" if paths else ""),
        remedy="`syncer plan ENV` shows what would be done.",
        source=None,
        width=1,
        kind=Kind.PENDING,
        environment=on,
    )


def _visible_place(place: Location) -> Location:
    return Location(visible(place.file), place.line, place.column)
