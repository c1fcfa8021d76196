"""What one run of mutation testing is about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.mutants.mutant import Mutant
from tests.mutants.play import Limits


class Hunt(NamedTuple):
    """What is played, and with what."""

    mutants: Sequence[Mutant]
    root: Path
    tests: Sequence[str]
    """Files and folders of tests that may notice a mutant."""
    seconds: float
    """How long the tests of one mutant may take together, the quickest first."""
    workers: int
    folder: Path
    """For what the tests leave behind."""
    patience: int = 5
    """Seconds of the processor that a mutant may always take; beyond that, many times as long as its tests."""

    @property
    def kept(self) -> Path:
        """What tests reach, from one run to the next."""
        return self.root / ".mutants" / "reach"

    def limits(self, expected: float) -> Limits:
        """A mutant loops when it takes many times as long as its tests do without it."""
        return Limits(processor=self.patience + int(2 * expected), clock=9 * self.patience + int(30 * expected))
