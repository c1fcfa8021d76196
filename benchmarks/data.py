"""What the benchmarks work on: generated stores, and the files and rows that belong to them.

Each part is made once in a folder, by a process of its own: what this one holds would count as memory of those that
it starts.
"""

from __future__ import annotations

import marshal
import random
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

SEED = 20261121
ENVIRONMENT = "staging"
STAGING = Path(".sandbox/staging.db")
EMPTY = Path(".sandbox/empty.db")
"""The same store before anything was created."""
ROWS = Path("rows.marshal")
"""The statements of one apply: pairs of SQL and parameters."""
WRONG_PERCENT = 1

_WRITTEN = (
    "member",
    "mbrgrp",
    "mbrgrpusg",
    "mbrgrpdesc",
    "mbrgrpcond",
    "mgpcondele",
    "xsyncsegment",
    "xsyncrun",
    "xsyncchange",
)


def make_settled(root: Path, size: int) -> None:
    """A store whose segments are all in the catalog and recorded as ours, beside others that are not."""
    from syncer.engine.apply import apply
    from syncer.engine.setup import setup
    from syncer.model.environment import Role
    from syncer.sandbox.catalog_files import write_catalog
    from syncer.sandbox.generate import build_store
    from syncer.sandbox.invent import StoreShape

    # A twin of a name can be neither created nor adopted, and would be a refusal.
    shape = StoreShape(segments=size, case_twins=0, padded_names=0)
    write_catalog(root, shape, SEED)
    build_store(root / STAGING, shape, SEED, role=Role.STAGING)
    setup(root, ENVIRONMENT)
    apply(root, ENVIRONMENT, None, accept=["adoption"])


def make_creatable(root: Path, size: int) -> None:
    """A catalog and a store that has none of its segments yet; and the rows that creating them writes."""
    from syncer.engine.apply import apply
    from syncer.engine.setup import setup
    from syncer.model.environment import Role
    from syncer.sandbox.catalog_files import write_catalog
    from syncer.sandbox.generate import build_store
    from syncer.sandbox.invent import StoreShape

    shape = StoreShape(segments=size)
    write_catalog(root, shape, SEED)
    build_store(root / STAGING, replace(shape, segments=0), SEED, role=Role.STAGING)
    setup(root, ENVIRONMENT)
    shutil.copyfile(root / STAGING, root / EMPTY)
    apply(root, ENVIRONMENT, None, accept=["change-limit"])
    (root / ROWS).write_bytes(marshal.dumps(_written(root)))


def make_wrong(root: Path, size: int) -> None:
    """A catalog in which one file of a hundred has a mistake, each of another kind than the one before."""
    from syncer.sandbox.catalog_files import write_catalog
    from syncer.sandbox.invent import StoreShape

    write_catalog(root, StoreShape(segments=size), SEED)
    files = sorted((root / "catalog").glob("*/*.yaml"))
    chosen = random.Random(SEED).sample(files, max(1, size * WRONG_PERCENT // 100))
    for number, file in enumerate(chosen):
        file.write_text(_MISTAKES[number % len(_MISTAKES)](file.read_text(encoding="utf-8")), encoding="utf-8")


_MISTAKES: tuple[Callable[[str], str], ...] = (
    lambda text: text.replace("\ndescription:", "\ndescripton:"),
    lambda text: f"{text}owner: 7\n",
    lambda text: f"{text}allowExport: often\n",
    lambda text: f"{text}labels: [one, two\n",
    lambda text: text.replace("\nname: ", "\nname: &name "),
)


def make_records(root: Path, size: int) -> None:
    """What octoDNS plans: as many TXT records with the same texts, the same in its source and its target."""
    from benchmarks.peers import octodns_files
    from syncer.sandbox.invent import StoreShape, invent

    for name, text in octodns_files(invent(StoreShape(segments=size), SEED)).items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


MAKERS: dict[str, Callable[[Path, int], None]] = {
    "settled": make_settled,
    "creatable": make_creatable,
    "wrong": make_wrong,
    "records": make_records,
}


def _written(root: Path) -> list[tuple[str, list[tuple[object, ...]]]]:
    """The rows that are in the database now and were not before, parents first."""
    with closing(sqlite3.connect(root / STAGING)) as connection:
        connection.execute("ATTACH ? AS before", (str(root / EMPTY),))
        batches = []
        for table in _WRITTEN:
            found = connection.execute(f"SELECT * FROM main.{table} EXCEPT SELECT * FROM before.{table}").fetchall()
            places = ", ".join("?" for _ in found[0])
            batches.append((f"INSERT INTO {table} VALUES ({places})", found))
    return batches


if __name__ == "__main__":
    kind, root, size = sys.argv[1:]
    Path(root).mkdir(parents=True)
    MAKERS[kind](Path(root), int(size))
