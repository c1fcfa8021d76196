"""What speaks against a plan, and what people decided about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from syncer.model.plan import Acceptance, Refusal
from syncer.model.shown import shown
from syncer.render.page import Fact, Facts, Item, Items, entries, fact, facts, prose
from syncer.render.words import about, count


def refusal_items(refusals: Iterable[Refusal], title: str = "Refused") -> Iterator[Items]:
    """Every reason with the way out."""
    found = worst_first(refusals)
    if found:
        yield Items(f"{title}, {count(len(found), 'reason')}", entries(found, _size, _item), len(found))


def worst_first(refusals: Iterable[Refusal]) -> list[Refusal]:
    """Those that nobody may accept before the others."""
    return sorted(refusals, key=lambda refusal: refusal.acceptable)


def decided(
    title: str,
    acceptances: tuple[Acceptance, ...],
    left_out: tuple[str, ...] = (),
    *,
    reason: str | None,
    actor: str | None = None,
) -> Iterator[Facts]:
    """What people let pass and left out, by whom and why; nothing where nobody said anything."""
    if acceptances or left_out or reason:
        yield from facts(title, *_decided(acceptances, left_out), *fact("By", [actor] * bool(actor)), *_reason(reason))


def _decided(acceptances: tuple[Acceptance, ...], left_out: tuple[str, ...]) -> Iterator[Fact]:
    for code in dict.fromkeys(one.code for one in acceptances):
        yield from fact("Accepted", (f"{code}: {about(one.id)}" for one in acceptances if one.code == code))
    yield from fact("Left out by --hold", left_out)


def _reason(reason: str | None) -> Iterator[Fact]:
    if reason:
        yield Fact("Reason", ((prose(reason),),))


def _item(refusal: Refusal) -> Item:
    source = () if refusal.source is None else (shown(refusal.source),)
    return Item(
        code=shown(refusal.code),
        place=(shown(about(refusal.id)), *source),
        remark="may be accepted" if refusal.acceptable else "",
        lines=tuple(prose(text) for text in (refusal.message, refusal.remedy) if text),
    )


def _size(refusal: Refusal) -> int:
    return len(refusal.message) + len(refusal.remedy)
