"""What runs did, as rows that are only ever added, each holding the hash of the one before.

The one row of XSYNCHEAD is the head of that chain, and the lock: who updates it first, writes first.
The lock ends with its transaction, whatever becomes of the process.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, bindparam, func, insert, select, text, update

from syncer.live.clock import ServerTime
from syncer.live.tables import THE_HEAD, xsyncchange, xsynchead, xsyncrun
from syncer.model.canonical import canonical, digest
from syncer.model.errors import NotPermitted
from syncer.model.plan import PlannedChange
from syncer.model.report import RunState

if TYPE_CHECKING:
    from syncer.live.connect import Database

FIRST_HASH = "0" * 64
"""What the first row of the chain holds as the hash of the one before."""

FORMAT = 1
"""Of our own tables."""

NOTE_BYTES = 1000


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain ends."""

    last_run: int
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class RunFacts:
    """Who runs what, and why: the same in every row of a run."""

    actor: str
    tool_version: str
    plan_digest: str
    catalog_digest: str
    revision: str | None
    change_count: int


def require_format(found: int) -> None:
    """Raises ``NotPermitted`` for tables that another version has made."""
    if found != FORMAT:
        raise NotPermitted(
            f"Our own tables have format {found}, and this version knows {FORMAT}. Nothing was read or written.",
            "Use the version of segment-syncer that made them, or a newer one.",
        )


def take_lock(connection: Connection, database: Database) -> Head:
    """Wait for our turn, then see where the chain ends. Raises ``NotPermitted`` where ``setup`` has not run."""
    if clause := database.dialect.lock_clause:
        within = text(clause(database.environment.timeouts.lock))
        row = select(xsynchead.c.head_id).where(xsynchead.c.head_id == THE_HEAD)
        connection.execute(row.suffix_with(within))
    mine = update(xsynchead).where(xsynchead.c.head_id == THE_HEAD).values(head_id=THE_HEAD)
    if connection.execute(mine).rowcount != 1:
        raise NotPermitted("Our own tables are not complete.", "Run `syncer setup` for this environment.")
    head = connection.execute(select(xsynchead).where(xsynchead.c.head_id == THE_HEAD)).one()
    return Head(int(head.last_run), int(head.last_seq), head.last_hash)


def move_head(connection: Connection, head: Head) -> None:
    """Let the chain end here."""
    values = {"last_run": head.last_run, "last_seq": head.seq, "last_hash": head.hash}
    connection.execute(update(xsynchead).where(xsynchead.c.head_id == THE_HEAD).values(values))


def add_run(
    connection: Connection, head: Head, run: int, state: RunState, facts: RunFacts, note: str | None = None
) -> Head:
    """Add what a run came to. ``note`` is cut at 1,000 bytes."""
    row = {
        "run_id": run,
        "run_state": str(state),
        "written_at": _now(connection),
        "actor": cut(facts.actor, 254),
        "tool_version": facts.tool_version,
        "plan_digest": facts.plan_digest,
        "catalog_digest": facts.catalog_digest,
        "revision": facts.revision,
        "change_count": facts.change_count,
        "note": cut(note, NOTE_BYTES) if note else None,
    }
    return replace(_add(connection, xsyncrun, head, [row]), last_run=max(head.last_run, run))


def add_changes(connection: Connection, head: Head, run: int, changes: Iterable[tuple[PlannedChange, int]]) -> Head:
    """Add what a run changed, before and after, each with its MBRGRP_ID."""
    rows = [
        {
            "run_id": run,
            "verb": change.verb,
            "segment_id": change.id,
            "mbrgrp_id": mbrgrp_id,
            "mbrgrpname": change.name,
            "fields": canonical(change.fields),
        }
        for change, mbrgrp_id in changes
    ]
    return _add(connection, xsyncchange, head, rows)


def _add(connection: Connection, table: Table, head: Head, rows: list[dict[str, Any]]) -> Head:
    """Chain rows to the head, in order."""
    linked: list[dict[str, Any]] = []
    for row in rows:
        row_hash = link(table.name, head.seq + 1, head.hash, row)
        linked.append({**row, "seq": head.seq + 1, "previous_hash": head.hash, "row_hash": row_hash})
        head = Head(head.last_run, head.seq + 1, row_hash)
    if linked:
        connection.execute(insert(table), linked)
    return head


def link(table: str, seq: int, previous: str, row: Mapping[str, Any]) -> str:
    """The hash of one row of the chain: over the hash before it, its place and its values."""
    values = {name: str(value) if name == "mbrgrp_id" else value for name, value in row.items()}
    return digest([table, seq, previous, values])


def run_of(connection: Connection, plan_digest: str) -> int | None:
    """The run that applied a plan; ``None`` where none did."""
    query = select(func.max(xsyncrun.c.run_id)).where(
        xsyncrun.c.run_state == str(RunState.APPLIED), xsyncrun.c.plan_digest == bindparam("digest")
    )
    run = connection.scalar(query, {"digest": plan_digest})
    return None if run is None else int(run)


def is_applied(connection: Connection, run: int) -> bool:
    """Whether a run is on record as applied."""
    query = select(func.count()).select_from(xsyncrun)
    return bool(connection.scalar(query.where(xsyncrun.c.run_id == run, xsyncrun.c.run_state == str(RunState.APPLIED))))


def cut(text: str, size: int) -> str:
    """The beginning of a text, at most ``size`` bytes in UTF-8."""
    return text.encode("utf-8", "replace")[:size].decode("utf-8", "ignore")


def _now(connection: Connection) -> str:
    """The time by the database's clock: nothing here is decided by comparing two clocks."""
    return str(connection.scalar(select(ServerTime()).select_from(xsynchead)))
