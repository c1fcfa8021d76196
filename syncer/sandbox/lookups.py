"""Rows that every site has before anybody makes a segment: usages, languages, organisations, stores, KEYS."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, MetaData

from syncer.model.environment import Role
from syncer.model.snapshot import CUSTOMER_SEGMENT
from syncer.sandbox.group import Row, insert_rows, padded
from syncer.sandbox.ranges import ELEMENTS, GROUPS, ORGANISATIONS, RESERVED, USERS

ACCESS_GROUP, TERRITORY, PRICE_GROUP = -2, -5, -8
"""MBRGRPTYPE_ID of the other usages that are known (reference 3.6)."""

LANGUAGES = {
    "en_US": -1,
    "fr_FR": -2,
    "de_DE": -3,
    "it_IT": -4,
    "es_ES": -5,
    "pt_BR": -6,
    "zh_CN": -7,
    "zh_TW": -8,
    "ko_KR": -9,
    "ja_JP": -10,
    "ru_RU": -20,
    "ro_RO": -21,
    "pl_PL": -22,
}
"""LANGUAGE_ID by locale (reference 3.11)."""

ROOT, DEFAULT, AURORA, BOREALIS = -2001, -2000, 7000000000000000101, 7000000000000000102
"""The organisations; the first two are the vendor's."""

_USAGES = {
    CUSTOMER_SEGMENT: "UserGroup",
    ACCESS_GROUP: "AccessGroup",
    TERRITORY: "CustomerTerritoryGroup",
    PRICE_GROUP: "CustomerPriceGroup",
}
_ORGANISATIONS = {
    ROOT: "Root Organization",
    DEFAULT: "Default Organization",
    AURORA: "Aurora Retail",
    BOREALIS: "Borealis Outdoor",
}
# An identifier is unique only per owner: both organisations have an outlet.
_STORES = (
    (10051, DEFAULT, "G", "Shared Assets"),
    (10101, AURORA, "S", "Aurora"),
    (10102, BOREALIS, "S", "Borealis"),
    (10201, AURORA, "S", "Outlet"),
    (10202, BOREALIS, "S", "Outlet"),
)
_KEYS = {
    "orgentity": ORGANISATIONS,
    "users": USERS,
    "mbrgrp": GROUPS,
    "mgpcondele": ELEMENTS,
    "mgpcondelenvp": ELEMENTS,
}


def insert_lookups(connection: Connection, tables: MetaData, role: Role) -> None:
    """Write the look-ups; staging and production differ in their KEYS ranges only."""
    for table, rows in (
        ("mbrgrptype", [{"mbrgrptype_id": key, "name": name, "optcounter": 0} for key, name in _USAGES.items()]),
        ("language", [{"language_id": key, "localename": padded(name, 16)} for name, key in LANGUAGES.items()]),
        ("keys", list(_key_rows(role))),
    ):
        insert_rows(connection, tables, table, rows)
    for key, name in _ORGANISATIONS.items():
        insert_organisation(connection, tables, key, name)
    insert_stores(connection, tables, _STORES)


def insert_organisation(connection: Connection, tables: MetaData, key: int, name: str) -> None:
    """Write an organisation, which can own stores and segments."""
    insert_rows(connection, tables, "member", [{"member_id": key, "type": padded("O", 3), "optcounter": 0}])
    row: Row = {"orgentity_id": key, "orgentitytype": padded("O", 3), "orgentityname": name, "optcounter": 0}
    insert_rows(connection, tables, "orgentity", [row])


def insert_users(connection: Connection, tables: MetaData, ids: range) -> None:
    """Write shoppers, as far as member groups know of them."""
    rows: list[Row] = [{"member_id": key, "type": padded("U", 3), "state": 1, "optcounter": 0} for key in ids]
    insert_rows(connection, tables, "member", rows)


def insert_stores(connection: Connection, tables: MetaData, stores: tuple[tuple[int, int, str, str], ...]) -> None:
    """Write stores, each with id, owner, type (``S`` store, ``G`` store group) and identifier."""
    rows: list[Row] = [
        {"storeent_id": key, "member_id": owner, "type": kind, "identifier": identifier, "optcounter": 0}
        for key, owner, kind, identifier in stores
    ]
    insert_rows(connection, tables, "storeent", rows)


def _key_rows(role: Role) -> Iterator[Row]:
    for number, (table, ids) in enumerate(_KEYS.items(), start=1):
        bounds = ids.of(role)
        yield {
            "keys_id": number,
            "tablename": table,
            "columnname": f"{table}_id",
            "counter": bounds.lower + RESERVED,
            "lowerbound": bounds.lower,
            "upperbound": bounds.upper,
            "optcounter": 0,
        }
