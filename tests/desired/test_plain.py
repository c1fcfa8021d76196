"""The fast reader reads what is usual, and leaves the rest to the strict loader."""

from __future__ import annotations

from pathlib import Path

import pytest

from syncer.desired.reading.document import Document
from syncer.desired.reading.load import load, located

CATALOG = Path(__file__).parents[2] / "catalog"


def read(text: str | bytes) -> Document:
    found = load("a.yaml", text if isinstance(text, bytes) else text.encode("utf-8"))
    assert isinstance(found, Document), found
    return found


USUAL = {
    "a comment behind a value": "a: b c   # why\n",
    "a sign in a text": "a: b#c, d & e - f\n",
    "quotes": "a: 'b: c'\nd: \"e#f\"\ng: ''\n",
    "words and numbers": "a: true\nb: null\nc: 012\nd: 1e3\ne: 2001-01-01\nf: +\n",
    "a list": "a: [b, c-1,d]  # why\n",
    "mappings below keys": "a:\n  b:\n    c: d\n    # why\n  e: f\ng: h\n",
    "keys with nothing": "a:\nb:\n  c: d\n  e:\nf: g\n",
    "keys with hyphens": "a-b: c\nd:\n  e-1: f\n",
    "a key with hyphens, longer than any number": f"stores:\n  {'very-' * 9}far: Aurora\n",
    "a folded text": "a: >-\n  b\n  # no comment: c \n  d\ne: f\n",
    "a text of lines": "a: |-  # why\n  b\n  c\n",
    "empty lines": "\n\na: b\n\n  # why\n\nc: d\n\n",
    "no end of the last line": "a: >-\n  b",
}
UNUSUAL = {
    "a text over two lines": "a: b\n  c\n",
    "more indented inside a block text": "a: >-\n  b\n   c\n",
    "an empty line inside a block text": "a: >-\n  b\n\n  c\n",
    "an escape": 'a: "b\\nc"\n',
    "doubled quotes": "a: 'b''c'\n",
    "braces": "a: {b: c}\n",
    "words in a list": "a: [true, b]\n",
    "a list over lines": "a:\n- b\n",
    "a mark of a document": "---\na: b\n",
    "five deep": "".join(f"{'  ' * depth}a:\n" for depth in range(5)) + " " * 10 + "b: c\n",
    "a hyphen in front": "a: -b\n",
}


@pytest.mark.parametrize("text", USUAL.values(), ids=USUAL)
def test_what_is_usual_is_read_fast_and_alike(text: str) -> None:
    fast = read(text)
    assert not fast.is_located
    strict = located(fast)
    assert (repr(fast.value), sorted(fast.texts)) == (repr(strict.value), sorted(strict.texts))


@pytest.mark.parametrize("text", UNUSUAL.values(), ids=UNUSUAL)
def test_what_is_unusual_is_left_to_the_strict_loader(text: str) -> None:
    assert read(text).is_located


@pytest.mark.parametrize("text", ["null: a\n", "a: b\ntrue: c\n", "a: b\na: c\n", "a: b: c\n", "a: b:\n", "a\n"])
def test_what_is_wrong_is_refused(text: str) -> None:
    assert not isinstance(load("a.yaml", text.encode()), Document)


def test_the_place_of_the_name_is_the_same() -> None:
    for text in ("# c\nname:   Gold\n", "a:\n  name: x\nname: 'Gold' # c\n", "name: >-\n  Gold\n"):
        assert read(text).name == located(read(text)).name


def test_the_samples_are_usual() -> None:
    files = sorted(CATALOG.glob("*/*.yaml"))
    assert files
    assert not [file.name for file in files if read(file.read_bytes()).is_located]


def test_not_every_refusal_of_a_file_is_listed() -> None:
    found = load("a.yaml", b"a: [" + b"*a," * 10_000 + b"b]\n")
    assert not isinstance(found, Document)
    assert len(found) == 100


UNSEEN = (
    "\x00\x1b\x7f\x80\x9f\xad\u034f\u061c\u115f\u180e\u200b\u200d\u2028\u2029\u202e\u2066\u2800\u3164\ufe0f\ufeff\uffa0"
    "\ufffe\U0001fffe\U000e0041"
)


@pytest.mark.parametrize("char", UNSEEN, ids=ascii)
def test_unseen_characters_are_refused(char: str) -> None:
    found = load("a.yaml", f"a: b{char}c\n".encode())
    assert not isinstance(found, Document)
    assert found[0].code == "unseen-character"
    assert (found[0].source.line, found[0].source.column) == (1, 5)
