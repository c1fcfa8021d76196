"""What ``doctor`` finds in a database, as sentences for people."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from syncer.model.plan import Context
from syncer.model.verdict import Verdict


class Weight(StrEnum):
    """How much a finding weighs, from nothing to everything."""

    OK = "ok"
    """As it should be."""
    NOTE = "note"
    """Worth knowing; nothing has to be done."""
    WARNING = "warning"
    """A person should look at it before the first apply."""
    DANGER = "danger"
    """Something would fail, or could do harm."""


FINDING = (Weight.WARNING, Weight.DANGER)
"""What somebody should act on: with one of them the command ends with 2."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer to one question about a database."""

    code: str
    weight: Weight
    found: str
    meaning: str
    remedy: str = ""
    """What to do; empty where nothing has to be done."""
    question: int | None = None
    """The open question of the reference (section 14) that this answers for this site."""
    details: tuple[str, ...] = ()
    """Rows that belong to it, one each."""


@dataclass(frozen=True)
class Diagnosis:
    """Everything that was found in one environment, in the order in which it was asked."""

    environment: str
    is_sandbox: bool
    findings: tuple[Finding, ...]
    context: Context

    def count(self, weight: Weight) -> int:
        """How many findings weigh that much."""
        return sum(found.weight is weight for found in self.findings)

    @property
    def verdict(self) -> Verdict:
        """Whether somebody should look."""
        return Verdict.DIFFERENT if any(found.weight in FINDING for found in self.findings) else Verdict.CLEAN
