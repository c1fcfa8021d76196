"""What people decided for one plan or review, as lines: it stands first, before all that a program found."""

from __future__ import annotations

from collections.abc import Iterator

from syncer.model.plan import Acceptance
from syncer.model.shown import Line, line, shown
from syncer.render.changes_text import listed
from syncer.render.words import CHANGED, about


def decided_text(
    acceptances: tuple[Acceptance, ...],
    left_out: tuple[str, ...] = (),
    *,
    reason: str | None,
    actor: str | None = None,
) -> Iterator[Line]:
    """What was let pass and what was left out, by whom and why; nothing where nobody said anything."""
    if not (acceptances or left_out or reason):
        return
    for code in dict.fromkeys(one.code for one in acceptances):
        yield from listed(f"Accepted: {code}", (about(one.id) for one in acceptances if one.code == code))
    yield from listed("Left out by --hold", left_out)
    said = " ".join(filter(None, (f"By {actor}." if actor else "", f"Reason: {reason}" if reason else "")))
    if said:
        yield line(shown(said, CHANGED))
    yield line()
