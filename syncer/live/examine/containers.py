"""How segments without conditions are stored here: those that the Marketing tool made show it (reference 5.3)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, column, exists, literal_column, not_, or_, select
from sqlalchemy.sql.elements import quoted_name

from syncer.live.conditions import TOP_ELEMENT, has_condition
from syncer.live.examine.ask import Patient
from syncer.live.tables import mbrgrp, mbrgrpcond, mbrgrpmbr, mbrgrpusg, mgpcondele
from syncer.model.environment import ContainerCondition, Like, NoRow, RowWithNull
from syncer.model.examination import Containers, Shape
from syncer.model.snapshot import CUSTOMER_SEGMENT

_TOOL = "CMC"
"""MBRGRP.OID of a group that the Marketing tool made (reference 3.3)."""

MOST = 50
"""So many are looked at: their texts have to be read, and one is enough."""


def containers(patient: Patient) -> Containers:
    """What segments without conditions look like, and what ``container_condition`` asks for."""
    made_by_tool: ColumnElement[bool] = column(quoted_name("oid", quote=False)) == _TOOL
    made = _shapes(patient, made_by_tool, _without_members())
    shapes = {shape: tuple(name for name, one in made if one == shape) for shape in sorted({one for _, one in made})}
    return Containers(shapes, *_declared(patient, patient.environment.container_condition))


def _declared(patient: Patient, condition: ContainerCondition | None) -> tuple[str | None, tuple[Shape, ...]]:
    match condition:
        case None:
            return None, ()
        case RowWithNull():
            return "row-with-null", (Shape("NULL", True),)
        case NoRow():
            return "no-row", (Shape("no row", True),)
        case Like(name):
            return f"like: {name}", tuple(shape for _, shape in _shapes(patient, mbrgrp.c.mbrgrpname == name))


def _shapes(patient: Patient, *chosen: ColumnElement[bool]) -> list[tuple[str, Shape]]:
    """Segments without conditions by name, each with its shape; at most 50."""
    query = (
        select(mbrgrp.c.mbrgrp_id, mbrgrp.c.mbrgrpname)
        .join(mbrgrpusg, mbrgrpusg.c.mbrgrp_id == mbrgrp.c.mbrgrp_id)
        .where(mbrgrpusg.c.mbrgrptype_id == CUSTOMER_SEGMENT, _without_rules(), *chosen)
    )
    names = {int(id): str(name) for id, name in patient.connection.execute(query).fetchmany(MOST)}
    elements = select(mgpcondele.c.mbrgrp_id).where(mgpcondele.c.mbrgrp_id.in_(names))
    with_top = {int(row[0]) for row in patient.connection.execute(elements)} if names else set()
    rows = select(mbrgrpcond.c.mbrgrp_id, mbrgrpcond.c.conditions).where(mbrgrpcond.c.mbrgrp_id.in_(names))
    texts = {int(id): text for id, text in patient.connection.execute(rows)} if names else {}
    return [
        (name, Shape(_words(texts, id), id in with_top))
        for id, name in sorted(names.items())
        if not has_condition(texts.get(id))
    ]


def _words(texts: dict[int, str | None], id: int) -> str:
    if id not in texts:
        return "no row"
    text = texts[id]
    if text is None:
        return "NULL"
    return "an empty profile" if text.strip() else "an empty text"


def _without_members() -> ColumnElement[bool]:
    return not_(_exists(mbrgrpmbr.c.mbrgrp_id == mbrgrp.c.mbrgrp_id))


def _without_rules() -> ColumnElement[bool]:
    name, type_ = TOP_ELEMENT
    other = or_(mgpcondele.c.name != name, mgpcondele.c.type != type_)
    return not_(_exists(mgpcondele.c.mbrgrp_id == mbrgrp.c.mbrgrp_id, other))


def _exists(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    row: Select[Any] = select(literal_column("1")).where(*conditions)
    return exists(row.correlate(mbrgrp))
