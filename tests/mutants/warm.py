"""Mutants, played in forks of one process that has collected every test.

Of a function the code is swapped, so that whoever holds the function already runs the mutant. Of what acts on import
the plain values that it makes otherwise are put where the old ones are known by their name. What outlives that, and
could have had its effect before the fork, is played again from a cold start.
"""

from __future__ import annotations

import gc
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import pytest

from tests.mutants.campaign import Hunt
from tests.mutants.mutant import Mutant
from tests.mutants.play import Ending, play_each
from tests.mutants.reach import PRODUCT, Reach, Reached, Recorder
from tests.mutants.tests_of import Held

_PREPARED = ("workspace", "workspace_7")
"""Fixtures on which much stands that is made once for all tests."""

Functions = Mapping[tuple[str, str, int], list[FunctionType]]


def functions_in(folder: Path) -> Functions:
    """Every function of the product that is in memory, by the file, qualified name and line of its code."""
    found = defaultdict(list)
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and one.__code__.co_filename.startswith(str(folder)):
            code = one.__code__
            found[code.co_filename, code.co_qualname, code.co_firstlineno].append(one)
    return found


def code_of(module: CodeType, qualified: str, line: int) -> CodeType | None:
    """The code of a function within that of its module."""
    for one in module.co_consts:
        if isinstance(one, CodeType):
            if (one.co_qualname, one.co_firstlineno) == (qualified, line):
                return one
            if found := code_of(one, qualified, line):
                return found
    return None


def swap(mutant: Mutant, root: Path, functions: Functions) -> bool:
    """Make the change in memory; ``False`` where the function is not there, or its mutant holds other variables."""
    assert mutant.function is not None
    path = str(root / mutant.name.file)
    code = code_of(mutant.compiled(path), *mutant.function)
    known = functions.get((path, *mutant.function), [])
    if code is None or not known or any(one.__code__.co_freevars != code.co_freevars for one in known):
        return False
    for one in known:
        one.__code__ = code
    return True


def put(mutant: Mutant, root: Path) -> bool:
    """Make the change in memory of what a module made when it was imported; ``False`` where that cannot be done.

    Only plain values are put in place: a class that was made anew would be another one to whoever knows the old.
    """
    module = sys.modules.get(mutant.module)
    if module is None:
        return False
    path = root / mutant.name.file
    try:
        before = _made(module, compile(path.read_text("utf-8"), str(path), "exec", dont_inherit=True))
        after = _made(module, mutant.compiled(str(path)))
    except Exception:
        return False
    others = {name: value for name, value in after.items() if _differs(before.get(name), value)}
    if not others or not all(map(_is_plain, others.values())):
        return False
    for name, value in others.items():
        old = vars(module).get(name)
        for one in [one for key, one in sys.modules.items() if key.startswith(PRODUCT)]:
            if vars(one).get(name) is old:
                setattr(one, name, value)
    return True


def _made(module: ModuleType, code: CodeType) -> dict[str, object]:
    """What the code of a module makes, beside the module that is known to others."""
    names = ("__name__", "__file__", "__package__", "__spec__", "__path__")
    found = {name: value for name, value in vars(module).items() if name in names}
    exec(code, found)
    return {name: value for name, value in found.items() if not name.startswith("__")}


def _differs(before: object, after: object) -> bool:
    """Whether two values are written differently; what is known by its address is the same for all that we see."""
    return _ADDRESS.sub("", repr(before)) != _ADDRESS.sub("", repr(after))


_ADDRESS = re.compile(r" at 0x[0-9a-f]+")


def _is_plain(value: object) -> bool:
    match value:
        case None | str() | bytes() | int() | float() | re.Pattern() | range():
            return True
        case tuple() | list() | set() | frozenset():
            return all(map(_is_plain, value))
        case Mapping():
            return all(map(_is_plain, value.keys())) and all(map(_is_plain, value.values()))
        case Enum():
            return _is_known(type(value))
        case _ if is_dataclass(value) and not isinstance(value, type):
            return _is_known(type(value)) and all(_is_plain(getattr(value, one.name)) for one in fields(value))
        case _:
            return False


