"""Every kind of fault, some at a time, and one table of totals: ``make faults``.

Each kind is a program of its own: ``python -m tests.faults.crash --seed 1`` plays what this one played with that seed.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial, reduce
from operator import add
from pathlib import Path

from tests.faults.totals import Stopwatch, Totals
from tests.figures import table

KINDS = {
    "schedules": ("tests.faults.schedules",),
    "crash-db2": ("tests.faults.crash", "--shapes", "--engine", "db2"),
    "herd": ("tests.faults.herd",),
    "wire": ("tests.faults.wire",),
    "crash-postgresql": ("tests.faults.crash", "--shapes", "--engine", "postgresql"),
    "fuzz": ("tests.faults.fuzz",),
    "silence": ("tests.faults.silence",),
    "sinks": ("tests.faults.sinks",),
    "crash-sqlite": ("tests.faults.crash", "--shapes", "--engine", "sqlite"),
    "people": ("tests.faults.people",),
    "model": ("tests.faults.model",),
    "errors": ("tests.faults.errors",),
    "triples": ("tests.triples",),
}
"""The program of each with its options; the longest first, so that none is left alone at the end."""

ROOT = Path(__file__).parents[2]
LIMIT = 900
"""Seconds after which a kind counts as stuck; the longest took up to 750 beside two others, on two cores."""


def play(kind: str, seed: int, limit: float = LIMIT) -> list[Totals]:
    """One kind in a process of its own; what it says meanwhile goes on to standard error."""
    watch = Stopwatch()
    words = [sys.executable, "-m", *KINDS[kind], "--json", "--seed", str(seed)]
    found = _totals(kind, words, limit)
    state = "something is wrong" if any(one.failures for one in found) else "well"
    print(
        f"{kind}: {sum(one.tried for one in found):,} tried, {state}, {watch.seconds:.0f} s",
        file=sys.stderr,
        flush=True,
    )
    return found


def _totals(kind: str, words: list[str], limit: float) -> list[Totals]:
    """What a program printed; its servers end when it does (``tests/lanes/programs.py``), however that was."""
    try:
        ended = subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, text=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        late = Totals(kind, seconds=limit)
        late.wrong("stuck", f"not over after {limit:.0f} s: {' '.join(words)}")
        return [late]
    found = [Totals(**one) for one in json.loads(ended.stdout)] if ended.stdout else []
    if not found or ended.returncode not in (0, 1):
        dead = Totals(kind)
        dead.wrong("tracebacks", f"ended with {ended.returncode}: {' '.join(words)}")
        found.append(dead)
    return found


def _kind(word: str) -> str:
    if word not in KINDS:
        raise argparse.ArgumentTypeError(f"{word!r} is none of {', '.join(KINDS)}")
    return word


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("kind", nargs="*", type=_kind, help=f"only these, of {', '.join(KINDS)}")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--workers", type=int, default=2, help="processes at a time (default 2)")
    asked = parser.parse_args()
    watch = Stopwatch()
    print(f"--seed {asked.seed}", file=sys.stderr, flush=True)
    kinds = asked.kind or list(KINDS)
    with ThreadPoolExecutor(asked.workers) as pool:
        played = list(pool.map(partial(play, seed=asked.seed), kinds))
    for found in played:
        print(*table([(one.what, {"tried": one.tried, **one.also}) for one in found]), "", sep="\n")
    totals = [reduce(add, found, Totals(kind)) for kind, found in zip(kinds, played, strict=True)]
    print(*table([(one.what, one.summary) for one in totals]), sep="\n")
    print(*(f"{one.what}: {failure}" for one in totals for failure in one.failures), sep="\n")
    print(f"--seed {asked.seed}, {watch.seconds:.0f} s")
    return 1 if any(one.failures for one in totals) else 0


if __name__ == "__main__":
    sys.exit(main())
