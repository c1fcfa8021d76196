"""Own words for what is wrong with the text of a file before it has values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from syncer.desired.reading.characters import UNSEEN, kind_of, name_of
from syncer.desired.reading.source import SourceText
from syncer.model.problem import Problem

MOST_UNSEEN = 20
"""How many unseen characters of one file are listed: a file that is not text has thousands."""

_TABS = re.compile(r"^ *(\t+)", re.MULTILINE)

_QUOTE = "Put the whole text in quotes."
_ALIGN = "Keys that belong together begin in the same column."
_WORDS = (
    ("mapping values are not allowed", "a second `: ` stands in this line; it would start another value", _QUOTE),
    ("mapping keys are not allowed", "a key cannot stand here", _ALIGN),
    ("sequence entries are not allowed", "a list item cannot stand here", "Begin the list on a line of its own."),
    ("could not find expected ':'", "this line is no `key: value`", "Add the colon, or indent a long text."),
    ("unexpected end of stream", "these quotes are never closed", "Close them."),
    ("unexpected document indicator", "the quotes before this line are never closed", "Close them."),
    ("did not find expected ','", "these brackets are never closed", "Close them, or put the text in quotes."),
    ("did not find expected key", "this does not line up with the keys above it", _ALIGN),
    ("did not find expected '-'", "this does not line up with the list above it", _ALIGN),
    ("document start", "this does not line up with the keys above it", _ALIGN),
    ("unknown escape", "YAML has no such escape", "Use single quotes, or write \\\\ for a backslash."),
    ("escape", "this escape stands for no character", "Write the character itself."),
    ("chomping", "after `|` and `>` comes the end of the line", "Write the text on the lines below."),
    ("comment or a line break", "after `|` and `>` comes the end of the line", "Write the text on the lines below."),
)


def explain_syntax(source: SourceText, error: Any) -> Problem:
    """What the YAML parser stumbled over, in own words where we have them."""
    said = getattr(error, "problem", None) or "it cannot be read"
    mark = getattr(error, "problem_mark", None)
    line, column = (mark.line, mark.column) if mark else (0, 0)
    begin = getattr(error, "context_mark", None)
    if begin and "unexpected end of stream" in said:
        line, column = begin.line, begin.column
    line_text = source.lines[line] if line < len(source.lines) else ""
    if line_text.startswith("%") or "incompatible YAML" in said:
        return directive(source)
    if "cannot start any token" in said:
        message, remedy = f"a text cannot begin with `{line_text[column : column + 1]}`", _QUOTE
    else:
        message, remedy = next(
            ((words, way) for part, words, way in _WORDS if part in said),
            (f"this is not YAML: {said}", "Compare it with a file that is valid."),
        )
    return source.problem("syntax", message, remedy, line, column)


def directive(source: SourceText) -> Problem:
    """The refusal of a line like ``%YAML 1.1``."""
    line = next((number for number, text in enumerate(source.lines) if text.startswith("%")), 0)
    return source.problem(
        "directive", "`%` begins a directive for the parser", "Remove the line.", line, width=len(source.lines[line])
    )


def not_indented(source: SourceText, line: int, column: int) -> Problem:
    """The refusal of a line that goes on with quotes, brackets or a text, but is not indented under its key."""
    return source.problem(
        "syntax", "this line belongs to the key above, but is not indented", "Indent it.", line, column
    )


def touching_comment(source: SourceText, line: int, column: int) -> Problem:
    """The refusal of ``"x"#``: other readers do not take it for a comment."""
    return source.problem("syntax", "a comment needs a blank before its `#`", "Write a blank there.", line, column)


def unseen_characters(source: SourceText) -> Iterator[Problem]:
    """Characters in the raw text that people cannot see, comments included; the first of each line."""
    places = ((line, found) for line, text in enumerate(source.lines) if (found := UNSEEN.search(text)))
    for line, found in islice(places, MOST_UNSEEN):
        yield source.problem(
            "unseen-character",
            f"here stands {kind_of(found[0])}: {name_of(found[0])}",
            "Delete it. It often comes along with text that was pasted.",
            line,
            found.start(),
        )


def tabs_in_indentation(source: SourceText) -> Iterator[Problem]:
    """Tabs before the first other character of a line: YAML does not indent with them."""
    for line, text in enumerate(source.lines):
        if found := _TABS.match(text):
            yield source.problem(
                "tab-indentation",
                f"a tab in column {found.start(1) + 1} indents this line",
                "Indent with blanks.",
                line,
                found.start(1),
                len(found[1]),
            )
