"""A sandbox is there whole or not at all, and nobody's file is lost by making one."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, MetaData

from syncer.model.environment import Role
from syncer.model.errors import Busy, NotPermitted
from syncer.sandbox.build import build_sandbox, is_sandbox_file, write_database
from syncer.sandbox.commerce import Profile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a sandbox is to be; its folder is not there yet."""
    return tmp_path / ".sandbox" / "staging.db"


def make(path: Path, *, reset: bool = False) -> tuple[int, int]:
    return build_sandbox(path, role=Role.STAGING, reset=reset)


def query(path: Path, sql: str) -> object:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchone()[0]


def is_whole(path: Path) -> bool:
    return query(path, "PRAGMA integrity_check") == "ok" and query(path, "SELECT COUNT(*) FROM mbrgrpmbr") != 0


def test_what_was_made_is_counted_and_known_as_ours(path: Path) -> None:
    segments, members = make(path)
    assert segments == query(path, "SELECT COUNT(*) FROM mbrgrpusg WHERE mbrgrptype_id = -1")
    assert members == query(path, "SELECT COUNT(*) FROM mbrgrpmbr")
    assert query(path, "PRAGMA journal_mode") == "delete"
    assert is_sandbox_file(path)
    assert os.listdir(path.parent) == ["staging.db"]


def test_the_same_rows_every_time(tmp_path: Path) -> None:
    for name in ("first.db", "second.db"):
        make(tmp_path / name)
    assert dump(tmp_path / "first.db") == dump(tmp_path / "second.db")


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return sorted(connection.iterdump())


def test_both_roles_have_as_many_segments_and_members(tmp_path: Path) -> None:
    first, second = (build_sandbox(tmp_path / f"{role}.db", role=role) for role in Role)
    assert first == second


def test_an_older_sandbox_is_kept_unless_reset_is_asked_for(path: Path) -> None:
    make(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE mbrgrpdesc SET description = 'edited'")
    before = path.read_bytes()
    with pytest.raises(NotPermitted, match="already there") as refused:
        make(path)
    assert "--reset" in refused.value.remedy
    assert path.read_bytes() == before
    make(path, reset=True)
    assert query(path, "SELECT COUNT(*) FROM mbrgrpdesc WHERE description = 'edited'") == 0


def write_text(path: Path) -> None:
    path.write_text("notes")


def write_nothing(path: Path) -> None:
    path.touch()


def write_other_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE mbrgrp (mbrgrp_id BIGINT)")


def link_to_sandbox(path: Path) -> None:
    make(path.parent / "elsewhere.db")
    path.symlink_to("elsewhere.db")


def link_to_nothing(path: Path) -> None:
    path.symlink_to("nowhere.db")


def make_folder(path: Path) -> None:
    path.mkdir()


def make_fifo(path: Path) -> None:
    os.mkfifo(path)


@pytest.mark.parametrize("reset", [pytest.param(True, id="with reset"), pytest.param(False, id="without reset")])
@pytest.mark.parametrize(
    "lay",
    [write_text, write_nothing, write_other_database, link_to_sandbox, link_to_nothing, make_folder, make_fifo],
    ids=lambda lay: lay.__name__.replace("_", " "),
)
def test_what_is_not_ours_is_never_replaced(path: Path, lay: object, reset: bool) -> None:
    path.parent.mkdir()
    lay(path)  # type: ignore[operator]
    before = path.lstat()
    names = sorted(os.listdir(path.parent))
    with pytest.raises(NotPermitted) as refused:
        make(path, reset=reset)
    assert "Move it away" in refused.value.remedy
    assert path.lstat() == before
    assert sorted(os.listdir(path.parent)) == names
    assert not is_sandbox_file(path) or path.is_symlink()


def test_a_full_disk_is_a_clear_error_and_leaves_nothing(path: Path) -> None:
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "from syncer.model.errors import NotPermitted\n"
        f"try:\n    {building(path).replace(';', '; ')}\n"
        "except NotPermitted as error:\n    print(error.message)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert f"{path} cannot be written" in ended.stdout
    assert os.listdir(path.parent) == []


def test_a_folder_that_is_a_file_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / ".sandbox").write_text("")
    with pytest.raises(NotPermitted, match="cannot be written"):
        make(tmp_path / ".sandbox" / "staging.db")


def fail_half_way(connection: Connection, tables: MetaData) -> None:
    connection.execute(tables.tables["member"].insert(), {"member_id": 1, "type": "U"})
    raise RuntimeError("half way")


