"""Judging the site's own propagation, which may carry what we write (reference 7)."""

from __future__ import annotations

from collections.abc import Iterator

from syncer.model.doctor import Finding, Weight
from syncer.model.examination import Examination, Staging, Unanswered
from syncer.planning.health.unanswered import named, unanswered


def judge_staging(examination: Examination) -> Iterator[Finding]:
    """Whether the site carries segments to production by itself (reference 7)."""
    answer = examination.staging
    if isinstance(answer, Unanswered):
        yield unanswered("staging", "The site's own propagation", answer, 5)
        return
    yield _staged(answer)
    if answer.waiting:
        yield Finding(
            "staglog-waiting",
            Weight.NOTE if answer.declared == "stagingprop" else Weight.WARNING,
            f"STAGLOG holds {sum(answer.waiting.values()):,} changes of segments that were not carried yet.",
            "Until stagingprop runs, production does not have them.",
            "Run stagingprop before production is planned.",
            5,
            tuple(f"{table.upper()}: {count:,}" for table, count in sorted(answer.waiting.items())),
        )


def _staged(staging: Staging) -> Finding:
    signs = staging.signs
    details = tuple(
        f"{sign}: {named(tables)}"
        for sign, tables in (
            ("by triggers", signs.by_trigger),
            ("in the lists of staged tables", signs.by_list),
            ("in STAGLOG", signs.by_log),
        )
        if tables
    )
    if not signs:
        found = f"{named(staging.tables)} are there and speak of no segment" if staging.tables else "It has no tables"
        return Finding(
            "staging",
            Weight.OK,
            f"stagingprop: {found} here.",
            "Nothing but us carries segments from here, as far as can be seen.",
            question=5,
        )
    if staging.declared == "stagingprop":
        return Finding(
            "staging",
            Weight.OK,
            "The site carries segments to production by itself, as `propagation: stagingprop` says.",
            "On production the rows that arrive are recorded, and none is written.",
            question=5,
            details=details,
        )
    said = f"`propagation: {staging.declared}` says" if staging.declared else "nothing is declared"
    return Finding(
        "staging-undeclared",
        Weight.DANGER,
        f"The site carries segments to production by itself, and {said}{' otherwise' if staging.declared else ''}.",
        "What we write here travels too, and meets what we write there. A plan is refused.",
        "Declare `propagation: stagingprop`, or have the DBA take these tables out of the propagation.",
        5,
        details,
    )
