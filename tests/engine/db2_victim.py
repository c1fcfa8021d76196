"""The run that is killed, where Derby's server stands for a Db2: ``python -m tests.engine.db2_victim``."""

from __future__ import annotations

from syncer.engine.conformance.victim import main
from syncer.live.dialects import DIALECTS
from tests.lanes.db2 import DB2_ON_DERBY

if __name__ == "__main__":
    DIALECTS[DB2_ON_DERBY.name] = DB2_ON_DERBY
    main()
