"""The member groups of the sample databases: believable ones, and one of every awkward kind (reference 13.3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain

from syncer.model.environment import Role
from syncer.model.snapshot import CUSTOMER_SEGMENT
from syncer.sandbox.group import TOP, Element, Group, Text
from syncer.sandbox.lookups import (
    ACCESS_GROUP,
    AURORA,
    BOREALIS,
    DEFAULT,
    LANGUAGES,
    PRICE_GROUP,
    ROOT,
    TERRITORY,
)
from syncer.sandbox.ranges import GROUPS, first_id

ENGLISH, FRENCH = LANGUAGES["en_US"], LANGUAGES["fr_FR"]
JAPANESE, POLISH = LANGUAGES["ja_JP"], LANGUAGES["pl_PL"]

_MADE = datetime.fromisoformat("2024-03-18 09:15:00")  # TIMESTAMP columns know no time zone
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def seed_groups(role: Role) -> Iterator[Group]:
    """All groups of one database.

    The starters have ids outside every range of KEYS. Groups that were propagated keep their staging ids on
    production; those made by hand on one side have an id of its range.
    """
    groups = chain(
        _starters(),
        _numbered(first_id(GROUPS, Role.STAGING), _propagated()),
        _numbered(first_id(GROUPS, role) + 100, _made_here(role)),
    )
    for day, group in enumerate(groups):
        yield replace(group, updated_at=_MADE + timedelta(days=day), updated_by="wcsadmin")


def _numbered(first: int, groups: Iterator[Group]) -> Iterator[Group]:
    for key, group in enumerate(groups, start=first):
        yield replace(group, mbrgrp_id=key)


def _group(owner: int, name: str, description: str | None = None) -> Group:
    """A group whose id is still to come, with one text in English."""
    return Group(0, owner, name, texts=(Text(ENGLISH, name, description),))


def _starters() -> Iterator[Group]:
    """The two segments of a freshly published store, with the vendor's ids and languages."""
    registered = _group(AURORA, "Registered Customers", "Shoppers who have registered with the store.")
    repeat = _group(AURORA, "Repeat Customers", "Shoppers who have ordered more than once.")
    yield _also(replace(registered, mbrgrp_id=8000000000000000551), FRENCH, "Clients enregistrés")
    yield _also(replace(repeat, mbrgrp_id=8000000000000000552), FRENCH, "Clients fidèles")


def _also(group: Group, language: int, display_name: str, description: str | None = None) -> Group:
    return replace(group, texts=(*group.texts, Text(language, display_name, description)))


def _propagated() -> Iterator[Group]:
    yield from _plain()
    yield from _odd_names()
    yield from _odd_rows()
    yield from _other_usages()
    yield from _with_conditions()


def _plain() -> Iterator[Group]:
    yield _group(AURORA, "Spring Catalog Readers", "Asked for the printed spring catalog; from the call centre's list.")
    yield _group(AURORA, "Loyalty Insiders", "Invited to early sales by the loyalty desk.")
    yield _group(BOREALIS, "Loyalty Insiders", "Members of the mountain club who shop online.")
    yield _group(BOREALIS, "Preferred Partners", "Guides and hut keepers with a partner card.")
    yield _group(DEFAULT, "Every Store Newsletter", "Opted in on any of our stores; for the shared asset store.")
    yield replace(_group(AURORA, "Survey Panel", "Agreed to be asked about the store."), allow_export=True)


def _odd_names() -> Iterator[Group]:
    """Case twins, outer blanks, letters beyond ASCII."""
    yield _group(AURORA, "VIP Shoppers", "Looked after by a personal adviser.")
    yield _group(AURORA, "VIP shoppers", "Made in a hurry for the 2021 gala.")
    yield _group(AURORA, "Holiday Gift Buyers  ", "Pasted from a spreadsheet, blanks and all.")
    yield _group(AURORA, "Café-Stammgäste Zürich", "Besucher des Cafés im Haupthaus, monatlich gezählt.")
    yield _group(BOREALIS, "富士山クラブ", "Club of the Fuji store, filled from its till.")


def _odd_rows() -> Iterator[Group]:
    """Rows that are missing, empty or there for nobody we know."""
    yield replace(_group(AURORA, "Legacy Mail Order", "From before the web store."), has_condition_row=False)
    yield replace(_group(AURORA, "Imported From CRM 2019"), texts=())
    yield replace(_group(AURORA, "Store Opening Guests", ""), conditions="", oid=None)
    yield replace(_group(AURORA, "Catalog Request 2018"), conditions=f"{_HEAD}<profile></profile>", elements=())
    tokyo = _group(AURORA, "Tokyo Pop-up Visitors", "Scanned the code at the pop-up store.")
    yield _also(_also(tokyo, JAPANESE, "東京ポップアップ", "会場で登録した方"), POLISH, "Goście z Tokio")


def _other_usages() -> Iterator[Group]:
    """Groups that are no segments, or not only."""
    yield replace(_group(AURORA, "Trade Fair Leads", "Left a card at a fair."), usages=(CUSTOMER_SEGMENT, ACCESS_GROUP))
    yield _bare(_group(AURORA, "Preferred Partners"), PRICE_GROUP)
    yield _bare(_group(BOREALIS, "Registered Customers"), PRICE_GROUP)
    yield _bare(_group(AURORA, "Alpine Territory"), TERRITORY)
    yield _bare(_group(ROOT, "Catalog Editors"), ACCESS_GROUP)


def _bare(group: Group, usage: int) -> Group:
    return replace(group, usages=(usage,), has_condition_row=False, elements=(), oid=None)


def _with_conditions() -> Iterator[Group]:
    """Conditions as the tool keeps them, both forms; and as the vendor's loader writes them, compiled only."""
    clicked = ("marketingPopulates", "=", "T")
    yield replace(
        _group(AURORA, "Clicked Spring Campaign", "Filled by the web activity of the spring campaign."),
        conditions=f"{_HEAD}<profile>{_simple(*clicked)}</profile>",
        elements=(TOP, Element(clicked[0], "simpleCondition", TOP.name, *clicked)),
    )
    other = ("segment", "=", "VIP Shoppers")
    yield replace(
        _group(AURORA, "Gala Invitations", "Everybody whom the advisers look after."),
        conditions=f"{_HEAD}<profile><orListCondition>{_simple(*other)}</orListCondition></profile>",
        elements=(
            TOP,
            Element("segment", "orListCondition", TOP.name),
            Element("segment1", "simpleCondition", "segment", *other, pairs=(("org", "OrgAndAncestorOrgs"),)),
        ),
    )
    yield replace(
        _group(AURORA, "Loaded By File", "Came with the yearly load of conditions."),
        conditions=f"<profile>{_simple(*clicked)}</profile>",
        elements=(),
    )


def _simple(variable: str, operator: str, value: str) -> str:
    return (
        f'<simpleCondition><variable name="{variable}"/><operator name="{operator}"/>'
        f'<value data="{value}"/></simpleCondition>'
    )


def _made_here(role: Role) -> Iterator[Group]:
    """What exists on one side only, and one that was made by hand on both: two ids for one name."""
    yield _group(AURORA, "Press Day Visitors", "Journalists of the yearly press day.")
    if role is Role.STAGING:
        yield _group(AURORA, "Checkout Redesign Testers", "Only for trying the new checkout.")
        yield _group(BOREALIS, "Avalanche Course Test", "Left over from a training.")
    else:
        yield _group(AURORA, "Service Recovery 2023", "Were sent an apology after the outage.")
        yield _group(BOREALIS, "Ski Pass Holders", "Bought a season pass at the till.")
