"""From an environment to a connection: what is missing or wrong is said, and never with a byte of a URL."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from syncer.live.connect import connect
from syncer.live.dialects.sqlite import connection_to
from syncer.live.gate import Access
from syncer.model.environment import Environment
from syncer.model.errors import NotPermitted, SyncerError
from tests.workspace import Workspace

CANARY = "c4n4ry-Pa55w0rd"

GARBAGE = {
    "no URL at all": CANARY,
    "a password alone": f"://:{CANARY}@",
    "a port that is no number": f"sqlite://user:{CANARY}@host:port{CANARY}/db",
    "a host that never ends": f"sqlite://[{CANARY}",
    "control characters": f"\x00\x1b[31m{CANARY}\n",
    "a format of its own": f"Server=db;Password={CANARY}",
    "another kind of database": f"mysql://user:{CANARY}@host/db",
    "a driver that nobody has": f"{CANARY}+x://user:{CANARY}@host/db",
    "Db2 without a port": f"db2+ibm_db://wcs:{CANARY}@host/mall",
    "Db2 with one keyword too many": f"ibm_db_sa://wcs:{CANARY}@host:50000/mall;{CANARY}=1",
    "Oracle with a word of no meaning": f"oracle+oracledb://wcs:{CANARY}@host/?service_name=X&{CANARY}=1",
    "Oracle without a host": f"oracle://wcs:{CANARY}@/mall",
    "Oracle with a service twice": f"oracle://wcs:{CANARY}@host/?service_name={CANARY}&service_name=b",
    "Derby with one attribute too many": f"derby:////tmp/nowhere?{CANARY}=1",
    "Derby with an attribute twice": f"derby://wcs:{CANARY}@host:1527/mall?bootPassword={CANARY}&bootPassword=b",
    "PostgreSQL with a word of no meaning": f"postgresql://wcs:{CANARY}@host/mall?{CANARY}=1",
    "PostgreSQL with options": f"postgresql://wcs:{CANARY}@host/mall?options={CANARY}",
    "PostgreSQL with a time that is no number": f"postgresql://wcs:{CANARY}@host/mall?connect_timeout={CANARY}",
    "PostgreSQL with a port that is no number": f"postgresql://wcs:{CANARY}@/mall?port={CANARY}",
    "PostgreSQL with a port twice": f"postgresql://wcs:{CANARY}@/mall?port=1&port=2",
    "a file that is not there": f"sqlite:////nowhere/{CANARY}.db",
    "a folder": "sqlite:////",
    "no file": f"sqlite://?password={CANARY}",
    "memory": "sqlite:///:memory:",
    "a path with a null byte": f"sqlite:////tmp/{CANARY}\x00.db",
    "a path too long": f"sqlite:////{CANARY * 500}.db",
}


def said(error: BaseException | None) -> str:
    """All that could reach a person, a log or a traceback."""
    if error is None:
        return ""
    behind = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return f"{error!r} {error.__dict__} {said(behind)}"


def open_for(environment: Environment, access: Access = Access.READ) -> None:
    with connect(environment, access) as database, database.reading() as connection:
        connection.execute(text("SELECT 1"))


@pytest.fixture
def by_url(workspace: Workspace) -> Callable[..., Environment]:
    """Makes an environment whose URL is in a variable."""

    def make(read_url_env: str | None = None) -> Environment:
        workspace.environment(url_env="STAGING_URL", read_url_env=read_url_env)
        return workspace.settings()

    return make


@pytest.mark.parametrize("value", [pytest.param(None, id="not set"), pytest.param("", id="empty")])
def test_a_variable_without_a_url(
    by_url: Callable[..., Environment], monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    monkeypatch.delenv("STAGING_URL", raising=False)
    if value is not None:
        monkeypatch.setenv("STAGING_URL", value)
    with pytest.raises(NotPermitted, match="The variable STAGING_URL, which holds the URL of staging, is not set or"):
        open_for(by_url())


@pytest.mark.parametrize("url", [pytest.param(url, id=what) for what, url in GARBAGE.items()])
def test_a_url_that_leads_nowhere_is_refused_without_a_byte_of_it(
    by_url: Callable[..., Environment], monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setattr("os.environ", {"STAGING_URL": url})  # a real one could not hold a null byte
    with pytest.raises(NotPermitted) as refused:
        open_for(by_url())
    assert "STAGING_URL" in refused.value.message
    assert CANARY not in said(refused.value)
    assert refused.value.remedy


def test_a_url_of_a_file_opens_it(
    workspace: Workspace, by_url: Callable[..., Environment], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAGING_URL", f"sqlite:///{workspace.database()}")
    for access in Access:
        open_for(by_url(), access)


def test_planning_uses_the_login_that_may_only_read(
    workspace: Workspace, by_url: Callable[..., Environment], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAGING_URL", f"sqlite:///{workspace.database()}")
    monkeypatch.delenv("READ_URL", raising=False)
    environment = by_url(read_url_env="READ_URL")
    open_for(environment, Access.WRITE)
    open_for(environment, Access.SETUP)
    with pytest.raises(NotPermitted, match="READ_URL"):
        open_for(environment, Access.READ)


def test_there_is_no_way_back_to_a_sandbox(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STAGING_URL", raising=False)
    workspace.segment()
    workspace.environment(url_env="STAGING_URL")
    before = workspace.database().read_bytes()
    for command in (workspace.plan, workspace.apply, workspace.drift):
        with pytest.raises(NotPermitted, match="STAGING_URL"):
            command()
    assert workspace.database().read_bytes() == before


def test_a_sandbox_that_was_not_made(workspace: Workspace) -> None:
    workspace.database().unlink()
    with pytest.raises(NotPermitted, match="sandbox of staging is not there") as refused:
        open_for(workspace.settings())
    assert "syncer sandbox" in refused.value.remedy
    assert not workspace.database().exists()


@pytest.mark.parametrize("name", ["a b#c?d%20e.db", "ünï.db", "it's.db"])
def test_any_name_of_a_file_is_opened_as_it_is(workspace: Workspace, name: str) -> None:
    workspace.database().rename(workspace.root / name)
    workspace.environment(sandbox=name)
    open_for(workspace.settings())
    assert sorted(path.name for path in workspace.root.glob("*.db")) == [name]


@pytest.mark.parametrize("name", ["SQLITE_CANTOPEN", "SQLITE_BUSY", "SQLITE_IOERR", "SQLITE_INTERNAL"])
def test_the_words_of_a_driver_stay_inside(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Some drivers put the whole URL into their errors."""

    def refuse(*_: object, **__: object) -> None:
        error = sqlite3.OperationalError(f"cannot reach postgresql://wcs:{CANARY}@host/db")
        error.sqlite_errorname = name
        raise error

    monkeypatch.setattr(sqlite3, "connect", refuse)
    with pytest.raises(SyncerError) as raised:
        open_for(workspace.settings())
    assert CANARY not in said(raised.value)


def test_foreign_keys_are_on_and_every_commit_is_on_disk(workspace: Workspace) -> None:
    with closing(connection_to(workspace.database(), workspace.settings())) as connection:
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.isolation_level is None


def test_reading_leaves_writers_alone_and_sees_one_moment(workspace: Workspace) -> None:
    count = text("SELECT count(*) FROM mbrgrptype")
    with connect(workspace.settings(), Access.READ) as database, database.reading() as connection:
        before = connection.scalar(count)
        with closing(sqlite3.connect(workspace.database(), timeout=0)) as writer:
            writer.execute("INSERT INTO mbrgrptype (mbrgrptype_id, name) VALUES (-99, 'Other')")
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                writer.commit()
            writer.rollback()
        assert connection.scalar(count) == before


def test_every_connection_is_closed_again(workspace: Workspace) -> None:
    workspace.segment()
    workspace.apply()
    open_files = {path.resolve() for path in Path("/proc/self/fd").iterdir() if path.exists()}
    assert workspace.database().resolve() not in open_files
