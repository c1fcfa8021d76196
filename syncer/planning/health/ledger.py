"""Judging our own tables and the chain of the journal."""

from __future__ import annotations

from collections.abc import Iterator

from syncer.model.doctor import Finding, Weight
from syncer.model.examination import Chain, Examination, Head, Ledger, Unanswered
from syncer.planning.health.unanswered import named, unanswered

_ALL = 4


def judge_ledger(examination: Examination) -> Iterator[Finding]:
    """Whether we remember what we wrote here, and whether anybody touched the memory."""
    answer = examination.ledger
    if isinstance(answer, Unanswered):
        yield unanswered("ledger", "Our own tables", answer)
    elif len(answer.missing) == _ALL:
        yield Finding(
            "not-set-up",
            Weight.NOTE,
            "Our own tables are not there.",
            "Nothing is recorded here, and nothing can be applied before they are.",
            "Run `syncer setup` for this environment, or have the DBA run what `syncer setup ENV --sql` prints.",
        )
    elif answer.missing or answer.head is None:
        gone = f"missing: {named(answer.missing)}" if answer.missing else "XSYNCHEAD has no row"
        yield Finding(
            "ledger-incomplete",
            Weight.DANGER,
            f"Our own tables are not complete, {gone}.",
            "Setup was cut short, or somebody dropped or emptied a table. Nothing can be applied.",
            "Run `syncer setup` again if it was never finished; else have the tables restored from a backup.",
        )
    else:
        yield from _complete(answer, answer.head)


def _complete(ledger: Ledger, head: Head) -> Iterator[Finding]:
    if head.format_version != ledger.known_format:
        yield Finding(
            "ledger-format",
            Weight.DANGER,
            f"Our own tables have format {head.format_version}, and this version knows {ledger.known_format}.",
            "Another version of segment-syncer made them. Nothing is read or written.",
            "Use the version that made them, or a newer one.",
        )
    if head.catalog != ledger.catalog:
        yield Finding(
            "other-catalog",
            Weight.DANGER,
            f"The ledger belongs to the catalog {head.catalog!r}, and the environment's file says {ledger.catalog!r}.",
            "Two catalogs in one database would take each other's segments for orphans. Nothing can be applied.",
            "Check that this is the right repository and the right database.",
        )
    if ledger.chain is not None:
        yield from _chained(ledger.chain, head)


def _chained(chain: Chain, head: Head) -> Iterator[Finding]:
    broken = list(_broken(chain, head))
    yield from broken
    if not broken:
        yield Finding(
            "ledger",
            Weight.OK,
            f"Our own tables are complete: target {head.target}, catalog {head.catalog}, {chain.length:,} rows of the "
            "journal, each linked to the one before.",
            "What was written here is on record, and the record was not edited.",
        )
    if chain.unfinished:
        runs = ", ".join(map(str, chain.unfinished))
        yield Finding(
            "unfinished-run",
            Weight.WARNING,
            f"Opened and without a recorded end: run {runs}.",
            "It was killed, lost its connection, or is still at work. Nothing of it is committed: its row `applied` "
            "would be in the same transaction, and is not there.",
            "Plan and apply again; nothing has to be cleaned up.",
        )


def _broken(chain: Chain, head: Head) -> Iterator[Finding]:
    remedy = "Find out who can write to these tables, and compare them with a backup."
    if chain.broken_at is not None:
        yield Finding(
            "broken-chain",
            Weight.DANGER,
            f"Row {chain.broken_at} of the journal is not as it was written, or a row before it is gone.",
            "Somebody edited or deleted rows of the history: it proves nothing from there on.",
            remedy,
        )
    elif (chain.length, chain.last_hash) != (head.last_seq, head.last_hash) and chain.length + head.last_seq > 0:
        yield Finding(
            "cut-chain",
            Weight.DANGER,
            f"The journal ends with row {chain.length}, and XSYNCHEAD says {head.last_seq}.",
            "Rows were deleted at its end, or the head was edited: it proves nothing of the last runs.",
            remedy,
        )
