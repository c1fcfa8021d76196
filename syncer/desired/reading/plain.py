"""A fast reader for plain files, three times as fast as the strict loader; it gives up on everything unusual.

It knows `key: value` lines, mappings below a key, short lists in brackets, quotes without escapes and block texts
without empty lines. Where it does not give up, it reads what the strict loader would: a fuzz compares the two.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple, TypeAlias

from syncer.desired.reading.scalars import LONGEST_NUMBER, NUMERIC, WORDS, Scalar, number

Mapping: TypeAlias = "dict[str, Any]"

_DEEPEST = 4
_LONGEST_KEY = 100
_NUMBERS = NUMERIC - {"-"}
_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@`")
_BLOCKS = {">-": " ", "|-": "\n"}
_HYPHENATED = re.compile(r"[a-z][a-z0-9-]*")
_LIST = re.compile(r"\[[A-Za-z][A-Za-z0-9-]*(?:, ?[A-Za-z][A-Za-z0-9-]*)*\]")


class PlainText(NamedTuple):
    """What a plain file holds."""

    value: Mapping
    texts: list[str]
    name: tuple[int, int]
    """Line and column of the value of `name`, from 0."""


class _Unusual(Exception):
    """Something that is left to the strict loader."""


def read_plain(text: str) -> PlainText | None:
    """The values of a text without tabs and unseen characters; ``None`` where something is unusual."""
    try:
        return _read(text.split("\n"))
    except _Unusual:
        return None


def _read(lines: list[str]) -> PlainText:
    value: Mapping = {}
    texts: list[str] = []
    name = (0, 0)
    here, column = value, 0
    outer: list[tuple[Mapping, int]] = []
    opened: str | None = None
    number_of_line = 0
    last = len(lines)
    while number_of_line < last:
        line = lines[number_of_line]
        number_of_line += 1
        stripped = line.lstrip(" ")
        if not stripped or stripped[0] == "#":
            continue
        indent = len(line) - len(stripped)
        if indent != column:
            if indent > column:
                if opened is None or len(outer) == _DEEPEST:
                    raise _Unusual
                outer.append((here, column))
                inner: Mapping = {}
                here[opened] = inner
                here, column = inner, indent
            else:
                while indent < column:
                    here, column = outer.pop()
                if indent != column:
                    raise _Unusual
        key, rest = _key_and_rest(stripped)
        if key in here:
            raise _Unusual
        opened = key if rest is None else None
        if rest is None:
            here[key] = None
            continue
        if key == "name" and not outer:
            name = (number_of_line - 1, line.index(rest, 5))
        if rest in _BLOCKS:
            block = _block(lines, number_of_line, indent)
            number_of_line += len(block)
            here[key] = text = _BLOCKS[rest].join(block)
            texts.append(text)
        elif rest[:1] == "[":
            here[key] = items = _items(rest)
            texts += items
        else:
            here[key] = found = _scalar(rest)
            if type(found) is str:
                texts.append(found)
    if not value:
        raise _Unusual
    return PlainText(value, texts, name)


def _key_and_rest(line: str) -> tuple[str, str | None]:
    """The key of a line and what follows without its comment; ``None`` where the key only opens a mapping."""
    key, colon, rest = line.partition(": ")
    if not colon:
        bare = line.rstrip(" ")
        if bare[-1] != ":":
            raise _Unusual
        key = bare[:-1]
    if not (key.isidentifier() or _HYPHENATED.fullmatch(key)) or key in WORDS or len(key) > _LONGEST_KEY:
        raise _Unusual
    if not colon:
        return key, None
    return key, (rest[: rest.index(" #")] if " #" in rest else rest).strip(" ")


def _scalar(text: str) -> Scalar:
    first = text[:1]
    if first in _INDICATORS:
        quoted = text[1:-1]
        if first in "'\"" and len(text) > 1 and text[-1] == first and first not in quoted and "\\" not in quoted:
            return quoted
        raise _Unusual
    if not first or ": " in text or text[-1] == ":":
        raise _Unusual
    if text in WORDS:
        return WORDS[text]
    if first in _NUMBERS:
        if len(text) > LONGEST_NUMBER:
            raise _Unusual
        return number(text)
    return text


def _items(text: str) -> list[str]:
    items = [item.strip(" ") for item in text[1:-1].split(",")]
    if not _LIST.fullmatch(text) or not WORDS.keys().isdisjoint(items):
        raise _Unusual
    return items


def _block(lines: list[str], begin: int, indent: int) -> list[str]:
    """The lines of a block text below a key, without what they are indented by."""
    first = lines[begin] if begin < len(lines) else ""
    column = len(first) - len(first.lstrip(" "))
    if column <= indent or column == len(first):
        raise _Unusual
    block: list[str] = []
    for line in lines[begin:]:
        if not line.strip(" "):
            # An empty line at the end of the file is none of the text; inside, it makes a paragraph.
            if line or any(lines[begin + len(block) :]):
                raise _Unusual
            break
        depth = len(line) - len(line.lstrip(" "))
        if depth > column:
            raise _Unusual
        if depth < column:
            break
        block.append(line[column:])
    return block
