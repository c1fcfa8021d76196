"""What goes wrong in the world, as exceptions. Mistakes in files and refused plans are values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from syncer.model.plan import SavedPlan
    from syncer.model.problem import Problem


class SyncerError(Exception):
    """A message for a person: what happened, and what to do next."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class UsageError(SyncerError):
    """The command line cannot be meant like this."""


class Invalid(SyncerError):
    """Files or settings have problems; all of them are in ``problems``."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems in files")
        self.problems = tuple(problems)


class NotPermitted(SyncerError):
    """Not permitted, not set up, a wrong target, a missing variable or driver."""


class Busy(SyncerError):
    """Busy or unreachable. No row of the store was written; running again is safe."""


class Refused(SyncerError):
    """A guard refused the plan, and nobody accepted it."""

    def __init__(self, plan: SavedPlan) -> None:
        super().__init__(f"{len(plan.open_refusals)} refusals stand against this plan")
        self.plan = plan


class Stale(SyncerError):
    """The plan file is stale, too old, altered, of another environment or tool format.

    ``planned`` and ``now`` are there where two plans can be compared.
    """

    def __init__(
        self, message: str, remedy: str = "", *, planned: SavedPlan | None = None, now: SavedPlan | None = None
    ) -> None:
        super().__init__(message, remedy)
        self.planned = planned
        self.now = now


class OutcomeUnknown(SyncerError):
    """The connection was lost around COMMIT, and the database could not be asked afterwards."""


class Interrupted(SyncerError):
    """SIGINT or SIGTERM came before COMMIT; everything was rolled back."""


class Failed(SyncerError):
    """An unexpected fault, or a bug of ours. Everything was rolled back."""
