"""Look at a database from all sides before the first apply, and write nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from syncer.desired.environments import list_environments, load_environment
from syncer.engine.facts import context
from syncer.model.conformance import Conformance
from syncer.model.doctor import Diagnosis
from syncer.model.environment import DatabaseUrl, Environment
from syncer.model.errors import Invalid, SyncerError
from syncer.model.examination import Answer, Elsewhere, Rights, Unanswered
from syncer.planning.health.diagnose import diagnose

if TYPE_CHECKING:
    from syncer.live.connect import Database


def doctor(root: Path, environment: str) -> Diagnosis:
    """Ask everything. Raises ``NotPermitted`` or ``Busy`` only where the database itself cannot be reached."""
    from syncer.live.examine.examine import examine

    where = load_environment(root, environment)
    with _opened(where) as database:
        examination = examine(database, _writer(where), tuple(_elsewhere(root, where)), _conformance(where))
    return Diagnosis(where.name, where.is_sandbox, diagnose(examination), context(root))


@contextmanager
def _opened(where: Environment) -> Iterator[Database]:
    """A database, only to be read, whichever login that is."""
    from syncer.live.connect import connect
    from syncer.live.gate import Access

    with connect(where, Access.READ) as database:
        yield database


def _writer(where: Environment) -> Answer[Rights] | None:
    """What the login may do that applies; ``None`` where the one that looks is the same."""
    from syncer.live.examine.examine import examine_rights

    if not (isinstance(where.target, DatabaseUrl) and where.target.read_variable):
        return None
    try:
        with _opened(replace(where, target=DatabaseUrl(where.target.variable))) as database:
            return examine_rights(database)
    except SyncerError as error:
        return Unanswered(f"the writing login was not asked: {error.message.rstrip('.')}", is_fault=False)


def _conformance(where: Environment) -> Answer[Conformance] | None:
    """What the file shows that the environment names; ``None`` where it names none."""
    from syncer.desired.conformance_file import read_conformance

    if where.conformance is None:
        return None
    try:
        return read_conformance(Path(where.conformance))
    except SyncerError as error:
        return Unanswered(error.message)


def _elsewhere(root: Path, where: Environment) -> Iterator[Elsewhere]:
    """The other environments of the repository. A sandbox has nothing in common with a real database."""
    from syncer.live.examine.examine import glance

    for name in list_environments(root):
        if name == where.name:
            continue
        try:
            other = load_environment(root, name)
            if other.is_sandbox is where.is_sandbox:
                with _opened(other) as database:
                    yield glance(database)
        except Invalid as error:
            yield _unseen(name, f"environments/{name}.yaml has {len(error.problems)} problems")
        except SyncerError as error:
            yield _unseen(name, error.message)


def _unseen(name: str, reason: str) -> Elsewhere:
    return Elsewhere(name, Unanswered(reason), Unanswered(reason))
