"""Our own tables: whether they are there and of our version, and whether the chain of the journal holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from heapq import merge
from typing import Any

from sqlalchemy import Integer, Table, select

from syncer.live.examine.ask import Patient, name_of
from syncer.live.journal import FIRST_HASH, FORMAT, link
from syncer.live.tables import OWN_TABLES, THE_HEAD, xsyncchange, xsynchead, xsyncrun
from syncer.model.examination import Chain, Head, Ledger
from syncer.model.report import RunState

_FETCHED = 1_000


def ledger(patient: Patient) -> Ledger:
    """Everything about our own tables that can be right or wrong."""
    found = patient.system(patient.dialect.system.own_tables, schema=patient.ledger_schema)
    there = {name_of(row[0]) for row in found}
    missing = tuple(str(table.name) for table in OWN_TABLES if table.name not in there)
    head = None if missing else _head(patient)
    is_ours = head is not None and head.format_version == FORMAT
    return Ledger(patient.environment.catalog, FORMAT, missing, head, _chain(patient) if is_ours else None)


def _head(patient: Patient) -> Head | None:
    row = patient.connection.execute(select(xsynchead).where(xsynchead.c.head_id == THE_HEAD)).first()
    if row is None:
        return None
    return Head(row.target_id, row.catalog_name, int(row.format_version), int(row.last_seq), row.last_hash)


def target(patient: Patient) -> str | None:
    """The id that ``setup`` gave this database; ``None`` where it has not run."""
    found = patient.system(patient.dialect.system.own_tables, schema=patient.ledger_schema)
    head = _head(patient) if len(found) == len(OWN_TABLES) else None
    return head.target if head else None


def _chain(patient: Patient) -> Chain:
    """Compute every hash again, from the first row on."""
    length, previous, broken_at = 0, FIRST_HASH, None
    states: dict[int, set[str]] = {}
    applied = 0
    for seq, table, row in merge(_rows(patient, xsyncrun), _rows(patient, xsyncchange), key=lambda one: one[0]):
        length += 1
        values = {name: value for name, value in row.items() if name not in ("seq", "previous_hash", "row_hash")}
        is_linked = seq == length and row["previous_hash"] == previous
        if broken_at is None and not (is_linked and row["row_hash"] == link(table, seq, previous, values)):
            broken_at = seq
        previous = str(row["row_hash"])
        if table == xsyncrun.name:
            states.setdefault(row["run_id"], set()).add(row["run_state"])
            applied = max(applied, row["run_id"] if row["run_state"] == str(RunState.APPLIED) else 0)
    opened = (run for run, known in states.items() if known == {str(RunState.OPENED)} and run > applied)
    return Chain(length, broken_at, previous, tuple(sorted(opened)))


def _rows(patient: Patient, table: Table) -> Iterator[tuple[int, str, Mapping[str, Any]]]:
    """Place, table and values of each row, in the order of the chain."""
    numbers = {column.name for column in table.columns if isinstance(column.type, Integer)}
    for partition in patient.connection.execute(select(table).order_by(table.c.seq)).partitions(_FETCHED):
        for row in partition:
            values = {
                name: int(value) if name in numbers and value is not None else value
                for name, value in row._mapping.items()
            }
            yield values["seq"], str(table.name), values
