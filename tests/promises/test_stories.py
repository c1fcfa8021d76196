"""Promise 5, in stories: what one step leaves behind, the next has to live with.

``python -m tests.faults.torture`` tells them for minutes or hours; here it is a short one, told as it would be again.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import CHECKOUT, clean
from tests.faults.torture import arena
from tests.faults.torture.story import Step
from tests.faults.totals import Totals
from tests.figures import Tell

STORY = (
    Step("file: write", 1),
    Step("file: write", 4, 18),
    Step("plan"),
    Step("lose", 15, 1),
    Step("load", 0, 2),
    Step("file: write", 1, 1),
    Step("plan"),
    Step("crash", 50),
    Step("herd", 1, 3),
    Step("delete", 1),
    Step("plan"),
    Step("race", 1, 5),
)


def test_a_story_is_played_again_from_its_script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell) -> None:
    monkeypatch.setattr(arena, "SCRIPTS", tmp_path / ".sandbox")
    script = arena.write_script("sqlite", STORY, Totals("told", failures=['partial: "half" of it\n']), "story")
    # A process of its own: forking is safe only where no thread is.
    ended = subprocess.run(
        [sys.executable, script], cwd=CHECKOUT, env=clean(), capture_output=True, text=True, timeout=240
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    (row,) = re.findall(r"stories, sqlite +(\d+) +(\d+) +(\d+)", ended.stdout)
    processes, applied, steps = map(int, row)
    assert applied, "no run came to its end"
    tell("Stories", "sqlite", steps=steps, processes=processes, applied=applied)


@pytest.mark.parametrize(
    "needed",
    [
        pytest.param({3}, id="one step"),
        pytest.param({0, 6, 11}, id="steps far apart"),
        pytest.param(set(), id="no step at all"),
    ],
)
def test_a_story_is_made_as_short_as_it_will_go(needed: set[int]) -> None:
    steps = tuple(Step("load", number) for number in range(12))
    short = arena.shorten(steps, lambda fewer: needed <= {step.which for step in fewer})
    assert {step.which for step in short} == needed
