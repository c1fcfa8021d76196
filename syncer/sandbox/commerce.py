"""The vendor's tables (reference, sections 3 and 13) for two product versions; here those of members and ids.

SQLite keeps to every key, NOT NULL, default and cascade; it does not enforce the length of a text.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import CHAR, BigInteger, Column, Integer, MetaData, String, Table

from syncer.sandbox.columns import (
    KEY_IS_GIVEN,
    cascade,
    counter,
    index,
    key,
    named,
    needed,
    optional,
    unique,
)
from syncer.sandbox.group_tables import add_group_tables
from syncer.sandbox.referrers import add_referrers, add_staging_tables


class Profile(StrEnum):
    """Which version of the product the tables are like (reference 13.1); 7 also stands for 8."""

    SEVEN = "7"
    NINE = "9"


def commerce_tables(profile: Profile) -> MetaData:
    """The tables of reference 13.2, with their keys, indexes, defaults and cascades."""
    metadata = MetaData()
    _add_members(metadata, profile)
    _add_keys(metadata, profile)
    is_seven = profile is Profile.SEVEN
    add_group_tables(metadata, nullable_counter=is_seven, has_export_flags=not is_seven)
    add_referrers(metadata, nullable_counter=is_seven)
    add_staging_tables(metadata)
    return metadata


def _counter(profile: Profile) -> Column[Any]:
    return counter(nullable=profile is Profile.SEVEN)


def _add_members(metadata: MetaData, profile: Profile) -> None:
    Table(
        named("member"),
        metadata,
        key("member_id", BigInteger),
        needed("type", CHAR(3)),
        optional("state", Integer),
        _counter(profile),
        index("i274130", "member_id", "type"),
    )
    # The manual's page is cut after ORGENTITYNAME: DN and STATUS are known by name only, their types are guesses.
    Table(
        named("orgentity"),
        metadata,
        key("orgentity_id", BigInteger, cascade("member.member_id")),
        optional("legalid", String(128)),
        needed("orgentitytype", CHAR(3)),
        needed("orgentityname", String(128)),
        optional("dn", String(1000)),
        optional("status", Integer),
        _counter(profile),
    )
    Table(
        named("storeent"),
        metadata,
        key("storeent_id", Integer),
        needed("member_id", BigInteger, cascade("member.member_id")),
        needed("type", CHAR(1)),
        optional("setccurr", CHAR(3)),
        needed("identifier", String(254)),
        needed("markfordelete", Integer, default="0"),
        _counter(profile),
        unique("i0000240", "identifier", "member_id"),
        index("i0000787", "member_id"),
        **KEY_IS_GIVEN,
    )
    # Country, encoding and further columns are cut in the manual; nothing of ours reads them.
    Table(
        named("language"),
        metadata,
        key("language_id", Integer),
        needed("localename", CHAR(16)),
        optional("language", CHAR(5)),
        **KEY_IS_GIVEN,
    )


def _add_keys(metadata: MetaData, profile: Profile) -> None:
    name_type = String(30) if profile is Profile.NINE else String(18)
    not_sequential = [
        needed("nonsequential", CHAR(1), default="'0'"),
        needed("multiplier", BigInteger, default="1048576"),
    ]
    Table(
        named("keys"),
        metadata,
        key("keys_id", Integer),
        needed("tablename", name_type),
        needed("columnname", name_type),
        needed("counter", BigInteger),
        *_key_bounds(),
        *(not_sequential if profile is Profile.NINE else []),
        _counter(profile),
        unique("i0000144", "tablename"),
        **KEY_IS_GIVEN,
    )
    Table(
        named("subkeys"),
        metadata,
        key("subkeys_id", Integer),
        needed("tablename", CHAR(10)),
        needed("columnname", CHAR(18)),
        needed("counter", BigInteger),
        *_key_bounds(),
        _counter(profile),
        unique("i0000241", "tablename"),
        **KEY_IS_GIVEN,
    )


def _key_bounds() -> list[Column[Any]]:
    return [
        optional("prefetchsize", BigInteger, default="20"),
        optional("lowerbound", BigInteger, default="0"),
        optional("upperbound", BigInteger, default="2147483648"),
    ]
