"""CSV as RFC 4180 has it: one row for each finding and for each field that changes, safe to open in a spreadsheet.

``kind`` is ``error``, ``warning`` or ``note`` for a finding, and ``change`` for a change; in a report of drift it is
``pending``: what the database lacks of the catalog. ``code`` is that of the finding, or the verb of the change.
``line`` and ``column`` count from 1.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import NamedTuple, assert_never

from syncer.model.change import FieldChange
from syncer.model.plan import Drift, PlannedChange, SavedPlan
from syncer.model.problem import Checked
from syncer.model.report import DriftReport
from syncer.model.result import Result
from syncer.model.review import Review, ReviewedChange
from syncer.model.segment import Value
from syncer.model.shown import visible
from syncer.render.findings import Finding, Kind, environment_of, findings_of

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a spreadsheet take a cell for a formula, the wide forms among them."""


class Row(NamedTuple):
    """One row; its fields are the columns."""

    environment: str
    kind: str
    code: str
    id: str
    name: str = ""
    field: str = ""
    before: Value = None
    after: Value = None
    message: str = ""
    remedy: str = ""
    file: str = ""
    line: int | None = None
    column: int | None = None


def to_csv(result: Result) -> str:
    """A header, the findings, the changes."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow(Row._fields)
    writer.writerows(map(_cell, row) for row in _rows(result))
    return page.getvalue()


def _cell(value: str | bool | int | None) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            text = visible(value)
            return f"'{text}" if text.startswith(_FORMULA) else text


def _rows(result: Result) -> Iterator[Row]:
    drifted = iter(_drift_of(result))
    for finding in findings_of(result):
        if finding.kind is Kind.DRIFT:
            found = next(drifted)
            row = _finding(finding)
            yield row._replace(name=found.name, field=found.field or "", before=found.before, after=found.after)
        elif finding.kind is not Kind.PENDING:
            yield _finding(finding)
    kind = Kind.PENDING if isinstance(result, DriftReport) else "change"
    for change in _changes_of(result):
        yield from _change(Row(environment_of(result), kind, change.verb, change.id, change.name), change)


def _finding(finding: Finding) -> Row:
    row = Row(finding.environment, finding.level, finding.code, finding.subject)
    row = row._replace(message=finding.message, remedy=finding.remedy)
    if finding.source is None:
        return row
    return row._replace(file=finding.source.file, line=finding.source.line, column=finding.source.column)


def _change(row: Row, change: PlannedChange | ReviewedChange) -> Iterator[Row]:
    """A row for each field; one without any for a change that has none."""
    changed = change.fields
    match change:
        case PlannedChange(held=True):
            row = row._replace(message="held until it has a member")
        case ReviewedChange(source=source, moved_from=moved_from):
            if source:
                row = row._replace(file=source.file, line=source.line, column=source.column)
            if moved_from:
                changed = (FieldChange("id", moved_from, change.id), *changed)
        case _:
            pass
    for field in changed:
        yield row._replace(field=field.path, before=field.before, after=field.after)
    if not changed:
        yield row


def _drift_of(result: Result) -> Sequence[Drift]:
    match result:
        case SavedPlan():
            return result.drift
        case DriftReport():
            return result.findings
        case Checked() | Review():
            return ()
        case _:
            assert_never(result)


def _changes_of(result: Result) -> Sequence[PlannedChange | ReviewedChange]:
    match result:
        case SavedPlan() | Review():
            return result.changes
        case DriftReport():
            return result.pending
        case Checked():
            return ()
        case _:
            assert_never(result)
