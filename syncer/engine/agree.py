"""The first step of apply: what is about to run is what somebody agreed to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from syncer.engine.facts import context, now
from syncer.engine.plan import decide, look
from syncer.model.catalog import Catalog
from syncer.model.change import Create
from syncer.model.environment import Environment, Role
from syncer.model.errors import NotPermitted, Refused, Stale
from syncer.model.plan import Context, Plan, SavedPlan, write_down
from syncer.model.report import Report
from syncer.model.snapshot import Snapshot
from syncer.planning.make_plan import make_plan
from syncer.planning.window import WINDOW, refuse_frozen

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from syncer.live.connect import Database
    from syncer.live.statements import ConditionRows

_CLOCKS_APART = timedelta(minutes=10)
"""So far may the clock of the computer that planned be ahead of this one."""


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
        now, planned = context(self.root, self.reason), self.saved.context if self.saved else None
        if planned is None or planned.reason is None:
            return now
        if now.reason is None and planned.actor == now.actor:
            return replace(now, reason=planned.reason)
        if planned.actor == now.actor:
            return replace(now, reason=f"{planned.reason}; {now.reason}")
        return replace(now, reason="; ".join(f"{one.actor}: {one.reason}" for one in (planned, now) if one.reason))


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
    moment = now()
    written = write_down(plan, terms.context())
    if terms.saved:
        _require_as_saved(terms.saved, written)
        _require_young(terms.saved, database.environment, moment)
    _require_expected(terms.expect, written.digest)
    judged = _by_the_clock(written, database.environment, moment, is_accepted=WINDOW in terms.accept)
    if judged.is_blocked:
        raise Refused(judged)
    if terms.confirm and not terms.confirm(judged):
        return _nothing_done(judged)
    if terms.confirm:  # a person may have taken a day to answer
        judged = _by_the_clock(written, database.environment, now(), is_accepted=WINDOW in terms.accept)
        if judged.is_blocked:
            raise Refused(judged)
    return Agreement(plan, judged, condition)


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


def _require_young(saved: SavedPlan, environment: Environment, moment: datetime) -> None:
    made, limit = datetime.fromisoformat(saved.context.made_at), environment.limits.plan_age
    again = f"Plan again: `syncer plan {environment.name} --out FILE.json`."
    if made - moment > _CLOCKS_APART:
        raise Stale(
            f"The plan says that it was made at {made.isoformat()}, and by this computer's clock it is "
            f"{moment.isoformat()}. Nothing was written.",
            f"Correct the clock that is wrong. {again}",
        )
    if moment - made > timedelta(hours=limit):
        raise Stale(
            f"The plan was made at {made.isoformat()}; {environment.name} takes no plan that is older than "
            f"{limit} hours. Nothing was written.",
            f"{again} How many hours says `limits: {{plan_age: ...}}` in its file.",
        )


def _by_the_clock(written: SavedPlan, environment: Environment, moment: datetime, *, is_accepted: bool) -> SavedPlan:
    """The plan with what speaks against it at this moment alone, which is no part of the decision."""
    frozen = tuple(refuse_frozen(environment, moment))
    accepted = {refusal.key for refusal in frozen} if is_accepted else set()
    # Nothing that a file says can accept it.
    planned = {one for one in written.acceptances if one.code != WINDOW}
    return replace(written, refusals=(*written.refusals, *frozen), acceptances=tuple(sorted(planned | accepted)))


def _require_expected(expect: str | None, digest: str) -> None:
    if expect is not None and expect != digest:
        raise Stale(
            f"The plan's digest is {digest}, and {expect} was expected. Nothing was written.",
            "Look at the plan, and hand over the digest of the one that was reviewed.",
        )
