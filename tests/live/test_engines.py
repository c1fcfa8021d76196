"""What an engine of SQLAlchemy is like, whatever database it is for: each connection is new, and no value is shown."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url
from sqlalchemy.pool import NullPool

from syncer.live.dialects import DIALECTS
from syncer.live.dialects.dialect import Opening
from tests.builders import environment
from tests.lanes.programs import unavailable

URLS = {
    "sqlite": "sqlite:///{file}",
    "postgresql": "postgresql://who:what@127.0.0.1:1/mall",
    "derby": "derby://127.0.0.1:1/mall",
    "db2": "db2://who:what@127.0.0.1:1/MALL",
    "oracle": "oracle://who:what@127.0.0.1:1/?service_name=MALL",
}


@pytest.fixture(params=list(DIALECTS))
def engine(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setenv("PGTZ", "Asia/Tokyo")
    monkeypatch.setenv("DB2_MAX_CLIENT_CONNRETRIES", "9")
    dialect, file = DIALECTS[request.param], tmp_path / "mall.db"
    if not all(map(find_spec, dialect.modules)):
        unavailable(f"the driver of {dialect.title} is not installed")
    file.touch()
    return dialect.open(Opening(make_url(URLS[dialect.name].format(file=file)), "MALL_URL", environment(), False))


def test_a_connection_is_never_one_that_was_used_before(engine: Engine) -> None:
    assert isinstance(engine.pool, NullPool)


def test_no_error_shows_values(engine: Engine) -> None:
    assert engine.hide_parameters


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
@pytest.mark.usefixtures("engine")
def test_the_zone_of_the_caller_is_not_that_of_sessions() -> None:
    assert "PGTZ" not in os.environ


@pytest.mark.parametrize("engine", ["db2"], indirect=True)
@pytest.mark.usefixtures("engine")
def test_the_client_does_not_connect_anew_by_itself() -> None:
    assert os.environ["DB2_MAX_CLIENT_CONNRETRIES"] == "0"
