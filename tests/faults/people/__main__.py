"""Plays what people see when something fails: ``python -m tests.faults.people``."""

from __future__ import annotations

import sys

from tests.faults.people.trial import own_options, trial
from tests.faults.totals import main

if __name__ == "__main__":
    sys.exit(main("tests.faults.people", trial, own=[own_options()]))
