"""Both forges, served, and a clock that waits for nobody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import pytest

from syncer.forge.client import Clock
from tests.forge.fake_github import FakeGitHub
from tests.forge.fake_gitlab import FakeGitLab
from tests.forge.serving import serving

Fake: TypeAlias = FakeGitHub | FakeGitLab


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback is asked directly, whatever this machine's environment says."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    with serving(fake := FakeGitHub()):
        yield fake


@pytest.fixture
def gitlab() -> Iterator[FakeGitLab]:
    with serving(fake := FakeGitLab()):
        yield fake


@pytest.fixture(params=["github", "a workflow's token", "gitlab"])
def fake(request: pytest.FixtureRequest) -> Iterator[Fake]:
    """Each forge in turn."""
    one: Fake = FakeGitLab() if request.param == "gitlab" else FakeGitHub(is_app=request.param != "github")
    with serving(one):
        yield one


class Waits(list[float]):
    """Every wait that was asked for, in seconds; time passes by them alone."""

    start = 1_800_000_000.0

    @property
    def clock(self) -> Clock:
        return Clock(now=lambda: self.start + sum(self), sleep=self.append)


@pytest.fixture
def waits() -> Waits:
    return Waits()
