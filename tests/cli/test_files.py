"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from syncer.cli.files import rewrite, write_whole
from syncer.model.errors import NotPermitted
from tests.cli.running import CHECKOUT, clean

KILLED = """
import os, sys
from pathlib import Path
from syncer.cli.files import write_whole
steps = int(sys.argv[2])
def stop(event, arguments):
    global steps
    if event in ("open", "os.rename", "os.remove", "os.listdir"):
        steps -= 1
        if steps < 0:
            os._exit(9)
target = Path(sys.argv[1])
sys.addaudithook(stop)
write_whole(target, "new " * 100_000)
"""

APPENDING = """
from pathlib import Path
from syncer.cli.files import append
append(Path(sys.argv[1]), "new " * 10_000)
"""


def test_a_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    write_whole(path, "old")
    write_whole(path, "new")
    assert path.read_text() == "new"
    assert [one.name for one in tmp_path.iterdir()] == ["plan.json"]


@pytest.mark.parametrize("steps", range(8))
def test_a_crash_leaves_the_old_file_or_the_new_one(steps: int, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text("old")
    done = subprocess.run([sys.executable, "-c", KILLED, str(path), str(steps)], cwd=CHECKOUT, env=clean())
    assert done.returncode in (0, 9)
    assert path.read_text() in ("old", "new " * 100_000)


@pytest.mark.parametrize(
    "name", [pytest.param("missing/plan.json", id="in no folder"), pytest.param("folder", id="over a folder")]
)
def test_what_cannot_be_written_is_said(name: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(NotPermitted, match="cannot be written"):
        write_whole(tmp_path / name, "text")
    assert [one.name for one in tmp_path.iterdir()] == ["folder"]


def test_a_link_stays_one_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for name in ("there", "not-there"):
        (tmp_path / name).symlink_to(f"folder/{name}")
    (tmp_path / "folder/there").write_text("old")
    for name in ("there", "not-there"):
        write_whole(tmp_path / name, "new")
        assert (tmp_path / name).is_symlink()
        assert (tmp_path / "folder" / name).read_text() == "new"


def test_a_pipe_gets_the_text_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE)
    write_whole(pipe, "text")
    assert reader.communicate(timeout=10)[0] == b"text"
    assert pipe.is_fifo()


def test_a_device_is_not_replaced() -> None:
    # Under a name that cannot be replaced: otherwise a mistake here would cost the machine its device.
    with open("/dev/full", "w") as full, pytest.raises(NotPermitted, match="No space left on device"):
        write_whole(Path(f"/proc/self/fd/{full.fileno()}"), "text")


@pytest.mark.parametrize("there", ["", "what others wrote\n"], ids=["a new file", "a file that is there"])
def test_what_finds_no_room_at_the_end_of_a_file_is_taken_back(there: str, tmp_path: Path) -> None:
    path = tmp_path / "summary.md"
    path.write_text(there)
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({len(there) + 10_000},) * 2)\n"
    done = subprocess.run(
        [sys.executable, "-c", f"{limit}import sys\n{APPENDING}", path], cwd=CHECKOUT, env=clean(), capture_output=True
    )
    assert b"summary.md cannot be written: File too large" in done.stderr
    assert path.read_text() == there


def test_the_root_of_all_folders_cannot_be_written() -> None:
    with pytest.raises(NotPermitted, match="/ cannot be written: Is a directory"):
        write_whole(Path("/"), "text")


def test_what_somebody_else_wrote_in_between_stays(tmp_path: Path) -> None:
    path = tmp_path / "gold.yaml"
    path.write_text("theirs")
    with pytest.raises(NotPermitted, match="changed by somebody else"):
        rewrite(path, "before", "after")
    assert path.read_text() == "theirs"
    path.unlink()
    with pytest.raises(NotPermitted, match="cannot be written"):
        rewrite(path, "before", "after")
