"""Judging where ids come from, here and in the other environments."""

from __future__ import annotations

from collections.abc import Iterator

from syncer.model.doctor import Finding, Weight
from syncer.model.examination import Elsewhere, Examination, KeysRow, Range, Unanswered
from syncer.planning.health.unanswered import unanswered

FEW = 10_000
"""With fewer ids left a DBA should know."""


def judge_ranges(examination: Examination) -> Iterator[Finding]:
    """Whether ids can be taken without meeting others."""
    for answer in examination.ranges:
        if isinstance(answer, Unanswered):
            yield unanswered("keys", "Ranges of ids", answer, 4)
        else:
            yield _range(answer)


def _range(found: Range) -> Finding:
    place = f"KEYS row {found.wanted}"
    if len(found.rows) != 1:
        return Finding(
            "keys-row",
            Weight.DANGER,
            f"KEYS has {len(found.rows) or 'no'} rows for {found.wanted}.",
            f"Ids of {found.what} can be taken from exactly one, so nothing can be created.",
            "Name the right one with `keys_row` in the environment's file, or have the DBA correct KEYS.",
            4,
            tuple(map(_told, found.rows)),
        )
    row = found.rows[0]
    if row.lower is None or row.upper is None:
        return _danger(
            "keys-bounds", f"The {place} has no LOWERBOUND or no UPPERBOUND.", "Nothing can be created.", row
        )
    if not row.is_sequential:
        why = "We know how to take ids only where they come in order, so nothing can be created."
        return _danger("keys-order", f"The {place} hands out ids out of order (NONSEQUENTIAL is not 0).", why, row)
    if row.counter < row.lower:
        why = "The next id would not be one of this environment, so nothing can be created."
        return _danger("keys-below", f"COUNTER of the {place} is below its LOWERBOUND.", why, row)
    if found.highest is not None and found.highest > row.counter:
        return _danger(
            "keys-behind",
            f"{found.column} {found.highest} lies beyond COUNTER {row.counter} of the {place}.",
            "Somebody took ids past KEYS. The next ones would meet rows that are there, so nothing can be created.",
            row,
        )
    left = row.upper - row.counter
    if left < FEW:
        why = "Every new segment takes one, and the store's own servers take whole blocks."
        return Finding(
            "keys-nearly-full",
            Weight.WARNING,
            f"The {place} has {max(left, 0):,} ids left.",
            why,
            "Have the DBA look at the key ranges of this environment.",
            4,
            (_told(row),),
        )
    highest = "none" if found.highest is None else str(found.highest)
    return Finding(
        "keys",
        Weight.OK,
        f"Ids of {found.what}: {row.lower} to {row.upper}, COUNTER {row.counter}, highest in use {highest}.",
        "New ids meet no row that is there.",
        question=4,
    )


def _danger(code: str, found: str, meaning: str, row: KeysRow) -> Finding:
    remedy = "Have the DBA correct it. Bounds themselves are never changed by hand (reference 6.2)."
    return Finding(code, Weight.DANGER, found, meaning, remedy, 4, (_told(row),))


def _told(row: KeysRow) -> str:
    bounds = f"{'none' if row.lower is None else row.lower} to {'none' if row.upper is None else row.upper}"
    return f"{row.name}: COUNTER {row.counter}, bounds {bounds}"


def judge_elsewhere(examination: Examination) -> Iterator[Finding]:
    """Whether two environments could hand out the same id, or are one database."""
    ledger, own = examination.ledger, examination.ranges[0]
    target = None if isinstance(ledger, Unanswered) or ledger.head is None else ledger.head.target
    for other in examination.elsewhere:
        if target is not None and target == other.target:
            yield Finding(
                "same-database",
                Weight.DANGER,
                f"{other.environment} is the same database: both have the target {target}.",
                "What is applied to one is in the other at once; or one is a copy, with our own tables in it.",
                "Correct the variable of one of them; in a copy have our own tables dropped and made anew.",
            )
        elif isinstance(own, Range):
            yield _compared(own, other)


def _compared(own: Range, other: Elsewhere) -> Finding:
    theirs = other.range
    if isinstance(theirs, Unanswered):
        return Finding(
            "not-compared",
            Weight.NOTE,
            f"Ranges of ids were not compared with {other.environment}: {theirs.reason.rstrip('.')}.",
            "Whether both hand out the same ids is not known from here.",
            "Run it once where both can be reached.",
            4,
        )
    here, there = _bounds(own), _bounds(theirs)
    if here is None or there is None:
        return Finding(
            "not-compared",
            Weight.NOTE,
            f"Ranges of ids were not compared with {other.environment}: one of them is not known.",
            "Whether both hand out the same ids is not known.",
            question=4,
        )
    if here[0] <= there[1] and there[0] <= here[1]:
        return Finding(
            "ranges-overlap",
            Weight.WARNING,
            f"Here and in {other.environment} the same ids are handed out, from {max(here[0], there[0])} to "
            f"{min(here[1], there[1])}.",
            "A segment that travels with its id can meet another one that has it.",
            "Have the DBA split the ranges (reference 7.4) before segments are carried from one to the other.",
            4,
        )
    return Finding(
        "ranges-apart",
        Weight.OK,
        f"No id is handed out both here and in {other.environment}.",
        "A segment can travel with its id.",
        question=4,
    )


def _bounds(found: Range) -> tuple[int, int] | None:
    if len(found.rows) != 1:
        return None
    row = found.rows[0]
    return None if row.lower is None or row.upper is None else (row.lower, row.upper)
