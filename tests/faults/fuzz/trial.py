"""Hostile files: a fuzz that is led by the code that it reaches, of segments, environments and plans.

``python -m tests.faults.fuzz`` gives each kind of file 60 seconds under atheris. With ``--size N`` it needs no atheris:
then each kind gets N files that chance made. From any bytes come values or words for a person, within a second and
300 MB, and no control character. What is found is kept as a file, cut down to what it takes.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.cli.running import CHECKOUT
from tests.faults.fuzz.mutations import mutated
from tests.faults.fuzz.targets import TARGETS, end_of
from tests.faults.totals import Stopwatch, Totals

SECONDS = 60
FINDINGS = CHECKOUT / ".sandbox" / "findings"
"""Where the files are kept that must not be."""


def trial(size: int | None, seed: int) -> Iterator[Totals]:
    """Fuzz each kind of file with ``size`` files, or for 60 seconds."""
    FINDINGS.mkdir(parents=True, exist_ok=True)
    for name in TARGETS:
        clock, totals = Stopwatch(), Totals(f"fuzz, {name} files")
        if size is None:
            _guided(name, seed, totals)
        else:
            _sample(name, size, seed, totals)
        totals.seconds = clock.seconds
        yield totals


def _sample(name: str, size: int, seed: int, totals: Totals) -> None:
    """Files that are nearly those we know; the first finding ends it."""
    dice = random.Random(f"{seed} fuzz {name}")
    for _ in range(size):
        data = mutated(dice.choice(TARGETS[name].seeds), dice)
        totals.tried += 1
        if end_of(name, data):
            file = FINDINGS / f"crash-{sha256(data).hexdigest()[:16]}"
            file.write_bytes(data)
            _found(name, file, totals)
            return


def _guided(name: str, seed: int, totals: Totals) -> None:
    if find_spec("atheris") is None:
        raise SystemExit("This needs atheris: pip install --require-hashes -r requirements/faults.txt")
    with TemporaryDirectory() as folder:
        findings, corpus = Path(folder, "findings"), Path(folder, "corpus")
        findings.mkdir()
        corpus.mkdir()
        number = seed % 2**31 or 1  # 0 would be another seed each time
        words = [name, str(SECONDS), str(number), str(findings), str(corpus)]
        ended = subprocess.run(
            [sys.executable, "-m", "tests.faults.fuzz.guided", *words],
            cwd=CHECKOUT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=SECONDS * 3,
        )
        told = ended.stdout.decode("utf-8", "replace")
        runs = re.search(r"number_of_executed_units: *(\d+)", told)
        totals.tried = int(runs[1]) if runs else 0
        for file in findings.iterdir():
            _found(name, file.rename(FINDINGS / file.name), totals)
        if (ended.returncode and not totals.failures) or not runs:
            totals.wrong("tracebacks", f"the fuzz of {name} files ended with {ended.returncode}: {told[-2000:]}")


def _found(name: str, file: Path, totals: Totals) -> None:
    """Cut a finding down, and name it. A file that ends the process, or is slow, stays as it is."""
    play = ["tests.faults.fuzz.targets", name, str(file)]
    if file.name.startswith("crash"):
        subprocess.run([sys.executable, "-m", *play, "--shorten"], cwd=CHECKOUT, check=False)
    totals.wrong("tracebacks", f"{file.name.partition('-')[0]}, see `python -m {' '.join(play)}`")
