"""Promise 8, with hostile texts: each sink shows them, and nothing obeys them.

``python -m tests.faults.sinks`` shows 10,000 to each; here it is a sample. Those beside their renderers are whole.
"""

from __future__ import annotations

import random

import pytest

from tests.faults.sinks.pages import Terminal, require_obeyed_by_nobody
from tests.faults.sinks.trial import trial
from tests.faults.totals import tell as told
from tests.figures import Tell

TEXTS = 150


def test_a_sample_of_hostile_texts_adds_nothing_to_any_sink(tell: Tell) -> None:
    seed = random.SystemRandom().randrange(10**6)
    (found,) = trial(TEXTS, seed)
    tell("Hostile texts at every sink", found.what, **found.figures, seed=str(seed))
    assert not found.failures, "\n".join(told([found]))


@pytest.mark.parametrize("said", ["a\x1b[2Jb", "\x07", "a\n ::error::x", "##[error]x", "a\u202eb", "a\x85b"])
def test_what_would_be_obeyed_is_seen(said: str) -> None:
    with pytest.raises(AssertionError):
        require_obeyed_by_nobody(said)


@pytest.mark.parametrize("said", ["a\x1b[2Jb", "a\x1b[1;1Hb", "a\rb", "\x1b]0;title\x07"])
def test_a_terminal_that_is_told_more_than_colours_is_seen(said: str) -> None:
    screen = Terminal()
    screen.write(said)
    with pytest.raises(AssertionError):
        screen.screen()


def test_a_terminal_shows_what_is_left() -> None:
    screen = Terminal()
    screen.write("Planning ...\r\x1b[2K\x1b[1;31mred\x1b[0m text\n")
    assert screen.screen() == ["red text", ""]
