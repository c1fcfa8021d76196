"""Facts -> findings, one small judge a question."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from syncer.model.doctor import Finding
from syncer.model.examination import Examination
from syncer.planning.health.conformance import judge_conformance
from syncer.planning.health.containers import judge_containers
from syncer.planning.health.ids import judge_elsewhere, judge_ranges
from syncer.planning.health.ledger import judge_ledger
from syncer.planning.health.rights import judge_rights
from syncer.planning.health.schema import (
    judge_columns,
    judge_foreign_keys,
    judge_identity,
    judge_schemas,
    judge_triggers,
)
from syncer.planning.health.site import judge_languages, judge_stores, judge_usages
from syncer.planning.health.staging import judge_staging

Judge: TypeAlias = Callable[[Examination], Iterator[Finding]]

JUDGES: tuple[Judge, ...] = (
    judge_identity,
    judge_columns,
    judge_foreign_keys,
    judge_triggers,
    judge_ranges,
    judge_elsewhere,
    judge_usages,
    judge_languages,
    judge_stores,
    judge_containers,
    judge_staging,
    judge_schemas,
    judge_ledger,
    judge_rights,
    judge_conformance,
)


def diagnose(examination: Examination) -> tuple[Finding, ...]:
    """What the answers mean, in the order in which they were asked."""
    return tuple(found for judge in JUDGES for found in judge(examination))
