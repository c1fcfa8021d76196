"""``freezes`` of an environment: times in which nothing is written, read and checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, tzinfo
from typing import Any

from syncer.desired.reading.document import Document
from syncer.model.environment import Freeze, Once, Weekday, Weekly
from syncer.model.problem import Problem

_KEY = "freezes"
_DAYS = tuple(f"{day.name.lower()} " for day in Weekday)
_ENDS = ("from", "until")
_NO_PLACES = frozenset({"localtime", "posixrules", "Factory"})
"""Names of zones that mean whatever a computer is set to."""


def freezes(values: Any) -> tuple[Freeze, ...]:
    """Those of a checked file, by their names."""
    return tuple(_freeze(name, value) for name, value in sorted((values or {}).items()))


def freeze_problems(document: Document) -> Iterator[Problem]:
    """What no schema can say of a document that has its shape: whether there are such moments, whether they are in
    one form and in order, and whether a zone is known.
    """
    named: Any = document.value.get(_KEY, {})
    for name, value in named.items():
        yield from _problems(document, name, value)


def _problems(document: Document, name: str, value: Mapping[str, Any]) -> Iterator[Problem]:
    def problem(key: str, message: str, remedy: str) -> Problem:
        return document.problem("bad-value", message, remedy, [_KEY, name, key])

    bad = [end for end in _ENDS if not _exists(value[end])]
    for end in bad:
        yield problem(end, f"there is no such moment as {value[end]}", "Correct it.")
    if bad:
        return
    if _is_weekly(value["from"]) != _is_weekly(value["until"]):
        yield problem("until", "`from` is in the other form", "Write two moments, or two days of the week with times.")
    elif _is_weekly(value["from"]):
        yield from _weekly_problems(document, name, value)
    elif "timezone" in value:
        yield problem("timezone", "the moments say it themselves, by their distance from UTC", "Remove this line.")
    elif datetime.fromisoformat(value["until"]) <= datetime.fromisoformat(value["from"]):
        yield problem("until", "it ends before it begins", "Correct one of the two moments.")


def _weekly_problems(document: Document, name: str, value: Mapping[str, Any]) -> Iterator[Problem]:
    if value["from"] == value["until"]:
        yield document.problem(
            "bad-value",
            "it begins where it ends",
            "Correct one of the two; to write nothing at all, set `mode: observe`.",
            [_KEY, name, "until"],
        )
    zone = value.get("timezone")
    if zone and not _is_known(zone):
        yield document.problem(
            "bad-value",
            f"this computer knows no time zone {zone}",
            "Write a name like Europe/Paris; where it is right, have the time zones installed (tzdata).",
            [_KEY, name, "timezone"],
        )


def _exists(moment: str) -> bool:
    """Whether a text of the right form is a moment."""
    try:
        _day_and_time(moment) if _is_weekly(moment) else datetime.fromisoformat(moment)
    except ValueError:
        return False
    return True


def _is_weekly(moment: str) -> bool:
    return moment.startswith(_DAYS)


def _freeze(reason: str, value: Mapping[str, Any]) -> Freeze:
    since, until = value["from"], value["until"]
    if not _is_weekly(since):
        return Once(datetime.fromisoformat(since), datetime.fromisoformat(until), reason)
    return Weekly(_day_and_time(since), _day_and_time(until), _zone(value.get("timezone", "UTC")), reason)


def _day_and_time(moment: str) -> tuple[Weekday, time]:
    day, _, clock = moment.partition(" ")
    return Weekday[day.upper()], time.fromisoformat(clock)


def _is_known(zone: str) -> bool:
    try:
        _zone(zone)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _zone(name: str) -> tzinfo:
    """A time zone by its name. Raises ``KeyError``, ``ValueError`` or ``OSError`` for one that is not known here."""
    from zoneinfo import ZoneInfo

    if name in _NO_PLACES:
        raise ValueError(f"{name} is another clock on every computer")
    return UTC if name == "UTC" else ZoneInfo(name)
