"""Three sides, and which guards refuse them: both sides of each line that a guard draws."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain

from syncer.model.environment import DatabaseUrl, Environment, Limits, Mode, Propagation, Role, Scale
from syncer.model.plan import Plan
from syncer.model.segment import Lifecycle, Segment
from syncer.model.snapshot import CUSTOMER_SEGMENT, UNSTAGED, LedgerEntry, LiveSegment, Staged
from syncer.planning.make_plan import make_plan
from tests.builders import (
    CONTENT,
    GOLD,
    LIVE_CONTENT,
    NAME,
    ROW,
    TEXT,
    catalog,
    environment,
    live,
    many,
    recorded,
    released,
    retired,
    segment,
    site,
    snapshot,
    unlike,
)

REAL = DatabaseUrl("STAGING_URL")
BY_TRIGGER = Staged(by_trigger=("mbrgrp", "mbrgrpdesc"))
RECEIVING = environment("production", role=Role.PRODUCTION, propagation=Propagation.STAGINGPROP)
EDITED = live(content={**LIVE_CONTENT, "description": "Edited."})


def planned(
    *sides: Segment | LiveSegment | LedgerEntry,
    where: Environment | None = None,
    staged: Staged = UNSTAGED,
    has_created: bool = False,
) -> Plan:
    """The plan for files, rows and entries, given in any order."""
    files = catalog(*(one for one in sides if isinstance(one, Segment)))
    there = replace(site(staged=staged), has_created=has_created)
    rows = snapshot(*(one for one in sides if not isinstance(one, Segment)), where=there)
    return make_plan(files, rows, where or environment())


def settled(count: int) -> Iterator[Segment | LiveSegment | LedgerEntry]:
    """So many that are the same on all sides."""
    yield from chain(*many(count))


def newly_managed(
    count: int,
    path: str = "allowExport",
    *,
    first: int = 0,
    live_value: bool = False,
    was_managed: bool = False,
    held: bool = False,
) -> Iterator[Segment | LiveSegment | LedgerEntry]:
    """So many segments whose files say of a flag that it is true."""
    for number in range(first, first + count):
        id, name, row = f"aurora/m{number}", f"Managed {number}", ROW + 1_000 + number
        before = {**CONTENT, path: False} if was_managed else CONTENT
        yield segment(id, name, {**CONTENT, path: True})
        yield recorded(id, row, name, before, held=held)
        values = {**LIVE_CONTENT, "displayName": name, path: live_value}
        usages = frozenset[int]() if held else frozenset({CUSTOMER_SEGMENT})
        yield live(row, name, values, usages=usages, has_members=held)


CASES: dict[str, tuple[Callable[[], Plan], list[str]]] = {
    "rename in the file": (
        lambda: planned(segment(name="Golden"), live(), recorded()),
        [f"rename {GOLD}"],
    ),
    "rename in the file of a row that vanished": (
        lambda: planned(segment(name="Golden"), recorded()),
        [f"rename {GOLD}"],
    ),
    "rename in the file to a name that another row has": (
        lambda: planned(segment(name="Golden"), live(ROW + 1, "Golden"), recorded()),
        [f"rename {GOLD}"],
    ),
    "rename in the database": (
        lambda: planned(segment(), live(name="Golden"), recorded()),
        [f"rename {GOLD}"],
    ),
    "rename in the database, and another row took the name": (
        lambda: planned(segment(), live(name="Golden"), live(ROW + 1), recorded()),
        [f"rename {GOLD}"],
    ),
    "rename while retiring": (lambda: planned(retired(name="Golden"), live(), recorded()), [f"rename {GOLD}"]),
    "another name while released": (lambda: planned(released(name="Golden"), live(), recorded()), []),
    "another name while retired, and the row is gone": (
        lambda: planned(retired(name="Golden"), recorded()),
        [],
    ),
    "the same name everywhere": (lambda: planned(segment(), live(), recorded()), []),
    "a vanished file and a new one that looks like it": (
        lambda: planned(segment("aurora/golden", "Golden members"), live(), recorded()),
        ["rename aurora/golden"],
    ),
    "a vanished file and a new one that does not": (
        lambda: planned(segment("aurora/news", "Newsletter", {"description": "Opted in."}), live(), recorded()),
        [],
    ),
    "a vanished file and a new one that has its text, as no other has": (
        lambda: planned(segment("aurora/first-class", "Premium tier"), live(), recorded()),
        ["rename aurora/first-class"],
    ),
    "a vanished file, and one that looks like it and finds its own row": (
        lambda: planned(
            segment("aurora/golden", "Golden members"), live(), recorded(), live(ROW + 1, "Golden members")
        ),
        ["adoption aurora/golden"],
    ),
    "a vanished row whose file looks like a vanished file": (
        lambda: planned(
            segment(), recorded(), live(ROW + 1, "Golden members"), recorded("aurora/o", ROW + 1, "Golden members")
        ),
        [f"drift {GOLD}"],
    ),
    "a group of another kind has the name": (
        lambda: planned(segment(), live(usages=frozenset({-3}))),
        [f"name-taken {GOLD}"],
    ),
    "a group of no kind has the name of one that vanished": (
        lambda: planned(segment(), live(ROW + 1, usages=frozenset()), recorded()),
        [f"name-taken {GOLD}"],
    ),
    "a group of another kind has it, and one beside it answers too": (
        lambda: planned(segment(), live(usages=frozenset({-3})), live(ROW + 1, "GOLD MEMBERS")),
        [f"ambiguous {GOLD}"],
    ),
    "a group of two kinds": (lambda: planned(segment(), live(usages=frozenset({-1, -3}))), [f"adoption {GOLD}"]),
    "the usage is gone": (lambda: planned(segment(), live(usages=frozenset()), recorded()), [f"displaced {GOLD}"]),
    "the usage was held back by us": (lambda: planned(segment(), live(usages=frozenset()), recorded(held=True)), []),
    "the usage was held back by us, and somebody gave it another": (
        lambda: planned(segment(), live(usages=frozenset({-3})), recorded(held=True)),
        [f"displaced {GOLD}"],
    ),
    "another owner": (lambda: planned(segment(), live(store=None), recorded()), [f"displaced {GOLD}"]),
    "two rows answer to the name": (
        lambda: planned(segment(), live(), live(ROW + 1, "gold members")),
        [f"ambiguous {GOLD}"],
    ),
    "one row answers to the name in another case": (
        lambda: planned(segment(), live(name="GOLD members")),
        [f"ambiguous {GOLD}"],
    ),
    "one row answers to the name with blanks behind it": (
        lambda: planned(segment(), live(name="Gold members ")),
        [f"ambiguous {GOLD}"],
    ),
    "one row answers in another case, and one with blanks behind it": (
        lambda: planned(segment(), live(name="GOLD members"), live(ROW + 1, "Gold members ")),
        [f"ambiguous {GOLD}"],
    ),
    "one row answers in another case to the name of one that vanished": (
        lambda: planned(segment(), live(ROW + 1, "GOLD members"), recorded()),
        [f"ambiguous {GOLD}"],
    ),
    "the row is recorded for another file": (
        lambda: planned(segment(), retired("aurora/silver"), live(), recorded("aurora/silver")),
        [f"ambiguous {GOLD}"],
    ),
    "the row is held, and recorded for another file": (
        lambda: planned(segment(), retired("aurora/silver"), live(usages=frozenset()), recorded("aurora/silver")),
        [f"ambiguous {GOLD}"],
    ),
    "a language that the site lacks": (
        lambda: planned(segment(content={"translations.nl_NL.description": "Goud."})),
        [f"language {GOLD}"],
    ),
    "a language that the site has": (
        lambda: planned(segment(content={"translations.fr_FR.description": "Or."})),
        [],
    ),
    "the default language among the translations": (
        lambda: planned(segment(content={"translations.en_US.description": "Gold."})),
        [f"language {GOLD}"],
    ),
    "a default language that the site lacks": (
        lambda: planned(segment(), where=environment(default_language="nl_NL")),
        ["language *"],
    ),
    "a retired file in a language that the site lacks": (
        lambda: planned(
            segment(content={"translations.nl_NL.description": "Goud."}, lifecycle=Lifecycle.RETIRED),
            live(),
            recorded(lifecycle=Lifecycle.RETIRED),
        ),
        [],
    ),
    "adopting a row with conditions": (
        lambda: planned(segment(), live(has_conditions=True)),
        [f"adoption {GOLD}", f"conditions {GOLD}"],
    ),
    "updating a row with conditions": (
        lambda: planned(segment(content={"description": "New."}), live(has_conditions=True), recorded()),
        [f"conditions {GOLD}"],
    ),
    "activating a row with conditions": (
        lambda: planned(segment(), live(usages=frozenset(), has_conditions=True), recorded(held=True)),
        [f"conditions {GOLD}"],
    ),
    "leaving a row with conditions alone": (lambda: planned(segment(), live(has_conditions=True), recorded()), []),
    "adopting": (lambda: planned(segment(), live()), [f"adoption {GOLD}"]),
    "writing over an edit": (lambda: planned(segment(), EDITED, recorded()), [f"drift {GOLD}"]),
    "writing over two edits": (
        lambda: planned(
            segment(content={"description": TEXT, "displayName": NAME}),
            live(content={**LIVE_CONTENT, "description": "Edited.", "displayName": "Golden"}),
            recorded(content={"description": TEXT, "displayName": NAME}),
        ),
        [f"drift {GOLD}"],
    ),
    "an edit that the file has caught up with": (
        lambda: planned(segment(content={"description": "Edited."}), EDITED, recorded()),
        [],
    ),
    "an edit of a field that is not managed": (
        lambda: planned(segment(content={"allowExport": True}), EDITED, recorded(content={"allowExport": False})),
        [],
    ),
    "activating over an edit": (
        lambda: planned(
            segment(),
            live(content={**LIVE_CONTENT, "description": "Edited."}, usages=frozenset()),
            recorded(held=True),
        ),
        [f"drift {GOLD}"],
    ),
    "creating a vanished one again": (lambda: planned(segment(), recorded()), [f"drift {GOLD}"]),
    "taking a row that replaced ours": (
        lambda: planned(segment(), live(ROW + 1), recorded()),
        [f"adoption {GOLD}", f"drift {GOLD}"],
    ),
    "creating where nobody said what an empty segment means": (
        lambda: planned(segment(), where=environment(target=REAL, empty_segment_means=None)),
        ["empty-means-everybody *"],
    ),
    "creating where nobody said how a container is stored": (
        lambda: planned(segment(), where=environment(target=REAL, container_condition=None)),
        ["empty-means-everybody *"],
    ),
    "creating where nobody said either": (
        lambda: planned(segment(), where=environment(target=REAL, empty_segment_means=None, container_condition=None)),
        ["empty-means-everybody *"],
    ),
    "creating where both are declared": (lambda: planned(segment(), where=environment(target=REAL)), []),
    "creating in a sandbox that declares neither": (
        lambda: planned(segment(), where=environment(empty_segment_means=None, container_condition=None)),
        [],
    ),
    "activating an empty one where nobody said what that means": (
        lambda: planned(
            segment(),
            live(usages=frozenset()),
            recorded(held=True),
            where=environment(target=REAL, empty_segment_means=None),
        ),
        ["empty-means-everybody *"],
    ),
    "activating a filled one where nobody said what an empty one means": (
        lambda: planned(
            segment(),
            live(usages=frozenset(), has_members=True),
            recorded(held=True),
            where=environment(target=REAL, empty_segment_means=None),
        ),
        [],
    ),
    "updating where nothing is declared": (
        lambda: planned(
            segment(content={"description": "New."}),
            live(),
            recorded(),
            where=environment(target=REAL, empty_segment_means=None, container_condition=None),
        ),
        [],
    ),
    "the first create on a real database": (lambda: planned(*unlike(1), where=environment(target=REAL)), []),
    "the first two creates on a real database": (
        lambda: planned(*unlike(2), where=environment(target=REAL)),
        ["first-write *"],
    ),
    "two creates on a real database that took one before": (
        lambda: planned(*unlike(2), where=environment(target=REAL), has_created=True),
        [],
    ),
    "the first two creates in a sandbox": (lambda: planned(*unlike(2)), []),
    "a create and an adoption on a real database": (
        lambda: planned(*unlike(1), segment(), live(), where=environment(target=REAL)),
        [f"adoption {GOLD}"],
    ),
    "a field that ten segments begin to say": (lambda: planned(*newly_managed(10)), []),
    "a field that eleven segments begin to say": (
        lambda: planned(*newly_managed(11), *settled(40)),
        ["newly-managed *"],
    ),
    "a field that four begin to say, where three may": (
        lambda: planned(*newly_managed(4), where=environment(limits=Limits(newly_managed=3))),
        ["newly-managed *"],
    ),
    "a field that three begin to say, where three may": (
        lambda: planned(*newly_managed(3), where=environment(limits=Limits(newly_managed=3))),
        [],
    ),
    "a field that one begins to say, where none may": (
        lambda: planned(*newly_managed(1), where=environment(limits=Limits(newly_managed=0))),
        ["newly-managed *"],
    ),
    "a field that eleven begin to say as it is": (
        lambda: planned(*newly_managed(11, live_value=True), *settled(40)),
        [],
    ),
    "a field that eleven said before": (lambda: planned(*newly_managed(11, was_managed=True), *settled(40)), []),
    "two fields that six begin to say each": (
        lambda: planned(*newly_managed(6), *newly_managed(6, "exportAll", first=6), *settled(40)),
        [],
    ),
    "held segments that become active and begin to say a field": (
        lambda: planned(*newly_managed(11, held=True), *settled(40)),
        ["newly-managed *"],
    ),
    "a tighter limit of one store, reached": (
        lambda: planned(*unlike(3), where=environment(limits=Limits(stores={"aurora": Scale(changes=3)}))),
        [],
    ),
    "a tighter limit of one store, passed": (
        lambda: planned(*unlike(4), where=environment(limits=Limits(stores={"aurora": Scale(changes=3)}))),
        ["change-limit aurora"],
    ),
    "a store that nothing may be written to": (
        lambda: planned(*unlike(1), where=environment(limits=Limits(stores={"aurora": Scale(changes=0)}))),
        ["change-limit aurora"],
    ),
    "a tighter limit of another store": (
        lambda: planned(*unlike(4), where=environment(limits=Limits(stores={"borealis": Scale(changes=3)}))),
        [],
    ),
    "51 creates into nothing": (
        lambda: planned(*unlike(51)),
        ["change-limit *", "change-limit aurora"],
    ),
    "an empty catalog": (lambda: planned(live(), recorded()), ["shrunk-catalog *"]),
    "2 files of 5": (lambda: planned(*many(5)[0][:2], *many(5)[1]), ["shrunk-catalog *"]),
    "observing, and something to do": (lambda: planned(segment(), where=environment(mode=Mode.OBSERVE)), ["mode *"]),
    "observing, and nothing to do": (
        lambda: planned(segment(), live(), recorded(), where=environment(mode=Mode.OBSERVE)),
        [],
    ),
    "only creates, and a create": (lambda: planned(segment(), where=environment(mode=Mode.CREATE_ONLY)), []),
    "only creates, and a record": (
        lambda: planned(retired(), live(), recorded(), where=environment(mode=Mode.CREATE_ONLY)),
        [],
    ),
    "only creates, and a forget": (
        lambda: planned(released(), live(), recorded(), where=environment(mode=Mode.CREATE_ONLY)),
        [],
    ),
    "only creates, and the end of a held one": (
        lambda: planned(
            segment(), live(usages=frozenset()), recorded(held=True), where=environment(mode=Mode.CREATE_ONLY)
        ),
        [],
    ),
    "only creates, and the end of a held one with another text": (
        lambda: planned(
            segment(content={"description": "New."}),
            live(usages=frozenset()),
            recorded(held=True),
            where=environment(mode=Mode.CREATE_ONLY),
        ),
        [f"mode {GOLD}"],
    ),
    "only creates, and an update": (
        lambda: planned(
            segment(content={"description": "New."}), live(), recorded(), where=environment(mode=Mode.CREATE_ONLY)
        ),
        [f"mode {GOLD}"],
    ),
    "only creates, and an adoption": (
        lambda: planned(segment(), live(), where=environment(mode=Mode.CREATE_ONLY)),
        [f"adoption {GOLD}", f"mode {GOLD}"],
    ),
    "triggers of the site, and nobody said who carries": (
        lambda: planned(segment(), staged=BY_TRIGGER),
        ["stagingprop *"],
    ),
    "every sign of the site's own propagation": (
        lambda: planned(segment(), staged=Staged(("member",), ("mbrgrp", "mbrgrpusg"), ("mbrgrpdesc",))),
        ["stagingprop *"],
    ),
    "only changes in its log": (lambda: planned(segment(), staged=Staged(by_log=("mbrgrp",))), ["stagingprop *"]),
    "lists of staged tables, and plans that carry in spite of them": (
        lambda: planned(segment(), staged=Staged(by_list=("mbrgrp",)), where=environment(propagation=Propagation.OURS)),
        ["stagingprop *"],
    ),
    "an equal row that the site brought, and nobody said so": (
        lambda: planned(segment(), live(), staged=Staged(by_list=("mbrgrp",)), where=environment("production")),
        [f"adoption {GOLD}", "stagingprop *"],
    ),
    "triggers of the site, and nothing for the store": (
        lambda: planned(retired(), live(), recorded(), staged=BY_TRIGGER),
        [],
    ),
    "triggers of the site, and one change of two for the store": (
        lambda: planned(retired(), live(), recorded(), segment("aurora/news", "Newsletter", {}), staged=BY_TRIGGER),
        ["stagingprop *"],
    ),
    "triggers of the site, and it is said that they carry": (
        lambda: planned(segment(), staged=BY_TRIGGER, where=environment(propagation=Propagation.STAGINGPROP)),
        [],
    ),
    "no sign of it, and plans that carry": (
        lambda: planned(segment(), where=environment(propagation=Propagation.OURS)),
        [],
    ),
    "a row that was brought": (lambda: planned(segment(), live(), where=RECEIVING), []),
    "a row that was brought with conditions": (
        lambda: planned(segment(), live(has_conditions=True), where=RECEIVING),
        [f"adoption {GOLD}", f"conditions {GOLD}"],
    ),
    "a row that was brought for another one": (
        lambda: planned(segment(), live(ROW + 1), recorded(), where=RECEIVING),
        [f"adoption {GOLD}", f"drift {GOLD}"],
    ),
    "an edit of what was brought": (lambda: planned(segment(), EDITED, recorded(), where=RECEIVING), []),
    "a rename where rows are brought": (
        lambda: planned(segment(name="Golden"), live(), recorded(), where=RECEIVING),
        [f"rename {GOLD}"],
    ),
}
