"""Renames: those that an id shows, and those where a file vanished and another one appeared that looks like it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple, Protocol

from syncer.model.names import folded
from syncer.model.plan import Refusal
from syncer.model.segment import DESCRIPTION, Content, Segment, SegmentId

LOOK_ALIKE_THRESHOLD = 0.75
"""From which likeness (0 to 1) on an orphan and a create count as one segment under two names."""

COMMON_TRAIT = 20
"""A word or text that more orphans than this have says nothing about which one is meant."""


class Named(Protocol):
    """A segment that is gone: what was recorded of it, or what its file said."""

    @property
    def id(self) -> SegmentId:
        """Where its file was."""

    @property
    def name(self) -> str:
        """The name that it has."""

    @property
    def content(self) -> Content:
        """What else is known of it."""


class LookAlike(NamedTuple):
    """An orphan, and the new segment that it may have become."""

    orphan: Named
    created: Segment


def refuse_rename(desired: Segment, old: str, hint: str = "") -> Refusal:
    """The refusal of another name under the same id; ``hint`` says what differs where that is hard to see."""
    return Refusal(
        code="rename",
        id=str(desired.id),
        message=f"{desired.id} cannot be renamed from {old!r} to {desired.name!r}{hint and f': {hint}'}",
        remedy=(
            f"Keep {old!r} as the name in this file; or put the name back, set `lifecycle: retired` here and add a "
            f"new file for {desired.name!r}."
        ),
        source=desired.source,
    )


def refuse_look_alike(orphan: Named, segment: Segment, *, again: str) -> Refusal:
    """The refusal of a new segment that looks like one whose file is gone; ``again`` is how it is accepted."""
    return Refusal(
        code="rename",
        id=str(segment.id),
        message=f"{segment.id} ({segment.name!r}) looks like {orphan.id} ({orphan.name!r}), whose file is gone",
        remedy=(
            f"Bring {orphan.id} back and keep its name; or bring it back with `lifecycle: retired` beside the "
            f"new file. If they have nothing to do with each other, {again} with `--accept rename`."
        ),
        acceptable=True,
        source=segment.source,
    )


def look_alikes(orphans: Sequence[Named], created: Sequence[Segment]) -> Iterator[LookAlike]:
    """For each new segment the orphan of its store that it resembles most, where one does enough.

    Only orphans that share an uncommon trait are compared, so that the work grows with what was found
    and not with orphans times creates.
    """
    if not orphans:
        return
    by_trait: defaultdict[tuple[str, str], list[Named]] = defaultdict(list)
    for orphan in orphans:
        for trait in _traits(orphan.name, orphan.content.get(DESCRIPTION)):
            by_trait[orphan.id.store, trait].append(orphan)
    for segment in created:
        traits = _traits(segment.name, segment.content.get(DESCRIPTION))
        sharing = (by_trait.get((segment.id.store, trait), []) for trait in traits)
        near = {orphan.id: orphan for found in sharing if len(found) <= COMMON_TRAIT for orphan in found}
        if best := _most_alike(segment, near.values()):
            yield LookAlike(best, segment)


def _most_alike(segment: Segment, orphans: Iterable[Named]) -> Named | None:
    matcher = SequenceMatcher(None, b=folded(segment.name), autojunk=False)
    alike = [(_likeness(orphan, segment, matcher), orphan) for orphan in orphans]
    likeness, best = max(alike, key=lambda one: (one[0], one[1].id), default=(0.0, None))
    return best if likeness >= LOOK_ALIKE_THRESHOLD else None


def _likeness(orphan: Named, segment: Segment, matcher: SequenceMatcher[str]) -> float:
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
