"""How much two segments look like one, by their names and by their texts."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from heapq import nlargest
from itertools import takewhile
from typing import NamedTuple, Protocol

from syncer.model.names import folded
from syncer.model.segment import DESCRIPTION, Content, SegmentId

THRESHOLD = 0.72
"""From which likeness (0 to 1) on two segments count as one."""

FAINT = 0.5
"""Below this likeness two names are no evidence at all."""

COMMON_TRAIT = 20
"""A word that more orphans than this have says nothing about which one is meant."""

MOST_COMPARED = 10
"""How many orphans a new segment is compared with, by name and by text: those that share the most words."""

MUCH_SAID = 10
"""A text that has so much of its own in common is told of one segment, whatever that is called now."""

# Scripts without blanks between words, where every character counts as one.
_WORD = re.compile("[\u2e80-\ufaff]|[^\\W\u2e80-\ufaff]+")
_DIGITS = re.compile(r"\d+")


class Named(Protocol):
    """A segment: what was recorded of it, or what its file says."""

    @property
    def id(self) -> SegmentId:
        """Where its file is or was."""

    @property
    def name(self) -> str:
        """The name that it has."""

    @property
    def content(self) -> Content:
        """What else is known of it."""


class Look(NamedTuple):
    """What of a segment is compared."""

    name: str
    """Without case, outer blanks and accents."""
    words: tuple[str, ...]
    """Of the name."""
    text: str | None
    """The description; ``None`` where there is none."""
    said: frozenset[str]
    """The words of the description, without case and accents."""


def look_of(segment: Named) -> Look:
    """What of a segment is compared."""
    name, text = _plain(segment.name), segment.content.get(DESCRIPTION)
    said = text if isinstance(text, str) else None
    return Look(name, tuple(_WORD.findall(name)), said, _spoken(_plain(said)) if said else frozenset())


def _plain(text: str) -> str:
    if text.isascii():
        return folded(text)
    apart = unicodedata.normalize("NFKD", folded(text))
    return "".join(char for char in apart if not unicodedata.combining(char))


def _spoken(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text))


class Looks:
    """The orphans of one store, so that those most like a new segment are found without comparing all.

    ``others`` are segments that stay: a word that they use too says little, for it belongs to a template.
    """

    def __init__(self, orphans: Sequence[Named], others: Iterable[Named]) -> None:
        self.orphans = orphans
        self._looks = [look_of(one) for one in orphans]
        looks = [*self._looks, *map(look_of, others)]
        self._users = Counter(word for look in looks for word in look.said)
        self._texts = Counter(look.text for look in looks)
        self._by_name = _index(map(_traits, self._looks))
        self._by_text = _index(look.said for look in self._looks)

    def like(self, segment: Named) -> Iterator[tuple[float, Named]]:
        """The orphans that look like a segment, each with its likeness, which is not below the threshold."""
        look = look_of(segment)
        near = {*_nearest(self._by_name, _traits(look)), *_nearest(self._by_text, look.said)}
        names = SequenceMatcher(None, b=look.name, autojunk=False)
        for place in sorted(near):
            orphan = self._looks[place]
            if self._is_another(orphan, look):
                continue
            likeness = self._of_texts(orphan, look)
            if likeness < 1 and not (orphan.text and look.text and _is_replaced(orphan.words, look.words)):
                by_name = _of_names(orphan, look, names)
                # Each is evidence for itself, and neither speaks against the other.
                likeness = 1 - (1 - likeness) * (1 - by_name)
            if likeness >= THRESHOLD:
                yield likeness, self.orphans[place]

    def _of_texts(self, orphan: Look, look: Look) -> float:
        """How much of the texts, or of the shorter one, is the same by words; 1 where nobody else has that text."""
        if not (orphan.text and look.text):
            return 0.0
        if orphan.text == look.text and self._texts[orphan.text] == 1:
            return 1.0
        if not (same := orphan.said & look.said):
            return 0.0
        # One more each time: a few words, or words of a template, are little evidence.
        shared, before, after = self._weight(same), self._weight(orphan.said), self._weight(look.said)
        return max(2 * shared / (before + after + 1), shared / (min(before, after) + 1))

    def _is_another(self, orphan: Look, look: Look) -> bool:
        """Whether what gave way in the name gave way in the text too, or a number did: another thing in one template.

        ``Coffee lovers`` who bought coffee and ``Tea lovers`` who bought tea are two segments, however alike the rest
        is; unless the rest is much, and nobody else's.
        """
        if not (orphan.text and look.text and _is_replaced(orphan.words, look.words)):
            return False
        if _has_other_numbers(orphan.text, look.text):
            return True
        gone, come = orphan.said - look.said, look.said - orphan.said
        in_both = not gone.isdisjoint(_spoken(orphan.name)) and not come.isdisjoint(_spoken(look.name))
        return in_both and self._weight(orphan.said & look.said) < MUCH_SAID

    def _weight(self, words: Iterable[str]) -> float:
        """How much words say: one that nobody else uses counts 1, one that two others use 1/5."""
        return sum(1 / (1 + max(self._users[word] - 1, 0) ** 2) for word in words)


def _of_names(orphan: Look, look: Look, names: SequenceMatcher[str]) -> float:
    """How much two names are the same, letter by letter; also with their words in another order."""
    names.set_seq1(orphan.name)
    if names.quick_ratio() < FAINT:  # a bound is much cheaper than the ratio
        return 0.0
    likeness: float = names.ratio()
    if len(orphan.words) > 1 and not set(orphan.words).isdisjoint(look.words):
        before, after = (" ".join(sorted(words)) for words in (orphan.words, look.words))
        likeness = max(likeness, SequenceMatcher(None, before, after, autojunk=False).ratio())
    return max(likeness, THRESHOLD) if _is_longer(orphan.words, look.words) else likeness


def _is_longer(words: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether one name is the other one with more words around it."""
    shorter, longer = sorted((frozenset(words), frozenset(others)), key=len)
    return len(shorter) > 1 and shorter < longer


