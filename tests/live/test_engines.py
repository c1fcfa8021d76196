"""What an engine of SQLAlchemy is like, whatever database it is for: each connection is new, and no value is shown."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy import Engine, make_url
from sqlalchemy.pool import NullPool

from syncer.live.dialects import DIALECTS
from syncer.live.dialects.dialect import Opening
from syncer.model.environment import Timeouts
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
    where = environment(timeouts=Timeouts(connect=11, lock=7, statement=61, overall=301))
    return dialect.open(Opening(make_url(URLS[dialect.name].format(file=file)), "MALL_URL", where, reads_only=False))


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


class Asked(Exception):
    """A driver is about to connect."""


@pytest.mark.parametrize(
    "engine, entrance, words, settings",
    [
        pytest.param(
            "postgresql",
            "syncer.live.dialects.postgresql_psycopg.ImpatientConnection.connect",
            (),
            {
                "connect_timeout": 11,
                "application_name": "segment-syncer",
                "client_encoding": "utf8",
                "tcp_user_timeout": 61_000,
                "keepalives_idle": 10,
                "keepalives_interval": 5,
                "keepalives_count": 3,
            },
            id="PostgreSQL",
        ),
        pytest.param(
            "derby",
            "syncer.live.derby.dbapi.connect",
            ("jdbc:derby://127.0.0.1:1/mall", {}),
            {"connect_seconds": 11, "lock_seconds": 7, "statement_seconds": 61, "read_only": False},
            id="Derby",
        ),
        pytest.param(
            "db2",
            "ibm_db.connect",
            (
                "PROTOCOL=TCPIP;PORT=1;ConnectTimeout=11;QueryTimeout=61;TxnIsolation=2;HOSTNAME=127.0.0.1;"
                "DATABASE=MALL;UID=who;PWD=what;",
                "",
                "",
                {102: 0},  # it does not commit by itself
            ),
            {},
            id="Db2",
        ),
        pytest.param(
            "oracle",
            "oracledb.connect",
            (),
            {"tcp_connect_timeout": 11.0, "expire_time": 1, "program": "segment-syncer"},
            id="Oracle",
        ),
    ],
    indirect=["engine"],
)
def test_what_a_driver_is_told(
    engine: Engine, entrance: str, words: object, settings: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(*arguments: object, **keywords: object) -> NoReturn:
        raise Asked(arguments, keywords)

    monkeypatch.setattr(entrance, asked)
    with pytest.raises(Asked) as told:
        engine.connect()
    assert told.value.args[0] == words
    assert told.value.args[1].items() >= settings.items()
