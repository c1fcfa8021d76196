"""What every provoked error must show: the code of its row, and the trouble that the row says."""

from __future__ import annotations

import re

from syncer.live.dialects.codes import CODES, PROVOKED, Code
from tests.faults.errors.built import DRIVERS


def provoked(engine: str) -> set[str]:
    """The codes of an engine that tests must have provoked."""
    return {code.code for code in CODES if code.engine == engine and code.source == PROVOKED}


def require(engine: str, code: str, error: BaseException) -> None:
    """The driver said this code, and it is sorted as the table says."""
    assert _says(error, code), f"{type(error).__name__}: {error}"
    assert DRIVERS[engine].trouble(error) is _row(engine, code).trouble


def _row(engine: str, code: str) -> Code:
    return next(one for one in CODES if (one.engine, one.code) == (engine, code))


def _says(error: BaseException, code: str) -> bool:
    if code == "no SQLSTATE":
        return getattr(error, "sqlstate", "") is None
    names = [getattr(error, name, None) for name in ("sqlite_errorname", "sqlstate")]
    names += [*getattr(error, "causes", ()), *(getattr(part, "full_code", None) for part in error.args)]
    if any(name and name.startswith(code) for name in names):
        return True
    said: BaseException | None = error
    words = re.compile(r"(?<![\w-])" + ".*".join(map(re.escape, code.split("..."))))
    while said is not None:
        if words.search(str(said)):
            return True
        said = said.__cause__ or said.__context__
    return False
