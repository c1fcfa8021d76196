"""Values and long texts in few words, and the width that they take."""

from __future__ import annotations

import pytest

from syncer.model.segment import Value
from syncer.render.words import columns, count, pair_shown, value_shown
from tests.render.samples import HOSTILE


@pytest.mark.parametrize(
    "text, width",
    [
        pytest.param("plain", 5, id="plain"),
        pytest.param("日本", 4, id="wide characters take two"),
        pytest.param("e\u0301", 1, id="a combining one takes none"),
        pytest.param("\t", 2, id="a tab is shown as two characters"),
        pytest.param("\u202e", 6, id="what does not print is shown by its escape"),
    ],
)
def test_columns(text: str, width: int) -> None:
    assert columns(text) == width


@pytest.mark.parametrize(
    "value, text",
    [
        pytest.param(None, "(empty)", id="nothing"),
        pytest.param(True, "true", id="yes"),
        pytest.param(False, "false", id="no"),
        pytest.param("short", '"short"', id="a short text as it is"),
        pytest.param("x" * 300, f'"{"x" * 160}...{"x" * 60}" (300 characters)', id="a long one without its middle"),
    ],
)
def test_values(value: Value, text: str) -> None:
    assert value_shown(value).plain == text


def test_a_value_in_full() -> None:
    assert value_shown("x" * 300, whole=True).plain == f'"{"x" * 300}"'


@pytest.mark.parametrize(
    "before, after, expected",
    [
        pytest.param("a b", "a c", ('"a b"', '"a c"'), id="short texts as they are"),
        pytest.param(
            "left " * 20 + "old" + " right" * 20,
            "left " * 20 + "new" + " right" * 20,
            (
                '"... left left left left old right right right ..."',
                '"... left left left left new right right right ..."',
            ),
            id="what is equal around a difference is cut at blanks",
        ),
        pytest.param(
            "old " + "same " * 30 + "old",
            "new " + "same " * 30 + "new",
            (
                '"old same same same same ... same same same same old"',
                '"new same same same same ... same same same same new"',
            ),
            id="what is equal between two differences too",
        ),
        pytest.param(
            "same " * 30 + "old",
            "new " + "same " * 30 + "old",
            ('"same same same same ..."', '"new same same same same ..."'),
            id="what is equal behind the only difference is opened",
        ),
        pytest.param("word " * 2_000, "x", (None, '"x"'), id="very many words are not compared"),
        pytest.param("text", None, ('"text"', "(empty)"), id="a text that goes"),
    ],
)
def test_pairs(before: Value, after: Value, expected: tuple[str | None, str]) -> None:
    left, right = pair_shown(before, after)
    assert right.plain == expected[1]
    if expected[0] is None:
        assert left.plain.endswith("(10,000 characters)")
    else:
        assert left.plain == expected[0]


def test_only_what_differs_stands_out() -> None:
    left, right = pair_shown("spend over 500 a year", "spend over 700 a year")
    assert [span.text for span in left.spans if span.style] == ["500"]
    assert [span.text for span in right.spans if span.style] == ["700"]


def test_words_that_differ_side_by_side_are_one_mark() -> None:
    left, right = pair_shown("Everybody in tier Gold.", "Everybody of the Gold tier.")
    assert [span.text for span in left.spans if span.style] == ["in tier Gold."]
    assert [span.text for span in right.spans if span.style] == ["of the Gold tier."]


def test_no_value_prints_what_does_not_print() -> None:
    shown = [value_shown(HOSTILE), value_shown(HOSTILE * 20), *pair_shown(HOSTILE, HOSTILE * 20)]
    assert all(one.plain.isprintable() for one in shown)


@pytest.mark.parametrize("number, text", [(0, "0 boxes"), (1, "1 box"), (1_200, "1,200 boxes")])
def test_counts(number: int, text: str) -> None:
    assert count(number, "box", "boxes") == text
