"""The guard of sites that carry segments from staging to production by themselves."""

from __future__ import annotations

from collections.abc import Iterator

from syncer.model.change import Forget, Record
from syncer.model.environment import WHOLE_ENVIRONMENT, Propagation
from syncer.model.plan import Refusal
from syncer.model.snapshot import Staged
from syncer.planning.guards.case import Case


def refuse_second_carriers(case: Case) -> Iterator[Refusal]:
    """One name written on both sides is two ids, and then the site's own propagation fails (reference 7.4)."""
    environment, staged = case.environment, case.site.staged
    is_declared = environment.propagation is Propagation.STAGINGPROP
    if not staged or is_declared or all(isinstance(change, Record | Forget) for change in case.changes):
        return
    yield Refusal(
        code="stagingprop",
        id=WHOLE_ENVIRONMENT,
        message=f"the site's own propagation carries tables of segments here ({_signs(staged)}), and {_said(case)}",
        remedy=(
            "Set `propagation: stagingprop` in the environments' files, of staging and of production: plans then "
            "write on staging only. If the site does not propagate any more, have these signs of it taken away first."
        ),
        source=environment.source,
    )


def _said(case: Case) -> str:
    environment = case.environment
    if environment.propagation is None:
        return f"{environment.name} does not declare `propagation`"
    return f"{environment.name} declares `propagation: {environment.propagation}` in spite of it"


def _signs(staged: Staged) -> str:
    signs = {
        "triggers that write to STAGLOG": staged.by_trigger,
        "lists of staged tables": staged.by_list,
        "changes in STAGLOG that were not carried yet": staged.by_log,
    }
    return "; ".join(f"{sign}: {', '.join(map(str.upper, tables))}" for sign, tables in signs.items() if tables)
