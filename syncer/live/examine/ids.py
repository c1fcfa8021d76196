"""Where ids come from: rows of KEYS, and the highest id in use."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.sql import text

from syncer.live.examine.ask import Patient
from syncer.live.keys import ELEMENT_IDS, GROUP_IDS, IdSpace, named
from syncer.live.tables import keys
from syncer.model.examination import KeysRow, Range


def group_ids(patient: Patient) -> Range:
    """Ids of member groups."""
    return _range(patient, GROUP_IDS, "member groups", patient.environment.keys_row or GROUP_IDS.tablename)


def element_ids(patient: Patient) -> Range:
    """Ids of condition elements: a new segment gets one."""
    return _range(patient, ELEMENT_IDS, "condition elements", ELEMENT_IDS.tablename)


def _range(patient: Patient, space: IdSpace, what: str, wanted: str) -> Range:
    # All columns, as not every version has NONSEQUENTIAL.
    found = patient.connection.execute(select(text("*")).select_from(keys))
    places = {name.lower(): place for place, name in enumerate(found.keys())}
    rows = tuple(_row(row, places) for row in named(wanted, [_Row(row[places["tablename"]], row) for row in found]))
    highest = None
    if len(rows) == 1 and rows[0].lower is not None and rows[0].upper is not None:
        inside = space.column.between(rows[0].lower, rows[0].upper)
        highest = patient.connection.scalar(select(func.max(space.column)).where(inside))
    return Range(what, wanted, rows, None if highest is None else int(highest), space.column.name.upper())


class _Row:
    """A row of which only the name is known yet."""

    def __init__(self, tablename: str, values: Any) -> None:
        self.tablename = tablename
        self.values = values


def _row(row: _Row, places: dict[str, int]) -> KeysRow:
    def number(name: str) -> int | None:
        value = row.values[places[name]]
        return None if value is None else int(value)

    mark = str(row.values[places["nonsequential"]]).strip() if "nonsequential" in places else "0"
    counter = number("counter") or 0
    return KeysRow(row.tablename.strip(), counter, number("lowerbound"), number("upperbound"), mark == "0")
