"""Renames that cannot be seen by id: a file vanished, and another one appeared that looks like it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from syncer.model.names import folded
from syncer.model.segment import DESCRIPTION, Segment
from syncer.model.snapshot import LedgerEntry

LOOK_ALIKE_THRESHOLD = 0.75
"""From which likeness (0 to 1) on an orphan and a create count as one segment under two names."""

COMMON_WORD = 20
"""A word in the names of more orphans than this says nothing about which one is meant."""


class LookAlike(NamedTuple):
    """An orphan, and the new segment that it may have become."""

    orphan: LedgerEntry
    created: Segment


def look_alikes(orphans: Sequence[LedgerEntry], created: Sequence[Segment]) -> Iterator[LookAlike]:
    """For each new segment the orphan of its store that it resembles most, where one does enough.

    Only orphans that share the description or an uncommon word are compared, so that the work grows
    with what was found and not with orphans times creates.
    """
    if not orphans:
        return
    by_trait: defaultdict[tuple[str, str], list[LedgerEntry]] = defaultdict(list)
    for orphan in orphans:
        for trait in _traits(orphan.name, orphan.content.get(DESCRIPTION)):
            by_trait[orphan.id.store, trait].append(orphan)
    for segment in created:
        traits = _traits(segment.name, segment.content.get(DESCRIPTION))
        near = {
            orphan.id: orphan
            for trait in traits
            if len(found := by_trait.get((segment.id.store, trait), [])) <= COMMON_WORD
            for orphan in found
        }
        best = max(near.values(), key=lambda orphan: (likeness(orphan, segment), orphan.id), default=None)
        if best and likeness(best, segment) >= LOOK_ALIKE_THRESHOLD:
            yield LookAlike(best, segment)


def likeness(orphan: LedgerEntry, segment: Segment) -> float:
    """How much two segments look like one, from 0 to 1: the same text, or nearly the same name."""
    text = orphan.content.get(DESCRIPTION)
    if text is not None and text == segment.content.get(DESCRIPTION):
        return 1.0
    return SequenceMatcher(None, folded(orphan.name), folded(segment.name), autojunk=False).ratio()


def _traits(name: str, description: object) -> set[str]:
    """What two look-alikes have in common at the least: a word, its beginning, or the whole text."""
    words = folded(name).split()
    traits = {f"word {word}" for word in words} | {f"start {word[:3]}" for word in words}
    return traits | ({f"text {description}"} if description is not None else set())
