"""What the loader makes of texts that it accepts."""

from __future__ import annotations

import math

import pytest

from syncer.desired.reading.document import Document, Path, Plain, Span
from syncer.desired.reading.load import load, located


def document(text: str | bytes) -> Document:
    found = load("a.yaml", text if isinstance(text, bytes) else text.encode("utf-8"))
    assert isinstance(found, Document), found
    return found


@pytest.mark.parametrize(
    "written, value",
    [
        pytest.param("no", "no", id="no is a text"),
        pytest.param("Off", "Off", id="off is a text"),
        pytest.param("2001-01-01", "2001-01-01", id="a day is a text"),
        pytest.param("2001-13-45", "2001-13-45", id="a day that is none is a text"),
        pytest.param("1:30", "1:30", id="a time is a text"),
        pytest.param("1_000", "1_000", id="underscores make a text"),
        pytest.param("nULL", "nULL", id="null in odd case is a text"),
        pytest.param("0b1", "0b1", id="binary is a text"),
        pytest.param("0o8", "0o8", id="8 is no octal digit"),
        pytest.param("'012'", "012", id="quotes make a text"),
        pytest.param("'null'", "null", id="null in quotes is a text"),
        pytest.param("1" * 40, int("1" * 40), id="a number of 40 digits"),
        pytest.param("1.2.3." + "4" * 40, "1.2.3." + "4" * 40, id="a long text that begins with a digit"),
        pytest.param("012", 12, id="a zero in front changes nothing"),
        pytest.param("0o17", 15, id="octal"),
        pytest.param("0x1f", 31, id="hexadecimal"),
        pytest.param("-1.5e3", -1500.0, id="an exponent"),
        pytest.param("-.inf", -math.inf, id="infinity"),
        pytest.param("", None, id="nothing"),
        pytest.param("~", None, id="a tilde"),
        pytest.param("TRUE", True, id="true in upper case"),
        pytest.param("{a: [b, {c: d}]}", {"a": ["b", {"c": "d"}]}, id="brackets"),
        pytest.param('"a\\n\\x41 \\u00e9"', "a\nA é", id="escapes"),
        pytest.param("|-\n  a\n   b", "a\n b", id="lines are kept"),
        pytest.param(">-\n  a\n  b", "a b", id="lines are folded"),
    ],
)
def test_a_value_is_what_yaml_1_2_says(written: str, value: Plain) -> None:
    found = document(f"k: {written}\n").value["k"]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("text", ["a,#b", "[#", "it's ,#", "{#"])
def test_a_quoted_text_in_brackets_over_several_lines_may_look_like_a_comment(text: str) -> None:
    for quoted in (f'"{text}"', "'" + text.replace("'", "''") + "'"):
        document = load("a.yaml", f"labels: [\n  {quoted}, b\n  ]\n".encode())
        assert isinstance(document, Document)
        assert document.value == {"labels": [text, "b"]}


def test_not_a_number_is_one() -> None:
    found = document("k: .NaN").value["k"]
    assert isinstance(found, float)
    assert math.isnan(found)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\xef\xbb\xbfname: G\nb: [x,\n  y]\n", id="a byte order mark"),
        pytest.param(b"name: G\r\nb: [x,\r\n  y]\r\n", id="Windows line ends"),
        pytest.param(b"---\nname: G\nb: [x,\n  y]\n...\n", id="marks of a document"),
        pytest.param(b"name:\tG\t# a\tb\nb: [x,\n  y]", id="tabs between, and no line end"),
    ],
)
def test_layout_changes_nothing(data: bytes) -> None:
    found = document(data)
    assert found.value == {"name": "G", "b": ["x", "y"]}


TEXT = """\
name: Gold
translations:
  fr_FR: {displayName: "Or"}
labels:
- a
- bc: d
description: |-
  1
  2
"""


@pytest.mark.parametrize(
    "path, of_key, span",
    [
        pytest.param(("name",), False, Span(0, 6, 4), id="a value"),
        pytest.param(("name",), True, Span(0, 0, 4), id="a key"),
        pytest.param(("translations", "fr_FR", "displayName"), False, Span(2, 23, 4), id="a value in brackets"),
        pytest.param(("labels", 1, "bc"), False, Span(5, 6, 1), id="a value in a list"),
        pytest.param(("description",), False, Span(6, 13, 2), id="the first line of several"),
        pytest.param(("translations", "de_DE", "x"), False, Span(1, 0, 12), id="what is missing: the key around it"),
        pytest.param(("labels", "x"), False, Span(3, 0, 6), id="a key in a list"),
        pytest.param((), False, Span(0, 0, 1), id="the file"),
    ],
)
def test_a_place(path: Path, of_key: bool, span: Span) -> None:
    assert located(document(TEXT)).span(path, of_key=of_key) == span


def test_texts_are_listed() -> None:
    assert sorted(document("a: 1\nb: [x, 1x, 'true', {c: y}]\n").texts) == ["1x", "true", "x", "y"]


def test_several_problems_are_found_at_once() -> None:
    found = load("a.yaml", b"a: *x\na: !t 2\nb: &y 3\n<<: 4\nc: d: e\n")
    assert not isinstance(found, Document)
    assert [problem.code for problem in found] == ["anchor", "tag", "duplicate-key", "anchor", "merge-key", "syntax"]
    assert found[2].message == "`a` is here twice: first on line 1"
    assert found[2].line_text == "a: !t 2"


def test_a_line_that_nobody_could_read_is_not_shown() -> None:
    found = load("a.yaml", b"a: *x " + b"#" * 6000)
    assert not isinstance(found, Document)
    assert found[0].line_text is None


def test_not_every_unseen_character_is_listed() -> None:
    found = load("a.yaml", b"\x01\n" * 1000)
    assert not isinstance(found, Document)
    assert len(found) == 20
