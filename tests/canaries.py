"""A plugin: the secrets of tests, and where they are looked for: in every byte that comes out while a test runs.

Logins, passwords and tokens of the lanes and of the fakes all have one word in them. It is looked for as it is, in
capitals and in base64; encoded for a URL or escaped for JSON it stays what it is, and the rest of a password does not.
Looked through are what processes print, the errors that we raise, the files in the folder of the test, the rows of a
lane's database, and what forges are sent.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from stat import S_ISREG
from typing import Any
from urllib.parse import quote

import pytest

import tests.lanes.store
from syncer.model.errors import SyncerError
from tests.figures import table
from tests.forge.serving import Call, FakeForge

_WORD = "c4n4ry7qx9zk"

LOGIN = f"{_WORD}_login"
PASSWORD = f'{_WORD}/+"%'
"""It is another one in a URL, in JSON and in base64."""
ACCOUNT = f"{LOGIN}:{quote(PASSWORD, safe='')}"
"""Both, as a URL has them."""
TOKEN = f"0123456789{_WORD}"

_TOLD = "canaries"


def _in_base64(word: bytes, before: int) -> bytes:
    """The letters that are the same whatever stands beside the word, so many bytes behind the beginning of three."""
    bits = range(before * 8, (before + len(word)) * 8)
    return b64encode(bytes(before) + word + b"\0\0")[-(-bits.start // 6) : bits.stop // 6]


FORMS = {
    _WORD.encode(): "as it is",
    _WORD.upper().encode(): "in capitals",
    **{_in_base64(_WORD.encode(), before): "in base64" for before in range(3)},
}


class Search:
    """What one test was looked through for."""

    def __init__(self) -> None:
        self.bytes: Counter[str] = Counter()
        self.hits: list[str] = []

    def look(self, where: str, said: str | bytes) -> None:
        """Look through something that came out."""
        data = said.encode("utf-8", "surrogatepass") if isinstance(said, str) else said
        self.bytes[where] += len(data)
        for form, how in FORMS.items():
            if form in data:
                at = data.index(form)
                self.hits.append(f"{where}, {how}: {data[max(0, at - 80) : at + 80]!r}")


_now = [Search()]
"""That of the test that runs."""


def look(where: str, said: str | bytes) -> None:
    """Look through something that came out while the test of now runs."""
    _now[0].look(where, said)


@pytest.fixture(autouse=True)
def canaries(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> Iterator[Search]:
    """No secret came out of the test."""
    began = time.time() - 1  # the clock of files goes by steps
    _now[0] = search = Search()
    yield search
    if folder := (request.node.funcargs or {}).get("tmp_path"):
        for file in written_since(began, folder):
            search.look("files", file.read_bytes())
    if search.bytes:
        record_property(_TOLD, json.dumps(search.bytes))
    assert search.hits == []


def written_since(began: float, folder: Path) -> Iterator[Path]:
    """The files of a folder that were written since a moment, by the clock of files."""
    for path, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != ".git"]
        for name in names:
            found = os.lstat(os.path.join(path, name))
            if S_ISREG(found.st_mode) and found.st_blocks and found.st_mtime >= began:
                yield Path(path, name)


@pytest.fixture(scope="session", autouse=True)
def _looking() -> Iterator[None]:
    """Look at all that passes the few places that everything passes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PGPASSWORD", PASSWORD)
        patch.setenv("STORE_DATABASE_URL", f"postgresql://{ACCOUNT}@127.0.0.1:9/store")
        patch.setattr(subprocess.Popen, "communicate", _looked_at_output(subprocess.Popen.communicate))
        patch.setattr(SyncerError, "__init__", _looked_at_words(SyncerError.__init__))
        patch.setattr(FakeForge, "respond", _looked_at_call(FakeForge.respond))
        patch.setattr(tests.lanes.store, "_rows", _looked_at_rows(tests.lanes.store._rows))
        yield


def _looked_at_output(communicate: Callable[..., Any]) -> Callable[..., Any]:
    def looked(*arguments: Any, **keywords: Any) -> Any:
        streams = communicate(*arguments, **keywords)
        for said in filter(None, streams):
            look("output", said)
        return streams

    return looked


def _looked_at_words(init: Callable[..., None]) -> Callable[..., None]:
    def looked(self: SyncerError, *arguments: Any, **keywords: Any) -> None:
        init(self, *arguments, **keywords)
        look("errors", f"{self.message} {self.remedy}")

    return looked


def _looked_at_call(respond: Callable[[FakeForge, Call], Any]) -> Callable[[FakeForge, Call], Any]:
    def looked(self: FakeForge, call: Call) -> Any:
        headers = {name: value for name, value in call.headers.items() if name not in _BEARERS}
        look("requests", call.content + repr((call.target, headers)).encode())
        return respond(self, call)

    return looked


_BEARERS = ("authorization", "private-token", "job-token")
"""The headers that a token is for."""


def _looked_at_rows(rows: Callable[..., Any]) -> Callable[..., Any]:
    def looked(*arguments: Any) -> Any:
        found = rows(*arguments)
        look("rows", repr(found))
        return found

    return looked


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What the product prints in this process. What loggers say to nobody is no output, though pytest hears it."""
    report = yield
    if report.when == "call":
        look("output", report.capstdout + report.capstderr)
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """How much was looked through, and what for."""
    tests, found = 0, Counter[str]()
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == _TOLD and report.when == "teardown":
                    tests += 1
                    found.update(json.loads(value))
    if found:
        terminalreporter.section("Secrets in what came out")
        figures = {"tests": tests, **{f"bytes of {where}": found[where] for where in sorted(found)}}
        for line in table([("looked for", figures)]):
            terminalreporter.write_line(line)