def _is_known(kind: type) -> bool:
    """Whether a class is the one that others know, and not one that was made anew."""
    return getattr(sys.modules.get(kind.__module__), kind.__qualname__, None) is kind


def prepare(session: pytest.Session, held: Held) -> None:
    """Run one test for each fixture on which much stands: what it makes stays for the forks."""
    for name in _PREPARED:
        for item in session.items:
            if isinstance(item, pytest.Function) and name in item.fixturenames and _is_on_sqlite(item):
                # The session is no test, but it says well enough what is to be kept.
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=session)
                break
    assert held.failed is None, f"{held.failed} fails without a mutant"


def _is_on_sqlite(item: pytest.Function) -> bool:
    """Whether it starts no server: a fork of a process with a Java machine hangs."""
    return not hasattr(item, "callspec") or item.callspec.params.get("lane_name", "sqlite") == "sqlite"


def record(session: pytest.Session, held: Held, files: Iterable[str], root: Path) -> dict[str, Reached]:
    """Run the tests of some files, each once: what they reach, and which of them passed."""
    items = [item for item in session.items if item.nodeid.partition("::")[0] in set(files)]
    recorder = Recorder(root)
    recorder.start()
    took: dict[str, float] = {}
    for item, following in zip(items, [*items[1:], None], strict=True):
        recorder.begin(item.nodeid)
        started = time.process_time() + time.monotonic()
        held.failed = None
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if held.failed is None:
            took[item.nodeid] = (time.process_time() + time.monotonic() - started) / 2
    lines = recorder.stop()
    return {test: Reached(seconds, lines.get(test, {})) for test, seconds in took.items()}


def play(
    session: pytest.Session,
    held: Held,
    mutants: Sequence[Mutant],
    reach: Reach,
    hunt: Hunt,
) -> Iterator[tuple[int, Ending | None, str]]:
    """Play mutants; ``None`` for those that have to be played from a cold start."""
    items = {item.nodeid: item for item in session.items}
    functions = functions_in(hunt.root / "syncer")
    killers: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    gc.collect()
    gc.freeze()

    def tests_for(index: int) -> tuple[list[str], float]:
        mutant = mutants[index]
        first = killers[mutant.name.file, mutant.name.function]
        return reach.tests_for(mutant, hunt.seconds, first)

    def played(index: int, writing: int) -> Ending:
        mutant = mutants[index]
        is_made = swap(mutant, hunt.root, functions) if mutant.function else put(mutant, hunt.root)
        if not is_made:
            return Ending.STILLBORN
        chosen, _ = tests_for(index)
        return held.run([items[test] for test in chosen if test in items], writing)

    for index, ending, told in play_each(
        len(mutants), played, lambda index: hunt.limits(tests_for(index)[1]), hunt.workers
    ):
        mutant = mutants[index]
        if ending is Ending.KILLED:
            killers[mutant.name.file, mutant.name.function][told] += 1
        # What is not in memory, and what may have had its effect before the fork.
        is_early = ending is Ending.SURVIVED and reach.ran_early(mutant)
        again = is_early or (ending is not Ending.KILLED if mutant.function is None else ending is Ending.STILLBORN)
        yield index, None if again else ending, told


def unsound(session: pytest.Session, held: Held, tests: Sequence[str], hunt: Hunt) -> Iterator[str]:
    """Those of some tests that fail in a fork of this process without any mutant."""
    items = {item.nodeid: item for item in session.items}

    def played(index: int, writing: int) -> Ending:
        return held.run([items[tests[index]]], writing)

    for index, ending, _ in play_each(len(tests), played, lambda _: hunt.limits(60), hunt.workers):
        if ending is not Ending.SURVIVED:
            yield tests[index]
