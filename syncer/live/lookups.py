"""What names of the catalog are called in one database: owners of stores, ids of languages, columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection, Table, false, select
from sqlalchemy.sql import text

from syncer.live.dialects.dialect import Dialect
from syncer.live.lists import among
from syncer.live.tables import OWN_TABLES, keys, language, mbrgrp, mbrgrptype, member, storeent
from syncer.model.environment import Environment, OwnerId, StoreIdentifier
from syncer.model.errors import Invalid, NotPermitted
from syncer.model.problem import Problem
from syncer.model.segment import ALLOW_EXPORT, EXPORT_ALL
from syncer.model.snapshot import CUSTOMER_SEGMENT

FLAG_COLUMNS = {ALLOW_EXPORT: "allowexport", EXPORT_ALL: "exportall"}
"""The columns of MBRGRP that version 7 lacks (reference 3.3)."""


@dataclass(frozen=True)
class Lookups:
    """What was looked up once, at the beginning of a transaction."""

    owners: Mapping[str, int]
    """OWNER_ID by store."""
    languages: Mapping[str, int]
    """LANGUAGE_ID by locale."""
    default_language: str
    lacking: frozenset[str]
    """Fields that have no column here."""
    own_tables: frozenset[str]
    has_nonsequential: bool
    """Whether KEYS has the column NONSEQUENTIAL (reference 3.10)."""

    @cached_property
    def stores(self) -> Mapping[int, str]:
        """The store of each OWNER_ID."""
        return {owner: store for store, owner in self.owners.items()}

    @cached_property
    def locales(self) -> Mapping[int, str]:
        """The locale of each LANGUAGE_ID."""
        return {number: locale for locale, number in self.languages.items()}

    @property
    def is_recorded(self) -> bool:
        """Whether all of our own tables are there."""
        return len(self.own_tables) == len(OWN_TABLES)


def look_up(connection: Connection, dialect: Dialect, environment: Environment) -> Lookups:
    """Raises ``Invalid`` for stores that cannot be told apart, ``NotPermitted`` where it is not Commerce's database."""
    columns = _columns(connection, mbrgrp)
    if (
        connection.scalar(select(mbrgrptype.c.mbrgrptype_id).where(mbrgrptype.c.mbrgrptype_id == CUSTOMER_SEGMENT))
        is None
    ):
        raise NotPermitted(
            f"{environment.name} has no usage type {CUSTOMER_SEGMENT} (customer segment) in MBRGRPTYPE.",
            "Check that this is the Commerce database and schema.",
        )
    return Lookups(
        owners=_owners(connection, environment),
        languages=_languages(connection),
        default_language=environment.default_language,
        lacking=frozenset(field for field, column in FLAG_COLUMNS.items() if column not in columns),
        own_tables=_own_tables(connection, dialect, environment),
        has_nonsequential="nonsequential" in _columns(connection, keys),
    )


def _own_tables(connection: Connection, dialect: Dialect, environment: Environment) -> frozenset[str]:
    """Those of our own tables that are there, in lower case."""
    schema = schema_of(connection, dialect, environment.ledger_schema or environment.schema)
    query = text(dialect.system.own_tables)
    found = connection.execute(query, {} if schema is None else {"schema": schema})
    return frozenset(str(row[0]).lower() for row in found)


def schema_of(connection: Connection, dialect: Dialect, declared: str | None) -> str | None:
    """A schema's name as the system tables have it: the declared one, or where names without one are looked up."""
    if dialect.system.current_schema is None:
        return None
    if declared is not None:
        return dialect.fold(declared)
    return str(connection.scalar(text(dialect.system.current_schema))).strip()


def _columns(connection: Connection, table: Table) -> frozenset[str]:
    """The columns that a table has here. Asked without reflection, which not every driver can do."""
    result = connection.execute(select(text("*")).select_from(table).where(false()))
    return frozenset(name.lower() for name in result.keys())  # noqa: SIM118 (a result is no mapping)


def _languages(connection: Connection) -> dict[str, int]:
    """LOCALENAME is CHAR and comes back padded (reference 3.11). Of a locale with two ids neither is guessed."""
    rows = connection.execute(select(language.c.localename, language.c.language_id)).all()
    times = Counter(locale.strip() for locale, _ in rows)
    return {locale.strip(): int(number) for locale, number in rows if times[locale.strip()] == 1}


def _owners(connection: Connection, environment: Environment) -> dict[str, int]:
    identifiers = [owner.identifier for owner in environment.stores.values() if isinstance(owner, StoreIdentifier)]
    found: dict[str, list[int]] = {}
    query = select(storeent.c.identifier, storeent.c.member_id).where(
        among(storeent.c.identifier, identifiers), storeent.c.type == "S"
    )
    for identifier, owner in connection.execute(query) if identifiers else ():
        found.setdefault(identifier, []).append(int(owner))
    members = _members(connection, environment)
    owners: dict[str, int] = {}
    problems: list[Problem] = []
    for store, setting in environment.stores.items():
        match setting:
            case OwnerId(owner_id) if owner_id in members:
                owners[store] = owner_id
            case OwnerId(owner_id):
                problems.append(_no_member(environment, store, owner_id))
            case StoreIdentifier(identifier):
                answers = found.get(identifier, [])
                if len(answers) == 1:
                    owners[store] = answers[0]
                else:
                    problems.append(_not_one(environment, store, identifier, len(answers)))
    shared = {owner for owner, count in Counter(owners.values()).items() if count > 1}
    problems += [_shared(environment, owner, owners) for owner in sorted(shared)]
    if problems:
        raise Invalid(problems)
    return owners


def _members(connection: Connection, environment: Environment) -> frozenset[int]:
    """Those of the owners named by id that are a member of the site; an id is a BIGINT (reference 3.2)."""
    ids = [owner.owner_id for owner in environment.stores.values() if isinstance(owner, OwnerId)]
    possible = [id for id in ids if abs(id) < 1 << 63]
    query = select(member.c.member_id).where(among(member.c.member_id, possible))
    return frozenset(int(row[0]) for row in connection.execute(query)) if possible else frozenset()


def _no_member(environment: Environment, store: str, owner_id: int) -> Problem:
    return Problem(
        code="unknown-store",
        message=f"store {store}: MEMBER has no row {owner_id}, which would own its segments",
        remedy="Correct the id, or give the store's identifier in STOREENT.",
        source=environment.source,
    )


def _not_one(environment: Environment, store: str, identifier: str, count: int) -> Problem:
    return Problem(
        code="unknown-store" if count == 0 else "ambiguous-store",
        message=f"store {store}: {count or 'no'} rows of STOREENT have the identifier {identifier!r}",
        remedy='Correct the identifier, or give the owner\'s id: `{owner_id: "..."}`.',
        source=environment.source,
    )


def _shared(environment: Environment, owner: int, owners: Mapping[str, int]) -> Problem:
    stores = ", ".join(store for store in sorted(owners) if owners[store] == owner)
    return Problem(
        code="shared-owner",
        message=f"the stores {stores} have one owner ({owner}), so their segments are the same rows",
        remedy="List one of them only.",
        source=environment.source,
    )
