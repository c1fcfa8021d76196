"""The strict loader: everything that YAML can say, and refusals with own words for what could surprise a reader.

It reads the events of PyYAML's C parser, within bounds, and twice as fast as PyYAML's own loader. Refused are duplicate
keys, anchors, aliases, merge keys, tags, directives, several documents, deep nesting, characters that cannot be seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NoReturn

from yaml._yaml import CParser
from yaml.error import YAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from syncer.desired.reading.characters import UNSEEN_OR_TAB, kind_of, name_of
from syncer.desired.reading.document import Document, Inside, Place, Plain, span_of
from syncer.desired.reading.scalars import LONGEST_NUMBER, NUMERIC, WORDS, Scalar, number
from syncer.desired.reading.source import SourceText
from syncer.desired.reading.syntax import directive, explain_syntax, not_indented, touching_comment
from syncer.model.problem import Problem

DEEPEST = 8
"""How deep mappings and sequences may nest; the outermost is 1."""

MOST_REFUSALS = 100
"""After how many refusals the rest of a file is not looked at."""

# Quoted texts are passed over: what looks like a comment in them is none.
_TOUCHING_COMMENT = re.compile(
    r"""(?<![^\s\[{,:])(?:'(?:[^']|'')*'|"(?:[^"\\]|\\.)*")|(?P<comment>[\[{,]\#)""", re.DOTALL
)
_TOUCHED_HEADER = re.compile(r"[|>][-+0-9]*#")


def read_strictly(source: SourceText) -> Document | tuple[Problem, ...]:
    """The document with its places, or every reason why the text is none that we read."""
    text = source.text
    # Characters that the raw text does not have can only come from escapes; tabs inside a line are left to here.
    # libyaml and editors disagree on a block text at the very end of a file unless its last line ends.
    parser = CParser(text if text.endswith("\n") else text + "\n")
    walk = _Walk(source, parser, checks_scalars="\\" in text or "\t" in text)
    try:
        value, places = _document(walk)
    except _Stop:
        return tuple(walk.problems)
    except YAMLError as error:
        return (*walk.problems, explain_syntax(source, error))
    if walk.problems:
        return tuple(walk.problems)
    mark = places["name"][1].start_mark if "name" in places else None
    name = (mark.line, mark.column) if mark else (0, 0)
    return Document(source, value, places, walk.texts, name, is_located=True)


class _Stop(Exception):
    """The rest of a file cannot be read any more; the reason is among the problems."""


class _Walk:
    """One walk through the events of a file."""

    __slots__ = ("checks_scalars", "end", "get", "indent", "problems", "source", "texts")

    def __init__(self, source: SourceText, parser: CParser, *, checks_scalars: bool) -> None:
        self.source = source
        self.get: Callable[[], Any] = parser.get_event
        self.checks_scalars = checks_scalars
        self.problems: list[Problem] = []
        self.texts: list[str] = []
        self.indent = -1
        """The column of the block collection that we are in."""
        self.end: Any = None
        """Where the collection that was read last ended."""

    def refuse(self, event: Any, code: str, message: str, remedy: str) -> None:
        self.problems.append(self.source.problem(code, message, remedy, *span_of(event, self.source)))
        if len(self.problems) == MOST_REFUSALS:
            raise _Stop

    def stop(self, event: Any, code: str, message: str, remedy: str) -> NoReturn:
        self.refuse(event, code, message, remedy)
        raise _Stop


def _document(walk: _Walk) -> tuple[dict[str, Plain], dict[str, Place]]:
    walk.get()
    start = walk.get()
    if type(start) is not DocumentStartEvent:
        message = "the file holds nothing" + (" but comments" if "#" in walk.source.text else "")
        remedy = "Write a name and a description, or delete the file."
        walk.problems.append(walk.source.problem("empty-file", message, remedy))
        raise _Stop
    if start.version or start.tags:
        walk.problems.append(directive(walk.source))
    root = walk.get()
    if type(root) is not MappingStartEvent:
        walk.stop(root, "not-a-mapping", "a file holds `key: value` lines, and this is none", "Begin with `name: ...`.")
    found = _node(walk, root, 1)
    walk.get()
    after = walk.get()
    if type(after) is DocumentStartEvent:
        walk.stop(after, "several-documents", "a second document begins here", "One file holds one: remove the rest.")
    return found  # type: ignore[return-value]  # a mapping is what the root is


def _mapping(walk: _Walk, depth: int) -> tuple[dict[str, Plain], dict[str, Place]]:
    get = walk.get
    value: dict[str, Plain] = {}
    places: dict[str, Place] = {}
    while True:
        event = get()
        kind = type(event)
        if kind is MappingEndEvent:
            walk.end = event.end_mark
            return value, places
        if kind is not ScalarEvent:
            walk.refuse(event, "key-not-text", "a key must be a text", "Write the key as one word.")
            _node(walk, event, depth + 1)
            _node(walk, get(), depth + 1)
            continue
        key = event.value
        if event.anchor or event.tag or walk.checks_scalars or not key.isidentifier() or key in WORDS:
            _check_key(walk, event)
        item = get()
        if type(item) is ScalarEvent:
            found: Plain = _scalar(walk, item)
            inside: Inside = None
        else:
            found, inside = _node(walk, item, depth + 1)
        if key in value:
            _refuse_duplicate(walk, event, places[key][0])
        else:
            value[key] = found
            places[key] = (event, item, inside)


def _sequence(walk: _Walk, depth: int) -> tuple[list[Plain], list[Place]]:
    value: list[Plain] = []
    places: list[Place] = []
    while True:
        event = walk.get()
        if type(event) is SequenceEndEvent:
            walk.end = event.end_mark
            return value, places
        found, inside = _node(walk, event, depth + 1)
        value.append(found)
        places.append((event, event, inside))


