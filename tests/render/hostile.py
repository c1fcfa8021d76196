"""Texts that try to be markup, and documents taken apart so that it shows whether one was."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html.parser import HTMLParser

from syncer.model.change import FieldChange
from syncer.model.plan import Context, PlannedChange, Refusal, SavedPlan, Standing
from syncer.model.segment import Location, SegmentId
from syncer.model.snapshot import UnfinishedRun
from tests.render import samples

_PIECES = (
    *"|`*_~<>&#@![]()\\\"'-+=:;/.,{}$%^? \t\r\n\x00\x07\x1b\x7f\x85\u00a0\u200b\u202e\u2028\ufeff\udc80\ufe0f",
    *("```", "~~~", "<!--", "-->", "]]>", "<![CDATA[", "<?", "?>", "&lt;", "&#60;", "&amp;amp;", "&notit;"),
    *("</code>", "</td>", "</pre>", "</details>", "</style>", "</title>", "<script>alert(1)</script>", "<b>"),
    *("<img src=x onerror=alert(1)>", "![x](//example.com/x.png)", "[x](javascript:alert(1))", "<a href='x'>"),
    *("http://example.com", "www.example.com", "a@example.com", "<https://example.com>", "@everyone", "@org/team"),
    *(
        "#1",
        "!1",
        "GH-1",
        "org/name#1",
        ":tada:",
        "# x",
        "- [ ] x",
        "1. x",
        "> x",
        "===",
        "---",
        "| - |",
        "[^1]",
        "\\|",
    ),
    *(
        "::error::x",
        "{{ 7*7 }}",
        "{% x %}",
        "{#",
        "$x$",
        "Ünïcödé",
        "日本",
        "مرحبا",
        "👩‍👧",
        "e\u0301",
        "gold",
        " members ",
    ),
)


def hostile_texts(number: int, seed: int) -> list[str]:
    """So many texts; the same for the same seed."""
    chance = random.Random(seed)
    return ["".join(chance.choices(_PIECES, k=chance.randint(1, 8))) for _ in range(number)]


def harmless_texts(number: int) -> list[str]:
    """So many texts without any sign, each another one."""
    return [f"x{place}" for place in range(number)]


def plan_of(texts: list[str]) -> SavedPlan:
    """A plan with a text in every place that may hold one, and each text in some place."""
    words = iter(texts * 2)

    def word() -> str:
        return next(words)

    rows = [
        PlannedChange("update", word(), word(), None, False, (FieldChange(word(), word(), word()),))
        for _ in range(len(texts) // 5)
    ]
    plan = samples.plan(
        *rows,
        refusals=tuple(Refusal(word(), word(), word(), word(), source=Location(word(), 1, 2)) for _ in range(3)),
        left_out=(word(),),
        drift=tuple(
            replace(one, id=SegmentId(word(), word()), name=word(), before=word(), after=word(), by=word(), at=word())
            for one in samples.DRIFT
        ),
        standing=Standing(1, {word(): 2}, (word(),), (word(),), (word(),), 0, ((word(), word()),)),
        context=Context(word(), word(), word(), word(), word()),
    )
    unfinished = (UnfinishedRun(1, word(), word()),)
    return replace(plan, environment=word(), target=word(), standing=replace(plan.standing, unfinished=unfinished))


class Parsed(HTMLParser):
    """What a document has: its elements in order, and its pieces of text, each as long as no element ends it."""

    def __init__(self, document: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.pieces: list[str] = []
        self.others: list[str] = []
        self.feed(document)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self.pieces.append("")

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(f"/{tag}")
        self.pieces.append("")

    def handle_data(self, data: str) -> None:
        self.pieces.append(self.pieces.pop() + data if self.pieces else data)

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)

    def unknown_decl(self, data: str) -> None:
        self.others.append(data)

    @property
    def text(self) -> str:
        """All of its text."""
        return "".join(self.pieces)


def elements(tags: Iterable[str]) -> Iterator[str]:
    """The elements but for those that only mark differences or places to break a line."""
    return (tag for tag in tags if tag.removeprefix("/") not in ("wbr", "del", "ins"))
