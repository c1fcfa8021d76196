"""Text on its way to people."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from syncer.model.shown import Line, Shown, Span, joined, line, shown, visible

# Written down here a second time: what Unicode calls ignorable, or draws as nothing, and Python as printable.
IGNORABLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
any_text = st.text(st.integers(0, sys.maxunicode).map(chr))


@given(any_text)
def test_visible_never_yields_what_nobody_sees(text: str) -> None:
    result = visible(text)
    assert result.isprintable()
    assert not IGNORABLE.search(result)
    assert visible(result) == result


def test_no_single_character_slips_through() -> None:
    result = visible("".join(map(chr, range(sys.maxunicode + 1))))
    assert result.isprintable()
    assert not IGNORABLE.search(result)


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_plain_text_is_shown_as_it_is(text: str) -> None:
    assume("##" not in text)
    assert visible(text) is text


@pytest.mark.parametrize("command", ["##[stop-commands]x", "##vso[task.setvariable variable=a]b"])
def test_no_text_is_a_command_to_a_ci_server(command: str) -> None:
    for text in (command, f"Gold {command}", command * 2):
        assert "##[" not in visible(text)
        assert "##vso[" not in visible(text)
    assert visible("## a heading, a # sign and [brackets]") == "## a heading, a # sign and [brackets]"


@pytest.mark.parametrize("text", ["::error::x", "  ::error::x", "::", "::x"])
def test_no_line_begins_as_a_command(text: str) -> None:
    assert not line(text).text.plain.lstrip().startswith("::")
    assert not line(shown(":"), text[1:]).text.plain.lstrip().startswith("::")
    assert line("a ", text).text.plain == f"a {text}"


@pytest.mark.parametrize(
    "text, seen",
    [
        pytest.param("a\nb\tc\rd", "a\\nb\\tc\\rd", id="line feed, tab, carriage return"),
        pytest.param("\0\x1b[31m\x7f\x85", "\\x00\\x1b[31m\\x7f\\x85", id="control characters"),
        pytest.param("\u202eabc\u2066", "\\u202eabc\\u2066", id="direction of writing"),
        pytest.param("a\u200bb\ufeff\u00ad", "a\\u200bb\\ufeff\\xad", id="no width"),
        pytest.param("a\u00a0b\u3000", "a\\xa0b\\u3000", id="blanks that are no blanks"),
        pytest.param("\u3164\u2800", "\\u3164\\u2800", id="blanks that are letters"),
        pytest.param("a\U000e0101", "a\\U000e0101", id="hidden text"),
        pytest.param("\ud800", "\\ud800", id="half of a character"),
        pytest.param("Größe 金 😀", "Größe 金 😀", id="letters of every script"),
    ],
)
def test_visible(text: str, seen: str) -> None:
    assert visible(text) == seen


def test_pieces_are_joined_and_keep_their_styles() -> None:
    pieces = joined(", ", [shown("a\n", "bold"), shown(7), shown("c")])
    assert pieces.plain == "a\\n, 7, c"
    assert pieces.spans[0] == Span("a\\n", "bold")
    assert joined(", ", []) == Shown()


def test_a_line_takes_pieces_and_plain_text() -> None:
    assert line("a\u202e", shown("b", "red"), indent=2) == Line(
        Shown((Span("a\\u202e", ""), Span("b", "red"))), indent=2
    )
