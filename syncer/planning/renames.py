"""Renames: those that an id shows, and those where a file vanished and another one appeared that looks like it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from syncer.model.plan import Refusal
from syncer.model.segment import Segment, SegmentId
from syncer.planning.likeness import THRESHOLD, Looks, Named

LOOK_ALIKE_THRESHOLD = THRESHOLD
"""From which likeness (0 to 1) on an orphan and a create count as one segment under two names."""

_SAMPLE = 2_000
"""So many other segments are enough to know which words everybody uses."""


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
            f"new file. If they have nothing to do with each other, {again} with `--accept rename --reason TEXT`."
        ),
        acceptable=True,
        source=segment.source,
    )


def look_alikes(
    orphans: Sequence[Named], created: Sequence[Segment], others: Iterable[Named] = ()
) -> Iterator[LookAlike]:
    """Each new segment with the orphan of its store that it resembles most, where one does enough.

    An orphan became one segment at the most: of several the one that is most like it. ``others`` are the segments
    that stay; their texts show which words say little, because everybody uses them.
    """
    pairs: list[tuple[float, SegmentId, int]] = []
    gone = {one.id: one for one in orphans}
    for store in {one.id.store for one in created} & {id.store for id in gone}:
        staying = islice((one for one in others if one.id.store == store), _SAMPLE)
        looks = Looks([one for id, one in sorted(gone.items()) if id.store == store], staying)
        for place, segment in enumerate(created):
            if segment.id.store == store:
                pairs += [(likeness, orphan.id, -place) for likeness, orphan in looks.like(segment)]
    became: dict[int, SegmentId] = {}
    taken: set[SegmentId] = set()
    for _, id, place in sorted(pairs, reverse=True):
        if -place not in became and id not in taken:
            became[-place] = id
            taken.add(id)
    return (LookAlike(gone[became[place]], created[place]) for place in sorted(became))
