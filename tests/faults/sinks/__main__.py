"""Shows hostile texts to every sink: ``python -m tests.faults.sinks``."""

from __future__ import annotations

import sys

from tests.faults.sinks.trial import trial
from tests.faults.totals import main

if __name__ == "__main__":
    sys.exit(main("tests.faults.sinks", trial))
