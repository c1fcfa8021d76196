"""Every kind of change as the statements that carry it out, with their values: against a page, and without a database.

``GOLDEN=write pytest tests/live/test_steps.py`` writes the page anew: read the difference.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from syncer.live.lookups import Lookups
from syncer.live.statements import ConditionRows, Statement, Writing, statements
from syncer.model.change import Activate, Adopt, Change, Create, FieldChange, Forget, Record, Update
from syncer.model.segment import SegmentId
from syncer.model.snapshot import LAST_COUNTER
from tests.builders import GOLD, NAME, live, recorded, segment

GOLDEN = Path(__file__).parent / "golden" / "steps.txt"
LOOKUPS = Lookups(
    owners={"aurora": 7_000_000_000_000_000_101},
    languages={"en_US": -1, "fr_FR": -2, "de_DE": -3},
    default_language="en_US",
    lacking=frozenset(),
    own_tables=frozenset(),
    has_nonsequential=True,
)
ID = SegmentId.parse(GOLD)
WRITING = Writing(
    lookups=LOOKUPS,
    run=7,
    actor="somebody",
    condition=ConditionRows(has_row=True, conditions=None, has_top_element=True),
    group_ids={ID: 1001},
    element_ids={ID: 2001},
)
NEW = segment(content={"description": "New.", "allowExport": True})
TEXT = FieldChange("description", "Tier gold.", "New.")
FLAG = FieldChange("allowExport", False, True)
FRENCH = FieldChange("translations.fr_FR.displayName", None, "Membres or")
GERMAN = FieldChange("translations.de_DE.description", None, "Gold.")
TWO_TEXTS = live(content={"description": None, "displayName": NAME, "translations.fr_FR.displayName": "Or"})
CHANGES: dict[str, tuple[Change, Writing]] = {
    "a create": (Create(NEW, (TEXT, FLAG, FRENCH, GERMAN), held=False), WRITING),
    "a create that is held": (Create(segment(content={}), (), held=True), WRITING),
    "a create again": (Create(NEW, (TEXT,), held=False, recorded=recorded()), WRITING),
    "a create like a model": (
        Create(NEW, (TEXT,), held=False),
        replace(WRITING, condition=ConditionRows(has_row=True, conditions="<profile/>", has_top_element=False)),
    ),
    "a create without conditions": (
        Create(NEW, (TEXT,), held=False),
        replace(WRITING, condition=ConditionRows(has_row=False, conditions=None, has_top_element=True)),
    ),
    "a create where there are no flags": (
        Create(NEW, (TEXT,), held=False),
        replace(WRITING, lookups=replace(LOOKUPS, lacking=frozenset({"allowExport", "exportAll"}))),
    ),
    "an adoption": (Adopt(NEW, live(), (TEXT, FLAG)), WRITING),
    "an adoption of what is so already": (Adopt(segment(), live(), ()), WRITING),
    "an update of texts and flags": (Update(NEW, live(), recorded(), (TEXT, FLAG, FRENCH)), WRITING),
    "an update of a text that is there": (
        Update(
            NEW, replace(TWO_TEXTS, counters={"": 3, "en_US": 4, "fr_FR": LAST_COUNTER}), recorded(), (TEXT, FRENCH)
        ),
        WRITING,
    ),
    "an update where nobody counted": (
        Update(NEW, live(counters={"": None, "en_US": None}), recorded(), (TEXT,)),
        WRITING,
    ),
    "an update of what is held": (Update(NEW, live(usages=frozenset()), recorded(held=True), (FLAG,)), WRITING),
    "an activation": (Activate(NEW, live(usages=frozenset()), recorded(held=True), (TEXT,)), WRITING),
    "an activation as it is": (Activate(segment(), live(usages=frozenset()), recorded(held=True), ()), WRITING),
    "a record": (Record(segment(), live(), recorded(), recorded(protected=True), ()), WRITING),
    "a segment that is forgotten": (Forget(recorded()), WRITING),
}


def _words(statement: Statement) -> str:
    return " ".join(str(statement.template.compile(column_keys=list(statement.parameters[0]))).split())


def page() -> Iterator[str]:
    for what, (change, writing) in CHANGES.items():
        yield f"# {what}"
        for statement in statements([change], writing):
            yield _words(statement)
            for row in statement.parameters:
                yield from (f"    {name}: {value!r}" for name, value in sorted(row.items()))


def test_every_change_is_written_as_reviewed() -> None:
    text = "\n".join(page()) + "\n"
    if os.environ.get("GOLDEN") == "write":
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_one_template_is_sent_once_for_all_of_its_rows() -> None:
    other = SegmentId.parse("aurora/silver")
    silver = Create(segment(str(other), "Silver members"), (TEXT,), held=False)
    both = replace(WRITING, group_ids={ID: 1001, other: 1002}, element_ids={ID: 2001, other: 2002})
    found = statements([Update(NEW, live(), recorded(), (FRENCH,)), Create(NEW, (TEXT,), held=False), silver], both)
    tables = [(str(statement.template.table), len(statement.parameters), statement.rows) for statement in found]
    assert tables.index(("member", 2, 2)) < tables.index(("mbrgrp", 2, 2)) < tables.index(("mbrgrpdesc", 3, 3))
    assert len(found) == len({_words(statement) for statement in found})
