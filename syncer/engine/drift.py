"""How far a database is from what we recorded there, and from what the catalog says."""

from __future__ import annotations

from pathlib import Path

from syncer.desired.environments import load_environment
from syncer.desired.load_catalog import load_catalog
from syncer.engine.facts import context
from syncer.engine.plan import look
from syncer.model.report import DriftReport
from syncer.planning.make_plan import make_plan


def drift(root: Path, environment: str) -> DriftReport:
    """Compare, and write nothing."""
    from syncer.live.connect import connect
    from syncer.live.gate import Access

    where, catalog = load_environment(root, environment), load_catalog(root)
    with connect(where, Access.READ) as database, database.reading() as connection:
        _, snapshot = look(connection, database)
    found = make_plan(catalog, snapshot, where)
    return DriftReport(
        environment=where.name,
        is_sandbox=where.is_sandbox,
        is_recorded=snapshot.site.target is not None,
        findings=found.drift,
        pending=found.planned,
        refusals=found.refusals,
        standing=found.standing,
        context=context(root),
    )
