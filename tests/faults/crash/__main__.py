"""Ends runs at their crash points: ``python -m tests.faults.crash``."""

from __future__ import annotations

import sys

from tests.faults.crash.trial import own_options, trial
from tests.faults.totals import main

if __name__ == "__main__":
    sys.exit(main("tests.faults.crash", trial, own=[own_options()]))
