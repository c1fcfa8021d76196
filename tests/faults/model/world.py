"""The small model: what files, rows and ledger say of a store, as plain values. All files are of store aurora."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

Content: TypeAlias = Mapping[str, str | None]
"""Texts by path, as a plan names them."""
Key: TypeAlias = tuple[str, str]
"""Code and id of a refusal."""

SEGMENT, PRICE_GROUP = -1, -8
STORE, OTHER_STORE, NO_STORE = "aurora", "borealis", "nobody here"
ALL = "*"
MOST_CHANGES = 3
"""The limit that the environment's file sets."""


@dataclass(frozen=True)
class File:
    """A file of the catalog."""

    name: str
    content: Content
    lifecycle: str = "active"


@dataclass(frozen=True)
class Row:
    """A group in the store, with what hangs on it."""

    owner: str
    name: str
    usages: frozenset[int]
    content: Content
    has_conditions: bool = False

    @property
    def is_segment(self) -> bool:
        """Whether it has the usage."""
        return SEGMENT in self.usages


@dataclass(frozen=True)
class Entry:
    """What is recorded of a segment."""

    id: str
    row: int
    name: str
    content: Content
    lifecycle: str = "active"
    held: bool = False

    @property
    def facts(self) -> Mapping[str, object]:
        """Everything that a change of kind *record* may change."""
        return {"id": self.id, "lifecycle": self.lifecycle, "held": self.held, **self.content}


class Change(NamedTuple):
    """What a plan orders for one segment."""

    verb: str
    id: str
    row: int | None
    fields: tuple[tuple[str, object, object], ...] = ()
    """Path, before, after; in order."""


@dataclass(frozen=True)
class World:
    """Everything that a plan depends on."""

    is_everybody: bool
    """What an empty segment means there."""
    files: Mapping[str, File]
    rows: Mapping[int, Row]
    ledger: Mapping[str, Entry]
    members: frozenset[tuple[str, ...]]
    """Table, group, who, and whether excluded."""
    counter: int
    """The last id that KEYS has given out."""
    has_created: bool
    """Whether a run has ever made a segment there."""
    is_real: bool = False
    """Whether it is no sandbox."""

    def is_filled(self, row: int) -> bool:
        """Whether a group has an included member."""
        return any(member[:2] == ("mbrgrpmbr", str(row)) and member[3] != "1" for member in self.members)

    def named(self, name: str, owner: str = STORE) -> list[int]:
        """The groups of an owner that answer to a name, whatever its case."""
        return [id for id, row in self.rows.items() if (row.owner, row.name.lower()) == (owner, name.lower())]


@dataclass(frozen=True)
class Side:
    """One segment: its file, its row and its entry, so far as they are there."""

    id: str
    file: File | None
    entry: Entry | None
    row_id: int | None = None
    row: Row | None = None
    is_replaced: bool = False
    has_rivals: bool = False
    is_anothers: bool = False

    @property
    def is_active(self) -> bool:
        """Whether its file wants it."""
        return self.file is not None and self.file.lifecycle == "active"

    @property
    def is_tied(self) -> bool:
        """Whether the row is the one that was recorded."""
        return bool(self.row and self.entry and not self.is_replaced)

    @property
    def is_renamed(self) -> bool:
        """Whether its file has another name than was recorded."""
        return bool(self.file and self.entry and self.file.name != self.entry.name)

    @property
    def is_displaced(self) -> bool:
        """Whether the row is no longer where, or what, it was."""
        if not (self.row and self.entry):
            return False
        is_held = self.entry.held and not self.row.usages
        return self.row.owner != STORE or not (self.row.is_segment or is_held)

    @property
    def edited(self) -> set[str]:
        """Recorded texts that somebody changed."""
        if not (self.row and self.entry):
            return set()
        return {path for path, text in self.entry.content.items() if self.row.content.get(path) != text}


@dataclass(frozen=True)
class Decision:
    """What a plan must say."""

    files: Mapping[str, File]
    changes: frozenset[Change]
    refusals: Mapping[Key, bool]
    """And whether each may be accepted."""
    drift: frozenset[tuple[str, str, str | None]]
    """Id, kind, field."""
    orphans: frozenset[str]
    accepted: frozenset[Key]
    left_out: frozenset[str]

    @property
    def open(self) -> frozenset[Key]:
        """The refusals that nobody accepted."""
        return frozenset(key for key, may_be in self.refusals.items() if not (may_be and key in self.accepted))

    @property
    def digested(self) -> object:
        """What has to be the same for a saved plan to be carried out."""
        return self.files, self.changes, frozenset(self.refusals), self.accepted, self.left_out
