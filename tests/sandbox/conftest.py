"""Databases to look at, made once for each version of the product."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, MetaData

from syncer.model.environment import Role
from syncer.sandbox.build import build_sandbox
from syncer.sandbox.commerce import Profile, commerce_tables
from syncer.sandbox.connect import sandbox_engine


@pytest.fixture(params=[pytest.param(profile, id=f"profile {profile}") for profile in Profile])
def profile(request: pytest.FixtureRequest) -> Profile:
    chosen: Profile = request.param
    return chosen


@pytest.fixture
def tables(profile: Profile) -> MetaData:
    return commerce_tables(profile)


@pytest.fixture
def empty(tmp_path: Path, tables: MetaData) -> Engine:
    """The tables without a row."""
    engine = sandbox_engine(tmp_path / "empty.db")
    tables.create_all(engine)
    return engine


@pytest.fixture(params=[pytest.param(role, id=str(role)) for role in Role])
def role(request: pytest.FixtureRequest) -> Role:
    chosen: Role = request.param
    return chosen


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Role, Profile], Path]:
    """Where the sample database of a role and profile is, made when it is first asked for."""
    folder = tmp_path_factory.mktemp("samples")

    def path(role: Role, profile: Profile) -> Path:
        made = folder / f"{role}-{profile}.db"
        if not made.exists():
            build_sandbox(made, role=role, profile=profile)
        return made

    return path


@pytest.fixture
def sample(samples: Callable[[Role, Profile], Path], role: Role, profile: Profile) -> Iterator[Connection]:
    """A connection to a sample database; what it writes is rolled back."""
    with sandbox_engine(samples(role, profile)).connect() as connection:
        yield connection
