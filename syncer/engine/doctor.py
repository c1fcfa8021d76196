"""Look at a database from all sides before the first apply, and write nothing."""

from __future__ import annotations

from pathlib import Path

from syncer.desired.environments import list_environments, load_environment
from syncer.engine.facts import context
from syncer.model.doctor import Diagnosis
from syncer.model.environment import DatabaseUrl, Environment
from syncer.model.errors import Invalid, SyncerError
from syncer.model.examination import Answer, Elsewhere, Rights, Unanswered
from syncer.planning.health.diagnose import diagnose


def doctor(root: Path, environment: str) -> Diagnosis:
    """Ask everything. Raises ``NotPermitted`` or ``Busy`` only where the database itself cannot be reached."""
    from syncer.live.connect import connect
    from syncer.live.examine.examine import examine
    from syncer.live.gate import Access

    where = load_environment(root, environment)
    with connect(where, Access.READ) as database:
        examination = examine(database, _writer(where), tuple(_elsewhere(root, where)))
    return Diagnosis(where.name, where.is_sandbox, diagnose(examination), context(root))


def _writer(where: Environment) -> Answer[Rights] | None:
    """What the login may do that applies; ``None`` where the one that looks is the same."""
    from syncer.live.connect import connect
    from syncer.live.examine.examine import examine_rights
    from syncer.live.gate import Access

    if not (isinstance(where.target, DatabaseUrl) and where.target.read_variable):
        return None
    try:
        # Opened as for an apply, because that is another login; the gate still sees only SELECTs.
        with connect(where, Access.WRITE) as database:
            return examine_rights(database)
    except SyncerError as error:
        return Unanswered(f"the writing login was not asked: {error.message.rstrip('.')}", is_fault=False)


def _elsewhere(root: Path, where: Environment) -> list[Elsewhere]:
    """The other environments of the repository. A sandbox has nothing in common with a real database."""
    found = []
    for name in list_environments(root):
        if name == where.name:
            continue
        try:
            other = load_environment(root, name)
            if other.is_sandbox is where.is_sandbox:
                found.append(_glance(other))
        except Invalid as error:
            found.append(_unseen(name, f"environments/{name}.yaml has {len(error.problems)} problems"))
        except SyncerError as error:
            found.append(_unseen(name, error.message))
    return found


def _glance(other: Environment) -> Elsewhere:
    from syncer.live.connect import connect
    from syncer.live.examine.examine import glance
    from syncer.live.gate import Access

    with connect(other, Access.READ) as database:
        return glance(database)


def _unseen(name: str, reason: str) -> Elsewhere:
    return Elsewhere(name, Unanswered(reason), Unanswered(reason))
