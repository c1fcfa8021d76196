"""Plays the model test: ``python -m tests.faults.model``."""

from __future__ import annotations

import sys

from tests.faults.model.trial import own_options, trial
from tests.faults.totals import main

if __name__ == "__main__":
    sys.exit(main("tests.faults.model", trial, own=[own_options()]))
