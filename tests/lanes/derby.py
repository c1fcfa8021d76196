"""Derby in this process, its databases in memory. A child forked after this hangs: nothing of these tests forks."""

from __future__ import annotations

from itertools import count
from urllib.parse import quote

from sqlalchemy import Engine, NullPool, create_engine

from syncer.live.derby import jvm
from syncer.live.dialects.derby import DERBY
from tests.canaries import PASSWORD
from tests.lanes.lane import Lane, in_schema
from tests.live.derby.java import require_java

_numbers = count(1)


class DerbyLane(Lane):
    """The product on Derby. Skips the test where Java or Derby is not installed."""

    name = "derby"
    login = "app"
    """Whom Derby gives the schema that the tables are in; it asks for no password."""

    def __init__(self) -> None:
        require_java()
        super().__init__(DERBY)

    def new_database(self) -> tuple[str, Engine]:
        """The administrator's connection makes it."""
        name = f"memory:store{next(_numbers)}"
        # Derby reads it when it opens a database for the first time; whoever connected before has set another.
        jvm.start(properties={"derby.locks.waitTimeout": "1"})
        self.dialect.grammar()  # lets SQLAlchemy know of the dialect
        administrator = create_engine(f"derby://dba:none@/{name}?create=true", poolclass=NullPool)
        return f"derby://{self.login}:{quote(PASSWORD, safe='')}@/{name}", in_schema(self.login, administrator)
