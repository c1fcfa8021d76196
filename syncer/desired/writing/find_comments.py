"""Finds the comments of a file, and what each of them belongs to.

Behind something on its line it belongs to that; on a line of its own, to the entry that follows; where it is indented
deeper than that, to the end of the collection that ends there.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from syncer.desired.reading.document import Document, Inside
from syncer.desired.writing.comments import Comments, KeyPath

_MODE = re.compile(r"#\s+yaml-language-server\s*:")
_COMMENT = re.compile(r"#[^\n]*")
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*")
_ANYWHERE = 1 << 30


def comments_of(document: Document) -> Comments:
    """The comments of a document that has places."""
    first_key = next(iter(document.places.values()))[0]
    entries = [*_entries(document.source.text, document.places, (), first_key.start_mark.column)]
    structure = _without(document.source.text, (span for entry in entries for span in entry.spans))
    sorter = _Sorter(entries, structure)
    found = [*_comments(structure)]
    mode = next((one for one in found if one.is_alone and _MODE.match(one.text)), None)
    for comment in found:
        if comment is not mode:
            sorter.take(comment)
    return sorter.sorted_out(mode.text if mode else "")


class _Entry(NamedTuple):
    """A key or an item, by places in the text."""

    path: KeyPath
    start: int
    key_end: int
    value_start: int
    end: int
    """Where its scalar ends, of a block text its header; of a collection, where the key does."""
    column: int
    """How far a comment before it is indented at most, to belong to it."""
    inner: int | None
    """How far a comment is indented at least, to belong to the end of its collection; ``None`` for a scalar."""
    spans: tuple[tuple[int, int], ...]
    """What of it is text, and so no comment."""


class _Comment(NamedTuple):
    text: str
    start: int
    column: int
    is_alone: bool
    """Whether nothing stands before it on its line."""
    is_apart: bool
    """Whether an empty line stands before its line."""


def _entries(text: str, inside: Inside, path: KeyPath, column: int) -> Iterator[_Entry]:
    """Every key and item in the order of the file."""
    pairs: Iterable[tuple[str | int, Any]] = inside.items() if isinstance(inside, dict) else enumerate(inside or ())
    for part, (key, value, below) in pairs:
        here = (*path, part)
        start, value_start = key.start_mark.index, value.start_mark.index
        key_end = start if key is value else key.end_mark.index
        if below is None:
            end, spans = _scalar(text, value)
            yield _Entry(here, start, key_end, value_start, end, column, None, ((start, key_end), *spans))
            continue
        # A list may stand right under its key; what belongs to the key is indented no deeper all the same.
        inner = column + 1 if value.flow_style else max(value.start_mark.column, column + 1)
        yield _Entry(here, start, key_end, value_start, key_end, column, inner, ((start, key_end),))
        # Inside brackets a comment may be indented in any way.
        yield from _entries(text, below, here, _ANYWHERE if value.flow_style else inner)


def _scalar(text: str, event: Any) -> tuple[int, tuple[tuple[int, int], ...]]:
    """Where a scalar ends on its first line, and what of it is text: behind the header of a block is none."""
    start, end = event.start_mark.index, event.end_mark.index
    header = _BLOCK_HEADER.match(text, start) if event.style and event.style in "|>" else None
    if header is None:
        return end, ((start, end),)
    below = text.find("\n", start) + 1
    return header.end(), ((start, header.end()), (below, end))


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with something meaningless instead of each scalar; every position is kept."""
    parts: list[str] = []
    position = 0
    for start, end in spans:
        parts += text[position:start], re.sub(r"[^\n]", "x", text[start:end])
        position = max(position, end)
    return "".join((*parts, text[position:]))


def _comments(structure: str) -> Iterator[_Comment]:
    for found in _COMMENT.finditer(structure):
        index = found.start()
        begin = structure.rfind("\n", 0, index) + 1
        is_alone = not structure[begin:index].strip()
        yield _Comment(found[0].rstrip(), index, index - begin, is_alone, _is_apart(structure, begin))


def _is_apart(structure: str, begin: int) -> bool:
    """Whether the line before the one that begins here is empty."""
    return begin > 0 and not structure[structure.rfind("\n", 0, begin - 1) + 1 : begin].strip()


class _Sorter:
    """Takes comments one by one in the order of the file, and puts each where it belongs."""

    def __init__(self, entries: list[_Entry], structure: str) -> None:
        self._entries = entries
        self._starts = [entry.start for entry in entries]
        self._inner = {entry.path: entry.inner for entry in entries if entry.inner is not None}
        self._structure = structure
        self._above: defaultdict[KeyPath, list[str]] = defaultdict(list)
        self._behind: dict[KeyPath, str] = {}
        self._end: defaultdict[KeyPath, list[str]] = defaultdict(list)
        self._run = -1
        """Before which entry the comments stand that are looked at now."""
        self._depth = 0
        """How deep the next of them may belong; 0 once one belonged to the entry that follows."""

    def take(self, comment: _Comment) -> None:
        number = bisect_right(self._starts, comment.start)
        before = self._entries[number - 1] if number else None
        if before and not comment.is_alone and (beside := self._beside(before, comment)):
            # Where two are behind one value, the first goes up: a line has room for one.
            if beside in self._behind:
                self._above[beside].append(self._behind[beside])
            self._behind[beside] = comment.text
            return
        is_inside = before and before.inner is None and comment.start < before.value_start
        rows = self._above[before.path] if before and is_inside else self._rows_for(number, before, comment)
        rows += ["", comment.text] if comment.is_apart else [comment.text]

    def _beside(self, before: _Entry, comment: _Comment) -> KeyPath | None:
        """What the comment stands behind: what was written last, or the collection whose bracket closed."""
        end = before.key_end if comment.start < before.value_start else before.end
        between = self._structure[end : comment.start]
        signs = _COMMENT.sub("", between)
        closed = signs.count("]") + signs.count("}") - signs.count("[") - signs.count("{")
        if closed > 0:
            return before.path[:-closed]
        return None if "\n" in between else before.path

    def _rows_for(self, number: int, before: _Entry | None, comment: _Comment) -> list[str]:
        after = self._entries[number] if number < len(self._entries) else None
        if self._run != number:
            self._run, self._depth = number, _ANYWHERE
        if before and (after is None or comment.column > after.column):
            for depth in range(min(len(before.path), self._depth), 0, -1):
                path = before.path[:depth]
                is_over = after is None or after.path[:depth] != path
                if is_over and self._inner.get(path, _ANYWHERE) <= comment.column:
                    self._depth = depth
                    return self._end[path]
        self._depth = 0
        return self._above[after.path] if after else self._end[()]

    def sorted_out(self, mode: str) -> Comments:
        """Everything that was taken, and the empty lines between entries."""
        for entry in self._entries:
            begin = self._structure.rfind("\n", 0, entry.start) + 1
            if not self._structure[begin : entry.start].strip(" -") and _is_apart(self._structure, begin):
                self._above[entry.path].append("")
        first = self._entries[0].path
        head, self._above[first] = _head(self._above[first])
        above = {path: tuple(rows) for path, rows in self._above.items()}
        return Comments(mode, tuple(head), above, self._behind, {path: tuple(rows) for path, rows in self._end.items()})


def _head(rows: list[str]) -> tuple[list[str], list[str]]:
    """What stands above the first key, divided at its last empty line."""
    rows = rows[1:] if rows[:1] == [""] else rows
    if "" not in rows:
        return [], rows
    last = len(rows) - 1 - rows[::-1].index("")
    return rows[:last], rows[last + 1 :]
