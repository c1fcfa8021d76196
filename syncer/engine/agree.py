"""The first step of apply: what is about to run is what somebody agreed to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from syncer.engine.clock import permitted_now, require_young
from syncer.engine.facts import context
from syncer.engine.plan import decide, look
from syncer.model.catalog import Catalog
from syncer.model.change import Create
from syncer.model.environment import Role
from syncer.model.errors import NotPermitted, Stale
from syncer.model.plan import Context, Plan, SavedPlan, write_down
from syncer.model.report import Report
from syncer.model.snapshot import Snapshot
from syncer.planning.make_plan import make_plan
from syncer.planning.window import WINDOW

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from syncer.live.connect import Database
    from syncer.live.statements import ConditionRows


@dataclass(frozen=True)
class Terms:
    """How an apply was asked for."""

    root: Path
    saved: SavedPlan | None
    accept: tuple[str, ...]
    hold: tuple[str, ...]
    expect: str | None
    """The digest of the plan that may run, handed over in another way than the plan itself."""
    reason: str | None
    confirm: Callable[[SavedPlan], bool] | None

    def context(self) -> Context:
        """Who applies it and when; and why, as it was said when the plan was made, and now."""
        applying, planning = context(self.root, self.reason), self.saved.context if self.saved else None
        if planning is None or planning.reason is None:
            return applying
        said = [one for one in (planning, applying) if one.reason]
        is_one_person = planning.actor == applying.actor
        reasons = (one.reason if is_one_person else f"{one.actor}: {one.reason}" for one in said)
        return replace(applying, reason="; ".join(filter(None, reasons)))


@dataclass(frozen=True)
class Agreement:
    """A plan that may run, as it was decided just now."""

    plan: Plan
    written: SavedPlan
    """The same in words, with what only the clock had to say about it."""
    condition: ConditionRows
    """What each create gets."""

    @property
    def context(self) -> Context:
        """Who agreed, when and why."""
        return self.written.context


def agree(database: Database, catalog: Catalog, terms: Terms) -> Agreement | Report:
    """The plan that will run; or the report that nothing is left to do.

    Raises ``NotPermitted``, ``Stale`` or ``Refused``.
    """
    from syncer.live.containers import NO_ROWS, condition_rows

    _require_permission(database, terms)
    with database.reading() as connection:
        lookups, snapshot = look(connection, database)
        _require_recorded(database, snapshot)
        plan = _decide(database, catalog, snapshot, terms)
        if is_done(plan, terms.saved or plan):
            agreed = terms.saved.digest if terms.saved else terms.expect or plan.digest
            done = already_applied(connection, write_down(plan, terms.context()), agreed)
            if done.run is None:
                _require_expected(terms.expect, plan.digest)
            return done
        creates = any(isinstance(change, Create) for change in plan.changes)
        condition = condition_rows(connection, lookups, database.environment) if creates else NO_ROWS
    written = write_down(plan, terms.context())
    if terms.saved:
        _require_as_saved(terms.saved, written)
        require_young(terms.saved, database.environment)
    _require_expected(terms.expect, written.digest)
    permitted = permitted_now(written, database.environment, terms.accept)
    if terms.confirm:
        if not terms.confirm(permitted):
            return _nothing_done(permitted)
        # A person may have taken a day to answer.
        permitted = permitted_now(written, database.environment, terms.accept)
    return Agreement(plan, permitted, condition)


def is_done(plan: Plan, agreed: Plan | SavedPlan) -> bool:
    """Whether nothing is left to do of what was agreed: the same catalog and settings, no change, no open refusal."""
    is_same = (plan.catalog_digest, dict(plan.settings)) == (agreed.catalog_digest, dict(agreed.settings))
    return is_same and not plan.changes and not plan.is_blocked


def already_applied(connection: Connection, plan: SavedPlan, agreed: str) -> Report:
    """The report of an apply that had nothing to do, with the run that applied the agreed digest, if one did."""
    from syncer.live.journal import run_of

    return replace(_nothing_done(plan), run=run_of(connection, agreed), already_applied=True)


def _nothing_done(plan: SavedPlan) -> Report:
    """The report of an apply that wrote nothing."""
    return Report(
        environment=plan.environment,
        is_sandbox=plan.is_sandbox,
        digest=plan.digest,
        run=None,
        already_applied=False,
        context=plan.context,
        acceptances=plan.acceptances,
        left_out=plan.left_out,
        awaited=plan.standing.awaited,
        unfinished=plan.standing.unfinished,
    )


def _decide(database: Database, catalog: Catalog, snapshot: Snapshot, terms: Terms) -> Plan:
    saved, environment = terms.saved, database.environment
    if saved is None:
        accept = [code for code in terms.accept if code != WINDOW]
        return decide(catalog, snapshot, environment, accept=accept, hold=terms.hold)
    if (saved.environment, saved.target) != (environment.name, snapshot.site.target):
        before = "before our own tables were there" if saved.target is None else "with another database than it has now"
        raise Stale(
            f"The plan was made for {saved.environment} {before}. Nothing was written.",
            f"Plan again: `syncer plan {environment.name} --out FILE.json`.",
        )
    return make_plan(catalog, snapshot, environment, acceptances=saved.acceptances, left_out=saved.left_out)


def _require_permission(database: Database, terms: Terms) -> None:
    environment = database.environment
    if environment.role is Role.PRODUCTION and terms.saved is None and terms.expect is None:
        raise NotPermitted(
            f"{environment.name} has the role production: it takes a saved plan, or the `--expect DIGEST` of one.",
            f"Plan first: `syncer plan {environment.name} --out plan.json`.",
        )


def _require_recorded(database: Database, snapshot: Snapshot) -> None:
    if snapshot.site.target is None:
        name = database.environment.name
        raise NotPermitted(f"{name} has none of our own tables yet.", f"Make them with `syncer setup {name}`.")


def _require_as_saved(saved: SavedPlan, now: SavedPlan) -> None:
    if saved.digest == now.digest:
        return
    if saved.catalog_digest != now.catalog_digest:
        what = "The catalog is not the one that the plan was made from."
    elif dict(saved.settings) != dict(now.settings):
        what = "The environment's settings are not those that the plan was made with."
    else:
        what = "The database changed after the plan was made."
    raise Stale(
        f"{what} Nothing was written.",
        f"Plan again: `syncer plan {saved.environment} --out FILE.json`.",
        planned=saved,
        now=now,
    )


def _require_expected(expect: str | None, digest: str) -> None:
    if expect is not None and expect != digest:
        raise Stale(
            f"The plan's digest is {digest}, and {expect} was expected. Nothing was written.",
            "Look at the plan, and hand over the digest of the one that was reviewed.",
        )
