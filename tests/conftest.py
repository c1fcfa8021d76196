"""Workspaces to test in, and the proofs that stand around every test that touches a database.

1. The rows of MBRGRPMBR and DMMBRGRPPZN are the same bytes before and after.
2. SQLite was never asked to write to them, by a cascade or otherwise.

A test that plays the process which fills segments says so with ``Watch.loader`` or ``plays_loader``;
one that plants a forbidden write says ``plants_writes``.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, settings

import syncer.live.dialects.sqlite
import syncer.live.gate
from syncer.engine.sandbox import sandbox
from syncer.live.dialects import DIALECTS
from syncer.live.gate import Access
from syncer.model.environment import Environment, Role
from syncer.sandbox.commerce import Profile
from syncer.sandbox.seed import insert_seeds
from tests.lanes.lane import SHOPPERS, Lane
from tests.lanes.store import Store
from tests.membership import Watch, memberships
from tests.workspace import Workspace, variable

pytest_plugins = ("tests.figures", "tests.canaries", "tests.lanes.fixtures", "tests.covered")

# A machine that builds is slow now and then, and that is no finding. A failure prints how to see it again.
settings.register_profile("repository", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("repository")

NAMES = ("staging", "production")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "plays_loader: the test itself changes who is a member")
    config.addinivalue_line("markers", "plants_writes: the test itself asks for a forbidden write to members")


class _Watches:
    """The watch of the test that runs now."""

    def __init__(self) -> None:
        self.current = Watch()


@pytest.fixture(scope="session", autouse=True)
def _watches() -> Iterator[_Watches]:
    watches = _Watches()
    open_database, authorize = syncer.live.dialects.sqlite.connection_to, syncer.live.gate.authorize

    def opened(path: Path, environment: Environment) -> sqlite3.Connection:
        watches.current.opened(path)
        return open_database(path, environment)

    def authorized(access: Access, action: int, first: str | None, second: str | None) -> bool:
        watches.current.authorizing(access, action, first, second)
        return authorize(access, action, first, second)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(syncer.live.dialects.sqlite, "connection_to", opened)
        patch.setattr(syncer.live.gate, "authorize", authorized)
        yield watches


@pytest.fixture(autouse=True)
def watch(request: pytest.FixtureRequest, _watches: _Watches) -> Iterator[Watch]:
    """The standing proofs around one test."""
    _watches.current = watch = Watch()
    yield watch
    if "plays_loader" not in request.keywords:
        watch.require_untouched()
    if "plants_writes" not in request.keywords:
        assert watch.asked == []


class _Template(NamedTuple):
    """A folder to copy, and who is a member of what in its databases."""

    root: Path
    members: dict[str, dict[str, str | None]]


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], _Template]:
    """The sample databases of one profile, made by the engine when they are first asked for."""

    @cache
    def make(profile: str) -> _Template:
        workspace = Workspace(tmp_path_factory.mktemp(f"profile-{profile}"), Watch())
        for folder in ("environments", "catalog"):
            (workspace.root / folder).mkdir()
        for name in NAMES:
            workspace.environment(name)
        sandbox(workspace.root, profile=profile)
        return _Template(workspace.root, {name: memberships(workspace.database(name)) for name in NAMES})

    return make


@pytest.fixture
def new_workspace(
    _made: Callable[[str], _Template], lane: Lane | None, tmp_path: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Workspace]:
    """Makes a workspace of a schema profile: set up, with an empty catalog."""

    def make(profile: str) -> Workspace:
        if lane is not None:
            return _on_lane(lane, Profile(profile), tmp_path / f"work-{profile}", watch, monkeypatch)
        template = _made(profile)
        workspace = Workspace(Path(shutil.copytree(template.root, tmp_path / f"work-{profile}")), watch)
        for name, members in template.members.items():
            watch.expect(workspace.database(name), members)
        return workspace

    return make


def _on_lane(lane: Lane, profile: Profile, root: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    @cache
    def store_of(name: str) -> Store:
        """Most tests need one database only, and putting back takes a while."""
        role = Role(name)
        store = lane.store(profile, role, fill=partial(insert_seeds, role=role, profile=profile, shoppers=SHOPPERS))
        monkeypatch.setenv(variable(name), store.url)
        monkeypatch.setitem(DIALECTS, lane.dialect.name, lane.watched(watch.opened))
        return store

    workspace = Workspace(root, watch, store_of)
    for folder in ("environments", "catalog"):
        (root / folder).mkdir(parents=True)
    for name in NAMES:
        workspace.environment(name)
    return workspace


@pytest.fixture
def workspace(new_workspace: Callable[[str], Workspace]) -> Workspace:
    """A workspace of profile 9."""
    return new_workspace("9")


@pytest.fixture
def workspace_7(new_workspace: Callable[[str], Workspace]) -> Workspace:
    """A workspace of profile 7: no export flags, counters that may be NULL."""
    return new_workspace("7")
