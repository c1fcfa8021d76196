"""Pages that have to fit: stretches of text, each of which can be written with fewer entries and is still whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple


class Stretch(NamedTuple):
    """A part of a page. Whatever it keeps, nothing that it opens stays open."""

    write: Callable[[Sequence[str]], str]
    """The text with these entries and a count of those that are missing."""
    entries: Sequence[str] = ()
    short: Sequence[str] = ()
    """The same entries in fewer words: for where not even one fits."""

    @property
    def whole(self) -> str:
        """The text with every entry."""
        return self.write(self.entries)


def fitted(stretches: Sequence[Stretch], most: int) -> list[str]:
    """The text of each, together at most so many characters.

    What needs little room gets it, and the others share the rest evenly. With too little room even for what
    cannot be left out, that is what comes back.
    """
    wholes = [stretch.whole for stretch in stretches]
    least = [len(stretch.write(())) for stretch in stretches]
    texts = wholes.copy()
    spare = most - sum(least)
    smallest_first = sorted(range(len(stretches)), key=lambda number: len(wholes[number]))
    for done, number in enumerate(smallest_first):
        room = least[number] + spare // (len(stretches) - done)
        if len(wholes[number]) > room:
            texts[number] = _cut(stretches[number], room)
        spare -= len(texts[number]) - least[number]
    return texts


def _cut(stretch: Stretch, room: int) -> str:
    """With as many of the first entries as there is room for."""
    for entries in (stretch.entries, stretch.short):
        fits, too_many = 0, len(entries) + 1
        while too_many - fits > 1:
            middle = (fits + too_many) // 2
            if len(stretch.write(entries[:middle])) <= room:
                fits = middle
            else:
                too_many = middle
        if fits:
            return stretch.write(entries[:fits])
    return stretch.write(())
