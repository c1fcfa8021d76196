"""Which condition rows a new container gets in one environment."""

from __future__ import annotations

from sqlalchemy import Connection, select

from syncer.live.conditions import TOP_ELEMENT, has_condition
from syncer.live.lists import among
from syncer.live.lookups import Lookups
from syncer.live.statements import ConditionRows
from syncer.live.tables import mbrgrp, mbrgrpcond, mbrgrpusg, mgpcondele
from syncer.model.environment import Environment, Like, NoRow, RowWithNull
from syncer.model.errors import NotPermitted
from syncer.model.snapshot import CUSTOMER_SEGMENT

NO_ROWS = ConditionRows(has_row=False, conditions=None, has_top_element=False)
"""For a plan that creates nothing: a model that is no container any more is in nobody's way."""


def condition_rows(connection: Connection, lookups: Lookups, environment: Environment) -> ConditionRows:
    """What ``container_condition`` asks for. Raises ``NotPermitted`` where its model is no container now."""
    match environment.container_condition:
        case None | RowWithNull():
            return ConditionRows(has_row=True, conditions=None, has_top_element=True)
        case NoRow():
            return ConditionRows(has_row=False, conditions=None, has_top_element=True)
        case Like(name=name):
            return _like(connection, lookups, environment, name)


def _like(connection: Connection, lookups: Lookups, environment: Environment, name: str) -> ConditionRows:
    alike = connection.execute(
        select(mbrgrp.c.mbrgrp_id, mbrgrp.c.mbrgrpname)
        .join(mbrgrpusg, mbrgrpusg.c.mbrgrp_id == mbrgrp.c.mbrgrp_id)
        .where(
            among(mbrgrp.c.owner_id, lookups.owners.values()),
            mbrgrp.c.mbrgrpname == name,
            mbrgrpusg.c.mbrgrptype_id == CUSTOMER_SEGMENT,
        )
    ).all()
    # Db2 and Derby take blanks at the end of a text for nothing; a name with them is another name.
    found = [row for row in alike if row.mbrgrpname == name]
    if len(found) != 1:
        raise NotPermitted(
            f"{environment.name}: {len(found) or 'no'} segments are called {name!r}, as `container_condition` says.",
            "Name one container that was made in the Marketing tool.",
        )
    model = int(found[0][0])
    elements = connection.execute(
        select(mgpcondele.c.name, mgpcondele.c.type).where(mgpcondele.c.mbrgrp_id == model)
    ).all()
    row = connection.execute(select(mbrgrpcond.c.conditions).where(mbrgrpcond.c.mbrgrp_id == model)).first()
    if any(tuple(element) != TOP_ELEMENT for element in elements) or (row and has_condition(row[0])):
        raise NotPermitted(
            f"{environment.name}: {name!r}, which `container_condition` names, has conditions.",
            "Name a container that was made in the Marketing tool and has none.",
        )
    return ConditionRows(has_row=row is not None, conditions=row[0] if row else None, has_top_element=bool(elements))
