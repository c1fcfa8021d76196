"""Hostile texts in every place where a text can come from outside, before every sink, each with a reader of its own.

``python -m tests.faults.sinks`` shows 10,000 texts to each sink, those that tests/render has readers for too. A sink
holds where every text can be read back as it is shown, nothing is there that harmless texts would not have brought,
and no character is left that a terminal, a log or a program would obey.
"""

from __future__ import annotations

import json
import random
import re
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import cycle
from pathlib import Path

import click
import pytest
from yaml12 import parse_yaml

from syncer.cli.console import Console
from syncer.cli.failures import tell, tell_usage
from syncer.cli.fault_report import report as fault_report
from syncer.cli.grants import command as grants
from syncer.cli.reporting import Wanted
from syncer.cli.session import Session
from syncer.desired.environments import check_environments
from syncer.desired.reading.document import Document
from syncer.desired.reading.load import load
from syncer.desired.writing.emit import emit
from syncer.engine.new import new
from syncer.model.errors import Busy, Failed, Invalid, NotPermitted, OutcomeUnknown, Stale, SyncerError, UsageError
from syncer.model.shown import visible
from tests.cli.running import CHECKOUT
from tests.desired.conftest import STAGING
from tests.faults.fuzz.targets import NOWHERE, Folder
from tests.faults.sinks.pages import (
    PAGES,
    Pipe,
    in_a_terminal,
    in_json,
    on_a_pipe,
    require_obeyed_by_nobody,
    shown_in_terminal,
)
from tests.faults.totals import Stopwatch, Totals
from tests.figures import Tell
from tests.render import (
    test_to_comment,
    test_to_csv,
    test_to_github,
    test_to_gitlab,
    test_to_html,
    test_to_junit,
    test_to_markdown,
    test_to_sarif,
)
from tests.render.hostile import hostile_texts

FULL = 10_000
_AT_ONCE = 200


def as_phases(texts: list[str]) -> None:
    """What is being done, on one line of a terminal; nothing of it stays."""

    def use(console: Console) -> None:
        with console.busy() as phase:
            for text in texts:
                phase(text)

    for columns in (20, 80):
        assert shown_in_terminal(columns, use) == [""]


def as_errors(texts: list[str]) -> None:
    """Message and remedy on standard error, in one line each; both come back as JSON."""
    kinds: Iterable[type[SyncerError]] = cycle((UsageError, NotPermitted, Busy, Stale, OutcomeUnknown, SyncerError))
    for kind, text in zip(kinds, texts, strict=False):
        out, err = Pipe(), Pipe()
        tell(kind(text, text or "Next."), Session(Path(text), Console(out), Console(err)), Wanted("json"))
        assert err.getvalue().split("\n")[0] == f"error: {visible(text)}".rstrip(), err.getvalue()
        assert err.getvalue().count("\n") == 2, err.getvalue()
        require_obeyed_by_nobody(err.getvalue() + out.getvalue())
        assert json.loads(out.getvalue())["error"]["message"] == text


def as_usage(texts: list[str]) -> None:
    """A word of the command line that makes no sense, told on standard error."""
    for text in texts:
        err = Pipe()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "stderr", err)
            tell_usage(click.BadParameter(text))
        assert err.getvalue() == f"error: Invalid value: {visible(text)}".rstrip() + "\n"
        require_obeyed_by_nobody(err.getvalue())


def as_next_command(texts: list[str]) -> None:
    """The command that comes next, with names of files in it, on one line."""
    err = Pipe()
    session = Session(Path(), Console(Pipe()), Console(err))
    for text in texts:
        session.next("show", text, why=text)
    rows = err.getvalue().split("\n")
    assert len(rows) == len(texts) + 1
    require_obeyed_by_nobody(err.getvalue())
    assert all(visible(shlex.quote(text)) in row for text, row in zip(texts, rows, strict=False))


def in_fault_reports(texts: list[str]) -> None:
    """What is told of a fault is the same whatever it worked on: nothing of a text is in it."""
    found = {"\n".join(fault_report(_fault(text))) for text in [*texts, "x"]}
    assert len(found) == 1
    require_obeyed_by_nobody(found.pop())


def _fault(text: str) -> Exception:
    cause = KeyError(text)
    try:
        raise Failed(text, text) from cause
    except Failed as error:
        return error


def in_names_of_files(texts: list[str]) -> None:
    """A text is part of the name of a file only where it is letters, digits and hyphens."""
    for text in texts:
        for id in (f"{text}/gold", f"aurora/{text}", f"aurora/a{text}"):
            try:
                file = new(CHECKOUT, id).file
            except UsageError:
                continue
            except Invalid as error:
                file = error.problems[0].source.file
            assert re.fullmatch(r"catalog/[a-z0-9-]+(/[a-z0-9-]+\.yaml)?", file), file


