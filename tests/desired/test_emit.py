"""What we write means the same to our reader, to PyYAML and to a reader of YAML 1.2; nobody's comment is lost."""

from __future__ import annotations

import os
from random import Random

import pytest
import yaml
from hypothesis import given, note, settings
from hypothesis import strategies as st
from yaml12 import parse_yaml

from syncer.desired.reading.document import Document, Plain
from syncer.desired.reading.load import load
from syncer.desired.writing.emit import emit
from syncer.desired.writing.format import formatted
from syncer.desired.writing.scalars import WIDTH, scalar_lines, text_on_a_line
from tests.covered import not_covered
from tests.desired.messy import TRICKY, Messy, value

ROUNDS = int(os.environ.get("FORMAT_ROUNDS", "1000"))


def read(text: str | bytes) -> Document:
    found = load("a.yaml", text if isinstance(text, bytes) else text.encode())
    assert isinstance(found, Document), (found, text)
    return found


def meanings(text: str) -> list[str]:
    """What three readers see, to the type."""
    return [repr(one) for one in (read(text).value, yaml.safe_load(text), parse_yaml(text))]


@pytest.mark.parametrize("text", TRICKY)
def test_a_text_stays_this_text_for_every_reader(text: str) -> None:
    document: dict[str, Plain] = {"a": text, "b": [text], "c": {"d": text}}
    assert meanings(emit(document)) == [repr(document)] * 3


@pytest.mark.parametrize("key", [text for text in TRICKY if "\n" not in text])
def test_a_key_stays_this_text_for_every_reader(key: str) -> None:
    assert meanings(emit({key: "x"})) == [repr({key: "x"})] * 3


@pytest.mark.parametrize("scalar", [None, True, False, 0, -12, 10**15, 0.5, 1e16, -1e-7, 1e300, float("inf")])
def test_a_word_or_number_stays_the_same_for_every_reader(scalar: Plain) -> None:
    assert meanings(emit({"a": scalar})) == [repr({"a": scalar})] * 3


@pytest.mark.parametrize(
    "text, written",
    [
        pytest.param("Tier gold: 2,000 points", '"Tier gold: 2,000 points"', id="quotes where needed"),
        pytest.param("Filled at 02:30, it's #1", '"Filled at 02:30, it\'s #1"', id="a comment sign after a blank"),
        pytest.param("Filled at 02:30, it's C#", "Filled at 02:30, it's C#", id="signs inside words"),
        pytest.param('The "gold" tier', 'The "gold" tier', id="quotes in the middle"),
        pytest.param('"Gold": it\'s', "'\"Gold\": it''s'", id="single quotes where double ones would need an escape"),
        pytest.param("90 days", "90 days", id="a number among words"),
        pytest.param(".sandbox/staging.db", ".sandbox/staging.db", id="a path"),
        pytest.param("2027-03-31", '"2027-03-31"', id="a day"),
        pytest.param("012", '"012"', id="a number that is meant as text"),
        pytest.param("NO", '"NO"', id="a word of YAML 1.1"),
    ],
)
def test_quotes_are_there_only_where_somebody_could_be_mistaken(text: str, written: str) -> None:
    assert text_on_a_line(text) == written


def test_a_long_text_is_folded_at_the_width() -> None:
    words = " ".join(["word"] * 60)
    first, *rows = scalar_lines(words, 13, 2)
    assert first == ">-"
    assert [len(row) for row in rows] == [94, 94, 94, 14]
    assert max(len(row) + 2 + len(" word") for row in rows[:-1]) > WIDTH


def test_a_text_that_only_just_does_not_fit_behind_its_key_stands_below_it() -> None:
    text = "word " * 18 + "1234567"
    assert scalar_lines(text[:-10], 13, 2) == [text[:-10]]
    assert scalar_lines(text, 13, 2) == [">-", text]
    assert scalar_lines("x" * 150, 13, 2) == ["x" * 150]


@pytest.mark.parametrize("length", range(90, 102))
def test_two_blanks_in_a_row_are_kept_wherever_a_line_ends(length: int) -> None:
    text = f"{'x' * (length - 6)}  and  more  {'of it ' * 20}end"
    assert meanings(emit({"a": text})) == [repr({"a": text})] * 3


def test_paragraphs_are_kept() -> None:
    text = f"First.\n\n{'long ' * 30}end.\nThird."
    assert meanings(emit({"a": text})) == [repr({"a": text})] * 3
    assert emit({"a": "First.\n\n- second\n  third"}) == "a: |-\n  First.\n\n  - second\n    third\n"


@not_covered
@given(st.integers(0, 2**32))
@settings(max_examples=ROUNDS)
def test_a_random_file_keeps_its_meaning_and_its_comments_and_is_laid_out_once(seed: int) -> None:
    random = Random(seed)
    expected = value(random)
    messy = Messy(random)
    data = messy.file(expected)
    document = read(data)
    assert by_key(document.value) == by_key(expected)
    text = formatted(document, "segment")
    note(f"{data.decode()}---\n{text}")
    assert text is not None
    assert formatted(read(text), "segment") == text
    assert {by_key(one) for one in (read(text).value, yaml.safe_load(text), parse_yaml(text))} == {by_key(expected)}
    lines = text.split("\n")
    assert [comment for comment in messy.comments if not any(line.endswith(comment) for line in lines)] == []
    assert not any(line.endswith(" ") for line in lines)
    assert (lines[0] == "", lines[-2:].count("")) == (False, 1)


def by_key(value: object) -> str:
    """A value with its keys sorted, to the type."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key!r}: {by_key(value[key])}' for key in sorted(value))}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(by_key, value))}]"
    return repr(value)
