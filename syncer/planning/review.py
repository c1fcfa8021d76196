"""Two sides of files -> what became of each segment, and which renames that would be."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from syncer.model.change import FieldChange
from syncer.model.names import compatible
from syncer.model.plan import Refusal
from syncer.model.review import ReviewedChange, ReviewVerb
from syncer.model.segment import Content, Lifecycle, Segment, SegmentId
from syncer.planning.diff import field_changes
from syncer.planning.renames import look_alikes, refuse_look_alike, refuse_rename

_ENDS = {Lifecycle.RETIRED: ReviewVerb.RETIRE, Lifecycle.RELEASED: ReviewVerb.RELEASE}


@dataclass(frozen=True)
class Side:
    """The files of one side."""

    segments: Mapping[SegmentId, Segment]
    """Of the files without problems."""
    named: Mapping[SegmentId, Segment]
    """The same, and of files with problems what has a name: their content is not certain."""
    unread: Collection[str] = frozenset()
    """The files with problems, named or not."""

    @classmethod
    def of(cls, segments: Iterable[Segment], outlines: Iterable[Segment] = (), unread: Iterable[str] = ()) -> Side:
        """A side from its segments, from what has a name among files with problems, and from all such files."""
        certain = {one.id: one for one in segments}
        return cls(certain, {**{one.id: one for one in outlines}, **certain}, frozenset(unread))

    def has(self, segment: Segment) -> bool:
        """Whether there is a file in the place of this one, with or without problems."""
        return segment.id in self.named or segment.source.file in self.unread


class Compared(NamedTuple):
    """What became of the segments, and what speaks against it."""

    changes: tuple[ReviewedChange, ...]
    refusals: tuple[Refusal, ...]


def compare(base: Side, head: Side, skeleton: Callable[[str], str]) -> Compared:
    """What a change does, told from its files. ``skeleton`` is equal for names that look alike to people.

    Of a file that has problems on one side nothing is told but a rename: what else changed in it is not certain.
    """
    gone = [one for one in _by_id(base.named) if not head.has(one) and one.lifecycle is not Lifecycle.RELEASED]
    new = [one for one in _by_id(head.named) if not base.has(one)]
    moves = _moves(gone, new)
    kept = {one.id for one in moves.values()}
    left = [one for one in gone if one.id not in kept]
    changed = [change for one in _by_id(head.segments) if (change := _change(one, base, moves.get(one.id)))]
    removed = [_removed(one) for one in left if one.id in base.segments]
    created = [head.segments[SegmentId.parse(one.id)] for one in changed if one.verb is ReviewVerb.CREATE]
    alike = look_alikes(left, created, (one for one in _by_id(base.named) if head.has(one)))
    return Compared(
        changes=tuple(sorted([*changed, *removed], key=_place)),
        refusals=(
            *_renames(base, head, skeleton),
            *(refuse_look_alike(orphan, segment, again="review again") for orphan, segment in alike),
        ),
    )


def _moves(gone: Iterable[Segment], new: Iterable[Segment]) -> dict[SegmentId, Segment]:
    """By the id of a new file, the file of its store that is gone and had its name."""
    by_name = {(one.id.store, one.name): one for one in gone}
    return {one.id: found for one in new if (found := by_name.pop((one.id.store, one.name), None))}


def _change(segment: Segment, base: Side, moved: Segment | None) -> ReviewedChange | None:
    """What became of one file without problems; ``moved`` is what it was under another id."""
    before = moved or base.segments.get(segment.id)
    if before is None and base.has(segment):
        return None
    if before is None or _is_taken_up(before, segment):
        verb = _ENDS.get(segment.lifecycle, ReviewVerb.CREATE)
        return _changed(verb, segment, _creation(segment))
    is_certain = before.id in base.segments
    fields = field_changes(_facts(before), _facts(segment)) if is_certain else ()
    if is_certain and segment.lifecycle is not before.lifecycle:
        return _changed(_ENDS.get(segment.lifecycle, ReviewVerb.RESTORE), segment, fields, moved)
    if moved:
        return _changed(ReviewVerb.MOVE, segment, fields, moved)
    return _changed(ReviewVerb.UPDATE, segment, fields) if fields else None


def _is_taken_up(before: Segment, segment: Segment) -> bool:
    """Whether a file that had given its segment back now speaks of another one."""
    return before.lifecycle is Lifecycle.RELEASED and before.name != segment.name


def _changed(
    verb: ReviewVerb, segment: Segment, fields: tuple[FieldChange, ...], moved: Segment | None = None
) -> ReviewedChange:
    moved_from = str(moved.id) if moved else None
    return ReviewedChange(verb, str(segment.id), segment.name, fields, moved_from, segment.source)


def _removed(segment: Segment) -> ReviewedChange:
    return ReviewedChange(ReviewVerb.REMOVE, str(segment.id), segment.name)


def _creation(segment: Segment) -> tuple[FieldChange, ...]:
    """Everything that a new file says beside its name, where it is not what goes without saying."""
    unsaid = {"lifecycle": Lifecycle.ACTIVE, "protected": False}
    facts = _facts(segment)
    return tuple(FieldChange(path, None, facts[path]) for path in sorted(facts) if facts[path] != unsaid.get(path))


def _facts(segment: Segment) -> Content:
    """All that can change in a file but its name."""
    return {**segment.content, "lifecycle": str(segment.lifecycle), "protected": segment.protected}


def _renames(base: Side, head: Side, skeleton: Callable[[str], str]) -> Iterator[Refusal]:
    """A kept id under another name. What was given back has no name any more that could be kept."""
    for segment in _by_id(head.named):
        before = base.named.get(segment.id)
        if before and before.name != segment.name and before.lifecycle is not Lifecycle.RELEASED:
            yield refuse_rename(segment, before.name, _what_differs(before.name, segment.name, skeleton))


def _what_differs(old: str, new: str, skeleton: Callable[[str], str]) -> str:
    """What is hard to see in two names that differ; nothing where it is plain."""
    if old.casefold() == new.casefold():
        return "only the case differs"
    if "".join(old.split()) == "".join(new.split()):
        return "only blanks differ"
    if compatible(old) == compatible(new):
        return "only the form of some characters differs"
    return "they look alike, but some characters differ" if skeleton(old) == skeleton(new) else ""


def _by_id(segments: Mapping[SegmentId, Segment]) -> list[Segment]:
    return [segments[id] for id in sorted(segments)]


def _place(change: ReviewedChange) -> SegmentId:
    return SegmentId.parse(change.id)