def _is_replaced(before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    """Whether a word gave way to another one, and was not only added, dropped, moved or spelt otherwise.

    ``Summer 2025`` and ``Summer 2026`` are nearly the same name; only their texts can say whether they are one.
    """
    old, new = _less(before, after), _less(after, before)
    if not (old and new):
        return False
    if _has_other_numbers(old, new):
        return True
    if _is_short_for(old, new) or _is_short_for(new, old):
        return False
    return SequenceMatcher(None, old, new, autojunk=False).ratio() < THRESHOLD


def _has_other_numbers(before: str, after: str) -> bool:
    """Whether a number gave way to another one; one that was only added, or written out, says nothing."""
    old, new = Counter(_DIGITS.findall(before)), Counter(_DIGITS.findall(after))
    return bool(old - new and new - old)


def _is_short_for(short: str, long: str) -> bool:
    """Whether a word abbreviates another: it begins alike, and its letters follow each other there."""
    letters = iter(long)
    return 2 <= len(short) < len(long) and short[0] == long[0] and all(letter in letters for letter in short)


def _less(words: tuple[str, ...], others: tuple[str, ...]) -> str:
    """The words that the others lack in any form, written as one."""
    return "".join(word for word in words if not any(_is_kin(word, other) for other in others))


def _is_kin(word: str, other: str) -> bool:
    """Whether two words are one in two forms: they differ in an ending, or in more than that where they are long."""
    if word == other or _DIGITS.search(word + other):
        return word == other
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, other, strict=False)))
    longer = max(len(word), len(other))
    return alike >= max(3, longer - 2) or alike >= max(5, longer / 2)


def _traits(look: Look) -> set[str]:
    """What two names that look alike have in common at the least: a word, its beginning, or all words but one."""
    words = look.words
    traits = {f"word {word}" for word in words} | {f"start {word[:3]}" for word in words}
    return traits | {f"name {''.join(words[:one] + words[one + 1 :])}" for one in range(len(words) + 1)}


def _index(traits: Iterable[Iterable[str]]) -> Mapping[str, list[int]]:
    """By trait the places that have it, where they are not too many."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, found in enumerate(traits):
        for trait in found:
            places[trait].append(place)
    return {trait: found for trait, found in places.items() if len(found) <= COMMON_TRAIT}


def _nearest(index: Mapping[str, list[int]], traits: Iterable[str]) -> list[int]:
    """The places that share the most traits; of two equal ones the later."""
    shared = Counter(place for trait in traits for place in index.get(trait, ()))
    if len(shared) <= MOST_COMPARED:
        return list(shared)
    return nlargest(MOST_COMPARED, shared, key=lambda place: (shared[place], place))
