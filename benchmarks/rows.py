"""The operations that are timed, what each is compared with, and how far it may be from that."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.data import EMPTY, ENVIRONMENT, ROWS, STAGING, WRONG_PERCENT
from benchmarks.measure import Command
from benchmarks.peers import is_installed


@dataclass(frozen=True)
class Sizes:
    """How many segments the catalogs have."""

    small: int = 50
    large: int = 10_000
    huge: int = 100_000


QUICK = Sizes(small=10, large=100, huge=200)


@dataclass(frozen=True)
class Comparison:
    """Something that takes turns with the product."""

    label: str
    command: Command | None
    """``None`` for a peer that is not installed."""
    most: float
    """How many times as long as this the product may take."""


@dataclass(frozen=True)
class Row:
    """One operation of the product."""

    name: str
    """What ``--only`` calls it."""
    label: str
    data: tuple[tuple[str, int], ...]
    """What it works on: kinds and sizes of ``benchmarks.data``."""
    product: Command
    comparisons: tuple[Comparison, ...]
    rounds: int = 5
    most_memory: int | None = None
    """MB that it may hold at most."""


def rows(sizes: Sizes, folder: Path) -> tuple[Row, ...]:
    """All of them; what they work on lies in ``folder``."""
    small, large, huge = ("settled", sizes.small), ("settled", sizes.large), ("settled", sizes.huge)
    wrong, creatable, records = ("wrong", sizes.large), ("creatable", sizes.large), ("records", sizes.large)
    root = {what: place(folder, *what) for what in (small, large, huge, wrong, creatable, records)}
    validate, plan = _syncer(root[large], "validate"), _syncer(root[large], "plan", ENVIRONMENT)
    bare, reading = python("-c", "pass"), _floor("read_files", root[large] / "catalog")
    return (
        Row("help", "`--help`", (), _syncer(None, "--help"), (Comparison("a bare interpreter", bare, 5),), 11),
        Row("completion", "completion", (), _completion(), (Comparison("a bare interpreter", bare, 5),), 11),
        Row(
            "validate",
            f"`validate`, {sizes.large:,} files",
            (large,),
            validate,
            (
                Comparison("reading the files", reading, 8),
                Comparison("check-jsonschema", _check_jsonschema(root[large]), 1 / 15),
            ),
        ),
        Row(
            "validate-wrong",
            f"`validate`, {WRONG_PERCENT} % of {sizes.large:,} wrong",
            (large, wrong),
            _syncer(root[wrong], "validate", exits=3),
            (Comparison("`validate`, all right", validate, 1.5),),
        ),
        Row(
            "plan-small",
            f"`plan`, {sizes.small:,} segments, nothing to do",
            (small,),
            _syncer(root[small], "plan", ENVIRONMENT),
            (Comparison("`import sqlalchemy`", python("-c", "import sqlalchemy"), 1.6),),
            11,
        ),
        Row(
            "plan",
            f"`plan`, {sizes.large:,} segments, nothing to do",
            (large, records),
            plan,
            (
                Comparison("reading the files", reading, 14),
                Comparison("octoDNS, as many records", _octodns(root[records]), 1 / 10),
            ),
            most_memory=150,
        ),
        Row(
            "plan-huge",
            f"`plan`, {sizes.huge:,} segments, nothing to do",
            (large, huge),
            _syncer(root[huge], "plan", ENVIRONMENT),
            (Comparison(f"`plan`, {sizes.large:,}", plan, 13),),
        ),
        Row(
            "apply",
            f"`apply`, {sizes.large:,} creates",
            (creatable,),
            _apply(root[creatable]),
            (Comparison("bare `executemany`", _write_rows(root[creatable]), 8),),
        ),
    )


def place(folder: Path, kind: str, size: int) -> Path:
    """Where one part of the data lies."""
    return folder / f"{kind}-{size}"


def python(*arguments: str) -> Command:
    """The interpreter that runs this, as the product uses it."""
    return Command((sys.executable, *arguments))


def _syncer(root: Path | None, *arguments: str, exits: int = 0) -> Command:
    where = ("-C", str(root)) if root else ()
    return Command((sys.executable, "-m", "syncer", *where, *arguments), exits=exits)


def _completion() -> Command:
    asked = {"_SYNCER_COMPLETE": "bash_complete", "COMP_WORDS": "syncer pl", "COMP_CWORD": "1"}
    return Command((sys.executable, "-m", "syncer"), variables=asked)


def _apply(root: Path) -> Command:
    command = _syncer(root, "apply", ENVIRONMENT, "--yes", "--accept", "change-limit", "--reason", "the benchmark")
    return Command(command.arguments, fresh=(root / EMPTY, root / STAGING))


def _floor(name: str, *arguments: Path) -> Command:
    return python(str(Path(__file__).parent / "floors" / f"{name}.py"), *map(str, arguments))


def _write_rows(root: Path) -> Command:
    database = root / ".sandbox" / "floor.db"
    return Command(_floor("write_rows", root / ROWS, database).arguments, fresh=(root / EMPTY, database))


def _check_jsonschema(root: Path) -> Command | None:
    if not is_installed("check_jsonschema"):
        return None
    schema = Path(__file__).parent.parent / "schemas" / "segment.schema.json"
    # The names of the files are only known once they are there; a shell would fill them in like this.
    script = "import glob, sys; from check_jsonschema import main; main(sys.argv[1:] + glob.glob('catalog/*/*.yaml'))"
    return Command((sys.executable, "-c", script, "--schemafile", str(schema)), folder=root)


def _octodns(root: Path) -> Command | None:
    if not is_installed("octodns"):
        return None
    return Command((sys.executable, "-m", "octodns.cmds.sync", "--config-file", "config.yaml", "--quiet"), folder=root)
