"""One database that segments are kept in, and what may be done there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, time, tzinfo
from enum import IntEnum, StrEnum
from typing import TypeAlias

from syncer.model.segment import Location

SANDBOX_MARK = 0x53594E43
"""``PRAGMA application_id`` of the SQLite files that we make: SYNC in ASCII."""

WHOLE_ENVIRONMENT = "*"
"""Stands for the environment as a whole where a refusal could name a segment or a store."""


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A SQLite file that we made ourselves; the path is absolute."""

    path: str


@dataclass(frozen=True, slots=True)
class DatabaseUrl:
    """A real database. Only the names of the variables are known here, never a URL."""

    variable: str
    read_variable: str | None = None
    """The variable of a login that may only read, used for planning where it is named."""


Target: TypeAlias = Sandbox | DatabaseUrl


@dataclass(frozen=True, slots=True)
class StoreIdentifier:
    """A store by its ``STOREENT.IDENTIFIER``; its ``MEMBER_ID`` owns the segments (reference 3.12)."""

    identifier: str


@dataclass(frozen=True, slots=True)
class OwnerId:
    """A store by the id of the organisation that owns its segments."""

    owner_id: int


StoreOwner: TypeAlias = StoreIdentifier | OwnerId


class Role(StrEnum):
    STAGING = "staging"
    PRODUCTION = "production"


class Mode(StrEnum):
    """What may be written: nothing, new segments only, or everything that a plan shows."""

    OBSERVE = "observe"
    CREATE_ONLY = "create-only"
    APPLY = "apply"


class EmptyMeans(StrEnum):
    """Whom a segment without members and conditions matches; it depends on the fix level (reference 5.3)."""

    NOBODY = "nobody"
    EVERYBODY = "everybody"


class Propagation(StrEnum):
    """Who carries segments from staging to production: plans of ours, or the site's own ``stagingprop``."""

    OURS = "ours"
    STAGINGPROP = "stagingprop"


@dataclass(frozen=True, slots=True)
class RowWithNull:
    """A new segment gets a MBRGRPCOND row whose CONDITIONS is NULL, and its ``topAndList``."""


@dataclass(frozen=True, slots=True)
class NoRow:
    """A new segment gets no MBRGRPCOND row, but its ``topAndList``."""


@dataclass(frozen=True, slots=True)
class Like:
    """A new segment gets the condition rows that the named container has."""

    name: str


ContainerCondition: TypeAlias = RowWithNull | NoRow | Like


@dataclass(frozen=True, slots=True)
class Scale:
    """How many changes of one plan may write rows of the store."""

    changes: int = 50
    share: int = 30
    """The same, in percent of what is recorded; applies from ten changes up."""

    def tightened(self, changes: int | None, share: int | None) -> Scale:
        """The same, or less where a smaller number is given."""
        return Scale(
            self.changes if changes is None else min(self.changes, changes),
            self.share if share is None else min(self.share, share),
        )


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one plan may do before a person has to accept it, and for how long it may be applied."""

    scale: Scale = Scale()
    stores: Mapping[str, Scale] = field(default_factory=dict)
    """Of single stores, where they are tighter."""
    newly_managed: int = 10
    """Segments of which one plan may begin to write one and the same field."""
    plan_age: int = 72
    """Hours for which a saved plan may be applied."""

    def of(self, store: str) -> Scale:
        """That of one store, or of :data:`WHOLE_ENVIRONMENT`."""
        return self.stores.get(store, self.scale)


class Weekday(IntEnum):
    """As ``datetime.weekday`` counts."""

    MON, TUE, WED, THU, FRI, SAT, SUN = range(7)


@dataclass(frozen=True, slots=True)
class Once:
    """A freeze from one moment to another."""

    since: datetime
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Weekly:
    """A freeze that comes back every week, by the clock on the wall of one place."""

    since: tuple[Weekday, time]
    until: tuple[Weekday, time]
    zone: tzinfo
    reason: str


Freeze: TypeAlias = Once | Weekly
"""A time in which nothing is written."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long to wait, in seconds."""

    connect: int = 10
    lock: int = 10
    statement: int = 60
    overall: int = 300


@dataclass(frozen=True, slots=True)
class Environment:
    """One file of ``environments/``, made regular."""

    name: str
    target: Target
    role: Role
    catalog: str
    """The name of the catalog; a ledger belongs to one, and another catalog may not use it."""
    stores: Mapping[str, StoreOwner]
    default_language: str
    mode: Mode = Mode.APPLY
    empty_segment_means: EmptyMeans | None = None
    container_condition: ContainerCondition | None = None
    propagation: Propagation | None = None
    """Who carries segments to production; ``None`` where nobody has said so."""
    keys_row: str | None = None
    """TABLENAME of the KEYS row for member groups, where several could be meant."""
    conformance: str | None = None
    """The file that tells what the engine has shown; the path is absolute."""
    schema: str | None = None
    ledger_schema: str | None = None
    limits: Limits = Limits()
    freezes: tuple[Freeze, ...] = ()
    timeouts: Timeouts = Timeouts()
    source: Location = field(default=Location(""), compare=False)

    @property
    def is_sandbox(self) -> bool:
        """Whether the database is one that we made ourselves."""
        return isinstance(self.target, Sandbox)

    @property
    def empty_means_everybody(self) -> bool:
        """Whether a segment must stay out of sight until it has a member."""
        return self.empty_segment_means is EmptyMeans.EVERYBODY

    @property
    def receives(self) -> bool:
        """Whether the site's own propagation brings the rows of segments here, so that we write none."""
        return self.role is Role.PRODUCTION and self.propagation is Propagation.STAGINGPROP

    def settings(self) -> dict[str, object]:
        """What a decision rests on, as plain values: everything but connection, patience and the clock."""
        return {
            "role": self.role,
            "catalog": self.catalog,
            "mode": self.mode,
            "sandbox": self.is_sandbox,
            "stores": {store: _owner_setting(owner) for store, owner in self.stores.items()},
            "default_language": self.default_language,
            "empty_segment_means": self.empty_segment_means,
            "container_condition": _condition_setting(self.container_condition),
            "propagation": self.propagation,
            "keys_row": self.keys_row,
            "limits": {
                **asdict(self.limits.scale),
                "newly_managed": self.limits.newly_managed,
                "stores": {store: asdict(scale) for store, scale in sorted(self.limits.stores.items())},
            },
        }


def _owner_setting(owner: StoreOwner) -> dict[str, str]:
    match owner:
        case StoreIdentifier(identifier):
            return {"identifier": identifier}
        case OwnerId(owner_id):
            return {"owner_id": str(owner_id)}


def _condition_setting(condition: ContainerCondition | None) -> str | None:
    match condition:
        case RowWithNull():
            return "row-with-null"
        case NoRow():
            return "no-row"
        case Like(name):
            return f"like: {name}"
        case None:
            return None
