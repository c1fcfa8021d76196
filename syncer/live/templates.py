"""The templates of every statement that writes. Each is made once, so that SQLAlchemy compiles it once.

The columns that are set follow from the names of the values that come with a template. What was seen as
nothing is asked for in words, because NULL equals nothing and Oracle keeps ``''`` as NULL.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, delete, insert, or_, update
from sqlalchemy.sql.dml import UpdateBase

from syncer.live.clock import ServerTime
from syncer.live.tables import mbrgrp, mbrgrpcond, mbrgrpdesc, mbrgrpusg, member, mgpcondele, xsyncsegment

INSERT_MEMBER = insert(member)
INSERT_USAGE = insert(mbrgrpusg)
INSERT_TEXT = insert(mbrgrpdesc)
INSERT_CONDITION = insert(mbrgrpcond)
INSERT_ELEMENT = insert(mgpcondele)
INSERT_GROUP = insert(mbrgrp).values(lastupdate=ServerTime())
RECORD_NEW = insert(xsyncsegment)
RECORD_AGAIN = update(xsyncsegment).where(xsyncsegment.c.segment_id == bindparam("seen_id"))
FORGET = delete(xsyncsegment).where(xsyncsegment.c.segment_id == bindparam("seen_id"))


@cache
def update_group(flags: tuple[str, ...], seen_flags: tuple[str, ...], counter_is_null: bool) -> UpdateBase:
    """The group's row as it was seen; ``flags`` are the columns that will be set beside who and when."""
    return (
        update(mbrgrp)
        .where(
            mbrgrp.c.mbrgrp_id == bindparam("seen_id"),
            _seen_counter(mbrgrp, counter_is_null),
            mbrgrp.c.mbrgrpname == bindparam("seen_name"),
            *(mbrgrp.c[column] == bindparam(f"seen_{column}") for column in seen_flags),
        )
        .values(lastupdate=ServerTime())
    )


@cache
def update_text(columns: tuple[str, ...], counter_is_null: bool, description_is_null: bool) -> UpdateBase:
    """One description row as it was seen; ``columns`` are those that will be set."""
    description: ColumnElement[Any] = mbrgrpdesc.c.description
    nothing = or_(description.is_(None), description == "")
    return update(mbrgrpdesc).where(
        mbrgrpdesc.c.mbrgrp_id == bindparam("seen_id"),
        mbrgrpdesc.c.language_id == bindparam("seen_language"),
        _seen_counter(mbrgrpdesc, counter_is_null),
        mbrgrpdesc.c.displayname == bindparam("seen_displayname"),
        nothing if description_is_null else description == bindparam("seen_description"),
    )


def _seen_counter(table: Table, is_null: bool) -> ColumnElement[bool]:
    counter: ColumnElement[Any] = table.c.optcounter
    return counter.is_(None) if is_null else counter == bindparam("seen_counter")
