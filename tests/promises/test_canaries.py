"""Promise 8, with secrets: whatever comes out of a test is looked through, and a secret in it is seen in every form."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from base64 import b64encode, urlsafe_b64encode
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from syncer.model.errors import NotPermitted
from tests.canaries import ACCOUNT, LOGIN, PASSWORD, TOKEN, Search, written_since
from tests.cli.running import in_terminal
from tests.forge.fake_github import FakeGitHub
from tests.forge.serving import Call

URL = f"postgresql://{ACCOUNT}@127.0.0.1/store"


@pytest.mark.parametrize("secret", [LOGIN, PASSWORD, TOKEN, f"{LOGIN}:{PASSWORD}", URL, PASSWORD.upper()])
@pytest.mark.parametrize("form", [str, quote, quote_plus, json.dumps, repr, ascii], ids=lambda form: form.__name__)
def test_a_secret_is_seen_however_it_is_written(secret: str, form: type[str]) -> None:
    search = Search()
    search.look("output", f"cannot connect to {form(secret)}.")
    assert search.hits


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
@pytest.mark.parametrize("encode", [b64encode, urlsafe_b64encode], ids=lambda encode: encode.__name__)
def test_a_secret_is_seen_in_base64(before: str, encode: type[bytes]) -> None:
    for secret in (LOGIN, PASSWORD, TOKEN):
        for behind in ("", "x", "xy"):
            search = Search()
            search.look("output", encode((before + secret + behind).encode()))
            assert search.hits, (before, secret, behind)


def test_what_holds_no_secret_is_counted() -> None:
    search = Search()
    search.look("files", "c4n4ry é")
    assert (search.bytes["files"], search.hits) == (9, [])


def test_a_secret_is_seen_wherever_it_comes_out(canaries: Search, tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-c", "import os; print(os.environ['PGPASSWORD'])"], capture_output=True, check=True
    )
    NotPermitted(f"{URL} cannot be reached", "Run again.")
    FakeGitHub().respond(Call("POST", "/", {"authorization": f"Bearer {TOKEN}"}, TOKEN.encode()))
    in_terminal("explain", LOGIN)
    assert [hit.partition(",")[0] for hit in canaries.hits] == ["output", "errors", "requests", "output"]
    canaries.hits.clear()


def test_tokens_may_be_where_they_are_for(canaries: Search) -> None:
    FakeGitHub().respond(Call("GET", "/", {"authorization": f"Bearer {TOKEN}"}, b""))
    assert canaries.hits == []


def test_files_are_looked_through_that_were_written(tmp_path: Path) -> None:
    for name in ("old", "new", "a/b/new"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    os.utime(tmp_path / "old", (1, 1))
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/dev/zero")
    assert sorted(written_since(2, tmp_path)) == [tmp_path / "a/b/new", tmp_path / "new"]
