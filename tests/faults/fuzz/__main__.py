"""Fuzzes what reads files: ``python -m tests.faults.fuzz``."""

from __future__ import annotations

import sys

from tests.faults.fuzz.trial import trial
from tests.faults.totals import main

if __name__ == "__main__":
    sys.exit(main("tests.faults.fuzz", trial))
