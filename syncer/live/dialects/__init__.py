"""The engines, by the first word of a URL. What differs between them is a field of :class:`Dialect`."""

from __future__ import annotations

from syncer.live.dialects.db2 import DB2
from syncer.live.dialects.derby import DERBY
from syncer.live.dialects.dialect import Dialect
from syncer.live.dialects.oracle import ORACLE
from syncer.live.dialects.postgresql import POSTGRESQL
from syncer.live.dialects.sqlite import SQLITE

DIALECTS: dict[str, Dialect] = {dialect.name: dialect for dialect in (SQLITE, POSTGRESQL, DERBY, DB2, ORACLE)}
