"""The race between a delete and the process that fills segments. A delete cascades into their members."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from syncer.engine.conformance.bench import Bench, Meanwhile, NotRun, Unexpected, require
from syncer.model.errors import SyncerError

if TYPE_CHECKING:
    from sqlalchemy import Connection


def delete_race(bench: Bench) -> str:
    """Under the parent lock, who adds a member to a group that is being deleted waits or fails: no member is lost."""
    from syncer.sandbox.rivals import LOADED, STANDING

    if outsiders := bench.scratch.outsiders():
        raise NotRun(f"a table of another schema has a foreign key into this one: {', '.join(outsiders)}")
    group, as_member, other, filled, *_ = STANDING
    _loader_is_late(bench, group, LOADED[0], group)
    _loader_is_late(bench, as_member, as_member, other)
    _loader_is_first(bench, filled, LOADED[0])
    return "Who came late waited or failed, also where the group is itself the member; who came first was seen."


def _loader_is_late(bench: Bench, deleted: int, member: int, into: int) -> None:
    """Somebody adds a member after the delete has looked, and before it deletes."""
    from syncer.sandbox.rivals import delete_group

    with bench.scratch.session() as connection:
        _hold(bench, connection, deleted)
        require(not _members(bench, connection, deleted), "a group that nobody filled has members")
        loader = Meanwhile(_load(bench, member, into))
        is_early = loader.is_over(bench.pace.patience)
        delete_group(connection, bench.tables, deleted)
    try:
        loader.end()
    except Unexpected:
        raise
    except SyncerError:
        return  # it was told that its row is not there
    is_there = any((row["member_id"], row["mbrgrp_id"]) == (member, into) for row in bench.rows("mbrgrpmbr"))
    moment = "before" if is_early else "while"
    require(is_there, f"a member that was added {moment} the group was deleted is gone, and nobody was told")


def _loader_is_first(bench: Bench, group: int, member: int) -> None:
    """Somebody has added a member and not committed yet when the delete asks for the lock."""
    from syncer.sandbox.rivals import delete_group, load_member

    def delete() -> bool:
        with bench.scratch.session() as connection:
            _hold(bench, connection, group)
            if _members(bench, connection, group):
                return False
            delete_group(connection, bench.tables, group)
            return True

    with bench.scratch.session() as connection:
        load_member(connection, bench.tables, member, group)
        deleting = Meanwhile(delete)
        deleting.is_over(bench.pace.patience)
    try:
        deleted = deleting.end()
    except Unexpected:
        raise
    except SyncerError:
        deleted = False
    is_there = any(row["mbrgrp_id"] == group for row in bench.rows("mbrgrpmbr"))
    require(is_there and not deleted, "a member that was added before the delete is gone, and nobody was told")


def _hold(bench: Bench, connection: Connection, mbrgrp_id: int) -> None:
    from syncer.live.parents import hold_parent

    hold_parent(connection, bench.scratch.dialect, bench.scratch.environment, mbrgrp_id)


def _load(bench: Bench, member: int, into: int) -> Callable[[], None]:
    from syncer.sandbox.rivals import load_member

    return lambda: bench.others(lambda at, tables: load_member(at, tables, member, into))


def _members(bench: Bench, connection: Connection, mbrgrp_id: int) -> bool:
    """Whether the group has a member, or is one."""
    from syncer.sandbox.rivals import rows

    found = rows(connection, bench.tables, "mbrgrpmbr")
    return any(mbrgrp_id in (row["member_id"], row["mbrgrp_id"]) for row in found)
