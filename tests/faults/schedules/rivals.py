"""What others do to the same database while we apply: each is one session, and says what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import psycopg
from psycopg.errors import DeadlockDetected, IntegrityError

from syncer.model.errors import NotPermitted, Stale, SyncerError
from syncer.sandbox.lookups import AURORA, LANGUAGES
from tests.faults.schedules.gates import gate, served_by
from tests.workshop import FIRST_USER, REGISTERED

End: TypeAlias = Literal["committed", "rolled back", "gave way"]
"""``gave way``: the server chose its transaction to end a ring of waiting sessions, or the name was there already."""

_ENGLISH = LANGUAGES["en_US"]
_BLOCK = 5
_KEYS = "tablename = 'mbrgrp'"


@dataclass
class Session:
    """Somebody else's connection. It stops at gates like ours."""

    connection: psycopg.Connection[Any]
    rows: Mapping[str, int]
    """The MBRGRP_ID of each segment of the catalog that was there before."""
    users: list[int] = field(default_factory=list)
    """Ids of MEMBER rows that it inserted."""
    filled: list[tuple[int, int]] = field(default_factory=list)
    """Rows (MEMBER_ID, MBRGRP_ID) of MBRGRPMBR that it inserted,"""
    emptied: list[tuple[int, int]] = field(default_factory=list)
    """and that it deleted."""
    doubled: bool = False
    """Whether an id that KEYS gave it was in use."""

    def say(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows that a statement finds."""
        gate(" ".join(sql.split())[:70])
        done = self.connection.execute(sql.encode(), values)
        return done.fetchall() if done.description else []

    def commit(self) -> None:
        gate("COMMIT")
        self.connection.commit()


Act: TypeAlias = Callable[[Session], None]


@dataclass(frozen=True)
class Rival:
    """Somebody who writes to the same rows, or beside them."""

    act: Act
    commits: bool = True
    """Whether it ends with COMMIT, or thinks better of it."""
    stops: tuple[type[SyncerError], ...] = ()
    """How an apply may end because of it, with nothing written."""
    touches: frozenset[str] = frozenset()
    """The segments that the next plan may speak of because of it."""
    resets_keys: bool = False

    def play(self, session: Session) -> End:
        """Act in one transaction, but for those that commit on the way."""
        served_by(session.connection)
        try:
            self.act(session)
            gate("COMMIT" if self.commits else "ROLLBACK")
            if self.commits:
                session.connection.commit()
                return "committed"
        except (DeadlockDetected, IntegrityError) as error:
            session.doubled = error.diag.table_name == "member"
            return "gave way"
        finally:
            session.connection.rollback()
        return "rolled back"


# The Marketing tool


def _edit(segment: str, *, texts_first: bool = False) -> Act:
    """Change a description and say who did it, as a person's click on *Save* does (reference 4.4)."""

    def act(session: Session) -> None:
        def describe() -> None:
            session.say(
                "UPDATE mbrgrpdesc SET description = 'Edited by hand.', optcounter = optcounter + 1"
                " WHERE mbrgrp_id = %s AND language_id = %s",
                session.rows[segment],
                _ENGLISH,
            )

        def sign() -> None:
            session.say(
                "UPDATE mbrgrp SET lastupdatedby = 'wcsadmin', lastupdate = now(), optcounter = optcounter + 1"
                " WHERE mbrgrp_id = %s",
                session.rows[segment],
            )

        for step in (describe, sign) if texts_first else (sign, describe):
            step()

    return act


def _edit_twice(session: Session) -> None:
    """Edit one segment and save, then another."""
    _edit("repeat")(session)
    session.commit()
    _edit("gold")(session)


def _create(session: Session) -> None:
    """Make a segment whose name our catalog is about to use (reference 4.1)."""
    first = _take_block(session) + 1
    session.say("INSERT INTO member (member_id, type, optcounter) VALUES (%s, 'G', 0)", first)
    session.say(
        "INSERT INTO mbrgrp (mbrgrp_id, owner_id, mbrgrpname, oid, lastupdatedby, optcounter)"
        " VALUES (%s, %s, 'New one', 'CMC', 'wcsadmin', 0)",
        first,
        AURORA,
    )
    session.say("INSERT INTO mbrgrpusg (mbrgrptype_id, mbrgrp_id, optcounter) VALUES (-1, %s, 0)", first)
    session.say(
        "INSERT INTO mbrgrpdesc (mbrgrp_id, language_id, displayname, optcounter) VALUES (%s, %s, 'New one', 0)",
        first,
        _ENGLISH,
    )


def _translate(session: Session) -> None:
    """Add a text in a language that our catalog is about to add."""
    session.say(
        "INSERT INTO mbrgrpdesc (mbrgrp_id, language_id, displayname, optcounter) VALUES (%s, %s, 'Silberne', 0)",
        session.rows["silver"],
        LANGUAGES["de_DE"],
    )


# The key manager of a server


def _take_block(session: Session) -> int:
    """Raise COUNTER, but only from what was read; the first id of the block. The block is committed at once."""
    while True:
        ((counter,),) = session.say(f"SELECT counter FROM keys WHERE {_KEYS}")
        moved = session.say(
            f"UPDATE keys SET counter = counter + %s WHERE {_KEYS} AND counter = %s RETURNING counter", _BLOCK, counter
        )
        session.commit()
        if moved:
            return int(counter)


def _register(counter_is_next: bool) -> Act:
    """Take two blocks and hand out every id of them, under one of the two readings of COUNTER (reference 6.1)."""

    def act(session: Session) -> None:
        for _ in range(2):
            first = _take_block(session) + (0 if counter_is_next else 1)
            for user in range(first, first + _BLOCK):
                session.say("INSERT INTO member (member_id, type, optcounter) VALUES (%s, 'U', 0)", user)
            session.commit()
            session.users += range(first, first + _BLOCK)

    return act


# The process that fills segments


def _load(session: Session) -> None:
    """Take one member out of each of two segments that are written to, and put two others in."""
    for mbrgrp_id in (session.rows["gold"], REGISTERED):
        ((leaver,),) = session.say("SELECT min(member_id) FROM mbrgrpmbr WHERE mbrgrp_id = %s", mbrgrp_id)
        session.say("DELETE FROM mbrgrpmbr WHERE mbrgrp_id = %s AND member_id = %s", mbrgrp_id, leaver)
        session.emptied.append((leaver, mbrgrp_id))
        _put_in(session, mbrgrp_id, FIRST_USER + 30, FIRST_USER + 31)


def _load_held(session: Session) -> None:
    """Put members into the segment that is held until it has some."""
    _put_in(session, session.rows["held"], FIRST_USER, FIRST_USER + 1)


def _empty_filled(session: Session) -> None:
    """Take out the only member of a segment that is held no longer because of it."""
    session.say("DELETE FROM mbrgrpmbr WHERE mbrgrp_id = %s AND member_id = %s", session.rows["filled"], FIRST_USER)
    session.emptied.append((FIRST_USER, session.rows["filled"]))


def _put_in(session: Session, mbrgrp_id: int, *users: int) -> None:
    for user in users:
        session.say("INSERT INTO mbrgrpmbr (member_id, mbrgrp_id) VALUES (%s, %s)", user, mbrgrp_id)
        session.filled.append((user, mbrgrp_id))


# A restore


def _restore_text(session: Session) -> None:
    """Put back an older text as a load utility does: delete the row, insert it, with the counter of a new one."""
    at = (session.rows["gold"], _ENGLISH)
    session.say("DELETE FROM mbrgrpdesc WHERE mbrgrp_id = %s AND language_id = %s", *at)
    session.say(
        "INSERT INTO mbrgrpdesc (mbrgrp_id, language_id, displayname, description, optcounter)"
        " VALUES (%s, %s, 'Gold members', 'As it was last year.', 0)",
        *at,
    )


def _restore_group(session: Session) -> None:
    """Delete a segment with all that hangs on it, and put everything back but for its texts, which are older.

    Read before they are deleted, rows that somebody else wrote meanwhile would be lost: by this one, not by an apply.
    """
    gold = session.rows["gold"]
    kept = {
        table: session.say(f"DELETE FROM {table} {_AT} RETURNING {columns}", gold)
        for table, columns in reversed(_GROUP.items())
    }
    for table, columns in _GROUP.items():
        places = ", ".join(["%s"] * len(columns.split(", ")))
        for row in kept[table]:
            session.say(f"INSERT INTO {table} ({columns}) VALUES ({places})", *row)
    session.say(f"UPDATE mbrgrpdesc SET description = 'As it was last year.' {_AT}", gold)


_AT = "WHERE mbrgrp_id = %s"
_GROUP = {
    "mbrgrp": "mbrgrp_id, owner_id, mbrgrpname, oid, allowexport, exportall, lastupdate, lastupdatedby, optcounter",
    "mbrgrpusg": "mbrgrptype_id, mbrgrp_id, optcounter",
    "mbrgrpdesc": "mbrgrp_id, language_id, displayname, description, optcounter",
    "mbrgrpcond": "mbrgrp_id, conditions, optcounter",
    "mgpcondele": "mgpcondele_id, mbrgrp_id, name, type, negate, optcounter",
    "mbrgrpmbr": "member_id, mbrgrp_id, exclude, optcounter",
}
"""The columns of the tables of a segment, parents first."""


def _reset_keys(by: int) -> Act:
    """Let KEYS go on from another number, as a DBA does after a restore."""

    def act(session: Session) -> None:
        session.say(f"UPDATE keys SET counter = counter + %s WHERE {_KEYS}", by)

    return act


_STALE = (Stale,)

RIVALS: Mapping[str, Rival] = {
    "edit": Rival(_edit("gold"), stops=_STALE, touches=frozenset({"aurora/gold"})),
    "edit-texts-first": Rival(_edit("gold", texts_first=True), stops=_STALE, touches=frozenset({"aurora/gold"})),
    "edit-undone": Rival(_edit("gold", texts_first=True), commits=False),
    "edit-recorded": Rival(_edit("bronze"), stops=_STALE, touches=frozenset({"aurora/bronze"})),
    "edit-adopted": Rival(_edit("repeat"), stops=_STALE, touches=frozenset({"aurora/repeat"})),
    "edit-two": Rival(_edit_twice, stops=_STALE, touches=frozenset({"aurora/gold", "aurora/repeat"})),
    "edit-unmanaged": Rival(_edit("unmanaged")),
    "translate": Rival(_translate, stops=_STALE),
    "keys": Rival(_register(counter_is_next=True)),
    "keys-last": Rival(_register(counter_is_next=False)),
    "load": Rival(_load),
    "load-held": Rival(_load_held, stops=_STALE, touches=frozenset({"aurora/held"})),
    "empty-filled": Rival(_empty_filled, stops=_STALE),
    "create": Rival(_create, stops=_STALE, touches=frozenset({"aurora/new-1"})),
    "create-undone": Rival(_create, commits=False),
    "restore-text": Rival(_restore_text, stops=_STALE, touches=frozenset({"aurora/gold"})),
    "restore-group": Rival(_restore_group, stops=_STALE, touches=frozenset({"aurora/gold"})),
    "reset-keys-back": Rival(_reset_keys(-50), stops=(NotPermitted,), resets_keys=True),
    "reset-keys-on": Rival(_reset_keys(50), resets_keys=True),
}
"""Everybody, by name."""
