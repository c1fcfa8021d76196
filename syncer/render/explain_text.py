"""What codes mean, as a page."""

from __future__ import annotations

from collections.abc import Mapping

from syncer.model.explanation import Explanation
from syncer.model.shown import Line, line, shown
from syncer.render.words import FAINT, HEADING


def explanation_text(code: str, explanation: Explanation) -> tuple[Line, ...]:
    """One code: what it says, why it matters, what to do, and what it looks like."""
    return (
        line(shown(code, HEADING), f": {explanation.summary}"),
        line(),
        line(shown("Why      ", FAINT), explanation.why),
        line(shown("Do       ", FAINT), explanation.fix),
        line(shown("Example", FAINT)),
        *(line(row, indent=9) for row in explanation.example.splitlines()),
    )


def explanations_text(families: Mapping[str, Mapping[str, Explanation]]) -> tuple[Line, ...]:
    """Every code with its summary, family by family."""
    rows: list[Line] = []
    for family, explanations in families.items():
        width = max(map(len, explanations), default=0)
        rows.append(line(shown(family, HEADING)))
        rows += (line(f"{code:<{width}}  {one.summary}", indent=2) for code, one in explanations.items())
        rows.append(line())
    return tuple(rows[:-1])
