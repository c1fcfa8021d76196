"""The vendor's tables that hold member groups and ids (reference, sections 3 and 13), for two product versions.

SQLite keeps to every key, NOT NULL, default and cascade; it does not enforce the length of a text.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import CHAR, TIMESTAMP, BigInteger, Column, Double, Integer, MetaData, SmallInteger, String, Table, Text

from syncer.sandbox.columns import (
    KEY_IS_GIVEN,
    cascade,
    counter,
    free_fields,
    index,
    key,
    named,
    needed,
    optional,
    unique,
)
from syncer.sandbox.referrers import add_referrers, add_staging_tables


class Profile(StrEnum):
    """Which version of the product the tables are like (reference 13.1); 7 also stands for 8."""

    SEVEN = "7"
    NINE = "9"


def commerce_tables(profile: Profile) -> MetaData:
    """The tables of reference 13.2, with their keys, indexes, defaults and cascades."""
    metadata = MetaData()
    _add_members(metadata, profile)
    _add_groups(metadata, profile)
    _add_group_parts(metadata, profile)
    _add_memberships(metadata, profile)
    _add_keys(metadata, profile)
    add_referrers(metadata, nullable_counter=profile is Profile.SEVEN)
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


def _add_groups(metadata: MetaData, profile: Profile) -> None:
    export_flags = [needed(name, SmallInteger, default="0") for name in ("allowexport", "exportall")]
    Table(
        named("mbrgrp"),
        metadata,
        key("mbrgrp_id", BigInteger, cascade("member.member_id", "f_443")),
        needed("owner_id", BigInteger, cascade("member.member_id", "f_444")),
        *free_fields(1, 2, 3),
        optional("description", String(512)),
        optional("dn", String(1000)),
        needed("mbrgrpname", String(254)),
        optional("oid", String(64)),
        optional("lastupdate", TIMESTAMP),
        optional("lastupdatedby", String(254)),
        *(export_flags if profile is Profile.NINE else []),
        _counter(profile),
        unique("i0000152", "owner_id", "mbrgrpname"),
    )
    Table(
        named("mbrgrptype"),
        metadata,
        key("mbrgrptype_id", Integer),
        optional("description", String(254)),
        needed("name", String(254)),
        optional("properties", String(254)),
        _counter(profile),
        unique("i0000153", "name"),
        **KEY_IS_GIVEN,
    )
    Table(
        named("mbrgrpusg"),
        metadata,
        key("mbrgrptype_id", Integer, cascade("mbrgrptype.mbrgrptype_id", "f_449")),
        key("mbrgrp_id", BigInteger, cascade("mbrgrp.mbrgrp_id", "f_448")),
        *free_fields(1),
        _counter(profile),
        index("i0000616", "mbrgrp_id"),
    )


def _add_group_parts(metadata: MetaData, profile: Profile) -> None:
    Table(
        named("mbrgrpdesc"),
        metadata,
        key("mbrgrp_id", BigInteger, cascade("mbrgrp.mbrgrp_id", "f_1030")),
        key("language_id", Integer, cascade("language.language_id", "f_1031")),
        needed("displayname", String(254)),
        optional("description", String(4000)),
        _counter(profile),
    )
    Table(
        named("mbrgrpcond"),
        metadata,
        key("mbrgrp_id", BigInteger, cascade("mbrgrp.mbrgrp_id", "f_445")),
        optional("conditions", Text),  # CLOB(1048576); not every database takes a length here
        *free_fields(1, 2),
        _counter(profile),
    )
    Table(
        named("mgpcondele"),
        metadata,
        key("mgpcondele_id", BigInteger),
        needed("mbrgrp_id", BigInteger, cascade("mbrgrp.mbrgrp_id", "f_3590")),
        needed("name", String(64)),
        needed("type", String(64)),
        optional("parent", String(64)),
        optional("sequence", Double),
        optional("variable", String(254)),
        optional("operator", String(16)),
        optional("value", String(254)),
        optional("condname", String(254)),
        needed("negate", SmallInteger, default="0"),
        counter(),
        unique("i0001230", "name", "mbrgrp_id"),
        index("i0001231", "mbrgrp_id"),
    )
    Table(
        named("mgpcondelenvp"),
        metadata,
        key("mgpcondelenvp_id", BigInteger),
        needed("mgpcondele_id", BigInteger, cascade("mgpcondele.mgpcondele_id", "f_3591")),
        needed("name", String(254)),
        needed("value", String(254)),
        counter(),
        index("i0001232", "mgpcondele_id"),
    )


def _add_memberships(metadata: MetaData, profile: Profile) -> None:
    Table(
        named("mbrgrpmbr"),
        metadata,
        key("member_id", BigInteger, cascade("member.member_id", "f_446")),
        key("mbrgrp_id", BigInteger, cascade("mbrgrp.mbrgrp_id", "f_447")),
        *free_fields(1),
        optional("customerid", String(30)),
        needed("exclude", CHAR(1), default="'0'"),
        _counter(profile),
        index("i0000615", "mbrgrp_id"),
    )
    Table(
        named("dmmbrgrppzn"),
        metadata,
        key("mbrgrp_id", BigInteger, cascade("mbrgrp.mbrgrp_id", "f_3592")),
        key("personalizationid", String(30)),
        counter(),
        index("i0001233", "personalizationid"),
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
