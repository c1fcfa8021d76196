"""The vendor's tables of member groups: usages, texts, conditions and memberships (reference 3.3 to 3.9)."""

from __future__ import annotations

from sqlalchemy import CHAR, TIMESTAMP, BigInteger, Double, Integer, MetaData, SmallInteger, String, Table, Text

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


def add_group_tables(metadata: MetaData, *, nullable_counter: bool, has_export_flags: bool) -> None:
    """MBRGRP and all that hangs on it. Deleting a row of it, or of MEMBER, reaches the memberships."""
    _add_groups(metadata, nullable_counter, has_export_flags)
    _add_usages(metadata, nullable_counter)
    _add_texts_and_conditions(metadata, nullable_counter)
    _add_memberships(metadata, nullable_counter)


def _add_groups(metadata: MetaData, nullable_counter: bool, has_export_flags: bool) -> None:
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
        *(export_flags if has_export_flags else []),
        counter(nullable=nullable_counter),
        unique("i0000152", "owner_id", "mbrgrpname"),
    )


def _add_usages(metadata: MetaData, nullable_counter: bool) -> None:
    Table(
        named("mbrgrptype"),
        metadata,
        key("mbrgrptype_id", Integer),
        optional("description", String(254)),
        needed("name", String(254)),
        optional("properties", String(254)),
        counter(nullable=nullable_counter),
        unique("i0000153", "name"),
        **KEY_IS_GIVEN,
    )
    Table(
        named("mbrgrpusg"),
        metadata,
        key("mbrgrptype_id", Integer, cascade("mbrgrptype.mbrgrptype_id", "f_449")),
        key("mbrgrp_id", BigInteger, cascade("mbrgrp.mbrgrp_id", "f_448")),
        *free_fields(1),
        counter(nullable=nullable_counter),
        index("i0000616", "mbrgrp_id"),
    )


def _add_texts_and_conditions(metadata: MetaData, nullable_counter: bool) -> None:
    Table(
        named("mbrgrpdesc"),
        metadata,
        key("mbrgrp_id", BigInteger, cascade("mbrgrp.mbrgrp_id", "f_1030")),
        key("language_id", Integer, cascade("language.language_id", "f_1031")),
        needed("displayname", String(254)),
        optional("description", String(4000)),
        counter(nullable=nullable_counter),
    )
    Table(
        named("mbrgrpcond"),
        metadata,
        key("mbrgrp_id", BigInteger, cascade("mbrgrp.mbrgrp_id", "f_445")),
        optional("conditions", Text),  # CLOB(1048576); not every database takes a length here
        *free_fields(1, 2),
        counter(nullable=nullable_counter),
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


def _add_memberships(metadata: MetaData, nullable_counter: bool) -> None:
    Table(
        named("mbrgrpmbr"),
        metadata,
        key("member_id", BigInteger, cascade("member.member_id", "f_446")),
        key("mbrgrp_id", BigInteger, cascade("mbrgrp.mbrgrp_id", "f_447")),
        *free_fields(1),
        optional("customerid", String(30)),
        needed("exclude", CHAR(1), default="'0'"),
        counter(nullable=nullable_counter),
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
