"""Refusals as lines: what speaks against a plan, where, and the way out."""

from __future__ import annotations

from collections.abc import Iterator

from syncer.model.plan import Refusal
from syncer.model.shown import Line, line, shown
from syncer.render.words import DANGER, FAINT, HEADING, NOTE, about, count


def refusals_text(refusals: tuple[Refusal, ...], *, title: str = "Refused") -> Iterator[Line]:
    """Every reason why a plan must not run, with the way out."""
    if not refusals:
        return
    yield line(shown(f"{title}, {count(len(refusals), 'reason')}", DANGER), ":")
    for refusal in refusals:
        yield from _refusal(refusal)
    yield line()


def _refusal(refusal: Refusal) -> Iterator[Line]:
    yield line(
        shown(f"x {refusal.code}  ", DANGER),
        shown(about(refusal.id), HEADING),
        shown("" if refusal.source is None else f"  {refusal.source}", FAINT),
        shown("  may be accepted" if refusal.acceptable else "", NOTE),
        indent=2,
    )
    yield line(refusal.message, indent=6)
    if refusal.remedy:
        yield line(refusal.remedy, indent=6)
