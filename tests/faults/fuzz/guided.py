"""One target under atheris, which looks for bytes that reach new code: in a process of its own, ended by what is wrong.

``python -m tests.faults.fuzz.guided TARGET SECONDS SEED FINDINGS CORPUS``. atheris is in requirements/faults.txt.
"""

from __future__ import annotations

import random
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.faults.fuzz.mutations import LONGEST, mutated

atheris: Any = import_module("atheris")
"""It has no types, and is there only for ``make faults``."""


def main(name: str, seconds: str, seed: str, findings: str, corpus: str) -> None:
    """Fuzz a target; files that are findings go into one folder, those that reach new code into the other."""
    with atheris.instrument_imports(include=["syncer"], enable_loader_override=False):
        from tests.faults.fuzz.targets import TARGETS, play

        for place, known in enumerate(TARGETS[name].seeds):
            play(name, known)  # what is imported by need is instrumented now
            (Path(corpus) / f"seed-{place}").write_bytes(known)
    options = {
        "max_total_time": seconds,
        "seed": seed,
        "timeout": "10",
        "rss_limit_mb": "300",
        "max_len": str(LONGEST),
        "artifact_prefix": f"{findings}/",
        "print_final_stats": "1",
    }

    def changed(data: bytes, most: int, number: int) -> bytes:
        return bytes(atheris.Mutate(data, most)) if number % 4 == 0 else mutated(data, random.Random(number))[:most]

    words = [sys.argv[0], *(f"-{option}={value}" for option, value in options.items()), corpus]
    atheris.Setup(words, lambda data: play(name, data), custom_mutator=changed)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
