"""The clock of the server, whatever time zone a client brings along."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class ServerTime(FunctionElement[datetime]):
    """What time the server has. Nothing here is decided by the clock of the machine that we run on."""

    name = "server_time"
    type = DateTime()
    inherit_cache = True


@compiles(ServerTime)
def _standard(element: ServerTime, compiler: SQLCompiler, **_: Any) -> str:
    return "CURRENT_TIMESTAMP"


# On Oracle CURRENT_TIMESTAMP is in the time zone of the session (Oracle SQL Reference), and the driver sets that to
# the zone of the client when it logs in; SYSTIMESTAMP is in the zone of the server, and LASTUPDATE holds none.
@compiles(ServerTime, "oracle")
def _oracle(element: ServerTime, compiler: SQLCompiler, **_: Any) -> str:
    return "CAST(SYSTIMESTAMP AS TIMESTAMP)"
