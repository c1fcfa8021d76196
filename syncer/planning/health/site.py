"""Judging what the site has: languages, stores, kinds of groups, its own propagation, containers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from syncer.model.doctor import Finding, Severity
from syncer.model.examination import Containers, Examination, Shape, Staging, Stores, Unanswered
from syncer.model.snapshot import CUSTOMER_SEGMENT
from syncer.planning.health.unanswered import counted, named, unanswered


def judge_usages(examination: Examination) -> Iterator[Finding]:
    """Whether there are customer segments at all."""
    answer = examination.usages
    if isinstance(answer, Unanswered):
        yield unanswered("usages", "Kinds of groups", answer, 1)
        return
    details = tuple(f"{one.id} {one.name}: {counted(one.groups, 'group')}" for one in answer)
    if CUSTOMER_SEGMENT in {one.id for one in answer}:
        yield Finding(
            "usages",
            Severity.OK,
            f"MBRGRPTYPE has {len(answer)} kinds of groups, {CUSTOMER_SEGMENT} among them.",
            "Segments are the groups with usage -1. The Marketing tool should list as many as are counted here.",
            question=1,
            details=details,
        )
    else:
        yield Finding(
            "no-usage",
            Severity.DANGER,
            f"MBRGRPTYPE has no row {CUSTOMER_SEGMENT}.",
            "That row makes a group a customer segment, so nothing here can be one.",
            "Check that this is the database of Commerce, and `schema` in the environment's file.",
            1,
            details,
        )


def judge_languages(examination: Examination) -> Iterator[Finding]:
    """Whether texts can be written in the language of the files."""
    answer = examination.languages
    if isinstance(answer, Unanswered):
        yield unanswered("languages", "Languages", answer)
        return
    times = Counter(locale for _, locale in answer.locales)
    if times[answer.default] == 1:
        words = ", ".join(times)
        yield Finding("languages", Severity.OK, f"{len(times)} languages: {words}.", "Texts can be in any of them.")
    else:
        yield Finding(
            "default-language",
            Severity.DANGER,
            f"LANGUAGE has {times[answer.default] or 'no'} rows for {answer.default}, the `default_language`.",
            "Every description in a file is in that language, so nothing can be created.",
            "Correct `default_language` in the environment's file.",
        )
    twins = [locale for locale, count in times.items() if count > 1 and locale != answer.default]
    if twins:
        yield Finding(
            "twin-locales",
            Severity.WARNING,
            f"LANGUAGE has more than one row for {', '.join(twins)}.",
            "Which of them is meant cannot be told, so texts in these languages are refused.",
            "Have the DBA look at LANGUAGE.",
        )


def judge_stores(examination: Examination) -> Iterator[Finding]:
    """Whether each store has an owner of its own."""
    answer = examination.stores
    if isinstance(answer, Unanswered):
        yield unanswered("stores", "Stores and owners", answer, 2)
        return
    for store, owners in answer.wanted.items():
        if len(owners) != 1:
            yield Finding(
                "store",
                Severity.DANGER,
                f"Store {store}: {len(owners) or 'no'} owners answer to what the environment's file says.",
                "Segments belong to the one organisation that owns the store, so nothing can be planned.",
                'Correct the identifier, or give the owner\'s id: `{owner_id: "..."}`.',
                2,
            )
    yield from _shared(answer)
    ours = {owner for owners in answer.wanted.values() for owner in owners}
    segments = {one.owner_id: one.segments for one in answer.owners}
    details = tuple(
        f"{store}: owner {owners[0]}, {counted(segments.get(owners[0], 0), 'segment')}"
        for store, owners in answer.wanted.items()
        if len(owners) == 1
    )
    if details:
        yield Finding(
            "stores",
            Severity.OK,
            f"{counted(len(details), 'store')} of the environment's file, each with its owner.",
            "The segments of these owners are looked at, and no others.",
            question=2,
            details=details,
        )
    others = [one for one in answer.owners if one.store is None and one.owner_id not in ours]
    if others:
        yield Finding(
            "owners-without-store",
            Severity.NOTE,
            f"Segments are also owned by {counted(len(others), 'organisation')} without a store.",
            "Such segments may be inherited by stores. They are left alone.",
            question=2,
            details=tuple(f"owner {one.owner_id}: {counted(one.segments, 'segment')}" for one in others),
        )


def _shared(stores: Stores) -> Iterator[Finding]:
    by_owner = {owners[0]: store for store, owners in stores.wanted.items() if len(owners) == 1}
    times = Counter(owners[0] for owners in stores.wanted.values() if len(owners) == 1)
    for owner, count in times.items():
        sharing = sorted(store for store, owners in stores.wanted.items() if owners == (owner,))
        if count > 1:
            yield Finding(
                "shared-owner",
                Severity.DANGER,
                f"The stores {', '.join(sharing)} have one owner, {owner}.",
                "Their segments are the same rows, so two folders of the catalog would claim them.",
                "List one of them only.",
                2,
            )
        also = sorted({one.store for one in stores.owners if one.owner_id == owner and one.store})
        if len(also) > 1:
            yield Finding(
                "owner-of-several",
                Severity.NOTE,
                f"The owner of {by_owner[owner]} owns {len(also)} stores: {', '.join(also)}.",
                "A segment belongs to the owner, so all of them see it.",
                question=2,
            )


def judge_staging(examination: Examination) -> Iterator[Finding]:
    """Whether the site carries segments to production by itself (reference 7)."""
    answer = examination.staging
    if isinstance(answer, Unanswered):
        yield unanswered("staging", "The site's own propagation", answer, 5)
        return
    yield _staged(answer)
    if answer.waiting:
        yield Finding(
            "staglog-waiting",
            Severity.NOTE if answer.declared == "stagingprop" else Severity.WARNING,
            f"STAGLOG holds {sum(answer.waiting.values()):,} changes of segments that were not carried yet.",
            "Until stagingprop runs, production does not have them.",
            "Run stagingprop before production is planned.",
            5,
            tuple(f"{table.upper()}: {count:,}" for table, count in sorted(answer.waiting.items())),
        )


def _staged(staging: Staging) -> Finding:
    signs = staging.signs
    details = tuple(
        f"{sign}: {named(tables)}"
        for sign, tables in (
            ("by triggers", signs.by_trigger),
            ("in the lists of staged tables", signs.by_list),
            ("in STAGLOG", signs.by_log),
        )
        if tables
    )
    if not signs:
        found = f"{named(staging.tables)} are there and speak of no segment" if staging.tables else "It has no tables"
        return Finding(
            "staging",
            Severity.OK,
            f"stagingprop: {found} here.",
            "Nothing but us carries segments from here, as far as can be seen.",
            question=5,
        )
    if staging.declared == "stagingprop":
        return Finding(
            "staging",
            Severity.OK,
            "The site carries segments to production by itself, as `propagation: stagingprop` says.",
            "On production the rows that arrive are recorded, and none is written.",
            question=5,
            details=details,
        )
    said = f"`propagation: {staging.declared}` says" if staging.declared else "nothing is declared"
    return Finding(
        "staging-undeclared",
        Severity.DANGER,
        f"The site carries segments to production by itself, and {said}{' otherwise' if staging.declared else ''}.",
        "What we write here travels too, and meets what we write there. A plan is refused.",
        "Declare `propagation: stagingprop`, or have the DBA take these tables out of the propagation.",
        5,
        details,
    )


def judge_containers(examination: Examination) -> Iterator[Finding]:
    """Whether a new segment would be stored as the Marketing tool stores it."""
    answer = examination.containers
    if isinstance(answer, Unanswered):
        yield unanswered("containers", "Segments without conditions", answer, 3)
        return
    seen = tuple(
        f"{_shape(shape)}: {len(names):,}, such as {_quoted(names)}" for shape, names in sorted(answer.shapes.items())
    )
    yield from _declared(answer, seen)
    if answer.shapes:
        yield Finding(
            "containers",
            Severity.OK,
            f"{counted(sum(map(len, answer.shapes.values())), 'segment')} of the Marketing tool without conditions and "
            "members.",
            "They show how the tool stores one, and each can be copied from: `container_condition: {like: NAME}`.",
            question=3,
            details=seen,
        )
    else:
        yield Finding(
            "no-container",
            Severity.NOTE,
            "The Marketing tool made no segment that has neither conditions nor members.",
            "Nothing here shows how the tool stores one.",
            "Make one in the Marketing tool, without conditions, and run this again.",
            3,
        )


def _declared(containers: Containers, seen: tuple[str, ...]) -> Iterator[Finding]:
    if containers.declared is None:
        yield Finding(
            "container-undeclared",
            Severity.WARNING,
            "The environment's file does not say how a segment without conditions is stored.",
            "On a real database creating is refused until it does: a wrong guess can match every shopper.",
            "Set `container_condition`, best of all to `{like: NAME}` of one that the Marketing tool made.",
            3,
        )
    elif len(containers.wanted) != 1:
        yield Finding(
            "container-model",
            Severity.DANGER,
            f"`container_condition: {containers.declared}`: {len(containers.wanted) or 'no'} segments without "
            "conditions answer to that name.",
            "New segments are copied from exactly one, so nothing can be created.",
            "Name a segment that was made in the Marketing tool and has no conditions.",
            3,
        )
    elif containers.shapes and containers.wanted[0] not in containers.shapes:
        yield Finding(
            "container-differs",
            Severity.WARNING,
            f"`container_condition: {containers.declared}` means {_shape(containers.wanted[0])}; the Marketing tool "
            "stores it otherwise here.",
            "Whom a segment matches that is stored in another way than the tool's own is not known.",
            "Set `container_condition` to `{like: NAME}` of one that the Marketing tool made.",
            3,
            seen,
        )


def _shape(shape: Shape) -> str:
    return f"MBRGRPCOND {shape.row}, {'with' if shape.has_top_element else 'without'} topAndList"


def _quoted(names: tuple[str, ...]) -> str:
    return f'"{names[0]}"'
