"""Values and comments as one canonical text: two blanks a level, short lists in brackets, mappings never."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from syncer.desired.reading.document import Plain
from syncer.desired.writing.comments import NO_COMMENTS, Comments, KeyPath
from syncer.desired.writing.scalars import WIDTH, scalar_lines, text_on_a_line

_STEP = 2


def emit(value: Mapping[str, Plain], comments: Comments = NO_COMMENTS) -> str:
    """The text of a file that holds these values in this order; lists hold no collections."""
    opening = [comments.mode] if comments.mode else []
    head = [*comments.head, ""] if comments.head else []
    return "\n".join([*opening, *head, *_Emitter(comments).mapping(value, (), 0), ""])


class _Emitter:
    """Writes collections; a level below is indented by two blanks more."""

    def __init__(self, comments: Comments) -> None:
        self._comments = comments

    def mapping(self, value: Mapping[str, Plain], path: KeyPath, indent: int) -> Iterator[str]:
        for number, (key, item) in enumerate(value.items()):
            yield from self._above((*path, key), indent, is_first=number == 0)
            yield from self._entry(f"{' ' * indent}{text_on_a_line(key, in_flow=True)}:", item, (*path, key), indent)
        yield from self._end(path, indent)

    def _entry(self, opening: str, item: Plain, path: KeyPath, indent: int) -> Iterator[str]:
        behind = self._behind(path)
        match item:
            case dict() if item:
                yield f"{opening}{behind}"
                yield from self.mapping(item, path, indent + _STEP)
            case dict():
                yield f"{opening} {{}}{behind}"
                yield from self._end(path, indent + _STEP)
            case list():
                yield from self._sequence(opening, item, path, indent)
            case _:
                first, *rest = scalar_lines(item, len(opening) + 1, indent + _STEP)
                yield f"{opening} {first}{behind}"
                yield from (_indented(row, indent + _STEP) for row in rest)

    def _sequence(self, opening: str, items: Sequence[Plain], path: KeyPath, indent: int) -> Iterator[str]:
        behind = self._behind(path)
        line = f"{opening} [{', '.join(_item(item, in_flow=True) for item in items)}]"
        is_short = len(line) <= WIDTH and not self._comments.are_inside(path)
        if is_short or not items:
            yield f"{line}{behind}"
            yield from self._end(path, indent + _STEP)
            return
        yield f"{opening}{behind}"
        for number, item in enumerate(items):
            yield from self._above((*path, number), indent + _STEP, is_first=number == 0)
            yield f"{' ' * (indent + _STEP)}- {_item(item)}{self._behind((*path, number))}"
        yield from self._end(path, indent + _STEP)

    def _above(self, path: KeyPath, indent: int, *, is_first: bool) -> Iterator[str]:
        rows = self._comments.above.get(path, ())
        for number, row in enumerate(rows):
            # What opens a collection needs no empty line before it.
            if row or number or not is_first:
                yield _indented(row, indent)

    def _behind(self, path: KeyPath) -> str:
        comment = self._comments.behind.get(path)
        return f" {comment}" if comment else ""

    def _end(self, path: KeyPath, indent: int) -> Iterator[str]:
        yield from (_indented(row, indent) for row in self._comments.end.get(path, ()))


def _item(item: Plain, *, in_flow: bool = False) -> str:
    assert not isinstance(item, dict | list), "no schema of ours has lists of collections"  # noqa: S101
    return text_on_a_line(item, in_flow=in_flow) if isinstance(item, str) else scalar_lines(item, 0, 0)[0]


def _indented(row: str, indent: int) -> str:
    return f"{' ' * indent}{row}" if row else ""
