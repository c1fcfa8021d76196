"""The neutral page: what Markdown and HTML lay out, each in its way. It has no markup and no colours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple, TypeAlias, TypeVar

from syncer.model.shown import Shown, shown
from syncer.model.verdict import Verdict

Text: TypeAlias = tuple[str | Shown, ...]
"""A ``str`` is our own words; what files and databases say is a ``Shown``."""

PROSE = "prose"
"""The style of a sentence of ours that may quote names: to read, not to copy."""

MARKS: Mapping[Verdict, str] = {
    Verdict.CLEAN: "✓",
    Verdict.CHANGES: "±",
    Verdict.DIFFERENT: "≠",
    Verdict.REFUSED: "✗",
    Verdict.INVALID: "✗",
}
"""A symbol beside the word, so that a verdict does not rest on a colour."""

MOST_LISTED = 20
"""How many ids of one kind a page names."""
MOST_ENTRIES = 1_000
"""How many entries a page has at most: nobody reads more, and browsers become slow."""
_MOST_CHARACTERS = 400_000
"""How many characters its entries may have been made from: a text of a database may be long."""

_T = TypeVar("_T")
_E = TypeVar("_E")


@dataclass(frozen=True, slots=True)
class Note:
    """One paragraph: what it is about, and what there is to say."""

    label: str
    text: Text


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: a word, and what there is of it."""

    label: str
    values: tuple[Text, ...]
    total: int = 1
    """How many there are, also where ``values`` are only the first ones."""
    remark: Text = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """Lines under one heading; without a ``title``, under none."""

    title: str
    facts: tuple[Fact, ...]


class Item(NamedTuple):
    """One problem or refusal."""

    code: Shown
    place: tuple[Shown, ...]
    """What it is about, and where it stands."""
    remark: str
    lines: tuple[Shown, ...]
    excerpt: tuple[Shown, ...] = ()
    """Lines of one width a character: the line of the file and a caret under the mistake."""


@dataclass(frozen=True, slots=True)
class Items:
    """Problems or refusals, worst first."""

    title: str
    items: tuple[Item, ...]
    total: int


class Pair(NamedTuple):
    """One field of a segment; a field that is new has no ``before``."""

    path: Shown
    before: Shown | None
    after: Shown


class Row(NamedTuple):
    """One segment and what becomes of it."""

    symbol: str
    verb: str
    id: Shown
    name: Shown
    fields: tuple[Pair, ...] = ()
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Segments before and after, worst first."""

    title: str
    before: str
    """What the column of the old values is called."""
    after: str
    rows: tuple[Row, ...]
    total: int
    remarks: tuple[str, ...] = ()
    """What its words mean."""


@dataclass(frozen=True, slots=True)
class Fold:
    """What most readers do not need: closed until somebody opens it."""

    title: str
    facts: tuple[Fact, ...]


Block: TypeAlias = Note | Facts | Items | Table | Fold


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that a page says, in order: the verdict, risk, changes, detail, and the next step."""

    title: Text
    verdict: Verdict
    sentence: str
    blocks: tuple[Block, ...]
    whole: Text
    """How to get what a page leaves out."""

    @property
    def is_cut(self) -> bool:
        """Whether there is more than it shows."""
        return any(_shown_of(block) < block.total for block in self.blocks if isinstance(block, Items | Table))

    @property
    def name(self) -> str:
        """The title without any layout."""
        return "".join(part if isinstance(part, str) else part.plain for part in self.title)


def _shown_of(block: Items | Table) -> int:
    return len(block.items if isinstance(block, Items) else block.rows)


def prose(text: str) -> Shown:
    """A sentence of ours that may quote names."""
    return shown(text, PROSE)


def fact(label: str, values: Iterable[object], *remark: str | Shown) -> tuple[Fact, ...]:
    """One line that names the first of many; none where there is nothing to name."""
    named = tuple(values)
    if not named:
        return ()
    return (Fact(label, tuple((shown(one),) for one in named[:MOST_LISTED]), len(named), remark),)


def facts(title: str, *found: Fact) -> tuple[Facts, ...]:
    """Lines under a heading; none where there are no lines."""
    return (Facts(title, found),) if found else ()


def entries(subjects: Sequence[_T], size: Callable[[_T], int], entry: Callable[[_T], _E]) -> tuple[_E, ...]:
    """An entry for each of the first subjects, until there are enough of them or enough characters."""
    made: list[_E] = []
    left = _MOST_CHARACTERS
    for subject in islice(subjects, MOST_ENTRIES):
        left -= size(subject)
        if made and left < 0:
            break
        made.append(entry(subject))
    return tuple(made)