def test_an_error_half_way_leaves_nothing(path: Path) -> None:
    with pytest.raises(RuntimeError, match="half way"):
        write_database(path, fail_half_way, Profile.NINE, reset=False, triggers=False)
    assert os.listdir(path.parent) == []


def test_an_error_half_way_leaves_the_old_sandbox(path: Path) -> None:
    make(path)
    before = path.read_bytes()
    with pytest.raises(RuntimeError, match="half way"):
        write_database(path, fail_half_way, Profile.NINE, reset=True, triggers=False)
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == ["staging.db"]


@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize("has_old", [pytest.param(True, id="over an old one"), pytest.param(False, id="new")])
def test_killed_before_it_has_its_name(path: Path, call: str, has_old: bool) -> None:
    if has_old:
        make(path)
    before = path.read_bytes() if has_old else None
    run(f"import os, signal; os.{call} = lambda *_: os.kill(os.getpid(), signal.SIGKILL); {building(path)}")
    assert (path.read_bytes() if path.exists() else None) == before
    make(path, reset=has_old)
    assert is_whole(path)


def building(path: Path) -> str:
    return (
        "from pathlib import Path; from syncer.model.environment import Role;"
        "from syncer.sandbox.build import build_sandbox;"
        f"build_sandbox(Path({str(path)!r}), role=Role.STAGING, reset=True)"
    )


def run(code: str) -> None:
    """Run code in another process, which is expected to kill itself."""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr


def crash_while_writing(path: Path) -> None:
    """Leave a journal that has to be played back before the file can be read."""
    run(
        "import os, signal, sqlite3\n"
        f"connection = sqlite3.connect({str(path)!r}, isolation_level=None)\n"
        "connection.execute('PRAGMA cache_size = 1')\n"
        "connection.execute('BEGIN')\n"
        "connection.execute('DELETE FROM mbrgrpmbr')\n"
        "connection.execute('UPDATE member SET state = 3')\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert journal(path).stat().st_size


def journal(path: Path) -> Path:
    return Path(f"{path}-journal")


def test_reset_after_somebody_crashed_while_writing(path: Path) -> None:
    make(path)
    crash_while_writing(path)
    make(path, reset=True)
    assert is_whole(path)
    assert not journal(path).exists()


def test_a_journal_without_its_database_does_not_reach_the_new_one(path: Path) -> None:
    build_sandbox(path, role=Role.PRODUCTION, profile=Profile.SEVEN)
    crash_while_writing(path)
    path.unlink()
    with pytest.raises(NotPermitted, match="-journal is already there"):
        make(path)
    make(path, reset=True)
    assert not journal(path).exists()
    assert is_whole(path)


def test_reset_waits_for_nobody_who_is_writing(path: Path) -> None:
    make(path)
    before = path.read_bytes()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy, match="in use"):
            make(path, reset=True)
        connection.execute("ROLLBACK")
    assert path.read_bytes() == before


def test_reset_of_a_write_ahead_database_killed_at_the_last_moment(path: Path) -> None:
    build_sandbox(path, role=Role.PRODUCTION, profile=Profile.SEVEN)
    run(
        "import os, signal, sqlite3\n"
        f"connection = sqlite3.connect({str(path)!r}, isolation_level=None)\n"
        "connection.execute('PRAGMA journal_mode = WAL')\n"
        "connection.execute('UPDATE mbrgrpdesc SET description = 1')\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert Path(f"{path}-wal").stat().st_size
    run(
        "import os, signal; replace = os.replace;"
        f"os.replace = lambda *names: (replace(*names), os.kill(os.getpid(), signal.SIGKILL)); {building(path)}"
    )
    assert not Path(f"{path}-wal").exists()
    assert is_whole(path)
    assert query(path, "SELECT COUNT(*) FROM mbrgrpdesc WHERE description = '1'") == 0


def test_a_damaged_sandbox_is_named_as_such(path: Path) -> None:
    make(path)
    header = path.read_bytes()[:100]
    path.write_bytes(header + b"\xff" * 5000)
    with pytest.raises(NotPermitted, match="damaged"):
        make(path, reset=True)


def test_a_copy_is_ours_as_well(path: Path, tmp_path: Path) -> None:
    make(path)
    assert is_sandbox_file(Path(shutil.copy(path, tmp_path / "copy.db")))
    assert not is_sandbox_file(tmp_path / "missing.db")
    assert not is_sandbox_file(tmp_path)
