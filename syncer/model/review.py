"""What a change to the catalog does, told from its files alone: one side is a commit, the other what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import ClassVar, Literal

from syncer.model.change import FieldChange
from syncer.model.plan import Acceptance, Refusal, open_of
from syncer.model.problem import Problem, errors_of
from syncer.model.segment import Location
from syncer.model.verdict import Verdict


class ReviewVerb(StrEnum):
    """What a change does to one segment. It has one verb: the first of these that fits."""

    CREATE = "create"
    REMOVE = "remove"
    """Its file is gone although it was not released: it becomes an orphan."""
    RETIRE = "retire"
    RELEASE = "release"
    RESTORE = "restore"
    """Retired or released before, and active again."""
    MOVE = "move"
    """Another id for the same name."""
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class ReviewedChange:
    """What became of one file between base and head."""

    verb: ReviewVerb
    id: str
    """STORE/ID at the head; of a removed file, at the base."""
    name: str
    fields: tuple[FieldChange, ...] = ()
    """What differs, by path: the managed fields, ``lifecycle`` and ``protected``; never the name."""
    moved_from: str | None = None
    """The id at the base, where it was another."""
    source: Location | None = None
    """Where the name stands at the head; ``None`` for a removed file."""


@dataclass(frozen=True)
class Review:
    """The catalog at a base against the catalog at a head."""

    kind: ClassVar[Literal["review"]] = "review"
    base: str
    """The commit, in full."""
    head: str | None
    """The commit, in full; ``None`` for the files of the work tree."""
    files: int
    """How many files the head has, environments among them."""
    segments: int
    """How many segments the head has."""
    problems: tuple[Problem, ...] = ()
    """Everything that is wrong with the files of the head."""
    changes: tuple[ReviewedChange, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()
    reason: str | None = None
    """Why refusals were accepted."""
    unread: tuple[str, ...] = ()
    """Files of the base that were not valid there: what changed in them cannot be told."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop everything; warnings do not."""
        return errors_of(self.problems)

    @cached_property
    def open_refusals(self) -> tuple[Refusal, ...]:
        """The refusals that nobody accepted."""
        return open_of(self.refusals, self.acceptances)

    @property
    def verdict(self) -> Verdict:
        """Invalid before refused: what is said of files with errors is not all that there is to say."""
        if self.errors:
            return Verdict.INVALID
        if self.open_refusals:
            return Verdict.REFUSED
        return Verdict.CHANGES if self.changes else Verdict.CLEAN
