"""Pytest, held still after it has collected: what is done with the tests then, the caller says."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import Phase, settings

from tests.mutants.play import Ending, tell


class Held:
    """A plugin that hands over the session where its tests would be run."""

    def __init__(self, then: Callable[[pytest.Session, Held], None], only: Iterable[str] = ()) -> None:
        self._then = then
        self._only = list(only)
        self._folders: list[Path] = []
        self.failed: str | None = None

    def pytest_collection(self) -> None:
        """The same examples each time, and none that a mutant left behind."""
        settings.register_profile(
            "mutants", settings.default, database=None, derandomize=True, phases=(Phase.explicit, Phase.generate)
        )
        settings.load_profile("mutants")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the tests that are asked for, in that order."""
        if self._only:
            by_id = {item.nodeid: item for item in items}
            items[:] = [by_id[one] for one in self._only if one in by_id]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._then(session, self)
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> None:
        """Note the folder of a test: thousands of them would fill the disk."""
        folder = getattr(item, "funcargs", {}).get("tmp_path")
        if folder is not None:
            self._folders.append(folder)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed = report.nodeid

    def run(self, items: Sequence[pytest.Item], writing: int) -> Ending:
        """Run tests until one fails."""
        for item, following in pairwise([*items, None]):
            assert item is not None
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            while self._folders:
                shutil.rmtree(self._folders.pop(), ignore_errors=True)
            if self.failed is not None:
                tell(writing, self.failed)
                return Ending.KILLED
        return Ending.SURVIVED


def collect(held: Held, tests: Iterable[str], folder: Path) -> None:
    """Collect tests and hand them over."""
    pytest.main(
        [
            "--capture=no",
            "--quiet",
            "--no-header",
            "--no-summary",
            f"--basetemp={folder}",
            "-p",
            "no:cacheprovider",
            # Hypothesis was loaded by us, before pytest could rewrite its assertions.
            "-W",
            "ignore::pytest.PytestAssertRewriteWarning",
            *tests,
        ],
        plugins=[held],
    )
