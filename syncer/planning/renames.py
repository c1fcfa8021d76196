"""Renames that cannot be seen by id: a file vanished, and another one appeared that looks like it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from syncer.model.names import folded
from syncer.model.segment import DESCRIPTION, Segment
from syncer.model.snapshot import LedgerEntry

LOOK_ALIKE_THRESHOLD = 0.75
"""From which likeness (0 to 1) on an orphan and a create count as one segment under two names."""

COMMON_TRAIT = 20
"""A word or text that more orphans than this have says nothing about which one is meant."""


class LookAlike(NamedTuple):
    """An orphan, and the new segment that it may have become."""

    orphan: LedgerEntry
    created: Segment


def look_alikes(orphans: Sequence[LedgerEntry], created: Sequence[Segment]) -> Iterator[LookAlike]:
    """For each new segment the orphan of its store that it resembles most, where one does enough.

    Only orphans that share an uncommon trait are compared, so that the work grows with what was found
    and not with orphans times creates.
    """
    if not orphans:
        return
    by_trait: defaultdict[tuple[str, str], list[LedgerEntry]] = defaultdict(list)
    for orphan in orphans:
        for trait in _traits(orphan.name, orphan.content.get(DESCRIPTION)):
            by_trait[orphan.id.store, trait].append(orphan)
    for segment in created:
        traits = _traits(segment.name, segment.content.get(DESCRIPTION))
        sharing = (by_trait.get((segment.id.store, trait), []) for trait in traits)
        near = {orphan.id: orphan for found in sharing if len(found) <= COMMON_TRAIT for orphan in found}
        if best := _most_alike(segment, near.values()):
            yield LookAlike(best, segment)


def _most_alike(segment: Segment, orphans: Iterable[LedgerEntry]) -> LedgerEntry | None:
    matcher = SequenceMatcher(None, b=folded(segment.name), autojunk=False)
    alike = [(_likeness(orphan, segment, matcher), orphan) for orphan in orphans]
    likeness, best = max(alike, key=lambda one: (one[0], one[1].id), default=(0.0, None))
    return best if likeness >= LOOK_ALIKE_THRESHOLD else None


def _likeness(orphan: LedgerEntry, segment: Segment, matcher: SequenceMatcher[str]) -> float:
    """How much two segments look like one, from 0 to 1: the same text, or nearly the same name.

    Names that stay below the threshold count as 0, because a bound is much cheaper than the ratio itself.
    """
    text = orphan.content.get(DESCRIPTION)
    if text is not None and text == segment.content.get(DESCRIPTION):
        return 1.0
    matcher.set_seq1(folded(orphan.name))
    bounds = (matcher.real_quick_ratio, matcher.quick_ratio)
    return matcher.ratio() if all(bound() >= LOOK_ALIKE_THRESHOLD for bound in bounds) else 0.0


def _traits(name: str, description: object) -> set[str]:
    """What two look-alikes have in common at the least: a word, its beginning, all words but one, or the whole text."""
    words = re.findall(r"\w+", folded(name))
    traits = {f"word {word}" for word in words} | {f"start {word[:3]}" for word in words}
    traits |= {f"name {''.join(words[:one] + words[one + 1 :])}" for one in range(len(words) + 1)}
    return traits | ({f"text {description}"} if description is not None else set())
