"""One apply, from the agreement on: what each of its steps needs to know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from syncer.engine.agree import Agreement
from syncer.engine.signals import Interruption
from syncer.model.catalog import Catalog
from syncer.model.plan import Plan
from syncer.model.snapshot import Snapshot
from syncer.planning.make_plan import make_plan

if TYPE_CHECKING:
    from syncer.live.connect import Database
    from syncer.live.journal import RunFacts


@dataclass(frozen=True)
class Work:
    """Where it happens, what was agreed, and who listens."""

    database: Database
    catalog: Catalog
    agreement: Agreement
    interruption: Interruption
    progress: Callable[[str], None]

    def plan(self, snapshot: Snapshot) -> Plan:
        """Decide again, on the terms that were agreed."""
        agreed = self.agreement.plan
        return make_plan(
            self.catalog,
            snapshot,
            self.database.environment,
            acceptances=agreed.acceptances,
            left_out=agreed.left_out,
        )

    @property
    def facts(self) -> RunFacts:
        """Who runs what, for the journal."""
        from syncer.live.journal import RunFacts

        agreed, context = self.agreement.plan, self.agreement.context
        return RunFacts(
            actor=context.actor,
            tool_version=context.tool_version,
            plan_digest=agreed.digest,
            catalog_digest=agreed.catalog_digest,
            revision=context.revision,
            change_count=len(agreed.changes),
        )
