"""What a login may do to our tables and the store's, and what it has to be able to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from syncer.live.examine.ask import NoAnswer, Patient, name_of
from syncer.live.examine.schema import NEEDED
from syncer.live.gate import MEMBERSHIP
from syncer.live.grants import Right as Granted
from syncer.live.grants import reading_rights, writing_rights
from syncer.live.tables import OWN_TABLES
from syncer.model.examination import Right, Rights

_OWN = frozenset(str(table.name) for table in OWN_TABLES)
_BY_COLUMN = "SELECT,INSERT,UPDATE"
_VERBS = f"{_BY_COLUMN},DELETE,TRUNCATE"


def reading(patient: Patient) -> Rights:
    """Of the login that plans and looks."""
    return _rights(patient, "The reading login", writes=False)


def writing(patient: Patient) -> Rights:
    """Of the login that applies."""
    return _rights(patient, "The writing login", writes=True)


def both(patient: Patient) -> Rights:
    """Of the one login that does all of it."""
    return _rights(patient, "The login", writes=True)


def _rights(patient: Patient, login: str, *, writes: bool) -> Rights:
    kinds = patient.dialect.rights
    if kinds is None:
        raise NoAnswer(f"{patient.dialect.title} has no logins: who may write the file may do everything")
    granted = [*reading_rights(kinds), *(writing_rights() if writes else ())]
    return Rights(
        login=login,
        held=frozenset(_held(patient)),
        needed=frozenset(_each(right for right in granted if not right.may_lack)),
        allowed=frozenset(_each(granted)),
        membership=MEMBERSHIP,
        own=_OWN,
    )


def _held(patient: Patient) -> Iterator[Right]:
    store = sorted({*NEEDED, *MEMBERSHIP})
    for schema, tables in ((patient.schema, store), (patient.ledger_schema, sorted(_OWN))):
        rows = patient.system(
            patient.dialect.system.privileges, schema=schema, tables=tables, verbs=_VERBS, column_verbs=_BY_COLUMN
        )
        for table, column, privilege in rows:
            words = str(privilege).strip().upper()
            yield Right(
                None if table is None else name_of(table),
                None if column is None else name_of(column),
                words.removesuffix("AUTH").removesuffix("PRIV"),
            )


def _each(granted: Iterable[Granted]) -> Iterator[Right]:
    for right in granted:
        for column in right.columns or (None,):
            yield Right(right.table, column, right.verb.upper())
