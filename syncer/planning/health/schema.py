"""Judging what the database's own catalog says: version, columns, foreign keys, triggers, schemas."""

from __future__ import annotations

from collections.abc import Iterator

from syncer.model.doctor import Finding, Weight
from syncer.model.examination import Examination, ForeignKey, Identity, Trigger, Unanswered
from syncer.planning.health.unanswered import counted, named, unanswered

_EXPECTED = frozenset(
    {
        ("mbrgrp", "member"),
        ("mbrgrpusg", "mbrgrp"),
        ("mbrgrpdesc", "mbrgrp"),
        ("mbrgrpcond", "mbrgrp"),
        ("mgpcondele", "mbrgrp"),
        ("mbrgrpmbr", "mbrgrp"),
    }
)
"""Keys that the vendor's tables have (reference 3): the child, then its parent."""
_EMPTYING = ("SET NULL", "SET DEFAULT")
_KNOWN_TRIGGERS = ("perf_", "xsync_")
"""How the vendor's triggers for OPTCOUNTER are called (reference 3.1), and the guard of ours."""
_UPPER_NAME = "up_mbrgrpname"


def judge_identity(examination: Examination) -> Iterator[Finding]:
    """What was looked at."""
    yield Finding("identity", Weight.OK, f"{_engine(examination.identity)}.", "That is what was looked at.")


def _engine(identity: Identity) -> str:
    told = identity.version
    untold = isinstance(told, Unanswered)
    engine = f"{identity.engine}, which does not tell its version" if untold else f"{identity.engine} {told}"
    if identity.schema is None:
        return engine
    where = "" if identity.ledger_schema == identity.schema else f"; our own tables in {identity.ledger_schema}"
    return f"{engine}, schema {identity.schema}{where}"


def judge_columns(examination: Examination) -> Iterator[Finding]:
    """Whether everything is there that statements name."""
    answer = examination.columns
    if isinstance(answer, Unanswered):
        yield unanswered("columns", "Columns", answer, 8)
        return
    tables = sorted(answer.needed.keys() - answer.present.keys())
    absent = sorted(
        f"{table}.{column}"
        for table, columns in answer.needed.items()
        if table in answer.present
        for column in columns - answer.present[table]
    )
    missing = [name for name in absent if name not in answer.may_lack]
    lacking = [name for name in absent if name in answer.may_lack]
    if tables:
        yield Finding(
            "missing-table",
            Weight.DANGER,
            f"Not there: {named(tables)}.",
            "Without these tables nothing can be planned.",
            "Check that this is the database of Commerce, and `schema` in the environment's file.",
        )
    if missing:
        yield Finding(
            "missing-column",
            Weight.DANGER,
            f"Not there: {named(missing)}.",
            "Our statements name these columns, so they would fail.",
            "Check that this is the database of Commerce; every version that we know has them.",
            8,
        )
    if lacking:
        yield Finding(
            "older-columns",
            Weight.NOTE,
            f"Not there: {named(lacking)}.",
            "As before version 9 (reference 13.1). Fields without a column are shown, and not planned.",
            question=8,
        )
    if not (tables or missing):
        yield Finding(
            "columns", Weight.OK, f"All {len(answer.needed)} tables are there.", "What we name exists.", question=8
        )
    upper = f"mbrgrp.{_UPPER_NAME}"
    if _UPPER_NAME in answer.present.get("mbrgrp", ()) and upper not in answer.generated:
        yield Finding(
            "plain-upper-name",
            Weight.WARNING,
            "MBRGRP.UP_MBRGRPNAME is a column like any other.",
            "The vendor's Db2 fills it by itself; here nobody would, and what searches by it would miss new segments.",
            "Ask the DBA what fills it, before anything is created.",
            8,
        )


