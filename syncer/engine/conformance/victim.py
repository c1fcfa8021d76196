"""The process that is killed: ``python -m syncer.engine.conformance.victim``, with its order as a line of JSON.

It carries out one segment up to its COMMIT, says so, and waits for its end.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from syncer.desired.environments import load_environment
from syncer.engine.agree import Terms
from syncer.engine.apply import run
from syncer.engine.conformance.bench import in_scratch
from syncer.engine.conformance.killing import NO_WAY, SEGMENT, WRITTEN
from syncer.model.catalog import Catalog
from syncer.model.errors import Busy, NotPermitted
from syncer.planning.guards import ACCEPTABLE


def main() -> None:
    """Read the order, write, and wait."""
    order = json.loads(sys.stdin.readline())
    root = Path(order["root"])
    where = in_scratch(load_environment(root, order["environment"]), order["schema"])
    terms = Terms(root, None, tuple(sorted(ACCEPTABLE)), (), None, None, None)
    try:
        run(where, Catalog((SEGMENT,)), terms, _wait)
    except (Busy, NotPermitted) as error:
        print(f"{NO_WAY}: {error.message}", flush=True)


def _wait(phase: str) -> None:
    """Everything is written by now, and nothing committed."""
    if phase == "committing":
        print(WRITTEN, flush=True)
        sys.stdin.read()
        # Nobody killed us: whoever should have is gone, and what was written must not be committed.
        raise Busy("The process that began this run is gone. Everything was rolled back.", "Run it again.")


if __name__ == "__main__":
    main()
