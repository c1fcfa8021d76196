"""What speaks against a plan, and what people decided about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from syncer.model.plan import Acceptance, Refusal
from syncer.model.shown import shown
from syncer.render.page import Fact, Item, Items, entries, fact, prose
from syncer.render.words import about, count


def refusal_items(refusals: Iterable[Refusal], title: str = "Refused") -> Iterator[Items]:
    """Every reason with the way out."""
    found = worst_first(refusals)
    if found:
        yield Items(f"{title}, {count(len(found), 'reason')}", entries(found, _size, _item), len(found))


def worst_first(refusals: Iterable[Refusal]) -> list[Refusal]:
    """Those that nobody may accept before the others."""
    return sorted(refusals, key=lambda refusal: refusal.acceptable)


def accepted(acceptances: tuple[Acceptance, ...], reason: str | None = None) -> Iterator[Fact]:
    """What people let pass, and why."""
    for code in dict.fromkeys(one.code for one in acceptances):
        yield from fact("Accepted", (f"{code}: {about(one.id)}" for one in acceptances if one.code == code))
    if acceptances and reason:
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
