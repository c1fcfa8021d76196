"""How each of many mutants ends: in forks of a warm process where that can tell, the others from a cold start."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Collection, Sized
from pathlib import Path
from typing import TypeAlias, TypeVar

import pytest

from tests.mutants import cold, warm
from tests.mutants.campaign import Hunt
from tests.mutants.mutant import Mutant
from tests.mutants.play import Ending
from tests.mutants.reach import Kept, Reach, Reached, Recorder, digest_of, load, save
from tests.mutants.tests_of import Held, collect

T = TypeVar("T")
Endings: TypeAlias = dict[int, tuple[Ending, str]]


def endings(hunt: Hunt, say: Callable[[str], None]) -> Endings:
    """How each mutant ended, by its number, and the test that noticed it."""
    reach, libraries, found = _in_a_fork(lambda: _played_warm(hunt, say), hunt.folder / "warm.pickle")
    cold.preload(libraries)
    left = [index for index in range(len(hunt.mutants)) if index not in found]
    say(f"{len(left)} mutants are left to play from a cold start")
    chosen = [hunt.mutants[index] for index in left]
    played: Endings = {}
    for number, (at, ending, told) in enumerate(cold.play(chosen, reach, hunt), 1):
        played[left[at]] = ending, told
        _progress(number, left, hunt.mutants[left[at]], ending, say)
    return found | _sound(played, set(cold.unsound(_noticing(played), hunt)))


def _noticing(found: Endings) -> list[str]:
    """The tests that noticed anything."""
    return sorted({told for ending, told in found.values() if ending is Ending.KILLED})


def _sound(found: Endings, unsound: Collection[str]) -> Endings:
    """What is noticed by a test that fails without it too is not noticed."""
    return {
        index: (Ending.STUCK if ending is Ending.KILLED and told in unsound else ending, told)
        for index, (ending, told) in found.items()
    }


def _played_warm(hunt: Hunt, say: Callable[[str], None]) -> tuple[Reach, list[str], Endings]:
    """Play the mutants, but for what needs a cold start: with what tests reach, and the libraries."""
    recorder = Recorder(hunt.root)
    recorder.start()
    found: list[tuple[Reach, Endings]] = []

    def then(session: pytest.Session, held: Held) -> None:
        warm.prepare(session, held)
        early = recorder.stop().get("", {})
        reach = Reach(hunt.root, _reached(hunt, session, held, say), early)
        say(f"{len(session.items)} tests, {len(hunt.mutants)} mutants")
        played: Endings = {}
        for number, (at, ending, told) in enumerate(warm.play(session, held, hunt.mutants, reach, hunt), 1):
            if ending:
                played[at] = ending, told
            _progress(number, hunt.mutants, hunt.mutants[at], ending, say)
        found.append((reach, _sound(played, set(warm.unsound(session, held, _noticing(played), hunt)))))

    collect(Held(then), hunt.tests, hunt.folder / "warm")
    if not found:
        raise SystemExit("the tests could not be collected, or one fails without a mutant")
    ((reach, endings),) = found
    return reach, cold.libraries(hunt.root), endings


def _reached(hunt: Hunt, session: pytest.Session, held: Held, say: Callable[[str], None]) -> dict[str, Reached]:
    """What each test reaches; asked again only of files that changed, while the product did not."""
    product = digest_of((hunt.root / "syncer").rglob("*.py"))
    stamps = {file: digest_of([hunt.root / file]) for file in {_file_of(item.nodeid) for item in session.items}}
    kept = load(hunt.kept, product)
    new = [file for file, stamp in stamps.items() if kept.stamps.get(file) != stamp]
    tests = {test: reached for test, reached in kept.tests.items() if _file_of(test) not in new}
    if new:
        say(f"{len(new)} files of tests are run once, to see what they reach")
        tests |= _in_a_fork(lambda: warm.record(session, held, new, hunt.root), hunt.folder / "reached.pickle")
        save(hunt.kept, Kept(product, {**kept.stamps, **stamps}, tests))
    return {test: reached for test, reached in tests.items() if _file_of(test) in stamps}


def _file_of(test: str) -> str:
    return test.partition("::")[0]


def _in_a_fork(work: Callable[[], T], path: Path) -> T:
    """Do work in a process of its own, so that nothing of it stays in this one."""
    pid = os.fork()
    if not pid:
        code = 1
        try:
            path.write_bytes(pickle.dumps(work()))
            code = 0
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(code)
    if os.waitpid(pid, 0)[1]:
        raise SystemExit("a process of the tests ended before its time")
    found: T = pickle.loads(path.read_bytes())
    return found


def _progress(number: int, among: Sized, mutant: Mutant, ending: Ending | None, say: Callable[[str], None]) -> None:
    if ending in (Ending.SURVIVED, Ending.STUCK):
        say(f"{mutant.name}\n    line {mutant.lines.start}: {ending.value}")
    if number % 100 == 0 or number == len(among):
        say(f"{number} of {len(among)}")
