"""What only the clock can say of a plan. It is no part of the decision, so it is asked when a plan is applied."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from syncer.engine.facts import now
from syncer.model.environment import Environment
from syncer.model.errors import Refused, Stale
from syncer.model.plan import SavedPlan
from syncer.planning.window import WINDOW, refuse_frozen

_CLOCKS_APART = timedelta(minutes=10)
"""So far may the clock of the computer that planned be ahead of this one."""


def require_young(saved: SavedPlan, environment: Environment) -> None:
    """Raises ``Stale`` for a plan that is older than the environment takes, or that has yet to be made."""
    moment, made, limit = now(), datetime.fromisoformat(saved.context.made_at), environment.limits.plan_age
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


def permitted_now(written: SavedPlan, environment: Environment, accept: Collection[str]) -> SavedPlan:
    """The plan with what speaks against it at this moment alone, and was accepted. Raises ``Refused``."""
    frozen = tuple(refuse_frozen(environment, now()))
    accepted = {refusal.key for refusal in frozen} if WINDOW in accept else set()
    # Nothing that a file says can accept it.
    planned = {one for one in written.acceptances if one.code != WINDOW}
    judged = replace(written, refusals=(*written.refusals, *frozen), acceptances=tuple(sorted(planned | accepted)))
    if judged.is_blocked:
        raise Refused(judged)
    return judged
