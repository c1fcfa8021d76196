"""Plays scheduled interleavings: ``python -m tests.faults.schedules``."""

from __future__ import annotations

import sys

from tests.faults.schedules.trial import own_options, trial
from tests.faults.totals import main

if __name__ == "__main__":
    sys.exit(main("tests.faults.schedules", trial, own=[own_options()]))
