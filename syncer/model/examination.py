"""What was read of a database to judge it: facts, and questions that it did not answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias, TypeVar

from syncer.model.conformance import Conformance
from syncer.model.snapshot import Staged

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question without an answer."""

    reason: str
    is_fault: bool = True
    """Something stood in the way; else this kind of database has no answer to give."""


Answer: TypeAlias = _T | Unanswered


class Identity(NamedTuple):
    """What answers."""

    engine: str
    version: Answer[str]
    schema: str | None
    ledger_schema: str | None
    """Both ``None`` where an engine has no schemas."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of the tables that we use, in lower case."""

    present: Mapping[str, frozenset[str]]
    """By table; a table that is missing is not here."""
    needed: Mapping[str, frozenset[str]]
    may_lack: frozenset[str]
    """Columns that some versions of the product do not have, as ``table.column``."""
    generated: frozenset[str]
    """Columns whose values the database makes itself, likewise."""


class ForeignKey(NamedTuple):
    """A key of another table onto MBRGRP or MEMBER."""

    schema: str | None
    child: str
    column: str | None
    """``None`` where the engine does not name it."""
    parent: str
    rule: str
    """What happens on a delete: ``CASCADE``, ``RESTRICT`` ..."""
    rows: int | None
    """How many rows point at member groups; ``None`` where that could not be counted."""


class Trigger(NamedTuple):
    """A trigger on a table that we write or that holds members."""

    table: str
    name: str
    is_of_staging: bool
    """Whether its text speaks of STAGLOG."""


class KeysRow(NamedTuple):
    """A row of KEYS, from which ids are taken (reference 3.10)."""

    name: str
    counter: int
    lower: int | None
    upper: int | None
    is_sequential: bool


@dataclass(frozen=True, slots=True)
class Range:
    """Where one kind of id comes from here."""

    what: str
    """In words: ``member groups`` or ``condition elements``."""
    wanted: str
    """The TABLENAME that was looked for."""
    rows: tuple[KeysRow, ...]
    """Those that answer to it; ids can be taken from exactly one."""
    highest: int | None
    """The highest id in use inside the bounds of that one row."""
    column: str
    """Whose highest value that is."""


class Elsewhere(NamedTuple):
    """Another environment of the repository, next to this one."""

    environment: str
    target: Answer[str | None]
    """The id that setup gave its database; ``None`` where nothing is set up."""
    range: Answer[Range]
    """Where ids of member groups come from there."""


class Usage(NamedTuple):
    """A kind of member group: a row of MBRGRPTYPE."""

    id: int
    name: str
    groups: int


class StoreOwner(NamedTuple):
    """A store and the organisation that owns it, or only the one where the other is missing."""

    store: str | None
    """STOREENT.IDENTIFIER."""
    owner_id: int
    segments: int


@dataclass(frozen=True, slots=True)
class Stores:
    """Which organisations own stores and segments."""

    owners: tuple[StoreOwner, ...]
    """Every store, and every owner of segments that has none."""
    wanted: Mapping[str, tuple[int, ...]]
    """For each store of the environment's file, the owners that answer to it: it has to be one."""


class Head(NamedTuple):
    """The one row of XSYNCHEAD."""

    target: str
    catalog: str
    format_version: int
    last_seq: int
    last_hash: str


@dataclass(frozen=True, slots=True)
class Chain:
    """The journal as it was read and computed again."""

    length: int
    broken_at: int | None
    """The first row whose hash is not that of its values and the row before it."""
    last_hash: str
    unfinished: tuple[int, ...]
    """Runs that were opened and have no end."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Our own tables."""

    catalog: str
    """What the environment's file calls the catalog."""
    known_format: int
    missing: tuple[str, ...]
    head: Head | None
    """``None`` without these tables, or before setup has completed them."""
    chain: Chain | None
    """``None`` where there is no head."""


class Right(NamedTuple):
    """One privilege: on a column, on a table, or on every table."""

    table: str | None
    column: str | None
    privilege: str


@dataclass(frozen=True, slots=True)
class Rights:
    """What a login may do, and what it has to."""

    login: str
    """In words: the reading or the writing one."""
    held: frozenset[Right]
    needed: frozenset[Right]
    allowed: frozenset[Right]
    """What it needs, and what it needs where the site has it."""
    membership: frozenset[str]
    """The tables of members."""
    own: frozenset[str]
    """Our own tables."""


@dataclass(frozen=True, slots=True)
class Staging:
    """The tables of the site's own propagation (reference 7.2)."""

    tables: tuple[str, ...]
    """Those that are there."""
    signs: Staged
    waiting: Mapping[str, int]
    """Rows of STAGLOG that were not carried yet, by table of segments."""
    declared: str | None
    """What the environment's file says of propagation."""


class Shape(NamedTuple):
    """How a segment without conditions is stored."""

    row: str
    """Of MBRGRPCOND: ``no row``, ``NULL``, ``empty text`` or ``an empty profile``."""
    has_top_element: bool


@dataclass(frozen=True, slots=True)
class Containers:
    """Segments without conditions and members that the Marketing tool made."""

    shapes: Mapping[Shape, tuple[str, ...]]
    """Names by shape."""
    declared: str | None
    """What ``container_condition`` says, as the file has it."""
    wanted: tuple[Shape, ...]
    """The shape that follows from it: none where nothing is declared or the named segment is no container."""


@dataclass(frozen=True, slots=True)
class Languages:
    """The rows of LANGUAGE, and the one that files are written in."""

    locales: tuple[tuple[int, str], ...]
    default: str


class Tried(NamedTuple):
    """What the engine has shown when it was tried out."""

    engine: str
    """As a URL begins."""
    is_proven: bool
    """Whether our own tests show the same of this engine."""
    result: Answer[Conformance] | None
    """``None`` where the environment names none."""


@dataclass(frozen=True, slots=True)
class Examination:
    """Everything that was asked of one database."""

    identity: Identity
    columns: Answer[Columns]
    foreign_keys: Answer[tuple[ForeignKey, ...]]
    triggers: Answer[tuple[Trigger, ...]]
    ranges: tuple[Answer[Range], ...]
    """Of member groups first."""
    elsewhere: tuple[Elsewhere, ...]
    languages: Answer[Languages]
    stores: Answer[Stores]
    usages: Answer[tuple[Usage, ...]]
    ledger: Answer[Ledger]
    rights: tuple[Answer[Rights], ...]
    staging: Answer[Staging]
    schemas: Answer[tuple[str, ...]]
    """Every schema with a table of member groups."""
    containers: Answer[Containers]
    conformance: Tried
