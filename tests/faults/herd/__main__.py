"""Sends herds of processes: ``python -m tests.faults.herd``."""

from __future__ import annotations

import sys

from tests.faults.herd.trial import trial
from tests.faults.totals import main

if __name__ == "__main__":
    sys.exit(main("tests.faults.herd", trial))
