"""A saved plan, read back. Whatever was done to the file since it was saved is found, and said in one sentence."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

from syncer.desired.sealed_file import NotRegular, TooLarge, read_sealed
from syncer.desired.shape import validator_of
from syncer.model.change import FieldChange
from syncer.model.errors import Stale, UsageError
from syncer.model.plan import (
    Acceptance,
    Awaited,
    Context,
    Drift,
    DriftKind,
    PlannedChange,
    Refusal,
    SavedPlan,
    Standing,
)
from syncer.model.seal import FORMAT_VERSION, format_of, is_closed, is_intact
from syncer.model.segment import Location, SegmentId
from syncer.model.snapshot import UnfinishedRun

_LIMIT = 100 * 1024 * 1024
"""Bytes. A plan of 100,000 changes has about a third of that."""
_AGAIN = "Plan again: syncer plan ENV --out FILE.json."


def read_plan_file(path: Path) -> SavedPlan:
    """The plan that ``plan --out`` saved. Raises ``Stale`` with the reason where it is not as it was saved,
    and ``UsageError`` where there is no such file.
    """
    content = _read(path)
    _check_whole(content, path)
    plan = _plan(_parse(content, path))
    if plan.digest != plan.digest_now:
        raise Stale(f"{path} was altered: its digest is not that of what it decides", _AGAIN)
    return plan


def _read(path: Path) -> bytes:
    try:
        return read_sealed(path, _LIMIT)
    except NotRegular:
        raise UsageError(f"{path} is not a file", "Name a file that `plan --out` saved.") from None
    except TooLarge as error:
        raise Stale(
            f"{path} is no plan of ours: it has {error.size:,} bytes, and none has {_LIMIT:,}", _AGAIN
        ) from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", "Name a file that `plan --out` saved.") from None


def _check_whole(content: bytes, path: Path) -> None:
    """Tell apart what is not ours, what is of another format, cut short, and altered, before it is parsed."""
    version = format_of(content)
    if version is None:
        raise Stale(f"{path} is not a plan file: it does not begin like one", "Name a file that `plan --out` saved.")
    if version != FORMAT_VERSION:
        raise Stale(
            f"{path} is of format {version}; this version of syncer reads format {FORMAT_VERSION}",
            "Use the version that it was made with, or plan again with this one.",
        )
    if not is_closed(content):
        raise Stale(f"{path} was cut short, or laid out anew by another program: its seal is not at its end", _AGAIN)
    if not is_intact(content):
        raise Stale(f"{path} was altered after it was saved: its seal does not fit its content", _AGAIN)


def _parse(content: bytes, path: Path) -> dict[str, Any]:
    """The values, if they are what the published schema promises and nothing more."""
    from fastjsonschema import JsonSchemaValueException

    try:
        document = json.loads(
            content.decode("ascii"), object_pairs_hook=_without_twins, parse_float=_refuse, parse_constant=_refuse
        )
        validator_of("plan")(document)
        datetime.fromisoformat(document["context"]["made_at"])  # of the right form, but there may be no such day
    except RecursionError:
        raise Stale(f"{path} is no plan of ours: it is nested too deeply", _AGAIN) from None
    except JsonSchemaValueException as error:
        raise Stale(f"{path} is no plan of ours: {error.message}", _AGAIN) from None
    except ValueError as error:
        raise Stale(f"{path} is no plan of ours: {error}", _AGAIN) from None
    return document  # type: ignore[no-any-return]


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands in it twice")
    return found


def _refuse(number: str) -> NoReturn:
    raise ValueError(f"{number} is not a number that plans hold")


def _plan(document: dict[str, Any]) -> SavedPlan:
    return SavedPlan(
        environment=document["environment"],
        settings=document["settings"],
        target=document["target"],
        catalog_digest=document["catalog_digest"],
        changes=tuple(map(_change, document["changes"])),
        refusals=tuple(map(_refusal, document["refusals"])),
        drift=tuple(map(_drift, document["drift"])),
        acceptances=tuple(Acceptance(**one) for one in document["acceptances"]),
        left_out=tuple(document["left_out"]),
        standing=Standing(
            in_sync=document["in_sync"],
            unmanaged=document["unmanaged"],
            orphans=tuple(document["orphans"]),
            retired=tuple(document["retired"]),
            held=tuple(document["held"]),
            awaited=tuple(Awaited(one["id"], tuple(one["fields"])) for one in document["awaited"]),
            not_here=document["not_here"],
            not_carried=tuple((one["id"], one["field"]) for one in document["not_carried"]),
            unfinished=tuple(UnfinishedRun(**one) for one in document["unfinished"]),
        ),
        context=Context(**document["context"]),
        digest=document["digest"],
    )


def _change(value: dict[str, Any]) -> PlannedChange:
    return PlannedChange(**{**value, "fields": tuple(FieldChange(**field) for field in value["fields"])})


def _refusal(value: dict[str, Any]) -> Refusal:
    file = value["file"]
    return Refusal(
        code=value["code"],
        id=value["id"],
        message=value["message"],
        remedy=value["remedy"],
        acceptable=value["acceptable"],
        source=None if file is None else Location(file, value["line"] or 1, value["column"] or 1),
    )


def _drift(value: dict[str, Any]) -> Drift:
    return Drift(
        id=SegmentId.parse(value["id"]),
        name=value["name"],
        kind=DriftKind(value["kind"]),
        field=value["field"],
        before=value["before"],
        after=value["after"],
        by=value["by"],
        at=value["at"],
        edits=value["edits"],
    )
