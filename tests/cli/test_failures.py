"""Errors as people and scripts see them, and what is told about a fault that nobody foresaw."""

from __future__ import annotations

import errno
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from syncer.cli import fault_report
from syncer.cli.exits import PRECEDENCE, Exit, exit_of, exit_of_verdict
from syncer.cli.failures import tell
from syncer.cli.fault_report import report
from syncer.cli.reporting import Wanted
from syncer.cli.session import open_session
from syncer.model.errors import (
    Busy,
    Failed,
    Interrupted,
    Invalid,
    NotPermitted,
    OutcomeUnknown,
    Refused,
    Stale,
    SyncerError,
    UsageError,
)
from syncer.model.verdict import Verdict
from tests.cli.running import CHECKOUT, COMMAND, clean
from tests.render import samples
from tests.workshop import workshop

SECRET = "postgresql://syncer:hunter2@db.example/STORE"
ERRORS = [
    pytest.param(Failed("the rows read back differ", "Run again."), 1, "the rows read back differ", id="failed"),
    pytest.param(Invalid(samples.PROBLEMS.problems), 3, "4 problems in files", id="invalid"),
    pytest.param(NotPermitted("not set up", "Run setup."), 4, "not set up", id="not permitted"),
    pytest.param(Busy("somebody holds the lock", "Run again."), 5, "somebody holds the lock", id="busy"),
    pytest.param(Refused(samples.BLOCKED), 6, "refused, for 2 reasons", id="refused"),
    pytest.param(Stale("the plan is stale", "Plan again."), 7, "the plan is stale", id="stale"),
    pytest.param(
        Stale("it moved", "Plan again.", planned=samples.OPEN, now=samples.NOW), 7, "wanted", id="stale, side by side"
    ),
    pytest.param(OutcomeUnknown("the connection was lost", "Run again."), 8, "the connection was lost", id="unknown"),
    pytest.param(UsageError("no such guard", "Choose one."), 64, "no such guard", id="usage"),
    pytest.param(Interrupted("rolled back", "Run again."), 130, "rolled back", id="interrupted"),
    pytest.param(SyncerError("of a kind that nobody knows"), 1, "of a kind", id="of no kind"),
]


