"""Judging what a login may do: too little fails, too much can do harm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from syncer.model.doctor import Finding, Weight
from syncer.model.examination import Examination, Right, Rights, Unanswered
from syncer.planning.health.unanswered import counted, named, unanswered

_OWNER = "OWNER"
_WRITING = ("INSERT", "UPDATE", "DELETE", "TRUNCATE")
_LEAST = "`syncer grants` prints the least rights for this environment."


def judge_rights(examination: Examination) -> Iterator[Finding]:
    """Each login that the environment names."""
    for answer in examination.rights:
        if isinstance(answer, Unanswered):
            yield unanswered("rights", "Rights", answer)
        else:
            yield from _judge(answer, _there(examination, answer))


def _there(examination: Examination, rights: Rights) -> frozenset[str]:
    """The tables that rights can be on."""
    columns, ledger = examination.columns, examination.ledger
    store = frozenset() if isinstance(columns, Unanswered) else columns.present.keys()
    own = rights.own if isinstance(ledger, Unanswered) else rights.own - set(ledger.missing)
    return frozenset({*store, *own, *rights.membership})


def _judge(rights: Rights, there: frozenset[str]) -> Iterator[Finding]:
    missing = _in_order(right for right in rights.needed if right.table in there and not _holds(rights, right))
    if missing:
        yield Finding(
            "too-few-rights",
            Weight.DANGER,
            f"{rights.login} lacks {counted(len(missing), 'right')} that it needs.",
            "Planning or applying would fail, with nothing written.",
            _LEAST,
            details=tuple(_grouped(missing)),
        )
    too_many = list(_too_many(rights, there))
    yield from too_many
    if not (missing or too_many):
        yield Finding(
            "rights",
            Weight.OK,
            f"{rights.login} has the rights that it needs, and no others on these tables.",
            "The database itself holds it to what it is for.",
        )


def _holds(rights: Rights, needed: Right) -> bool:
    enough = {needed, needed._replace(column=None), Right(needed.table, None, _OWNER)}
    over_all = (right.privilege for right in rights.held if right.table is None)
    return not rights.held.isdisjoint(enough) or any(_covers(one, needed.privilege) for one in over_all)


def _covers(privilege: str, verb: str) -> bool:
    """Whether a right over every table includes a verb: ``DELETE ANY TABLE`` is about one, ``SUPERUSER`` about all."""
    return privilege == f"{verb} ANY TABLE" or " ANY " not in privilege


def _too_many(rights: Rights, there: frozenset[str]) -> Iterator[Finding]:
    over_all = sorted(right.privilege for right in rights.held if right.table is None)
    if over_all:
        yield Finding(
            "rights-over-everything",
            Weight.DANGER,
            f"{rights.login} has rights over every table: {', '.join(over_all)}.",
            "No mistake of anybody who has it would be stopped, members included.",
            f"Use a login of its own. {_LEAST}",
        )
        return
    held = [right for right in rights.held if right.table in there]
    owned = sorted({str(right.table) for right in held if right.privilege == _OWNER and right.table not in rights.own})
    if owned:
        yield Finding(
            "may-drop-tables",
            Weight.DANGER,
            f"{rights.login} owns tables of the store, and may alter and drop them: {named(owned)}.",
            "The owner may do everything to a table, members included; grants do not bind it.",
            f"Use a login of its own. {_LEAST}",
        )
    extra = {
        right
        for right in held
        if right.privilege in _WRITING and right.table not in owned and not _is_allowed(rights, right)
    }
    # A right on a table is one on each of its columns, and some engines list both.
    extra = {right for right in extra if right.column is None or right._replace(column=None) not in extra}
    members = _in_order(right for right in extra if right.table in rights.membership)
    if members:
        yield Finding(
            "may-write-members",
            Weight.DANGER,
            f"{rights.login} may write members.",
            "We never do; whoever else gets this login could.",
            f"Have these rights taken away. {_LEAST}",
            details=tuple(_grouped(members)),
        )
    others = _in_order(right for right in extra if right.table not in rights.membership)
    if others:
        yield Finding(
            "too-many-rights",
            Weight.WARNING,
            f"{rights.login} may do more than it needs.",
            "A DELETE of MEMBER or MBRGRP also takes members along, and no right on their tables stops that.",
            f"Have these rights taken away. {_LEAST}",
            details=tuple(_grouped(others)),
        )


def _is_allowed(rights: Rights, held: Right) -> bool:
    """Whether a right is one of the least; on a whole table it is more than on some of its columns."""
    return not rights.allowed.isdisjoint({held, held._replace(column=None)})


def _in_order(rights: Iterable[Right]) -> list[Right]:
    """By table; what is about all of it stands before what is about a column."""
    return sorted(rights, key=lambda right: (str(right.table), right.column or "", right.privilege))


def _grouped(rights: Iterable[Right]) -> Iterator[str]:
    """One line for each verb of a table."""
    columns: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for table, column, privilege in rights:
        columns[privilege, str(table)].extend([column] if column else [])
    for (privilege, table), names in columns.items():
        yield f"{privilege} {table.upper()}{f' ({named(names)})' if names else ''}"
