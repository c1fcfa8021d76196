"""What SQLite may answer, each really provoked: by meaning, with a truth about what was written."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from syncer.cli.exits import Exit, exit_of
from syncer.engine.setup import setup
from syncer.live.dialects.dialect import Trouble
from syncer.live.dialects.sqlite import SQLITE
from syncer.model.errors import Busy, NotPermitted, Stale, SyncerError
from tests.workspace import Workspace


@contextmanager
def held(path: Path, begin: str = "BEGIN EXCLUSIVE") -> Iterator[None]:
    """Somebody else has the file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(begin)
        yield


def error_of(workspace: Workspace, command: Callable[[], object], kind: type[SyncerError]) -> SyncerError:
    with pytest.raises(kind) as raised:
        command()
    assert raised.value.remedy
    for hidden in (str(workspace.root), "sqlite://", "Traceback", "SELECT", "INSERT"):
        assert hidden not in raised.value.message + raised.value.remedy
    return raised.value


@pytest.mark.parametrize("command", ["plan", "apply", "drift"])
def test_a_file_that_somebody_holds_is_busy(workspace: Workspace, command: str) -> None:
    workspace.environment(timeouts={"lock": 1})
    workspace.segment()
    with held(workspace.database()):
        error = error_of(workspace, getattr(workspace, command), Busy)
    assert "for more than 1 s. Nothing was written." in error.message


def test_a_writer_who_came_first_is_waited_for(workspace: Workspace) -> None:
    workspace.environment(timeouts={"lock": 1})
    workspace.segment()
    with held(workspace.database(), "BEGIN IMMEDIATE"):
        assert workspace.plan().changes
        error_of(workspace, workspace.apply, Busy)
    assert workspace.rows("SELECT * FROM xsyncrun") == []
    assert workspace.apply().run == 1


def test_a_file_that_is_no_database(workspace: Workspace) -> None:
    workspace.segment()
    with workspace.watch.loader(workspace.database()):
        workspace.database().write_bytes(b"no database " * 1000)
    for command in (workspace.plan, workspace.apply, lambda: setup(workspace.root, "staging")):
        assert "or it is damaged" in error_of(workspace, command, NotPermitted).message


def test_a_damaged_file(workspace: Workspace) -> None:
    workspace.segment()
    whole = workspace.database().read_bytes()
    with workspace.watch.loader(workspace.database()):
        workspace.database().write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    for command in (workspace.plan, workspace.apply):
        assert "or it is damaged" in error_of(workspace, command, NotPermitted).message


@pytest.mark.parametrize(
    "script",
    [
        pytest.param("", id="no table"),
        pytest.param("CREATE TABLE mbrgrp (mbrgrp_id INTEGER)", id="tables with other columns"),
    ],
)
def test_a_database_that_is_not_commerces(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str
) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE one (two INTEGER)")
        other.executescript(script)
    monkeypatch.setenv("STAGING_URL", f"sqlite:///{tmp_path}/other.db")
    workspace.segment()
    workspace.environment(url_env="STAGING_URL")
    before = (tmp_path / "other.db").read_bytes()
    for command in (workspace.plan, workspace.apply, lambda: setup(workspace.root, "staging")):
        assert "not a database of Commerce" in error_of(workspace, command, NotPermitted).message
    assert (tmp_path / "other.db").read_bytes() == before


def test_a_schema_that_is_not_there(workspace: Workspace) -> None:
    workspace.environment(schema="wcsadmin")
    assert "`schema`" in error_of(workspace, workspace.plan, NotPermitted).remedy


def test_a_database_without_the_usage_of_segments(workspace: Workspace) -> None:
    with workspace.connection() as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("UPDATE mbrgrptype SET mbrgrptype_id = -78 WHERE mbrgrptype_id = -1")
    assert "no usage type -1" in error_of(workspace, workspace.plan, NotPermitted).message


