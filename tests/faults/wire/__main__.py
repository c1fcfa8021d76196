"""Cuts wires: ``python -m tests.faults.wire``."""

from __future__ import annotations

import sys

from tests.faults.totals import main
from tests.faults.wire.trial import trial

if __name__ == "__main__":
    sys.exit(main("tests.faults.wire", trial))
