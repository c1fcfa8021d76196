"""Judging what the site has: kinds of groups, languages, stores and their owners."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from syncer.model.doctor import Finding, Weight
from syncer.model.examination import Examination, Stores, Unanswered
from syncer.model.snapshot import CUSTOMER_SEGMENT
from syncer.planning.health.unanswered import counted, unanswered


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
            Weight.OK,
            f"MBRGRPTYPE has {len(answer)} kinds of groups, {CUSTOMER_SEGMENT} among them.",
            "Segments are the groups with usage -1. The Marketing tool should list as many as are counted here.",
            question=1,
            details=details,
        )
    else:
        yield Finding(
            "no-usage",
            Weight.DANGER,
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
        yield Finding("languages", Weight.OK, f"{len(times)} languages: {words}.", "Texts can be in any of them.")
    else:
        yield Finding(
            "default-language",
            Weight.DANGER,
            f"LANGUAGE has {times[answer.default] or 'no'} rows for {answer.default}, the `default_language`.",
            "Every description in a file is in that language, so nothing can be created.",
            "Correct `default_language` in the environment's file.",
        )
    twins = [locale for locale, count in times.items() if count > 1 and locale != answer.default]
    if twins:
        yield Finding(
            "twin-locales",
            Weight.WARNING,
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
                Weight.DANGER,
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
            Weight.OK,
            f"{counted(len(details), 'store')} of the environment's file, each with its owner.",
            "The segments of these owners are looked at, and no others.",
            question=2,
            details=details,
        )
    others = [one for one in answer.owners if one.store is None and one.owner_id not in ours]
    if others:
        yield Finding(
            "owners-without-store",
            Weight.NOTE,
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
                Weight.DANGER,
                f"The stores {', '.join(sharing)} have one owner, {owner}.",
                "Their segments are the same rows, so two folders of the catalog would claim them.",
                "List one of them only.",
                2,
            )
        also = sorted({one.store for one in stores.owners if one.owner_id == owner and one.store})
        if len(also) > 1:
            yield Finding(
                "owner-of-several",
                Weight.NOTE,
                f"The owner of {by_owner[owner]} owns {len(also)} stores: {', '.join(also)}.",
                "A segment belongs to the owner, so all of them see it.",
                question=2,
            )