def in_sql(texts: list[str]) -> None:
    """A text is part of a statement only where it is one word that no engine needs quotes for."""
    for begin in ("", "WCS"):
        files = {
            f"e{number}.yaml": f"{STAGING}schema: {json.dumps(text)}\nledger_schema: {json.dumps(text)}\n".encode()
            for number, text in enumerate(begin + text for text in texts)
        }
        for found in check_environments(Folder({"environments": files}), NOWHERE).environments:
            assert found.schema == found.ledger_schema
            assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_#$]*", found.schema or "-"), found
    for text in texts:
        with pytest.raises(click.BadParameter):
            _login(f"WCS {text}")


def _login(text: str) -> object:
    reader = next(one for one in grants.params if one.name == "reader")
    return reader.type_cast_value(click.Context(grants), text) and reader.process_value(click.Context(grants), text)


def in_yaml(texts: list[str]) -> None:
    """What ``new`` would write is what an independent reader of YAML reads; what nobody could see is refused."""
    for text in texts:
        found = emit({"name": text, "labels": [text], "translations": {"fr_FR": {"description": text}}})
        if isinstance(load("new.yaml", found.encode("utf-8", "surrogateescape")), Document):
            assert parse_yaml(found) == {
                "name": text,
                "labels": [text],
                "translations": {"fr_FR": {"description": text}},
            }
        else:
            assert visible(text) != text, found


SINKS: Mapping[str, Callable[[list[str]], None]] = {
    **{f"{name}, on a pipe": partial(on_a_pipe, what) for name, what in PAGES.items()},
    **{f"{name}, in JSON": partial(in_json, what.json, what) for name, what in PAGES.items() if what.json},
    **{f"pages in a terminal of {columns} columns": partial(in_a_terminal, columns) for columns in (20, 40, 80, 200)},
    "phases": as_phases,
    "errors": as_errors,
    "usage": as_usage,
    "the next command": as_next_command,
    "fault reports": in_fault_reports,
    "names of files": in_names_of_files,
    "SQL for a DBA": in_sql,
    "YAML": in_yaml,
}
"""Every sink that is not tested with 10,000 texts beside its renderer."""

BESIDE: Mapping[str, Callable[[Tell], None]] = {
    "Markdown": test_to_markdown.test_ten_thousand_hostile_texts_come_back_and_add_nothing,
    "HTML": test_to_html.test_ten_thousand_hostile_texts_come_back_and_add_nothing,
    "comments": test_to_comment.test_ten_thousand_hostile_texts_add_nothing_to_comments,
    "GitHub's annotations": test_to_github.test_hostile_texts_start_no_command,
    "GitLab's code quality": test_to_gitlab.test_hostile_texts_come_back_as_they_are_shown,
    "SARIF": test_to_sarif.test_hostile_texts_come_back_as_they_are_shown,
    "JUnit": test_to_junit.test_hostile_texts_come_back_as_they_are_shown,
    "CSV": test_to_csv.test_hostile_texts_come_back_as_they_are_shown_and_no_cell_is_a_formula,
}
"""Those that are, with texts of their own; ``make test`` plays them whole."""


def trial(size: int | None, seed: int) -> Iterator[Totals]:
    """Show ``size`` texts to each sink; or 10,000, and to those too that ``make test`` plays whole."""
    clock, dice = Stopwatch(), random.Random(f"{seed} sinks")
    plays = {
        name: partial(_show, sink, hostile_texts(size or FULL, dice.randrange(10**9))) for name, sink in SINKS.items()
    }
    if size is None:
        plays |= {name: partial(test, _tell_nobody) for name, test in BESIDE.items()}
    totals = Totals("hostile texts", also={"sinks": len(plays)})
    for name, play in plays.items():
        totals.tried += size or FULL
        repeat = f"`python -m tests.faults.sinks --seed {seed}{f' --size {size}' if size else ''}`"
        try:
            play()
        except AssertionError as error:
            totals.wrong("untrue", f"{name}: {visible(str(error))}: {repeat}")
        except Exception as error:
            totals.wrong("tracebacks", f"{name}: {visible(repr(error))}: {repeat}")
    totals.seconds = clock.seconds
    yield totals


def _show(sink: Callable[[list[str]], None], texts: list[str]) -> None:
    """So many at a time as a terminal gets decorated."""
    for start in range(0, len(texts), _AT_ONCE):
        sink(texts[start : start + _AT_ONCE])


def _tell_nobody(*_words: str, **_figures: int | str) -> None:
    """Their figures are told where they are tests."""
