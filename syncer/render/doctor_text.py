"""What doctor found, as a page: the worst first, then the rest in the order in which it was asked."""

from __future__ import annotations

from collections.abc import Iterator

from syncer.model.doctor import FINDING, Diagnosis, Finding, Weight
from syncer.model.shown import Line, line, shown
from syncer.render.standing_text import origin
from syncer.render.words import ADDED, CHANGED, DANGER, FAINT, HEADING, NOTE, count, place

_LOOKS = {
    Weight.DANGER: ("x", DANGER),
    Weight.WARNING: ("!", CHANGED),
    Weight.NOTE: ("-", NOTE),
    Weight.OK: ("+", ADDED),
}
_TITLES = {
    Weight.DANGER: "Danger",
    Weight.WARNING: "To look at",
    Weight.NOTE: "Worth knowing",
    Weight.OK: "As it should be",
}


def doctor_text(diagnosis: Diagnosis) -> tuple[Line, ...]:
    """Findings by weight, each with what it means and what to do, then the count."""
    return (
        line(
            shown(f"Doctor on {place(diagnosis.environment, diagnosis.is_sandbox)}", HEADING),
            shown(f"  looked at {origin(diagnosis.context)}", FAINT),
        ),
        line(),
        *(row for weight in _LOOKS for row in _section(diagnosis, weight)),
        line(shown(_sentence(diagnosis), HEADING)),
    )


def _section(diagnosis: Diagnosis, weight: Weight) -> Iterator[Line]:
    findings = [found for found in diagnosis.findings if found.weight is weight]
    if findings:
        yield line(shown(f"{_TITLES[weight]}, {len(findings)}", HEADING), ":")
        for found in findings:
            yield from _finding(found)
        yield line()


def _finding(found: Finding) -> Iterator[Line]:
    symbol, style = _LOOKS[found.weight]
    answers = f"  (reference 14, Q{found.question})" if found.question else ""
    yield line(shown(f"{symbol} {found.code}", style), shown(answers, FAINT), indent=2)
    yield line(found.found, indent=6)
    for row in found.details:
        yield line(shown(row, FAINT), indent=8)
    yield line(found.meaning, indent=6)
    if found.remedy:
        yield line(shown("Do: ", HEADING), found.remedy, indent=6)


def _sentence(diagnosis: Diagnosis) -> str:
    dangers, warnings = diagnosis.count(Weight.DANGER), diagnosis.count(Weight.WARNING)
    notes = count(diagnosis.count(Weight.NOTE), "note")
    if not any(found.weight in FINDING for found in diagnosis.findings):
        return f"Healthy: nothing to do, {notes}. Nothing was written."
    found = [count(dangers, "danger")] * bool(dangers) + [count(warnings, "warning")] * bool(warnings)
    return f"Found {' and '.join(found)}, {notes}. Nothing was written."
