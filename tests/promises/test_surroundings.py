"""Promise 7: the same catalog and the same rows are the same plan, wherever and however they are read."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.running import COMMAND, clean
from tests.faults.crash.shapes import mix
from tests.figures import Tell
from tests.workshop import Workshop, workshop


def _as_it_is(_: Workshop) -> None:
    """Nothing is rearranged."""


def _shuffle_files(made: Workshop) -> None:
    """The folder hands its files out in another order."""
    for store in (made.root / "catalog").iterdir():
        files = sorted((file.name, file.read_bytes()) for file in store.iterdir())
        shutil.rmtree(store)
        random.Random(7).shuffle(files)
        store.mkdir()
        for name, data in files:
            (store / name).write_bytes(data)


def _shuffle_rows(made: Workshop) -> None:
    """The database hands its rows out in another order."""
    dice = random.Random(7)
    with closing(sqlite3.connect(made.database)) as connection, connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            rows = connection.execute(f"SELECT * FROM {table}").fetchall()
            dice.shuffle(rows)
            connection.execute(f"DELETE FROM {table}")
            for row in rows:
                connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)


def _rewrite(change: Callable[[bytes], bytes]) -> Callable[[Workshop], None]:
    def rewrite(made: Workshop) -> None:
        for file in (made.root / "catalog").rglob("*.yaml"):
            file.write_bytes(change(file.read_bytes()))

    return rewrite


@dataclass(frozen=True)
class Surroundings:
    """Where and how a plan is made."""

    arrange: Callable[[Workshop], None] = _as_it_is
    variables: Mapping[str, str] | None = None
    umask: int = 0o022
    is_elsewhere: bool = False
    """Started in another folder, with ``-C``."""


SURROUNDINGS: Mapping[str, Surroundings] = {
    "as it is": Surroundings(),
    "hash seed 1": Surroundings(variables={"PYTHONHASHSEED": "1"}),
    "hash seed 4294967295": Surroundings(variables={"PYTHONHASHSEED": "4294967295"}),
    "locale C without UTF-8": Surroundings(
        variables={"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    ),
    "a locale that is not installed": Surroundings(variables={"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"}),
    "fourteen hours ahead": Surroundings(variables={"TZ": "Pacific/Kiritimati"}),
    "half an hour beside": Surroundings(variables={"TZ": "America/St_Johns"}),
    "files in another order": Surroundings(_shuffle_files),
    "rows in another order": Surroundings(_shuffle_rows),
    "CRLF": Surroundings(_rewrite(lambda data: data.replace(b"\n", b"\r\n"))),
    "BOM": Surroundings(_rewrite(lambda data: b"\xef\xbb\xbf" + data)),
    "no git": Surroundings(variables={"PATH": ""}),
    "other umask and folder": Surroundings(umask=0o077, is_elsewhere=True),
}


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """A store where every kind of change waits."""
    made = workshop(tmp_path_factory.mktemp("original") / "w")
    mix(made)
    made.write("aurora/zurich", "Café-Stammgäste Zürich", "Besucher.\nMonatlich gezählt.")
    made.write("borealis/fuji", "富士山クラブ", translations={"ja_JP": {"displayName": "富士山"}})
    return made


def test_one_digest_in_twelve_surroundings(original: Workshop, tmp_path: Path, tell: Tell) -> None:
    digests = {
        name: _digest(original, tmp_path / str(number), where)
        for number, (name, where) in enumerate(SURROUNDINGS.items())
    }
    assert len(digests) >= 12
    assert len(set(digests.values())) == 1, digests
    tell("Surroundings", "plans of one catalog", processes=len(digests), digests=len(set(digests.values())))


def test_another_catalog_has_another_digest(original: Workshop, tmp_path: Path) -> None:
    def reword(made: Workshop) -> None:
        made.write("borealis/fuji", "富士山クラブ", "Another text.")

    assert _digest(original, tmp_path / "a", Surroundings()) != _digest(original, tmp_path / "b", Surroundings(reword))


def _digest(original: Workshop, folder: Path, where: Surroundings) -> str:
    """Plan in a process of its own, on a copy."""
    made = Workshop(Path(shutil.copytree(original.root, folder)))
    where.arrange(made)
    accepted = ["--accept", "adoption", "--accept", "drift", "--reason", "it is"]
    arguments = ["plan", "staging", *accepted, "--format", "json"]
    made_in = ["-C", str(folder)] if where.is_elsewhere else []
    ended = subprocess.run(
        [*COMMAND, *made_in, *arguments],
        cwd="/" if where.is_elsewhere else folder,
        env=clean(**(where.variables or {})),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        umask=where.umask,
        timeout=60,
    )
    assert ended.returncode == 0, ended.stderr.decode()
    digest: str = json.loads(ended.stdout)["digest"]
    return digest
