"""Promise 8, with files that chance made: words or values come of any bytes, in time, and nothing else.

``python -m tests.faults.fuzz`` looks for such files for minutes, led by the code that they reach; here it is a sample.
"""

from __future__ import annotations

import random

import pytest

from tests.faults.fuzz import targets
from tests.faults.fuzz.targets import TARGETS, Finding, Target, shortened
from tests.faults.fuzz.trial import trial
from tests.faults.totals import tell as told
from tests.figures import Tell

FILES = 1_000


def test_any_bytes_end_as_values_or_as_words_for_a_person(tell: Tell) -> None:
    seed = random.SystemRandom().randrange(10**6)
    found = list(trial(FILES, seed))
    for one in found:
        tell("Hostile files", one.what, **one.figures, seed=str(seed))
    failures = [failure for one in found for failure in one.failures]
    assert not failures, f"seed {seed}\n" + "\n".join(told(found))


@pytest.mark.parametrize("name", TARGETS)
def test_the_files_to_begin_with_are_well(name: str) -> None:
    for data in TARGETS[name].seeds:
        targets.play(name, data)


def test_a_finding_is_cut_down_to_what_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(data: bytes) -> None:
        if b"<<" in data:
            raise ValueError(data)

    monkeypatch.setitem(TARGETS, "segment", Target(refuse, ()))
    assert shortened("segment", b"name: Gold\na: <<: b\n" * 40) == b"<<"


def test_a_slow_file_and_a_control_character_are_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(targets, "SECONDS", 0)
    with pytest.raises(Finding, match="takes"):
        targets.play("segment", b"name: Gold\n")
    monkeypatch.setattr(targets, "plain", lambda lines: "a\x1bb")
    with pytest.raises(Finding, match="control character"):
        targets.play("segment", b"name: Gold\n")
