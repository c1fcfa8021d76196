"""Hostile and broken files, each before the real command with 300 MB of memory and ten seconds."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path

import pytest

Write = Callable[[Mapping[str, str | bytes]], Path]
MEMORY = 300 * 1024 * 1024
SECONDS = 10
FOLDER = "catalog/aurora"
GOLD = f"{FOLDER}/gold.yaml"
LARGE = 256 * 1024
CHECKOUT = Path(__file__).parents[2]


def codes_of(root: Path, *, invalid: bool = True) -> set[str]:
    """The problem codes that ``syncer validate`` finds, which must end well: no traceback, no hang."""
    done = subprocess.run(
        [sys.executable, "-m", "syncer", "-C", str(root), "validate", "--format", "json"],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
        capture_output=True,
        timeout=SECONDS,
        check=False,
        cwd=CHECKOUT,
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    assert done.returncode == (3 if invalid else 0), (done.stdout, done.stderr)
    return {problem["code"] for problem in json.loads(done.stdout)["problems"]}


def name(text: str) -> str:
    return f"name: {text}\ndescription: d\n"


REFUSED = {
    "D1 duplicate key": (name("Gold") + "name: Silver\n", "duplicate-key"),
    "D2 100,000 brackets": (name("[" * 100_000), "too-deep"),
    "D2 40,000 nested braces": (name("{a: " * 40_000), "too-deep"),
    "D2 50,000 nested items": ("- " * 50_000, "not-a-mapping"),
    "D2 50,000 nested items below a key": ("name:\n  " + "- " * 50_000, "too-deep"),
    "D3 alias bomb": (
        "a: &a [x, x, x]\n" + "".join(f"{new}: &{new} [*{old}, *{old}]\n" for old, new in pairwise("abcdefghi")),
        "anchor",
    ),
    "D4 self reference": ("name: &a [*a]\n", "anchor"),
    "D5 object": (name("!!python/object/apply:os.system [id]"), "tag"),
    "D5 binary": (name("!!binary aGk="), "tag"),
    "D6 escape character": (name("\x1b[2JGold"), "unseen-character"),
    "D6 C1": (name("Go\x85ld"), "unseen-character"),
    "D7 NUL by escape": (name(r'"Go\0ld"'), "unseen-character"),
    "D7 ESC by escape": (name(r'"Go\eld"'), "unseen-character"),
    "D7 direction by escape": (name(r'"Go\u202eld"'), "unseen-character"),
    "D8 lone surrogate": (name(r'"Go\ud800ld"'), "syntax"),
    "D8 lone surrogate in bytes": (b"name: Go\xed\xa0\x80ld\n", "not-utf8"),
    "D9 direction": (name("Go\u202eld"), "unseen-character"),
    "D9 zero width in a description": ("name: Gold\ndescription: a\u200bb\n", "unseen-character"),
    "D9 line separator": (name("Go\u2028ld"), "unseen-character"),
    "D9 tag characters": (name("Go\U000e0041ld"), "unseen-character"),
    "D11 UTF-16": (name("Gold").encode("utf-16"), "not-utf8"),
    "D11 UTF-32": (name("Gold").encode("utf-32-be"), "not-utf8"),
    "D11 Latin-1": (name("Göld").encode("latin-1"), "not-utf8"),
    "D12 tab": ("translations:\n\tfr_FR: {}\n", "tab-indentation"),
    "D13 012": (name("012"), "wrong-type"),
    "D14 5,000 digits": (name("9" * 5000), "number-too-long"),
    "D15 two documents": (name("Gold") + "---\n" + name("Silver"), "several-documents"),
    "D15 directive": ("%YAML 1.3\n---\n" + name("Gold"), "directive"),
    "D15 empty": ("", "empty-file"),
    "D21 a reference in the file": (name("Gold") + "$ref: http://localhost:1/x\n", "unknown-key"),
    "E1 outer blank": (name("'Gold '"), "outer-blanks"),
    "E1 only blanks": (name("'  '"), "outer-blanks"),
    "E1 runs of blanks": (name("Gold  x"), "inner-blanks"),
    "E1 no-break blank": (name("Gold\u00a0x"), "inner-blanks"),
    "E2 not composed": (name("Ame\u0301lie"), "not-nfc"),
    "E4 mixed scripts": (name("G\u043eld"), "mixed-scripts"),
    "E5 too long in bytes": (name("é" * 128), "too-long"),
}

ACCEPTED = {
    "D10 byte order mark": b"\xef\xbb\xbf" + name("Gold").encode(),
    "D13 NO": name("NO"),
    "D13 1:30": name("1:30"),
    "D13 1_000": name("1_000"),
    "D13 a day": name("2001-01-01"),
    "D14 a day that is none": name("2001-13-45"),
    "D21 a schema elsewhere": "# yaml-language-server: $schema=http://localhost:1/x\n" + name("Gold"),
    "CRLF": name("Gold").replace("\n", "\r\n"),
}


@pytest.mark.parametrize("content, code", REFUSED.values(), ids=REFUSED)
def test_refused(repository: Write, content: str | bytes, code: str) -> None:
    assert code in codes_of(repository({GOLD: content}))


@pytest.mark.parametrize("content", ACCEPTED.values(), ids=ACCEPTED)
def test_accepted(repository: Write, content: str | bytes) -> None:
    assert codes_of(repository({GOLD: content}), invalid=False) == set()


@pytest.mark.parametrize(
    "first, second, code",
    [
        pytest.param("Gold", "GOLD", "name-taken-alike", id="E3 case"),
        pytest.param("Gold", "\uff27old", "name-taken-alike", id="E3 width"),
        pytest.param("Gold", "Gold", "name-taken-twice", id="E3 equal"),
    ],
)
def test_two_names(repository: Write, first: str, second: str, code: str) -> None:
    assert codes_of(repository({GOLD: name(first), f"{FOLDER}/b.yaml": name(second)})) == {code}


def test_names_that_look_alike_are_a_warning(repository: Write) -> None:
    root = repository({GOLD: name("Scope"), f"{FOLDER}/b.yaml": name("\u0405\u0441\u043e\u0440\u0435")})
    assert codes_of(root, invalid=False) == {"name-looks-alike"}


def test_d16_a_file_of_100_mb(repository: Write) -> None:
    root = repository({GOLD: name("Gold")})
    os.truncate(root / GOLD, 100_000_000)
    assert codes_of(root) == {"too-large"}


def test_d17_more_files_than_anybody_means() -> None:
    # Making 200,000 files takes half a minute on a disk and a second in memory.
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        root = Path(folder)
        (root / FOLDER).mkdir(parents=True)
        (root / "environments").mkdir()
        here = os.open(root / FOLDER, os.O_RDONLY)
        for number in range(200_000):
            os.close(os.open(f"{number}.yaml", os.O_CREAT | os.O_WRONLY, dir_fd=here))
        os.close(here)
        assert codes_of(root) == {"too-many-files"}


def test_d17_a_thousand_nested_folders(repository: Write) -> None:
    root = repository({GOLD: name("Gold")})
    here = os.open(root / FOLDER, os.O_RDONLY)
    for _ in range(1000):
        os.mkdir("d", dir_fd=here)
        inner = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    assert codes_of(root) == {"wrong-depth"}
    # pytest removes old folders by a function that calls itself for each level.
    subprocess.run(["rm", "-r", root / FOLDER / "d"], check=True)


@pytest.mark.parametrize("target", ["/etc/passwd", "/dev/zero", "/proc/self/environ", "gold.yaml", ".."])
def test_d18_a_link(repository: Write, target: str) -> None:
    root = repository({GOLD: name("Gold")})
    (root / FOLDER / "link.yaml").symlink_to(target)
    assert codes_of(root) == {"symlink"}


def test_d18_a_pipe(repository: Write) -> None:
    root = repository({GOLD: name("Gold")})
    os.mkfifo(root / FOLDER / "pipe.yaml")
    assert codes_of(root) == {"not-a-file"}


def test_d19_names_that_some_systems_take_for_one(repository: Write) -> None:
    root = repository({f"{FOLDER}/vip.yaml": name("Gold"), f"{FOLDER}/VIP.yaml": name("Silver")})
    (root / FOLDER / "e\u0301.yaml").touch()
    (root / FOLDER / "é.yaml").touch()
    assert codes_of(root) == {"bad-slug"}


def test_a_file_name_that_is_no_text(repository: Write) -> None:
    root = repository({GOLD: name("Gold")})
    os.close(os.open(os.fsencode(root / FOLDER) + b"/\xff\x1b.yaml", os.O_CREAT))
    assert codes_of(root) == {"bad-slug"}


PIECES = (
    "[", "]", "{", "}", ",", "? ", "- ", ": ", "a: ", "a,", "&a ", "*a ", "! ", "!a ", "%", "@", "'", '"', "''", '""',
    "|", ">", "#", "\n", " \n", "a\n", "\na", "a: b\n", "[a: ", "{a, ", "\\", "é", "\0", "\u202e", "<<: ", "...\n",
    "---\n", "\r", "\r\n", "\t", "0", "? a\n", "- a\n", "!!str ", "a: |\n", "a: 'b\n", "[]", "{}", "[],", "- - ",
)  # fmt: skip


@pytest.mark.parametrize("begin", ["", "name: [", "name: {", 'name: "', "name: |\n  "])
def test_the_largest_files_of_one_piece_end_in_time(repository: Write, begin: str) -> None:
    files: dict[str, str | bytes] = {}
    for number, piece in enumerate(PIECES):
        files[f"{FOLDER}/{number}.yaml"] = begin + piece * (LARGE // len(piece.encode()) - len(begin))
    codes_of(repository(files))