@pytest.mark.skipif(sys.platform != "linux", reason="needs user namespaces or an ordinary user")
def test_a_file_that_may_only_be_read(workspace: Workspace) -> None:
    """The superuser may write any file, so the real command runs as somebody else."""
    workspace.segment()
    for path in (workspace.root, *workspace.root.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        planned, applied = (_as_nobody(workspace, command) for command in (["plan"], ["apply", "--yes"]))
    finally:
        for path in (workspace.root, *workspace.root.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
    assert planned.returncode == Exit.DONE, planned.stderr
    assert applied.returncode == Exit.NOT_PERMITTED, applied.stderr
    assert "cannot be opened or written with these rights. Nothing was written." in " ".join(applied.stderr.split())


def _as_nobody(workspace: Workspace, arguments: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "syncer", arguments[0], "staging", *arguments[1:]],
        cwd=workspace.root,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=_give_up_rights if os.geteuid() == 0 else None,
    )


def _give_up_rights() -> None:
    """Keep the user and lose what makes it special: CAP_DAC_OVERRIDE and all else."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    securebits_without_root, set_securebits = 0b11, 28  # SECBIT_NOROOT and its lock
    if libc.prctl(set_securebits, securebits_without_root, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def test_a_disk_that_is_full(workspace: Workspace) -> None:
    """The operating system lets files grow no further; the journal of a transaction has room, its pages have none."""
    for number in range(40):
        workspace.segment(f"aurora/s{number:02}", f"Segment number {number:02}", description="x" * 4000)
    before = workspace.store_rows()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (workspace.database().stat().st_size, limits[1]))
    try:
        error = error_of(workspace, workspace.apply, Busy)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "nothing was written" in error.message.lower()
    assert workspace.store_rows() == before
    assert len(workspace.apply().outcomes) == 40


def test_a_file_with_no_room_for_another_page(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace.segment(description="x" * 4000)
    connect = sqlite3.connect

    class Small(sqlite3.Connection):
        def set_authorizer(self, *arguments: object) -> None:
            (pages,) = self.execute("PRAGMA page_count").fetchone()
            self.execute(f"PRAGMA max_page_count = {pages}")
            super().set_authorizer(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", lambda *args, **options: connect(*args, factory=Small, **options))
        error = error_of(workspace, workspace.apply, Busy)
    assert "There is no room left" in error.message
    assert "applied" not in str(workspace.rows("SELECT run_state FROM xsyncrun"))
    assert workspace.apply().outcomes


def test_a_constraint_is_broken(workspace: Workspace) -> None:
    """A constraint is broken while we write: here by a trigger of the site, elsewhere by whoever was faster."""
    workspace.segment()
    with workspace.connection() as site:
        site.execute(
            "CREATE TRIGGER first AFTER INSERT ON member BEGIN"
            " UPDATE mbrgrp SET optcounter = NULL WHERE mbrgrpname = 'Survey Panel'; END"
        )
    before = workspace.store_rows()
    error = error_of(workspace, workspace.apply, Stale)
    assert "Everything was rolled back." in error.message
    assert workspace.store_rows() == before


@pytest.mark.parametrize(
    "name, trouble",
    [
        ("SQLITE_BUSY_SNAPSHOT", Trouble.BUSY),
        ("SQLITE_LOCKED_SHAREDCACHE", Trouble.BUSY),
        ("SQLITE_CONSTRAINT_FOREIGNKEY", Trouble.CONFLICT),
        ("SQLITE_READONLY_DBMOVED", Trouble.DENIED),
        ("SQLITE_CANTOPEN_ISDIR", Trouble.DENIED),
        ("SQLITE_IOERR_FSYNC", Trouble.GONE),
        ("SQLITE_FULL", Trouble.FULL),
        ("SQLITE_CORRUPT_INDEX", Trouble.WRONG),
        ("SQLITE_MISUSE", Trouble.OURS),
        ("SQLITE_AUTH", Trouble.OURS),
    ],
)
def test_codes_by_meaning(name: str, trouble: Trouble) -> None:
    error = sqlite3.OperationalError("one")
    error.sqlite_errorname = name
    assert SQLITE.trouble(error) is trouble


def test_what_is_no_error_of_the_driver_is_not_sorted() -> None:
    assert SQLITE.trouble(ValueError("SQLITE_BUSY")) is None
    assert SQLITE.trouble(sqlite3.ProgrammingError("Cannot operate on a closed database.")) is Trouble.OURS


def test_exit_codes_of_what_was_provoked() -> None:
    assert [exit_of(kind("one")) for kind in (Busy, NotPermitted, Stale)] == [5, 4, 7]
