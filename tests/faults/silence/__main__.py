"""Silences wires: ``python -m tests.faults.silence``."""

from __future__ import annotations

import sys

from tests.faults.silence.trial import trial
from tests.faults.totals import main

if __name__ == "__main__":
    sys.exit(main("tests.faults.silence", trial))
