"""Pages full of hostile texts, and how a pipe, a program and a terminal read them."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import partial
from itertools import chain, count, cycle
from typing import Any, NamedTuple

import pytest

from syncer.cli.console import Console
from syncer.model.comment import CommentReport, Posted, Posting
from syncer.model.shown import Line, visible
from syncer.render.command_json import comment_json, doctor_json, report_json, sandbox_json, setup_json, written_json
from syncer.render.doctor_text import doctor_text
from syncer.render.fmt_text import fmt_text
from syncer.render.posted_text import posted_text
from syncer.render.report_text import report_text, sandbox_text, setup_text
from syncer.render.stale_text import stale_text
from syncer.render.to_json import to_json
from syncer.render.to_text import page, plain
from syncer.render.written_text import written_text
from tests.render import samples

_KEPT = {"verb", "code", "outcome", "done", "revision"}
"""Fields that hold words of ours, by which a page is laid out, or end with a sign of ours."""
_POSTED = CommentReport("GitHub", 12, (Posted("staging", Posting.UPDATED, "https://example.com/1"),))


class Page(NamedTuple):
    """What a command prints of one result."""

    sample: Any
    lines: Callable[[Any], Iterable[Line]]
    json: Callable[[Any], str] | None = None
    is_whole: bool = True
    """Whether every text stands on it whole, and in one line."""


PAGES: Mapping[str, Page] = {
    "plan": Page(samples.FULL, partial(page, whole=True), to_json),
    "drift": Page(samples.DRIFTED, partial(page, whole=True), to_json),
    "review": Page(samples.REVIEW_FULL, partial(page, whole=True), to_json),
    "validate": Page(samples.PROBLEMS, page, to_json, is_whole=False),
    "fmt": Page(samples.FORMATTED, partial(fmt_text, written=False, differences=True), is_whole=False),
    "apply": Page(samples.REPORT, report_text, report_json),
    "stale": Page((samples.OPEN, samples.NOW), lambda both: stale_text(*both), is_whole=False),
    "doctor": Page(samples.SICK, doctor_text, doctor_json),
    "setup": Page(samples.SETUP, setup_text, setup_json),
    "sandbox": Page(samples.SANDBOX, sandbox_text, sandbox_json),
    "comment": Page(_POSTED, posted_text, comment_json),
    "new": Page(samples.WRITTEN, written_text, written_json),
}


def filled(value: Any, words: Iterator[str]) -> Any:
    """The same with the next word in the place of every text."""
    match value:
        case Enum():
            return value
        case str():
            return next(words)
        case tuple():
            items = [filled(item, words) for item in value]
            return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
        case Mapping():
            # Two texts that are the same make one key.
            return {f"{next(words)}{place}": filled(inner, words) for place, inner in enumerate(value.values())}
        case _ if is_dataclass(value) and not isinstance(value, type):
            names = (one.name for one in fields(value) if one.init and one.name not in _KEPT)
            return replace(value, **{name: filled(getattr(value, name), words) for name in names})
    return value


class _Shown(NamedTuple):
    """A page with hostile texts, and those that stand on it whole."""

    result: Any
    texts: list[str]


def _shown(what: Page, texts: list[str], is_there: Callable[[Any, str], bool]) -> Iterator[_Shown]:
    """The sample over and over, until every text has had its place; which places are shown, harmless texts tell."""
    harmless: list[str] = []
    sample = filled(what.sample, _noted(_harmless(), harmless))
    places = [place for place, word in enumerate(harmless) if is_there(sample, word)]
    at = 0
    while at < len(texts):
        used: list[str] = []
        result = filled(what.sample, _noted(chain(texts[at:], cycle(texts)), used))
        yield _Shown(result, [used[place] for place in places])
        at += len(used)


def _harmless() -> Iterator[str]:
    """Each another one, and so long that no page that cuts texts shows it whole."""
    return (f"x{number:0100}" for number in count())


def _noted(words: Iterable[str], used: list[str]) -> Iterator[str]:
    for word in words:
        used.append(word)
        yield word


def on_a_pipe(what: Page, texts: list[str]) -> None:
    """As many lines as of harmless texts, none of which anything obeys, and each text on one of them."""
    rows = _page(what, filled(what.sample, _harmless())).count("\n")
    for shown in _shown(what, texts, lambda sample, word: word in _page(what, sample)):
        said = _page(what, shown.result)
        require_obeyed_by_nobody(said)
        if what.is_whole:
            assert said.count("\n") == rows, said
            missing = [text for text in shown.texts if _read(visible(text)).strip(" ") not in _read(said)]
            assert not missing, (missing, said)


def _read(shown: str) -> str:
    """Two colons look otherwise where they would begin a line."""
    return shown.replace(":\\x3a", "::")


def _page(what: Page, result: Any) -> str:
    return plain(what.lines(result))


def in_json(json_of: Callable[[Any], str], what: Page, texts: list[str]) -> None:
    """ASCII, and every text comes back as it was."""
    for shown in _shown(what, texts, lambda sample, word: word in _strings(json.loads(json_of(sample)))):
        said = json_of(shown.result)
        assert said.isascii(), said
        require_obeyed_by_nobody(said)
        missing = {*shown.texts} - {*_strings(json.loads(said))}
        assert not missing, (missing, said)


def _strings(document: Any) -> Iterator[str]:
    match document:
        case str():
            yield document
        case list():
            yield from chain.from_iterable(map(_strings, document))
        case dict():
            yield from document
            yield from chain.from_iterable(map(_strings, document.values()))


class Pipe(io.StringIO):
    """A stream that takes every character."""

    encoding = "utf-8"


class Terminal(Pipe):
    """One that says it is a terminal."""

    def isatty(self) -> bool:
        """Always."""
        return True

    def screen(self) -> list[str]:
        """The rows as a person sees them. Colour, erasing a line, and the ends of lines are all that it obeys."""
        rows, row = [], ""
        for piece in re.split(r"(\x1b\[[0-9;]*m|\r\x1b\[2K|\n)", self.getvalue()):
            if piece == "\n":
                rows.append(row)
            row = "" if piece in ("\n", "\r\x1b[2K") else row if piece.startswith("\x1b[") else row + piece
        require_obeyed_by_nobody("\n".join([*rows, row]))
        return [*rows, row]


def in_a_terminal(columns: int, texts: list[str]) -> None:
    """Every page in colour, wrapped: nothing else moves the cursor, and each text is there but for its blanks."""
    for number, what in enumerate(PAGES.values()):
        _wrapped(what, columns, texts[number :: len(PAGES)] or texts)


def _wrapped(what: Page, columns: int, texts: list[str]) -> None:
    for shown in _shown(what, texts, lambda sample, word: word in _page(what, sample)):
        rows = shown_in_terminal(columns, partial(_print, what.lines(shown.result)))
        seen = _read("".join(rows).replace(" ", ""))
        if what.is_whole:
            missing = [text for text in shown.texts if _read(visible(text).replace(" ", "")) not in seen]
            assert not missing, (missing, seen)


def _print(lines: Iterable[Line], console: Console) -> None:
    console.print(*lines)


def shown_in_terminal(columns: int, use: Callable[[Console], object]) -> list[str]:
    stream = Terminal()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(columns))
        patch.setenv("TERM", "xterm-256color")
        patch.delenv("NO_COLOR", raising=False)
        use(Console(stream))
    return stream.screen()


def require_obeyed_by_nobody(said: str) -> None:
    """Neither a terminal nor a CI server."""
    for row in said.replace("\r\n", "\n").split("\n"):
        assert row.isprintable(), ascii(row)
        assert not row.lstrip().startswith("::"), row
        assert "##[" not in row, row
        assert "##vso[" not in row, row
