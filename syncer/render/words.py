"""The small words of all pages: numbers, values, symbols, and long texts made short."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from syncer.model.environment import WHOLE_ENVIRONMENT
from syncer.model.plan import Awaited
from syncer.model.segment import Value
from syncer.model.shown import Shown, shown, visible

# Styles: what a piece of text means. The console decides how that looks.
HEADING = "heading"
ADDED = "added"
CHANGED = "changed"
REMOVED = "removed"
DANGER = "danger"
NOTE = "note"
FAINT = "faint"

ELLIPSIS = "..."
_CLIP = 240
_KEPT = 24
"""How many characters of an equal stretch stay beside a difference."""
_MOST_WORDS = 3_000
"""Longer texts are compared as a whole: comparing by word takes time by the square of their number."""


class Verb(NamedTuple):
    """How one verb of a plan looks."""

    symbol: str
    style: str
    explained: str


VERBS = {
    "create": Verb("+", ADDED, ""),
    "adopt": Verb("=", NOTE, "rows that were there before us"),
    "update": Verb("~", CHANGED, ""),
    "record": Verb(".", FAINT, "only our ledger learns; no row of the store is written"),
    "activate": Verb(">", ADDED, "they become visible"),
    "delete": Verb("-", REMOVED, ""),
    "forget": Verb("<", FAINT, "only our ledger forgets; a row that is there stays"),
}


REVIEW_VERBS = {
    "create": Verb("+", ADDED, ""),
    "remove": Verb("-", REMOVED, "the file is gone, and its segment becomes an orphan: nothing is done"),
    "retire": Verb("~", CHANGED, "left as it is, and not written any more"),
    "release": Verb("~", CHANGED, "given back, and left alone from then on"),
    "restore": Verb("~", CHANGED, "kept as the file says again"),
    "move": Verb(">", NOTE, "another id for the same name"),
    "update": Verb("~", CHANGED, ""),
}


def count(number: int, noun: str, plural: str = "") -> str:
    """A number and its noun: ``1 change``, ``1,200 changes``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def place(environment: str, is_sandbox: bool) -> str:
    """The environment, and whether it is only a sandbox."""
    return f"{environment} (SANDBOX)" if is_sandbox else environment


def at_revision(revision: str) -> str:
    """The commit of the catalog; a ``+`` behind it says that files were edited since."""
    return f"{revision.removesuffix('+')}, with uncommitted edits" if revision.endswith("+") else revision


def about(id: str) -> str:
    """What a refusal is about: a segment, a store, or everything."""
    return "the environment" if id == WHOLE_ENVIRONMENT else id


def awaited(one: Awaited) -> str:
    """What the site's own propagation has yet to bring."""
    return f"{one.id}: {', '.join(one.fields)} arrived otherwise" if one.fields else f"{one.id}: not there yet"


def and_awaited(waiting: tuple[Awaited, ...]) -> str:
    """The end of a sentence: how much stagingprop has yet to bring; nothing is said where that is nothing."""
    return f"; {len(waiting):,} awaited from stagingprop" if waiting else ""


def value_shown(value: Value, style: str = "", *, whole: bool = False) -> Shown:
    """What a field holds; a long text without its middle, unless ``whole``."""
    match value:
        case None:
            return shown("(empty)", style)
        case bool():
            return shown("true" if value else "false", style)
        case str() if whole or len(value) <= _CLIP:
            return shown(f'"{value}"', style)
        case str():
            clipped = f'"{_opening(value, _CLIP * 2 // 3)}{ELLIPSIS}{_closing(value, _CLIP // 4)}"'
            return shown(clipped, style) + shown(f" ({len(value):,} characters)", FAINT)


def pair_shown(before: Value, after: Value, *, whole: bool = False) -> tuple[Shown, Shown]:
    """Two values of one field: what differs stands out, and what is equal in long texts is left out."""
    if not (isinstance(before, str) and isinstance(after, str)):
        return value_shown(before, REMOVED, whole=whole), value_shown(after, ADDED, whole=whole)
    old, new = re.findall(r"\s+|\S+", before), re.findall(r"\s+|\S+", after)
    if max(len(old), len(new)) > _MOST_WORDS:
        return value_shown(before, REMOVED, whole=whole), value_shown(after, ADDED, whole=whole)
    left = right = shown('"')
    stretches = list(_stretches(old, new))
    for number, (is_equal, gone, come) in enumerate(stretches):
        if is_equal:
            is_last = number == len(stretches) - 1
            same = shown(_equal(gone, first=number == 0, last=is_last, whole=whole))
            left, right = left + same, right + same
        else:
            left, right = left + shown(gone, REMOVED), right + shown(come, ADDED)
    return left + shown('"'), right + shown('"')


def _stretches(old: list[str], new: list[str]) -> Iterator[tuple[bool, str, str]]:
    """Equal and differing stretches by turns. A blank between two words that differ is a part of the difference."""
    from difflib import SequenceMatcher

    pieces = (
        (tag, "".join(old[i1:i2]), "".join(new[j1:j2]))
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new).get_opcodes()
    )
    for is_equal, run in groupby(pieces, key=lambda piece: piece[0] == "equal" and not piece[1].isspace()):
        _, gone, come = zip(*run, strict=True)
        yield is_equal, "".join(gone), "".join(come)


def _equal(text: str, *, first: bool, last: bool, whole: bool) -> str:
    """An equal stretch: its outer ends where the text begins or ends, its inner ends beside differences."""
    if whole or len(text) <= 3 * _KEPT:
        return text
    head = "" if first else _opening(text, _KEPT)
    tail = "" if last else _closing(text, _KEPT)
    return f"{head}{ELLIPSIS}{tail}"


def _opening(text: str, most: int) -> str:
    """The first words, up to so many characters; of a text without blanks, so many characters."""
    blank = text.rfind(" ", 0, most)
    return text[: blank + 1] if blank > 0 else text[:most]


def _closing(text: str, most: int) -> str:
    """The last words, likewise."""
    blank = text.find(" ", len(text) - most)
    return text[blank:] if 0 < blank < len(text) - 1 else text[-most:]


def columns(text: str) -> int:
    """How many terminal columns a text takes once it is made visible."""
    text = visible(text)
    if text.isascii():
        return len(text)
    return sum(map(_columns_of, text))


def _columns_of(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
