"""Catalog and database -> plan. Reads one snapshot and writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from syncer.desired.environments import load_environment
from syncer.desired.load_catalog import load_catalog
from syncer.engine.facts import context
from syncer.model.catalog import Catalog
from syncer.model.environment import Environment
from syncer.model.errors import UsageError
from syncer.model.plan import Plan, SavedPlan, write_down
from syncer.model.snapshot import Snapshot
from syncer.planning.guards import ACCEPTABLE
from syncer.planning.make_plan import accept as accept_codes
from syncer.planning.make_plan import make_plan
from syncer.planning.window import WINDOW

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from syncer.live.connect import Database
    from syncer.live.lookups import Lookups


def plan(
    root: Path, environment: str, *, accept: Sequence[str] = (), hold: Sequence[str] = (), reason: str | None = None
) -> SavedPlan:
    """What apply would do. A plan that is refused is returned like any other: see ``is_blocked``."""
    from syncer.live.connect import connect
    from syncer.live.gate import Access

    where, catalog = load_environment(root, environment), load_catalog(root)
    with connect(where, Access.READ) as database, database.reading() as connection:
        _, snapshot = look(connection, database)
    return write_down(decide(catalog, snapshot, where, accept=accept, hold=hold), context(root, reason))


def look(connection: Connection, database: Database) -> tuple[Lookups, Snapshot]:
    """Everything that planning needs of a database. Raises ``NotPermitted`` for another catalog's ledger."""
    from syncer.live.lookups import look_up
    from syncer.live.propagation import read_signs
    from syncer.live.read import read_snapshot
    from syncer.live.settle import settled
    from syncer.live.setup import require_catalog

    lookups = look_up(connection, database.dialect, database.environment)
    signs = read_signs(connection, database.dialect, database.environment)
    everybody = database.environment.empty_means_everybody
    read = partial(read_snapshot, connection, lookups, signs, empty_means_everybody=everybody)
    snapshot = read() if database.dialect.reads_one_moment else settled(read, database.environment.name)
    require_catalog(database.environment, snapshot.site.catalog)
    return lookups, snapshot


def decide(
    catalog: Catalog, snapshot: Snapshot, environment: Environment, *, accept: Collection[str], hold: Collection[str]
) -> Plan:
    """A plan with what a person accepts and leaves out. Raises ``UsageError`` for words that mean nothing here."""
    require_acceptable(accept, ACCEPTABLE)
    _require_known(hold, catalog, snapshot)
    first = make_plan(catalog, snapshot, environment, left_out=hold)
    return replace(first, acceptances=accept_codes(first, accept)) if accept else first


def require_acceptable(codes: Collection[str], acceptable: Collection[str]) -> None:
    """Raises ``UsageError`` for a code that nothing acceptable is refused under."""
    for code in codes:
        if code == WINDOW:
            raise UsageError(
                "A freeze is judged when a plan is applied, not before.", "Give `--accept window` to `syncer apply`."
            )
        if code not in acceptable:
            raise UsageError(f"{code!r} cannot be accepted.", f"What can be accepted: {', '.join(sorted(acceptable))}.")


def _require_known(ids: Collection[str], catalog: Catalog, snapshot: Snapshot) -> None:
    known = {str(one.id) for one in catalog.segments} | {str(entry.id) for entry in snapshot.ledger} if ids else set()
    for id in ids:
        if id not in known:
            raise UsageError(f"There is no segment {id!r} to hold.", "Write it as STORE/ID, like the path of its file.")
