"""What was shown of a database engine: one outcome a check, kept in a file that environments can name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How a check ended."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not-run"


ESCALATION = "escalation"
"""How checks begin that only tell beside how many changes others can work."""


NEEDED = ("create", "update", "conflict", "lock", "kill", "ids", "delete-race")
"""The names of the checks that deleting rests on."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was tried."""

    name: str
    proves: str
    """One sentence, which is true where it passed."""
    outcome: Outcome
    seen: str
    """What happened, or why it could not be tried."""
    seconds: float


@dataclass(frozen=True)
class Conformance:
    """How one engine behaves, as seen in a scratch schema."""

    engine: str
    """As a URL begins."""
    server: str | None
    """The version that the server tells, if it does."""
    driver: str
    """The driver with its version."""
    tool_version: str
    python: str
    made_at: str
    """In UTC."""
    checks: tuple[Check, ...]
    kept: tuple[str, ...] = ()
    """Tables of the scratch schema that are there still."""

    def count(self, outcome: Outcome) -> int:
        """How many checks ended like that."""
        return sum(check.outcome is outcome for check in self.checks)

    @property
    def verdict(self) -> Outcome:
        """The worst that any check came to."""
        worst = (Outcome.FAILED, Outcome.NOT_RUN, Outcome.PASSED)
        return next(outcome for outcome in worst if self.count(outcome) or outcome is Outcome.PASSED)

    @property
    def missing(self) -> tuple[str, ...]:
        """The checks that deleting rests on and that did not pass, or were not there."""
        found = {check.name for check in self.checks}
        failed = {check.name for check in self.checks if check.outcome is not Outcome.PASSED}
        return tuple(name for name in NEEDED if name not in found - failed)
