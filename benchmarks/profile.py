"""Say where the time of one operation goes: ``python -m benchmarks.profile NAME [--folder FOLDER]``."""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from tempfile import gettempdir

from benchmarks.rows import Sizes, rows
from benchmarks.run import chosen, prepare

LONGEST = 40
"""How many functions are listed."""


def main() -> None:
    """Run the product's part of one row in this process, and list the functions that took longest."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.profile", description=__doc__)
    parser.add_argument("name", help="a row of the benchmarks")
    parser.add_argument("--folder", type=Path, default=Path(gettempdir()) / "syncer-benchmarks", help="keep data here")
    parser.add_argument("--by", default="tottime", choices=("tottime", "cumulative"))
    options = parser.parse_args()
    (row,) = chosen(rows(Sizes(), options.folder), [options.name])
    prepare([row], options.folder)
    if row.product.fresh:
        shutil.copyfile(*row.product.fresh)
    profile = _profiled(list(row.product.arguments[3:]))
    pstats.Stats(profile).sort_stats(options.by).print_stats(LONGEST)


def _profiled(arguments: list[str]) -> cProfile.Profile:
    profile = cProfile.Profile()
    with _silence():
        profile.enable()
        from syncer.cli.main import run

        run(arguments)
        profile.disable()
    return profile


@contextmanager
def _silence() -> Iterator[None]:
    with open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        yield


if __name__ == "__main__":
    main()
