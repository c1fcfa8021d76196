"""Markdown for forges and wikis: CommonMark with tables and ``<details>``, cut to a length where one is given.

What files and databases say stands in ``<code>`` only, where no forge looks for mentions, and with every sign as
a character reference, so that it is no markup and cannot end a cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from syncer.model.result import Result
from syncer.model.shown import Shown, Span, shown
from syncer.render.page import MARKS, Block, Fact, Facts, Fold, Item, Items, Note, Page, Pair, Row, Table, Text
from syncer.render.pages.of_result import page_of
from syncer.render.stretch import Stretch, fitted
from syncer.render.words import ADDED, ELLIPSIS, REMOVED

_OPEN_ROWS = 20
"""How many rows of a table stand open; the others are folded."""
_MOST_TEXT = 300
"""Characters of one text on a page that has to fit."""
_MOST_PATHS = 10
"""How many fields a row in few words names."""
_TAGS = {REMOVED: "del", ADDED: "ins"}
_REFERENCES = {code: f"&#{code};" for code in range(128) if not (chr(code).isalnum() or chr(code) == " ")}
# GitHub makes links of what looks like an address even inside <code>, but never across a tag.
_REFERENCES[ord("@")] = "<wbr>&#64;"
_SCHEME, _NO_SCHEME = "&#58;&#47;", "<wbr>&#58;&#47;"
_IN_ATTRIBUTE = {code: f"&#{code};" for code in range(128) if not chr(code).isalnum()}
_MARKUP = {ord(char): f"&#{ord(char)};" for char in "\\`*_[]<>#|~&@$!"}
_ADDRESS = re.compile(r"https?://[!-~]{1,2000}")
"""What may be linked: an address that was given with the command, of characters that addresses have."""


def to_markdown(result: Result) -> str:
    """The page with everything that a page has."""
    return markdown(result)


def markdown(result: Result, *, most: int | None = None, artefact: str | None = None) -> str:
    """The page in at most so many characters, of which it needs 20,000 in any case: first long texts become
    shorter, then there are fewer entries and a count of those left out.

    ``artefact`` is an address or a name: where the whole lies.
    """
    page = page_of(result)
    layout = _Layout(None if most is None else _MOST_TEXT)
    stretches = tuple(layout.page(page))
    whole = layout.whole(page, artefact) if most is not None or artefact or page.is_cut else ""
    if most is None:
        texts = [stretch.whole for stretch in stretches]
    else:
        texts = fitted(stretches, most - len(whole) - len(stretches))
    return "\n".join((*texts, whole) if whole else texts)


def code(text: Shown) -> str:
    """Text that nobody vouches for; differences are marked as deleted and inserted."""
    return f"<code>{''.join(map(_span, text.spans))}</code>"


def words(text: str) -> str:
    """Our own words, none of which are markup."""
    return text.translate(_MARKUP)


def verdict(page: Page) -> str:
    """How it ended, as a symbol and a word."""
    return f"**{MARKS[page.verdict]} {str(page.verdict).capitalize()}**"


@dataclass(frozen=True)
class _Layout:
    """How the parts of a page become stretches of Markdown."""

    most: int | None
    """Characters of one text; ``None`` leaves all as they are."""

    def page(self, page: Page) -> Iterator[Stretch]:
        yield _fixed(f"## {self.text(page.title)}\n\n{verdict(page)}: {words(page.sentence)}\n")
        for block in page.blocks:
            yield self.block(block)

    def block(self, block: Block) -> Stretch:
        match block:
            case Note():
                return _fixed(f"**{words(block.label)}**: {self.text(block.text)}\n")
            case Facts():
                return self.facts(block.facts, _heading(block.title))
            case Fold():
                return self.facts(block.facts, *_folded(block.title))
            case Items():
                return self.items(block)
            case Table():
                return self.table(block)
            case _:
                assert_never(block)

    def facts(self, facts: Sequence[Fact], head: str, tail: str = "") -> Stretch:
        short = [f"* **{words(fact.label)}**, {fact.total:,}\n" for fact in facts]

        def write(kept: Sequence[str]) -> str:
            return head + "".join((*kept, *short[len(kept) :])) + tail

        return Stretch(write, [self.fact(fact) for fact in facts])

    def fact(self, fact: Fact) -> str:
        left = fact.total - len(fact.values)
        more = f" and {left:,} more" if left else ""
        remark = f". {self.text(fact.remark)}" if fact.remark else ""
        return f"* **{words(fact.label)}**: {', '.join(map(self.text, fact.values))}{more}{remark}\n"

    def items(self, block: Items) -> Stretch:
        def write(kept: Sequence[str]) -> str:
            return _heading(block.title) + "".join(kept) + _more(block.total - len(kept))

        in_short = [self.item(item._replace(lines=(), excerpt=())) for item in block.items]
        return Stretch(write, [self.item(item) for item in block.items], in_short)

    def item(self, item: Item) -> str:
        title = f"**{self.code(item.code)}** {', '.join(map(self.code, item.place))}"
        remark = f", {words(item.remark)}" if item.remark else ""
        lines = "".join(f"<br>\n  {self.code(text)}" for text in item.lines)
        excerpt = "\n  ".join(_referenced(row.plain) for row in item.excerpt)
        return f"* {title}{remark}{lines}\n" + (f"  <pre>{excerpt}</pre>\n" if excerpt else "")

    def table(self, block: Table) -> Stretch:
        remarks = "".join(f"* {words(remark)}\n" for remark in block.remarks)
        head = f"| what | segment | {block.before} and {block.after} |\n| --- | --- | --- |\n"

        def write(kept: Sequence[str]) -> str:
            text = _heading(block.title) + (f"{remarks}\n" if remarks else "")
            if kept:
                text += head + "".join(kept[:_OPEN_ROWS])
            if len(kept) > _OPEN_ROWS:
                opened, closed = _folded(f"{len(kept) - _OPEN_ROWS:,} more")
                text += f"\n{opened}{head}{''.join(kept[_OPEN_ROWS:])}{closed}"
            return text + _more(block.total - len(kept))

        return Stretch(write, [self.row(row) for row in block.rows], [self.short_row(row) for row in block.rows])

    def row(self, row: Row) -> str:
        return self.cells(row, (*map(self.text, row.notes), *map(self.pair, row.fields)) or ("-",))

    def short_row(self, row: Row) -> str:
        paths = [self.code(pair.path) for pair in row.fields[:_MOST_PATHS]]
        left = len(row.fields) - len(paths)
        return self.cells(row, [", ".join(paths) + (f" and {left:,} more fields" if left else "")])

    def cells(self, row: Row, lines: Sequence[str]) -> str:
        what = f"{words(row.symbol)}&nbsp;{words(row.verb)}"
        return f"| {what} | {self.code(row.id)}<br>{self.code(row.name)} | {'<br>'.join(lines)} |\n"

    def pair(self, pair: Pair) -> str:
        before = "" if pair.before is None else f"{self.code(pair.before)} → "
        return f"{self.code(pair.path)}: {before}{self.code(pair.after)}"

    def whole(self, page: Page, artefact: str | None) -> str:
        lies = f"{self.artefact(artefact)}. " if artefact else ""
        return f"**The whole**: {lies}{self.text(page.whole)}\n"

    def artefact(self, name: str) -> str:
        if _ADDRESS.fullmatch(name):
            return f'<a href="{name.translate(_IN_ATTRIBUTE)}">the whole page</a>'
        return self.code(shown(name))

    def text(self, text: Text) -> str:
        return "".join(words(part) if isinstance(part, str) else self.code(part) for part in text)

    def code(self, text: Shown) -> str:
        return code(text if self.most is None else _clipped(text, self.most))


def _fixed(text: str) -> Stretch:
    return Stretch(lambda kept: text)


def _heading(title: str) -> str:
    return f"### {words(title)}\n\n" if title else ""


def _folded(title: str) -> tuple[str, str]:
    """What stands before and behind what is folded."""
    return f"<details><summary>{words(title)}</summary>\n\n", "\n</details>\n"


def _more(left: int) -> str:
    return f"\n{left:,} more are not shown here.\n" if left else ""


def _span(span: Span) -> str:
    text, tag = _referenced(span.text), _TAGS.get(span.style)
    return f"<{tag}>{text}</{tag}>" if tag else text


def _referenced(text: str) -> str:
    return text.translate(_REFERENCES).replace(_SCHEME, _NO_SCHEME)


def _clipped(text: Shown, most: int) -> Shown:
    """The first so many characters, and how many there are."""
    if len(text.plain) <= most:
        return text
    kept: list[Span] = []
    left = most
    for span in text.spans:
        kept.append(span._replace(text=span.text[:left]))
        left -= len(kept[-1].text)
        if not left:
            break
    return Shown(tuple(kept)) + shown(f"{ELLIPSIS} ({len(text.plain):,} characters)")
