"""What several documents of the JSON share, and how all of them are laid out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeAlias

from syncer.model.change import FieldChange
from syncer.model.plan import Acceptance, Awaited, Context, Drift, PlannedChange, Refusal
from syncer.model.problem import Problem, errors_of
from syncer.model.seal import FORMAT_VERSION
from syncer.model.segment import Location
from syncer.model.shown import OBEYED
from syncer.model.snapshot import UnfinishedRun

Object: TypeAlias = dict[str, Any]

_ENCODER = json.JSONEncoder(ensure_ascii=True, allow_nan=False)


def _encode(value: object) -> str:
    """One line of JSON, in which no CI server finds a command where it stands in a log."""
    text = _ENCODER.encode(value)
    if "##" in text:
        for command in OBEYED:
            text = text.replace(command, f"#\\u0023{command[2:]}")
    return text


def change_object(change: PlannedChange) -> Object:
    """One change of a plan."""
    return {
        "verb": change.verb,
        "id": change.id,
        "name": change.name,
        "mbrgrp_id": change.mbrgrp_id,
        "held": change.held,
        "fields": [field_object(one) for one in change.fields],
    }


def field_object(field: FieldChange) -> Object:
    """One field, before and after."""
    return {"path": field.path, "before": field.before, "after": field.after}


def drift_object(found: Drift) -> Object:
    """One difference between what we recorded and what is live."""
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


def refusal_objects(refusals: Iterable[Refusal], acceptances: Collection[Acceptance] = ()) -> list[Object]:
    """The reasons why a plan or a change must not run as it is, and which of them a person let pass."""
    let_pass = frozenset(acceptances)
    return [_refusal(one, accepted=one.acceptable and one.key in let_pass) for one in refusals]


def _refusal(refusal: Refusal, *, accepted: bool) -> Object:
    return {
        "code": refusal.code,
        "id": refusal.id,
        "message": refusal.message,
        "remedy": refusal.remedy,
        "acceptable": refusal.acceptable,
        "accepted": accepted,
        **place_fields(refusal.source),
    }


def problem_object(problem: Problem) -> Object:
    """One mistake in a file."""
    return {
        "code": problem.code,
        "severity": problem.severity,
        "message": problem.message,
        "remedy": problem.remedy,
        **place_fields(problem.source),
    }


def place_fields(source: Location | None) -> Object:
    """Where something stands; nulls where there is no file."""
    if source is None:
        return {"file": None, "line": None, "column": None}
    return {"file": source.file, "line": source.line, "column": source.column}


def acceptance_object(acceptance: Acceptance) -> Object:
    """One refusal that a person let pass."""
    return {"code": acceptance.code, "id": acceptance.id}


def awaited_object(awaited: Awaited) -> Object:
    """One segment that the site's own propagation has yet to bring as its file says."""
    return {"id": awaited.id, "fields": list(awaited.fields)}


def context_object(context: Context) -> Object:
    """Who made it and when: shown, and never compared."""
    return {
        "made_at": context.made_at,
        "tool_version": context.tool_version,
        "actor": context.actor,
        "revision": context.revision,
        "reason": context.reason,
    }


def unfinished_object(run: UnfinishedRun) -> Object:
    """One run without a recorded end."""
    return {"run": run.run, "actor": run.actor, "opened_at": run.opened_at}


def count_severities(problems: tuple[Problem, ...]) -> dict[str, int]:
    """How many errors and warnings there are."""
    errors = len(errors_of(problems))
    return {"errors": errors, "warnings": len(problems) - errors}


def count_words(words: Iterable[str], found: Iterable[str]) -> dict[str, int]:
    """How often each of these words was found, zeros among them."""
    counted = Counter(found)
    return {word: counted[word] for word in words}


def document(content: Mapping[str, object]) -> str:
    """A whole document; its first key is the version of our formats."""
    return body(content) + "\n}\n"


def body(content: Mapping[str, object]) -> str:
    """Everything but the closing brace."""
    versioned = {"format_version": FORMAT_VERSION, **content}
    return "{\n" + ",\n".join(f'"{key}": {_laid_out(value)}' for key, value in versioned.items())


def _laid_out(value: object) -> str:
    """A list of objects with each on its own line; anything else on one."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(map(_encode, value)) + "\n]"
    return _encode(value)
