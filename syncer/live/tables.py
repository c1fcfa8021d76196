"""The tables that we may name, as far as we use them (reference, section 3), and our own.

Names are lower case and never quoted, so that every database folds them its own way.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Integer, MetaData, SmallInteger, String, Table, Text, UniqueConstraint
from sqlalchemy.sql.elements import quoted_name
from sqlalchemy.types import NullType, TypeEngine

LEDGER_SCHEMA = "ledger_schema"
"""Stands for the schema of our own tables until a connection says which one that is."""

commerce = MetaData()
ledger = MetaData()


def _column(
    name: str, type_: TypeEngine[Any] | type[TypeEngine[Any]], *, key: bool = False, null: bool = True
) -> Column[Any]:
    return Column(
        quoted_name(name, quote=False), type_, primary_key=key, nullable=null and not key, autoincrement=False
    )


def _table(name: str, *columns: Column[Any]) -> Table:
    return Table(quoted_name(name, quote=False), commerce, *columns)


def _own_table(name: str, *parts: Column[Any] | UniqueConstraint) -> Table:
    return Table(quoted_name(name, quote=False), ledger, *parts, schema=LEDGER_SCHEMA)


member = _table(
    "member",
    _column("member_id", BigInteger, key=True),
    _column("type", String(3)),
    _column("state", Integer),
    _column("optcounter", SmallInteger),
)

mbrgrp = _table(
    "mbrgrp",
    _column("mbrgrp_id", BigInteger, key=True),
    _column("owner_id", BigInteger),
    _column("mbrgrpname", String(254)),
    _column("lastupdate", NullType),
    _column("lastupdatedby", String(254)),
    _column("allowexport", SmallInteger),
    _column("exportall", SmallInteger),
    _column("optcounter", SmallInteger),
)

mbrgrpusg = _table(
    "mbrgrpusg",
    _column("mbrgrptype_id", Integer, key=True),
    _column("mbrgrp_id", BigInteger, key=True),
    _column("optcounter", SmallInteger),
)

mbrgrpdesc = _table(
    "mbrgrpdesc",
    _column("mbrgrp_id", BigInteger, key=True),
    _column("language_id", Integer, key=True),
    _column("displayname", String(254)),
    _column("description", String(4000)),
    _column("optcounter", SmallInteger),
)

mbrgrpcond = _table(
    "mbrgrpcond",
    _column("mbrgrp_id", BigInteger, key=True),
    _column("conditions", Text),
    _column("field1", String(254)),
    _column("field2", String(254)),
    _column("optcounter", SmallInteger),
)

mgpcondele = _table(
    "mgpcondele",
    _column("mgpcondele_id", BigInteger, key=True),
    _column("mbrgrp_id", BigInteger),
    _column("name", String(64)),
    _column("type", String(64)),
    _column("parent", String(64)),
    _column("negate", SmallInteger),
    _column("optcounter", SmallInteger),
)

mbrgrpmbr = _table(
    "mbrgrpmbr",
    _column("member_id", BigInteger, key=True),
    _column("mbrgrp_id", BigInteger, key=True),
    _column("exclude", String(1)),
)

mbrgrptype = _table("mbrgrptype", _column("mbrgrptype_id", Integer, key=True), _column("name", String(254)))

storeent = _table(
    "storeent",
    _column("storeent_id", Integer, key=True),
    _column("member_id", BigInteger),
    _column("type", String(1)),
    _column("identifier", String(254)),
)

language = _table("language", _column("language_id", Integer, key=True), _column("localename", String(16)))

keys = _table(
    "keys",
    _column("keys_id", Integer, key=True),
    _column("tablename", String(30)),
    _column("counter", BigInteger),
    _column("lowerbound", BigInteger),
    _column("upperbound", BigInteger),
    _column("nonsequential", String(1)),
    _column("optcounter", SmallInteger),
)

staglog = _table("staglog", _column("stgtable", String(30)), _column("stgprocessed", NullType))

STAGING_LISTS = tuple(map(_table, ("stgmertab", "stgsitetab", "stgmrsttab")))
"""The lists of staged tables. Not every site has them, and their columns are not all known (reference 7.2)."""

_LONG_TEXT = Text(1048576).with_variant(Text(), "postgresql")
"""Canonical JSON, at most a mebibyte; PostgreSQL takes no length here, Derby and Db2 need one."""

xsyncsegment = _own_table(
    "xsyncsegment",
    _column("segment_id", String(129), key=True),
    _column("mbrgrp_id", BigInteger, null=False),
    _column("mbrgrpname", String(254), null=False),
    _column("content", _LONG_TEXT, null=False),
    _column("counters", _LONG_TEXT, null=False),
    _column("digest", String(64), null=False),
    _column("lifecycle", String(8), null=False),
    _column("is_held", SmallInteger, null=False),
    _column("is_protected", SmallInteger, null=False),
    _column("run_id", Integer, null=False),
    UniqueConstraint("mbrgrp_id"),
)
"""What we own. One row a segment."""

xsyncrun = _own_table(
    "xsyncrun",
    _column("seq", BigInteger, key=True),
    _column("run_id", Integer, null=False),
    _column("run_state", String(8), null=False),
    _column("written_at", String(40), null=False),
    _column("actor", String(254), null=False),
    _column("tool_version", String(32), null=False),
    _column("plan_digest", String(64), null=False),
    _column("catalog_digest", String(64), null=False),
    _column("revision", String(65)),  # a commit of a SHA-256 repository, and a + for edits
    _column("change_count", Integer, null=False),
    _column("note", String(1000)),
    _column("previous_hash", String(64), null=False),
    _column("row_hash", String(64), null=False),
)
"""What runs did: opened, applied, failed. Rows are only ever added."""

xsyncchange = _own_table(
    "xsyncchange",
    _column("seq", BigInteger, key=True),
    _column("run_id", Integer, null=False),
    _column("verb", String(16), null=False),
    _column("segment_id", String(129), null=False),
    _column("mbrgrp_id", BigInteger, null=False),
    _column("mbrgrpname", String(254), null=False),
    _column("fields", _LONG_TEXT, null=False),
    _column("previous_hash", String(64), null=False),
    _column("row_hash", String(64), null=False),
)
"""What each applied run changed, before and after. Rows are only ever added."""

xsynchead = _own_table(
    "xsynchead",
    _column("head_id", SmallInteger, key=True),
    _column("target_id", String(36), null=False),
    _column("catalog_name", String(64), null=False),
    _column("format_version", Integer, null=False),
    _column("last_run", Integer, null=False),
    _column("last_seq", BigInteger, null=False),
    _column("last_hash", String(64), null=False),
)
"""One row: which database and catalog this is, and the head of the chain. It is also the lock."""

THE_HEAD = 1
"""HEAD_ID of the one row of XSYNCHEAD."""

OWN_TABLES = (xsyncsegment, xsyncrun, xsyncchange, xsynchead)