@pytest.mark.parametrize("error, code, words", ERRORS)
def test_errors_are_told_on_standard_error_and_as_json(
    error: SyncerError, code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tell(error, open_session(), Wanted("json")) == code
    told = capsys.readouterr()
    assert words in told.err
    assert error.remedy in told.err
    document = json.loads(told.out)["error"]
    assert document["exit"] == code
    assert document["remedy"] == error.remedy


@pytest.mark.parametrize("error, code, words", ERRORS)
def test_text_leaves_standard_output_alone(
    error: SyncerError, code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tell(error, open_session(), Wanted()) == code
    assert capsys.readouterr().out == ""


def test_where_several_hold_the_most_uncertain_counts() -> None:
    assert [int(code) for code in PRECEDENCE] == [8, 1, 4, 3, 7, 6, 5, 2, 0]
    told = [
        exit_of_verdict(verdict) for verdict in (Verdict.INVALID, Verdict.REFUSED, Verdict.DIFFERENT, Verdict.CLEAN)
    ]
    assert told == sorted(told, key=PRECEDENCE.index)


def test_changes_are_told_from_none_where_that_is_asked_for() -> None:
    assert exit_of_verdict(Verdict.CHANGES) is Exit.DONE
    assert exit_of_verdict(Verdict.CHANGES, detailed=True) is Exit.DIFFERENT
    assert exit_of_verdict(Verdict.REFUSED, detailed=True) is Exit.REFUSED


def test_the_codes_are_frozen() -> None:
    assert {code.name: int(code) for code in Exit} == {
        "DONE": 0,
        "FAILED": 1,
        "DIFFERENT": 2,
        "INVALID": 3,
        "NOT_PERMITTED": 4,
        "BUSY": 5,
        "REFUSED": 6,
        "STALE": 7,
        "UNKNOWN": 8,
        "USAGE": 64,
        "INTERRUPTED": 130,
    }
    assert exit_of(Busy("")) is Exit.BUSY


def test_a_fault_report_holds_no_message_and_no_value() -> None:
    try:
        try:
            json.loads(SECRET)
        except ValueError as error:
            raise RuntimeError(SECRET) from error
    except RuntimeError as error:
        told = "\n".join(report(error))
    assert "builtins.RuntimeError" in told
    assert "json.decoder.JSONDecodeError" in told
    assert not any(part in told for part in ("hunter2", "db.example", "STORE", str(Path.home())))


@pytest.mark.parametrize("options", [pytest.param([], id="text"), pytest.param(["--format", "json"], id="json")])
def test_a_planted_fault_ends_as_failed_with_a_report(options: list[str], tmp_path: Path) -> None:
    planted = f"""
import sys
import syncer.engine.validate
def broken(root, paths):
    password = {SECRET!r}
    raise ZeroDivisionError(password)
syncer.engine.validate.check = broken
from syncer.cli.main import run
sys.exit(run({["validate", *options]!r}))
"""
    done = subprocess.run(
        [sys.executable, "-c", planted],
        cwd=CHECKOUT,
        env=clean(TMPDIR=str(tmp_path)),
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == Exit.FAILED
    (file,) = tmp_path.iterdir()
    told = file.read_text()
    assert file.stat().st_mode & 0o077 == 0
    assert str(file) in done.stderr
    assert "builtins.ZeroDivisionError" in told
    assert "engine/validate.py" in told
    assert "Traceback" not in done.stderr
    assert "hunter2" not in told + done.stderr + done.stdout


def test_a_fault_is_told_where_no_report_can_be_written(tmp_path: Path) -> None:
    planted = "import sys, tempfile; tempfile.tempdir = '/nowhere'; from syncer.cli import main\n"
    planted += "main.syncer.invoke = None\nsys.exit(main.run(['validate']))"
    done = subprocess.run(
        [sys.executable, "-c", planted], cwd=CHECKOUT, env=clean(), capture_output=True, encoding="utf-8"
    )
    assert done.returncode == Exit.FAILED
    assert done.stderr.splitlines() == [
        "error: an unexpected fault (TypeError)",
        "  Running it again is safe: no run is ever written by halves.",
    ]


def test_an_interrupt_anywhere_is_told_without_a_traceback() -> None:
    planted = "import sys, os, signal, time, syncer.engine.validate as engine\n"
    # Whoever is started in the background ignores interrupts. The interpreter may answer a signal a little later.
    planted += "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    planted += "engine.check = lambda root, paths: (os.kill(os.getpid(), signal.SIGINT), time.sleep(60))\n"
    planted += "from syncer.cli.main import run\nsys.exit(run(['validate']))"
    done = subprocess.run(
        [sys.executable, "-c", planted], cwd=CHECKOUT, env=clean(), capture_output=True, encoding="utf-8"
    )
    assert done.returncode == Exit.INTERRUPTED
    assert done.stderr.strip() == "Interrupted. Running it again is safe."


def test_a_plan_that_is_terminated_leaves_no_file(tmp_path: Path) -> None:
    made = workshop(tmp_path / "w")
    planted = "import os, signal\nfrom syncer.cli import main\n"
    planted += "os.fsync = lambda handle: os.kill(os.getpid(), signal.SIGTERM)\nmain.main()"
    words = [sys.executable, "-c", planted, "plan", "staging", "--out", "plan.json"]
    done = subprocess.run(words, cwd=made.root, env=clean(), capture_output=True, encoding="utf-8")
    assert done.returncode == Exit.INTERRUPTED
    assert done.stderr == "\nInterrupted. Running it again is safe.\n"
    assert not list(made.root.glob("*plan.json*"))


def test_an_apply_that_is_interrupted_over_its_files_says_that_nothing_was_written(tmp_path: Path) -> None:
    made = workshop(tmp_path / "w")
    planted = "import os, signal\nfrom syncer.cli import main\nfrom syncer.engine import apply\n"
    planted += "apply.load_catalog = lambda root: os.kill(os.getpid(), signal.SIGTERM)\nmain.main()"
    words = [sys.executable, "-c", planted, "apply", "staging", "--yes"]
    done = subprocess.run(words, cwd=made.root, env=clean(), capture_output=True, encoding="utf-8")
    assert done.returncode == Exit.INTERRUPTED
    assert done.stderr == "error: Interrupted. Nothing was written.\n  Run it again.\n"


@pytest.mark.parametrize(
    "failed, code, words",
    [
        pytest.param("MemoryError()", Exit.FAILED, "an unexpected fault; no run is ever", id="a fault"),
        pytest.param("Busy('\\033 is busy. Nothing was written.')", Exit.BUSY, "\\x1b is busy. Noth", id="our error"),
    ],
)
def test_where_nothing_can_be_told_any_more_there_are_last_words(failed: str, code: int, words: str) -> None:
    planted = "import sys, syncer.cli.failures as failures, syncer.engine.validate as engine\n"
    planted += "from syncer.model.errors import Busy\n"
    planted += f"def starved(*arguments):\n raise MemoryError\ndef failed(*arguments):\n raise {failed}\n"
    planted += "failures.tell = failures.tell_fault = starved\nengine.check = failed\n"
    planted += "from syncer.cli.main import run\nsys.exit(run(['validate']))"
    done = subprocess.run(
        [sys.executable, "-c", planted], cwd=CHECKOUT, env=clean(), capture_output=True, encoding="utf-8"
    )
    assert done.returncode == code
    assert done.stderr.startswith(f"error: {words}")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("options", [pytest.param([], id="text"), pytest.param(["--format", "json"], id="json")])
def test_where_standard_output_is_full_an_apply_says_what_was_done(options: list[str], tmp_path: Path) -> None:
    made = workshop(tmp_path / "w")
    made.write("aurora/gold", "Gold members")
    for told in ("run 1 was applied before, and stays", "nothing was written"):
        with open("/dev/full", "w") as full:
            done = subprocess.run(
                [*COMMAND, "apply", "staging", "--yes", *options],
                cwd=made.root,
                env=clean(),
                stdout=full,
                stderr=subprocess.PIPE,
                encoding="utf-8",
            )
        assert done.returncode == Exit.NOT_PERMITTED
        assert f"error: standard output cannot be written: No space left on device; {told}\n" in done.stderr


def test_where_nobody_can_be_told_the_exit_code_stands(tmp_path: Path) -> None:
    made = workshop(tmp_path / "w")
    made.write("aurora/gold", "Gold members")
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*COMMAND, "-v", "plan", "staging"], cwd=made.root, env=clean(), stderr=full, stdout=subprocess.DEVNULL
        )
    assert done.returncode == Exit.DONE


def test_a_fault_report_that_finds_no_room_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(error: BaseException) -> Iterator[str]:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(fault_report, "report", full)
    assert fault_report.write_report(ValueError()) is None
    assert not list(tmp_path.iterdir())
