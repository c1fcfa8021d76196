"""The sink: what reaches a pipe, a terminal, a log, a closed reader."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from syncer.cli.console import Console
from syncer.cli.exits import Exit
from syncer.model.change import FieldChange
from syncer.model.plan import Acceptance, Refusal, SavedPlan
from syncer.model.shown import Line, Shown, Span, line
from syncer.model.snapshot import UnfinishedRun
from syncer.render.to_json import plan_json
from tests.cli.running import CHECKOUT, COMMAND, clean, in_terminal, syncer
from tests.faults.sinks.pages import shown_in_terminal
from tests.render import samples

HOSTILE = samples.HOSTILE
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
ERASE = "\r\x1b[2K"


def hostile_plan() -> SavedPlan:
    """A plan with something hostile in every text that comes from outside."""
    return samples.plan(
        replace(samples.CREATE, name=HOSTILE, fields=(FieldChange("description", None, HOSTILE),)),
        replace(samples.UPDATE, name=HOSTILE, fields=(FieldChange(HOSTILE, HOSTILE, HOSTILE * 40),)),
        refusals=(Refusal("drift", HOSTILE, HOSTILE, HOSTILE, acceptable=True),),
        acceptances=(Acceptance("drift", HOSTILE),),
        left_out=(HOSTILE + "/x",),
        drift=(replace(samples.DRIFT[0], name=HOSTILE, before=HOSTILE, after=HOSTILE, by=HOSTILE, at=HOSTILE),),
        standing=replace(samples.STANDING, orphans=(HOSTILE + "/x",), unfinished=(UnfinishedRun(1, HOSTILE, HOSTILE),)),
        context=replace(samples.CONTEXT, actor=HOSTILE, reason=HOSTILE, revision=HOSTILE),
    )


def saved(folder: Path, plan: SavedPlan) -> Path:
    path = folder / "plan.json"
    path.write_text(plan_json(plan), encoding="ascii")
    return path


@pytest.mark.parametrize("options", [pytest.param((), id="text"), pytest.param(("--format", "json"), id="json")])
def test_nothing_hostile_reaches_a_pipe(options: tuple[str, ...], tmp_path: Path) -> None:
    done = syncer("-v", "show", saved(tmp_path, hostile_plan()), *options)
    assert done.returncode == 0
    for row in (done.stdout + done.stderr).split("\n"):
        assert row.isprintable()
        assert not row.startswith("::")


@pytest.mark.parametrize("columns", [80, 40])
def test_nothing_hostile_reaches_a_terminal(columns: int, tmp_path: Path) -> None:
    code, screen = in_terminal("-v", "show", saved(tmp_path, hostile_plan()), columns=columns)
    assert code == 0
    for row in COLOUR.sub("", screen).split("\n"):
        assert row.isprintable()


@pytest.mark.parametrize("text", ["Gold members of tier one ::error::x", "Gold ::error::x::error::x::error::x"])
def test_no_row_of_a_terminal_begins_as_a_command(text: str) -> None:
    rows = shown_in_terminal(25, lambda console: console.print(line(text)))
    assert not [row for row in rows if row.lstrip().startswith("::")]
    assert any(row.startswith(":\\x3aerror::x") for row in rows)


def test_hostile_arguments_are_made_visible() -> None:
    done = syncer("plan\x1b[31m\u202e", "x")
    assert done.returncode == 64
    assert "\\x1b[31m\\u202e" in done.stderr
    assert "\x1b" not in done.stderr


@pytest.mark.parametrize("columns", [80, 40])
def test_a_page_fits_into_the_terminal(columns: int, tmp_path: Path) -> None:
    code, screen = in_terminal("show", saved(tmp_path, samples.FULL), columns=columns)
    assert code == 0
    assert max(map(len, COLOUR.sub("", screen).splitlines())) <= columns
    assert COLOUR.search(screen)


def test_what_is_wrapped_hangs_as_deep_as_its_line(tmp_path: Path) -> None:
    _, screen = in_terminal("show", saved(tmp_path, samples.FULL), columns=40, variables={"NO_COLOR": "1"})
    rows = screen.splitlines()
    start = next(n for n, row in enumerate(rows) if row.startswith("      held: written"))
    assert rows[start + 1].startswith("      ")
    assert rows[start + 1].strip()


def test_a_pipe_gets_one_line_for_one_line_and_no_colour(tmp_path: Path) -> None:
    done = syncer("show", saved(tmp_path, samples.FULL), COLUMNS="40")
    assert done.stdout == (Path(__file__).parents[1] / "render/golden/plan-full.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "options, variables",
    [
        pytest.param(["--no-color"], {}, id="by option"),
        pytest.param([], {"NO_COLOR": "1"}, id="by NO_COLOR"),
        pytest.param([], {"SYNCER_NO_COLOR": "1"}, id="by SYNCER_NO_COLOR"),
        pytest.param(["--no-color"], {"FORCE_COLOR": "1"}, id="whatever FORCE_COLOR says"),
    ],
)
def test_colour_can_be_switched_off(options: list[str], variables: dict[str, str], tmp_path: Path) -> None:
    _, screen = in_terminal(*options, "show", saved(tmp_path, samples.FULL), variables=variables)
    assert "\x1b" not in screen


def test_colour_can_be_forced_into_a_pipe_without_wrapping(tmp_path: Path) -> None:
    path = saved(tmp_path, samples.FULL)
    forced, plain = syncer("show", path, FORCE_COLOR="1").stdout, syncer("show", path).stdout
    assert forced != plain
    assert COLOUR.sub("", forced) == plain


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_what_a_stream_cannot_encode_is_escaped(encoding: str, tmp_path: Path) -> None:
    plan = samples.plan(replace(samples.CREATE, name="Reconquête 東京"))
    done = subprocess.run(
        [*COMMAND, "show", str(saved(tmp_path, plan))],
        env=clean(PYTHONIOENCODING=encoding, LC_ALL="C", PYTHONUTF8="0"),
        capture_output=True,
        check=True,
    )
    assert "Reconqu" in done.stdout.decode(encoding)
    assert "\\u6771\\u4eac" in done.stdout.decode(encoding)


def test_a_reader_that_goes_away_is_no_fault(tmp_path: Path) -> None:
    path = saved(tmp_path, samples.many(10_000))
    process = subprocess.Popen(
        [*COMMAND, "show", str(path)], env=clean(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    told = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(timeout=60) == 0
    assert told.startswith("Next: ")
    assert told.count("\n") == 1


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("command, code", [("validate", Exit.DONE), ("explain nothing", Exit.USAGE)])
def test_a_stream_that_is_closed_is_no_fault(closed: str, command: str, code: Exit) -> None:
    words = ["sh", "-c", f'"$@" {closed}', "sh", *COMMAND, *command.split()]
    done = subprocess.run(words, cwd=CHECKOUT, env=clean(), capture_output=True, text=True)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr


def test_a_page_of_ten_thousand_changes_is_no_wait_in_a_terminal(tmp_path: Path) -> None:
    code, screen = in_terminal("show", saved(tmp_path, samples.many(10_000)), columns=40)
    assert code == 0
    assert screen.count("~ update") == 10_000


def test_the_last_barrier_stops_what_others_let_through(capfd: pytest.CaptureFixture[str]) -> None:
    import sys

    console = Console(sys.stdout)
    console.print(Line(Shown((Span("a\x1b[2Jb\n::error::c", "danger"),))))
    console.document('{"a":\r\n1}\x07\n')
    assert capfd.readouterr().out == "a\\x1b[2Jb\\n::error::c\n" + '{"a":\\r\n1}\\x07\n'


def test_a_phase_is_shown_on_a_terminal_and_taken_away_again(tmp_path: Path) -> None:
    _, screen = in_terminal("-C", tmp_path, "plan", "staging")
    assert screen.startswith("Planning staging ...")
    assert ERASE in screen
    assert "Planning" not in syncer("-C", tmp_path, "plan", "staging").stderr
