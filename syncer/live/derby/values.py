"""Values of Python to and from JDBC.

Times travel as text, past Java's time zone. Derby itself still moves one that the clocks of its zone skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, TypeAlias

from jpype import JArray, JByte, JClass

from syncer.live.derby.errors import DataError, InterfaceError

Reader: TypeAlias = Callable[[Any, int], Any]
"""Reads one column, counted from 1, of the row that a result set stands on."""


class Binder:
    """Gives the parameters of one prepared statement their values."""

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._types: Any = None

    def bind(self, parameters: Sequence[Any]) -> None:
        """Set all parameters, in order. Raises ``DataError`` or ``InterfaceError`` for what no column can hold."""
        for place, value in enumerate(parameters, start=1):
            self._bind(place, value)

    def _bind(self, place: int, value: Any) -> None:
        statement = self._statement
        match value:
            case None:
                statement.setNull(place, self._type(place))
            case str():
                statement.setString(place, value)
            case bool():
                statement.setBoolean(place, value)
            case int() if -(1 << 63) <= value < 1 << 63:
                statement.setLong(place, value)
            case int():
                raise DataError("an integer of more than 64 bits", "22003")
            case date() | time() if getattr(value, "tzinfo", None) is None:
                statement.setString(place, str(value))
            case Decimal():
                statement.setBigDecimal(place, JClass("java.math.BigDecimal")(str(value)))
            case float():
                statement.setDouble(place, value)
            case bytes():
                statement.setBytes(place, JArray(JByte)(value))
            case _:
                raise InterfaceError(f"a value of type {type(value).__name__} cannot be sent")

    def _type(self, place: int) -> int:
        """The JDBC type of a parameter; a NULL has to have one."""
        if self._types is None:
            self._types = self._statement.getParameterMetaData()
        return int(self._types.getParameterType(place))


def reader(jdbc_type: int) -> Reader:
    """How columns of a JDBC type are read; the numbers are those of ``java.sql.Types``."""
    return _READERS.get(jdbc_type, _text)


def _text(rows: Any, place: int) -> str | None:
    value = rows.getString(place)
    return None if value is None else str(value)


def _whole(rows: Any, place: int) -> int | None:
    value = int(rows.getLong(place))
    return None if value == 0 and rows.wasNull() else value


def _floating(rows: Any, place: int) -> float | None:
    value = float(rows.getDouble(place))
    return None if value == 0 and rows.wasNull() else value


def _truth(rows: Any, place: int) -> bool | None:
    value = bool(rows.getBoolean(place))
    return None if not value and rows.wasNull() else value


def _bytes(rows: Any, place: int) -> bytes | None:
    value = rows.getBytes(place)
    return None if value is None else bytes(value)


def _exact(rows: Any, place: int) -> Decimal | None:
    value = rows.getBigDecimal(place)
    return None if value is None else Decimal(str(value))


def _of(parse: Callable[[str], Any]) -> Reader:
    def read(rows: Any, place: int) -> Any:
        value = rows.getString(place)
        return None if value is None else parse(str(value))

    return read


_READERS: dict[int, Reader] = {
    **dict.fromkeys((-7, 16), _truth),  # BIT, BOOLEAN
    **dict.fromkeys((-6, 5, 4, -5), _whole),  # TINYINT, SMALLINT, INTEGER, BIGINT
    **dict.fromkeys((6, 7, 8), _floating),  # FLOAT, REAL, DOUBLE
    **dict.fromkeys((2, 3), _exact),  # NUMERIC, DECIMAL
    **dict.fromkeys((-2, -3, -4, 2004), _bytes),  # BINARY, VARBINARY, LONGVARBINARY, BLOB
    91: _of(date.fromisoformat),
    92: _of(time.fromisoformat),
    **dict.fromkeys((93, 2014), _of(datetime.fromisoformat)),  # TIMESTAMP, TIMESTAMP WITH TIME ZONE
}
