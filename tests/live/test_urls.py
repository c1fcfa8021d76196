"""What people read where the URL of a database has no sense, or leads nowhere: every case, against a page."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import make_url

from syncer.live.dialects import DIALECTS
from syncer.live.dialects.dialect import Opening
from syncer.model.errors import NotPermitted
from tests.builders import environment
from tests.lanes.programs import unavailable

GOLDEN = Path(__file__).parent / "golden" / "urls.txt"
CANARY = "c4n4ry"
SERVER = f"who:{CANARY}@mall"
URLS = (
    "sqlite:////nowhere/mall.db",
    f"postgresql://{SERVER}/mall?port={CANARY}",
    f"postgresql://{SERVER}/mall?sslmode=require&sslmode=disable",
    f"postgresql://{SERVER}/mall?options={CANARY}&application_name={CANARY}&{CANARY}-=1",
    f"postgresql://{SERVER}/mall?{CANARY}-=1",
    "derby://",
    f"derby:////mall;password={CANARY}",
    "derby:////nowhere/mall",
    f"derby://{SERVER}/mall?create=true",
    f"db2://{SERVER}/MALL",
    f"db2://{SERVER}:50000/",
    f"db2://who:{CANARY}@:50000/MALL",
    f"db2://{SERVER};x:50000/MALL",
    f"db2://{SERVER}:50000/MALL;x",
    f"db2://who;:{CANARY}@mall:50000/MALL",
    f"db2://who:{CANARY}{{@mall:50000/MALL",
    f"db2://who:{CANARY} @mall:50000/MALL",
    f"db2://{SERVER}:50000/MALL?Security=a;b",
    f"db2://{SERVER}:50000/MALL?Trace={CANARY}",
    f"db2://{SERVER}:50000/MALL?Security=SSL&Security=TLS",
    f"oracle://who:{CANARY}@/MALL",
    f"oracle://{SERVER}/MALL?service_name=MALL",
    f"oracle://{SERVER}/?mode={CANARY}",
)


def told(url: str, variable: str | None) -> Iterator[str]:
    dialect = DIALECTS[url.partition(":")[0]]
    with pytest.raises(NotPermitted) as refused:
        dialect.open(Opening(make_url(url), variable, environment(), reads_only=False))
    yield url if variable else f"{url} of a sandbox"
    yield f"  {refused.value}"
    yield f"  {refused.value.remedy}"


def page() -> Iterator[str]:
    for url in URLS:
        yield from told(url, "MALL_URL")
    yield from told(URLS[0], None)


def test_what_is_said_of_each_url_is_as_reviewed() -> None:
    for dialect in DIALECTS.values():
        if not all(map(find_spec, dialect.modules)):
            unavailable(f"the driver of {dialect.title} is not installed")
    assert "\n".join(page()) + "\n" == GOLDEN.read_text(encoding="utf-8")


def test_no_value_of_a_url_is_shown() -> None:
    said = [line for line in GOLDEN.read_text(encoding="utf-8").splitlines() if line.startswith("  ")]
    assert said
    assert not [line for line in said if CANARY in line]


def test_a_sandbox_is_one_that_we_made(tmp_path: Path) -> None:
    file = tmp_path / "mall.db"
    with closing(sqlite3.connect(file)) as made:
        made.execute("CREATE TABLE t (a)")
    engine = DIALECTS["sqlite"].open(Opening(make_url(f"sqlite:///{file}"), None, environment(), reads_only=False))
    with pytest.raises(NotPermitted) as refused:
        engine.connect()
    assert str(refused.value) == (
        "The file that staging calls its sandbox was not made by `syncer sandbox`. Nothing was read."
    )
    assert refused.value.remedy == "Name it by `url_env` if it is a real database, or give `sandbox` another path."


def test_a_folder_of_derby_is_known_by_its_properties(tmp_path: Path) -> None:
    opening = Opening(make_url(f"derby:///{tmp_path}"), "MALL_URL", environment(), reads_only=False)
    if not all(map(find_spec, DIALECTS["derby"].modules)):
        unavailable("the driver of Derby is not installed")
    with pytest.raises(NotPermitted, match="is not there"):
        DIALECTS["derby"].open(opening)
    (tmp_path / "service.properties").touch()
    assert str(DIALECTS["derby"].open(opening).url) == f"derby:///{tmp_path}"
