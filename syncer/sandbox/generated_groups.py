"""The member groups of a generated store: the invented segments, and odd ones beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import cycle

from syncer.model.snapshot import CUSTOMER_SEGMENT
from syncer.sandbox.group import TOP, Element, Group, Membership, Text
from syncer.sandbox.invent import Invented, StoreShape, invent, spare_names
from syncer.sandbox.lookups import ACCESS_GROUP, LANGUAGES, PRICE_GROUP

_ENGLISH, _POLISH = LANGUAGES["en_US"], LANGUAGES["pl_PL"]
_MADE = datetime.fromisoformat("2024-01-08 06:00:00")  # TIMESTAMP columns know no time zone
_EDITORS = ("wcsadmin", "s.okafor", "m.lindqvist", "j.ferreira")
_BY_ACTIVITY = ("marketingPopulates", "=", "T")


def generated_groups(shape: StoreShape, owners: Mapping[str, int], users: range, seed: int) -> Iterator[Group]:
    """All groups of a shape, whose ids are still to come; ``users`` are there to be members."""
    for number, group in enumerate(_groups(shape, owners, seed)):
        has_no_counter = number * shape.null_counters % 100 < shape.null_counters
        yield replace(
            group,
            members=_members(number, shape.members, users) if CUSTOMER_SEGMENT in group.usages else (),
            shoppers=(f"{number:08}",) if number % 10 == 0 else (),
            updated_at=_MADE + timedelta(minutes=number),
            updated_by=_EDITORS[number % len(_EDITORS)],
            counter=None if has_no_counter else number % 50,
        )


def _groups(shape: StoreShape, owners: Mapping[str, int], seed: int) -> Iterator[Group]:
    segments = tuple(invent(shape, seed))
    for segment in segments:
        yield _container(segment, owners[segment.store])
    for segment in segments[: shape.share(shape.case_twins)]:
        yield _group(owners[segment.store], segment.name.upper())
    for segment in segments[: shape.share(shape.padded_names)]:
        yield _group(owners[segment.store], f"{segment.name}  ")
    yield from _others(shape, owners, {segment.name for segment in segments}, seed)


def _others(shape: StoreShape, owners: Mapping[str, int], taken: set[str], seed: int) -> Iterator[Group]:
    """Groups with names of their own that no file may describe as they are."""
    with_conditions, without_texts, others = map(
        shape.share, (shape.with_conditions, shape.without_descriptions, shape.other_groups)
    )
    names = spare_names(taken, with_conditions + without_texts + others, seed)
    for number, (name, owner) in enumerate(zip(names, cycle(owners.values()), strict=False)):
        group = _group(owner, name)
        if number < with_conditions:
            yield _with_condition(group)
        elif number < with_conditions + without_texts:
            yield replace(group, texts=())
        else:
            usage = PRICE_GROUP if number % 2 else ACCESS_GROUP
            yield replace(group, usages=(usage,), has_condition_row=False, elements=(), oid=None)


def _group(owner: int, name: str) -> Group:
    return Group(0, owner, name, texts=(Text(_ENGLISH, name, f"Made by hand for {name.strip()}."),))


def _container(segment: Invented, owner: int) -> Group:
    """The rows that the segment's file would ask for; where it is translated, also a text that no file mentions."""
    texts = [Text(_ENGLISH, segment.name, segment.description)]
    for text in segment.translations:
        texts.append(Text(LANGUAGES[text.locale], text.display_name or segment.name, text.description))
    if segment.translations:
        texts.append(Text(_POLISH, segment.name, None))
    return Group(0, owner, segment.name, texts=tuple(texts), allow_export=segment.allow_export)


def _with_condition(group: Group) -> Group:
    variable, operator, value = _BY_ACTIVITY
    return replace(
        group,
        conditions=(
            f'<profile><simpleCondition><variable name="{variable}"/><operator name="{operator}"/>'
            f'<value data="{value}"/></simpleCondition></profile>'
        ),
        elements=(TOP, Element(variable, "simpleCondition", TOP.name, *_BY_ACTIVITY)),
    )


def _members(number: int, size: int, users: range) -> tuple[Membership, ...]:
    """Neighbours in the list of users, each group from another place; every tenth row excludes."""
    places = range(number * 97, number * 97 + size)
    return tuple(Membership(users[place % len(users)], excluded=place % 10 == 0) for place in places)
