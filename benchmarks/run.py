"""Time every operation against its floor and its peer, in turn, and print one table.

The data are generated from a seed in a temporary folder. A slow computer, a busy one and a fast one give other seconds
and much the same ratios; only ratios are judged.
"""

from __future__ import annotations

import argparse
import platform
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import WentWrong, in_turn, run
from benchmarks.rows import QUICK, Row, Sizes, place, python, rows
from benchmarks.table import Result, table

README = Path(__file__).parent / "README.md"
BEGIN, END = "<!-- results -->\n", "<!-- end of results -->\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse, prepare, time, print."""
    options = _parser().parse_args(arguments)
    with _folder(options.folder) as folder:
        wanted = tuple(chosen(rows(QUICK if options.quick else Sizes(), folder), options.only))
        try:
            prepare(wanted, folder)
            text = table([timed(row, rounds=1 if options.quick else None) for row in wanted])
        except WentWrong as error:
            sys.exit(f"benchmarks: {error}")
    print(text, end="")
    if options.write:
        write(README, f"{surroundings()}\n\n{text}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="tiny sizes and one round: whether it works at all")
    parser.add_argument("--only", action="append", metavar="NAME", help="this row; may be repeated")
    parser.add_argument("--folder", type=Path, help="make the data here, and use what is there already")
    parser.add_argument("--write", action="store_true", help=f"put the table into {README.name}")
    return parser


@contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    if given is not None:
        yield given.absolute()
        return
    with TemporaryDirectory(prefix="syncer-benchmarks-") as made:
        yield Path(made)


def chosen(found: Sequence[Row], only: Sequence[str] | None) -> Iterable[Row]:
    """The rows of these names; all where none is named. Exits for a name that there is not."""
    names = [row.name for row in found]
    if unknown := [name for name in only or () if name not in names]:
        sys.exit(f"benchmarks: no row is called {unknown[0]!r}; there are {', '.join(names)}")
    return [row for row in found if not only or row.name in only]


def prepare(wanted: Iterable[Row], folder: Path) -> None:
    """Make the data that the rows work on, where they are not there yet."""
    for kind, size in dict.fromkeys(data for row in wanted for data in row.data):
        root = place(folder, kind, size)
        if not root.exists():
            _say(f"making {root.name}")
            run(python("-m", "benchmarks.data", kind, str(root), str(size)))


def timed(row: Row, rounds: int | None = None) -> Result:
    """Time one row, the product and what it is compared with in turn."""
    _say(f"timing {row.name}")
    others = [one.command for one in row.comparisons if one.command]
    product, *found = in_turn([row.product, *others], rounds or row.rounds)
    remaining = iter(found)
    return Result(row, product, tuple(next(remaining) if one.command else None for one in row.comparisons))


def surroundings() -> str:
    """What the figures were taken on."""
    return (
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.system()} on "
        f"{platform.machine()}. Medians of 5 to 11 rounds in turn, whole processes, files in the page cache."
    )


def write(readme: Path, text: str) -> None:
    """Put the results between their two marks."""
    whole = readme.read_text(encoding="utf-8")
    before, after = whole.partition(BEGIN)[0], whole.partition(END)[2]
    readme.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
