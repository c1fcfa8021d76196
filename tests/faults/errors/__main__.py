"""Throws the errors of drivers: ``python -m tests.faults.errors``."""

from __future__ import annotations

import sys

from tests.faults.errors.trial import own_options, trial
from tests.faults.totals import main

if __name__ == "__main__":
    sys.exit(main("tests.faults.errors", trial, own=[own_options()]))
