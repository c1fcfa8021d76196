"""Guards of scale and permission: how much at once, and what an environment allows at all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from syncer.model.change import Activate, Change, Create, Forget, Record, Update, subject_id, writes_store
from syncer.model.environment import WHOLE_ENVIRONMENT, Mode, Scale
from syncer.model.plan import Refusal
from syncer.planning.guards.case import Case

SMALLEST_LIMIT = 10
"""Below this many changes a share of what is recorded means nothing."""

SMALLEST_CATALOG = 5
"""Below this many recorded segments half of them means nothing."""


_QUESTIONS = {
    "empty_segment_means": (
        "Whom does a segment match that has neither members nor conditions: nobody, or everybody? The notes of the "
        "fix level say it; or save one in the Marketing tool of a test system, aim an activity at it, and visit "
        "the store as a guest."
    ),
    "container_condition": (
        "How does the Marketing tool store a segment without conditions? Save one there; `syncer doctor {}` shows its "
        "rows, or name it: `container_condition: {{like: NAME}}`."
    ),
}
"""What has to be answered before a segment is made, and how to find out (reference 5.3)."""


def refuse_undeclared_meaning(case: Case) -> Iterator[Refusal]:
    """On some fix levels a segment without members matches every shopper (reference 5.3)."""
    environment = case.environment
    missing = [
        key
        for key, value in (
            ("empty_segment_means", environment.empty_segment_means),
            ("container_condition", environment.container_condition),
        )
        if value is None
    ]
    if missing and not environment.is_sandbox and any(map(_may_be_empty, case.changes)):
        yield Refusal(
            code="empty-means-everybody",
            id=WHOLE_ENVIRONMENT,
            message=f"empty segments would appear, and {environment.name} does not declare {' nor '.join(missing)}",
            remedy=(
                f"{' '.join(_QUESTIONS[key].format(environment.name) for key in missing)} "
                f"Then declare it in environments/{environment.name}.yaml."
            ),
            source=environment.source,
        )


def _may_be_empty(change: Change) -> bool:
    """Whether a segment appears that may have no member; adopting one changes nothing about that."""
    return isinstance(change, Create) or (isinstance(change, Activate) and not change.live.has_members)


def refuse_large_changes(case: Case) -> Iterator[Refusal]:
    """Many changes at once are seldom what one review looked at."""
    writes = Counter(subject_id(change).store for change in case.changes if writes_store(change))
    totals = {WHOLE_ENVIRONMENT: (writes.total(), sum(case.recorded.values()))}
    stores = {store: (count, case.recorded.get(store, 0)) for store, count in sorted(writes.items())}
    for where, (count, recorded) in {**totals, **stores}.items():
        limit = change_limit(case.environment.limits.of(where), recorded)
        if count > limit:
            place = case.environment.name if where == WHOLE_ENVIRONMENT else f"store {where}"
            yield Refusal(
                code="change-limit",
                id=where,
                message=f"{count} changes would write to {place}; the limit is {limit}, with {recorded} recorded",
                remedy=(
                    "Read the changes; if all are meant, plan again with `--accept change-limit --reason TEXT`. "
                    "`limits` in the environment's file can only be tighter."
                ),
                acceptable=True,
            )


def change_limit(scale: Scale, recorded: int) -> int:
    """How many changes may write rows of the store, where so many segments are recorded."""
    if recorded == 0:
        return scale.changes
    return min(scale.changes, max(SMALLEST_LIMIT, recorded * scale.share // 100))


def refuse_newly_managed(case: Case) -> Iterator[Refusal]:
    """A field that files begin to say has many values in the database that nobody has looked at."""
    begun: defaultdict[str, list[str]] = defaultdict(list)
    for change in case.changes:
        if isinstance(change, Update | Activate):
            for field in change.fields:
                if field.path not in change.recorded.content:
                    begun[field.path].append(str(change.desired.id))
    limit = case.environment.limits.newly_managed
    many = {path: ids for path, ids in sorted(begun.items()) if len(ids) > limit}
    if many:
        fields = "; ".join(f"{path} of {len(ids)}, first {ids[0]}" for path, ids in many.items())
        yield Refusal(
            code="newly-managed",
            id=WHOLE_ENVIRONMENT,
            message=f"fields that no run wrote before would be written of many segments at once: {fields}",
            remedy=(
                f"The limit is {limit}. What the database has there is shown with each change. Begin with fewer files, "
                "or plan again with `--accept newly-managed --reason TEXT`."
            ),
            acceptable=True,
        )


def refuse_first_write(case: Case) -> Iterator[Refusal]:
    """The first segment that is made on a real database shows whether the Marketing tool takes what we make."""
    created = [change for change in case.changes if isinstance(change, Create)]
    if len(created) > 1 and not (case.environment.is_sandbox or case.site.has_created):
        yield Refusal(
            code="first-write",
            id=WHOLE_ENVIRONMENT,
            message=f"nothing was ever created here by this program, and {len(created)} segments would be at once",
            remedy=(
                "Create one first: leave the others out with `--hold STORE/ID --reason TEXT`, and look at it in the "
                "Marketing tool. Or "
                "plan again with `--accept first-write --reason TEXT`."
            ),
            acceptable=True,
        )


def refuse_shrunk_catalogs(case: Case) -> Iterator[Refusal]:
    """An empty catalog, or one that lost half of its files, is most likely a wrong checkout."""
    recorded = sum(case.recorded.values())
    present = sum(1 for subject in case.subjects if subject.recorded and subject.desired)
    if case.catalog_size == 0:
        yield Refusal(
            code="shrunk-catalog",
            id=WHOLE_ENVIRONMENT,
            message="the catalog is empty",
            remedy="Check that this is the right folder and revision. Absent files delete nothing, so nothing is lost.",
        )
    elif recorded >= SMALLEST_CATALOG and present * 2 < recorded:
        yield Refusal(
            code="shrunk-catalog",
            id=WHOLE_ENVIRONMENT,
            message=f"the catalog has files for only {present} of the {recorded} segments that are recorded",
            remedy=(
                "Check that this is the right folder and revision; if so, plan with "
                "`--accept shrunk-catalog --reason TEXT`."
            ),
            acceptable=True,
        )


def refuse_by_mode(case: Case) -> Iterator[Refusal]:
    """An environment may be there to look at only, or to create in only."""
    environment = case.environment
    if environment.mode is Mode.OBSERVE and case.changes:
        yield Refusal(
            code="mode",
            id=WHOLE_ENVIRONMENT,
            message=f"{environment.name} is only observed; changes planned: {len(case.changes)}",
            remedy=f"Set `mode` in environments/{environment.name}.yaml when it is time to write.",
            source=environment.source,
        )
    if environment.mode is Mode.CREATE_ONLY:
        for change in case.changes:
            if not _only_creates(change):
                yield Refusal(
                    code="mode",
                    id=str(subject_id(change)),
                    message=f"{environment.name} only takes new segments, and {subject_id(change)} would be changed",
                    remedy=f"Leave it out with `--hold {subject_id(change)} --reason TEXT`, or set `mode: apply`.",
                    source=environment.source,
                )


def _only_creates(change: Change) -> bool:
    """Whether no row that was there before is written or taken over; activating finishes a create."""
    match change:
        case Create() | Record() | Forget():
            return True
        case Activate(fields=fields):
            return not fields
        case _:
            return False
