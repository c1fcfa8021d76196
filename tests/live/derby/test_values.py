"""What goes in comes out, by Derby and by H2, which the driver knows nothing special about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.live.derby.java import require_java

if TYPE_CHECKING:
    from syncer.live.derby.dbapi import Connection

VALUES = [
    pytest.param("VARCHAR(40)", "Gold für alle", id="text"),
    pytest.param("VARCHAR(40)", "", id="an empty text, which is not NULL"),
    pytest.param("VARCHAR(40)", "😀 and 𝔘𝔫𝔦𝔠𝔬𝔡𝔢", id="text beyond the basic plane"),
    pytest.param("VARCHAR(40)", "a\tb\nc\x00d", id="text with control characters"),
    pytest.param("VARCHAR(4000)", "é" * 4000, id="a long text"),
    pytest.param("CLOB(1048576)", "", id="an empty CLOB"),
    pytest.param("CLOB(1048576)", "x" * 32_000, id="a CLOB of 32,000 characters"),
    pytest.param("CLOB(1048576)", "aé😀" * 250_000, id="a CLOB of 3 MB"),
    pytest.param("SMALLINT", -32768, id="a small integer"),
    pytest.param("INTEGER", 0, id="zero"),
    pytest.param("BIGINT", 8333333333333350007, id="an id beyond 2^53"),
    pytest.param("BIGINT", -(1 << 63), id="the least integer"),
    pytest.param("DECIMAL(31,10)", Decimal("123456789012345678901.0123456789"), id="a decimal"),
    pytest.param("DOUBLE PRECISION", 0.1, id="a float"),
    pytest.param("DOUBLE PRECISION", 0.0, id="nothing as a float"),
    pytest.param("BOOLEAN", True, id="true"),
    pytest.param("BOOLEAN", False, id="false"),
    pytest.param("TIMESTAMP", datetime.fromisoformat("2026-11-22T04:06:07.123456"), id="a time to the microsecond"),
    pytest.param("TIMESTAMP", datetime.fromisoformat("1999-12-31"), id="midnight"),
    pytest.param("DATE", date(2026, 2, 28), id="a date"),
    pytest.param("TIME", time(23, 59, 58), id="a time of day"),
    pytest.param("BLOB(1000)", b"\x00\x7f\x80\xff", id="bytes"),
]
TYPES = sorted({str(value.values[0]) for value in VALUES})


@pytest.fixture(params=["derby", "h2"])
def anywhere(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """A connection to an empty database of one kind."""
    if request.param == "derby":
        yield request.getfixturevalue("connection")
        return
    require_java()
    from syncer.live.derby import dbapi

    connection = dbapi.connect("jdbc:h2:mem:", {"user": "sa"}, driver_class="org.h2.Driver")
    yield connection
    connection.close()


def there_and_back(connection: Connection, type_: str, values: list[Any]) -> list[Any]:
    cursor = connection.cursor()
    cursor.execute(f"CREATE TABLE kept (place INTEGER, kept {type_})")
    cursor.executemany("INSERT INTO kept VALUES (?, ?)", list(enumerate(values)))
    assert cursor.rowcount == len(values)
    cursor.execute("SELECT kept FROM kept ORDER BY place")
    return [value for (value,) in cursor.fetchall()]


@pytest.mark.parametrize("type_, value", VALUES)
def test_a_value_comes_back_as_it_was(anywhere: Connection, type_: str, value: object) -> None:
    (found,) = there_and_back(anywhere, type_, [value])
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize("type_", TYPES)
def test_null_stays_null_among_others(anywhere: Connection, type_: str) -> None:
    value = next(value.values[1] for value in VALUES if value.values[0] == type_)
    assert there_and_back(anywhere, type_, [None, value, None]) == [None, value, None]


@pytest.mark.parametrize(
    "value, kind",
    [
        pytest.param(1 << 63, "DataError", id="an integer of more than 64 bits"),
        pytest.param(datetime(2026, 11, 22, tzinfo=UTC), "InterfaceError", id="a time of another zone"),
        pytest.param(object(), "InterfaceError", id="something that is no value"),
    ],
)
def test_what_no_column_can_hold_is_refused(anywhere: Connection, value: object, kind: str) -> None:
    from syncer.live.derby import dbapi

    with pytest.raises(getattr(dbapi, kind)):
        there_and_back(anywhere, "BIGINT", [value])