def judge_foreign_keys(examination: Examination) -> Iterator[Finding]:
    """What a delete of a group would do to other rows."""
    answer = examination.foreign_keys
    if isinstance(answer, Unanswered):
        yield unanswered("foreign-keys", "Foreign keys onto MBRGRP and MEMBER", answer, 7)
        return
    cascading = sum(key.rule == "CASCADE" for key in answer)
    yield Finding(
        "foreign-keys",
        Weight.OK,
        f"{len(answer)} foreign keys onto MBRGRP and MEMBER, {cascading} of them with CASCADE.",
        "With a deleted group its rows there would go too. No plan of ours deletes one.",
        question=7,
        details=tuple(map(_told, answer)),
    )
    missing = sorted(_EXPECTED - {(key.child.lower(), key.parent) for key in answer})
    if missing:
        keys = ", ".join(f"{child.upper()} -> {parent.upper()}" for child, parent in missing)
        yield Finding(
            "missing-foreign-key",
            Weight.WARNING,
            f"No foreign key {keys}.",
            "The vendor's tables have it. Here the database would not refuse rows that belong to nothing.",
            "Ask the DBA whether this is a copy without constraints.",
            7,
        )
    if emptied := [key for key in answer if key.rule in _EMPTYING]:
        yield Finding(
            "emptying-key",
            Weight.WARNING,
            f"Emptied by a delete of a group: {_children(emptied)}.",
            "In some tables an empty group means everybody (reference 8: PARTICIPNT).",
            "Keep it in mind for every delete in the Marketing tool.",
            7,
        )
    if held := [key for key in answer if key.rule not in ("CASCADE", *_EMPTYING)]:
        yield Finding(
            "restricting-key",
            Weight.NOTE,
            f"Against a delete of a group: {_children(held)}.",
            "A group that such a row names cannot be deleted. The vendor's own keys cascade: somebody added these.",
            question=7,
        )


def _children(keys: list[ForeignKey]) -> str:
    return ", ".join(f"{_column(key)} ({key.rule})" for key in keys)


def _column(key: ForeignKey) -> str:
    return f"{key.child}.{key.column}".upper() if key.column else key.child.upper()


def _told(key: ForeignKey) -> str:
    rows = "rows not counted" if key.rows is None else counted(key.rows, "row")
    return f"{_column(key)} -> {key.parent.upper()}, {key.rule}, {rows}"


def judge_triggers(examination: Examination) -> Iterator[Finding]:
    """What else happens when we write."""
    answer = examination.triggers
    if isinstance(answer, Unanswered):
        yield unanswered("triggers", "Triggers", answer, 6)
        return
    unknown = [one for one in answer if not (one.is_of_staging or one.name.lower().startswith(_KNOWN_TRIGGERS))]
    if unknown:
        yield Finding(
            "unknown-trigger",
            Weight.WARNING,
            f"{counted(len(unknown), 'trigger')} that we do not know.",
            "They run when we write, or when members change, and may write elsewhere.",
            "Look at what they do before the first apply.",
            6,
            _listed(unknown),
        )
    known = [one for one in answer if one not in unknown]
    yield Finding(
        "triggers",
        Weight.OK,
        f"{counted(len(known), 'trigger') if known else 'No trigger'} of the vendor or of ours.",
        "OPTCOUNTER moves with every UPDATE of ours, with or without triggers.",
        question=6,
        details=_listed(known),
    )


def _listed(triggers: list[Trigger]) -> tuple[str, ...]:
    return tuple(f"{one.name} on {one.table.upper()}" for one in triggers)


def judge_schemas(examination: Examination) -> Iterator[Finding]:
    """Whether there are further copies of the tables: workspaces keep some (reference 7.8)."""
    answer = examination.schemas
    if isinstance(answer, Unanswered):
        yield unanswered("workspaces", "Workspaces", answer, 12)
    elif len(answer) > 1:
        yield Finding(
            "workspaces",
            Weight.NOTE,
            f"{len(answer)} schemas have a table MBRGRP: {', '.join(answer)}.",
            "These are workspaces, or other sites. What we write to one is not seen in the others, and a segment of "
            "the same name that waits in a workspace collides when it is committed.",
            "Make sure that `schema` names the one with the current content.",
            12,
        )
    else:
        yield Finding(
            "workspaces", Weight.OK, "One schema has a table MBRGRP.", "There are no workspaces here.", question=12
        )
