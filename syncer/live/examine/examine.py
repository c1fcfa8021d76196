"""Every question, in order."""

from __future__ import annotations

from syncer.live.connect import Database
from syncer.live.examine import containers, ids, ledger, rights, schema, site
from syncer.live.examine.ask import patient
from syncer.model.conformance import Conformance
from syncer.model.examination import Answer, Elsewhere, Examination, Rights, Tried


def examine(
    database: Database,
    writer: Answer[Rights] | None,
    elsewhere: tuple[Elsewhere, ...],
    conformance: Answer[Conformance] | None,
) -> Examination:
    """Ask one database everything.

    ``writer`` is what the writing login may do, where that is another one; ``conformance`` what the file shows that
    the environment names.
    """
    with patient(database) as asked:
        own = asked.ask(rights.both if writer is None else rights.reading)
        return Examination(
            identity=schema.identity(asked),
            columns=asked.ask(schema.columns),
            foreign_keys=schema.foreign_keys(asked),
            triggers=asked.ask(schema.triggers),
            ranges=(asked.ask(ids.group_ids), asked.ask(ids.element_ids)),
            elsewhere=elsewhere,
            languages=asked.ask(site.languages),
            stores=asked.ask(site.stores),
            usages=asked.ask(site.usages),
            ledger=asked.ask(ledger.ledger),
            rights=(own,) if writer is None else (own, writer),
            staging=asked.ask(site.staging),
            schemas=asked.ask(schema.schemas),
            containers=asked.ask(containers.containers),
            conformance=_shown(database, conformance),
        )


def _shown(database: Database, conformance: Answer[Conformance] | None) -> Tried:
    lock = database.dialect.parent_lock
    return Tried(database.dialect.name, lock is None or lock.is_proven, conformance)


def examine_rights(database: Database) -> Answer[Rights]:
    """What the login of this database may do, as the one that writes."""
    with patient(database) as asked:
        return asked.ask(rights.writing)


def glance(database: Database) -> Elsewhere:
    """What has to be known of another environment to compare its ids with those here."""
    with patient(database) as asked:
        return Elsewhere(database.environment.name, asked.ask(ledger.target), asked.ask(ids.group_ids))
