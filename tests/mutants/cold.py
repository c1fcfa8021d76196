"""Mutants that act on import: each is played in a fork of a process that has loaded nothing of the product."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType

import pytest

from tests.mutants.campaign import Hunt
from tests.mutants.mutant import Mutant
from tests.mutants.play import Ending, play_each
from tests.mutants.reach import PRODUCT, Reach
from tests.mutants.tests_of import Held, collect

_START = 3.0
"""Seconds until the first test runs."""


class _Loader(SourceFileLoader):
    """Loads the mutant in place of the module."""

    def __init__(self, mutant: Mutant, path: Path) -> None:
        super().__init__(mutant.module, str(path))
        self._mutant = mutant

    def get_code(self, fullname: str) -> CodeType:
        return self._mutant.compiled(self.path)


class _Finder(MetaPathFinder):
    """Leads the import of one module to a loader."""

    def __init__(self, loader: _Loader) -> None:
        self._loader = loader

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        return spec_from_file_location(fullname, loader=self._loader) if fullname == self._loader.name else None


def libraries(root: Path) -> list[str]:
    """What is loaded here and is not ours."""
    files = {name: Path(getattr(module, "__file__", None) or root) for name, module in sys.modules.items()}
    return sorted(
        name for name, file in files.items() if "site-packages" in file.parts or not file.is_relative_to(root)
    )


def preload(names: Iterable[str]) -> None:
    """Load what every fork needs, once."""
    for name in names:
        with suppress(ImportError):
            import_module(name)
    assert PRODUCT not in sys.modules, "a mutant could not take its place"


def play(mutants: Sequence[Mutant], reach: Reach, hunt: Hunt) -> Iterator[tuple[int, Ending, str]]:
    """Play each from a fresh start of the product."""

    def played(index: int, writing: int) -> Ending:
        mutant = mutants[index]
        sys.meta_path.insert(0, _Finder(_Loader(mutant, hunt.root / mutant.name.file)))
        try:
            import_module(mutant.module)
        except Exception:
            return Ending.STILLBORN
        return _run(reach.tests_for(mutant, hunt.seconds)[0], hunt.folder / f"cold-{index}", writing)

    yield from play_each(
        len(mutants),
        played,
        lambda index: hunt.limits(_START + reach.tests_for(mutants[index], hunt.seconds)[1]),
        hunt.workers,
    )


def unsound(tests: Sequence[str], hunt: Hunt) -> Iterator[str]:
    """Those of some tests that fail here without any mutant; with the empty name, that none can be collected."""
    left = list(filter(None, tests))

    def played(_index: int, writing: int) -> Ending:
        return _run(left, hunt.folder / f"sound-{len(left)}", writing)

    while left:
        ((_, ending, told),) = play_each(1, played, lambda _: hunt.limits(60), 1)
        if ending is Ending.SURVIVED:
            return
        yield told
        if told not in left:
            return
        left.remove(told)


def _run(tests: Sequence[str], folder: Path, writing: int) -> Ending:
    """Run tests in a process that has loaded nothing of ours. They cannot even be collected: that is noticed too."""
    if not tests:
        return Ending.SURVIVED
    endings: list[Ending] = []

    def then(session: pytest.Session, held: Held) -> None:
        endings.append(held.run(session.items, writing))

    collect(Held(then, tests), dict.fromkeys(test.partition("::")[0] for test in tests), folder)
    return endings[0] if endings else Ending.KILLED