def _node(walk: _Walk, event: Any, depth: int) -> tuple[Plain, Inside]:
    kind = type(event)
    if kind is ScalarEvent:
        return _scalar(walk, event), None
    if kind is AliasEvent:
        walk.refuse(event, "anchor", "`*` stands for a value that is written elsewhere", "Write the value out.")
        return None, None
    if event.anchor or event.tag:
        _refuse_properties(walk, event)
    if depth > DEEPEST:
        walk.stop(event, "too-deep", f"this is nested more than {DEEPEST} deep", "No file needs that: flatten it.")
    outer = walk.indent
    if not event.flow_style:
        walk.indent = event.start_mark.column
    found = _mapping(walk, depth) if kind is MappingStartEvent else _sequence(walk, depth)
    walk.indent = outer
    if event.flow_style:
        _check_flow(walk, event.start_mark, found[1])
    return found


def _scalar(walk: _Walk, event: Any) -> Scalar:
    text: str = event.value
    if event.anchor or event.tag:
        _refuse_properties(walk, event)
    if walk.checks_scalars and (char := UNSEEN_OR_TAB.search(text)):
        _refuse_unseen(walk, event, char[0])
    if event.style:
        _check_style(walk, event)
    elif text in WORDS:
        return WORDS[text]
    elif text[0] in NUMERIC:
        return _number_or_text(walk, event)
    walk.texts.append(text)
    return text


def _number_or_text(walk: _Walk, event: Any) -> Scalar:
    text: str = event.value
    try:
        found = number(text)
    except OverflowError:
        message = f"a number of {len(text)} characters; at most {LONGEST_NUMBER} are read"
        walk.refuse(event, "number-too-long", message, "If it is meant as text, put it in quotes.")
        return None
    if isinstance(found, str):
        walk.texts.append(found)
    return found


def _check_style(walk: _Walk, event: Any) -> None:
    """Quotes and block texts, where libyaml takes what YAML 1.2 does not."""
    start = event.start_mark
    if event.style in "|>":
        _check_layout(walk, start, start)
        if header := _TOUCHED_HEADER.match(walk.source.text, start.index):
            walk.problems.append(touching_comment(walk.source, start.line, start.column + len(header[0]) - 1))
        if not event.value.strip("\n"):
            message = f"nothing but empty lines follows `{event.style}`"
            walk.refuse(event, "syntax", message, "Write the text on the lines below, indented; or '' for none.")
    else:
        _check_layout(walk, start, event.end_mark)


def _check_flow(walk: _Walk, start: Any, inside: Inside) -> None:
    """Brackets, where libyaml takes what YAML 1.2 does not."""
    end, text = walk.end, walk.source.text
    _check_layout(walk, start, end)
    found = _TOUCHING_COMMENT.finditer(text, start.index, end.index) if end.line > start.line else ()
    if comment := next((one for one in found if one["comment"]), None):
        before = text[: comment.end() - 1]
        line = before.count("\n")
        walk.problems.append(touching_comment(walk.source, line, len(before) - before.rfind("\n") - 1))
    if isinstance(inside, dict):
        for key, _, _ in inside.values():
            if text[key.start_mark.index - 1] == "?":
                walk.refuse(key, "syntax", "a question mark touches this key", "Remove it, or put both in quotes.")


def _check_layout(walk: _Walk, start: Any, end: Any) -> None:
    """Refuse what stands no deeper than the collection it is in, and a comment that touches what is before it."""
    source, indent = walk.source, walk.indent
    if start.column <= indent:
        walk.problems.append(not_indented(source, start.line, start.column))
    for line, text in enumerate(source.lines[start.line + 1 : end.line + 1], start.line + 1):
        column = len(text) - len(text.lstrip(" "))
        if column <= indent and column < len(text):
            walk.problems.append(not_indented(source, line, column))
            return
    if start is not end and source.text[end.index : end.index + 1] == "#":
        walk.problems.append(touching_comment(source, end.line, end.column))


def _check_key(walk: _Walk, event: Any) -> None:
    key = event.value
    if event.anchor or event.tag:
        _refuse_properties(walk, event)
    if char := re.search(r"\n", key) or UNSEEN_OR_TAB.search(key):
        _refuse_unseen(walk, event, char[0])
    if event.style:
        return
    if key == "<<":
        walk.refuse(event, "merge-key", "`<<` would merge another mapping into this one", "Write the keys out.")
    elif key in WORDS or not _is_text(key):
        walk.refuse(event, "key-not-text", "a key must be a text", "If it is meant as text, put it in quotes.")


def _is_text(key: str) -> bool:
    try:
        return isinstance(number(key), str)
    except OverflowError:
        return False


def _refuse_duplicate(walk: _Walk, event: Any, first: Any) -> None:
    walk.refuse(
        event,
        "duplicate-key",
        f"`{event.value}` is here twice: first on line {first.start_mark.line + 1}",
        "Keep one of the two lines.",
    )


def _refuse_properties(walk: _Walk, event: Any) -> None:
    if event.anchor:
        walk.refuse(event, "anchor", "`&` gives a value a name to use it again", "Remove it, and write each value out.")
    if event.tag:
        walk.refuse(event, "tag", "`!` gives a value another type", "Remove it: a value is what it looks like.")


def _refuse_unseen(walk: _Walk, event: Any, char: str) -> None:
    message = f"the value holds {kind_of(char)}: {name_of(char)}"
    walk.refuse(event, "unseen-character", message, "Remove its escape, or type the text again.")
