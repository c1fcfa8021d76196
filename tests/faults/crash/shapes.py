"""The shapes of work that crash points are taken from: what is there before, and what is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

from tests.faults.crash.stages import Applying, Saving, SettingUp, Stage
from tests.faults.ground import NewWorkshop
from tests.workshop import FIRST_USER, Workshop

Shape: TypeAlias = Callable[[NewWorkshop, Path], Stage]
"""Makes its stage in a folder that is its own."""

PLAN_FILE = "a plan file"

# What is there before, and which refusals the plan accepts

GOLD = "aurora/gold"
GERMAN = {"displayName": "Goldene", "description": "Stufe Gold."}
WHOLE: Mapping[str, object] = {
    "description": "Tier gold.",
    "translations": {"de_DE": {"description": "Stufe Gold.", "displayName": "Goldene"}},
    "allowExport": False,
    "exportAll": False,
}


def one_create(made: Workshop) -> None:
    made.write(GOLD, "Gold members")


def fifty_creates(made: Workshop) -> None:
    for number in range(50):
        made.write(f"aurora/s{number}", f"Segment {number}")


def with_translations(made: Workshop) -> None:
    texts = {"de_DE": {"displayName": "Goldene", "description": "Stufe Gold."}, "fr_FR": {"description": "Or."}}
    made.write(GOLD, "Gold members", translations=texts)


def _edited(**after: object) -> Callable[[Workshop], None]:
    def prepare(made: Workshop) -> None:
        made.write(GOLD, "Gold members", **WHOLE)  # type: ignore[arg-type]
        made.apply()
        made.write(GOLD, "Gold members", **{**WHOLE, **after})  # type: ignore[arg-type]

    return prepare


def missing_row(made: Workshop) -> tuple[str, ...]:
    _edited()(made)
    made.sql("DELETE FROM mbrgrpdesc WHERE mbrgrp_id = ? AND language_id = -3", made.row_of("Gold members"))
    return ("drift",)


def adopt(made: Workshop) -> tuple[str, ...]:
    made.write("aurora/registered", "Registered Customers", "Registered with the store.")
    return ("adoption",)


def record(made: Workshop) -> None:
    _edited(protected=True)(made)


def forget(made: Workshop) -> None:
    _edited(lifecycle="released")(made)


def held(made: Workshop) -> None:
    made.declare(empty_segment_means="everybody")
    one_create(made)


def activate(made: Workshop) -> None:
    held(made)
    made.apply()
    made.sql("INSERT INTO mbrgrpmbr (member_id, mbrgrp_id) VALUES (?, ?)", FIRST_USER, made.row_of("Gold members"))


def vanished(made: Workshop) -> tuple[str, ...]:
    _edited()(made)
    made.sql("DELETE FROM member WHERE member_id = ?", made.row_of("Gold members"))
    return ("drift",)


def mix(made: Workshop) -> tuple[str, ...]:
    made.declare(empty_segment_means="everybody")
    made.write("aurora/held", "Held until now")
    made.apply()
    made.declare()
    for number in range(3):
        made.write(f"aurora/old-{number}", f"Old {number}")
    missing_row(made)
    made.write("aurora/old-0", "Old 0", "Another text.")
    made.write("aurora/old-1", "Old 1", lifecycle="retired")
    made.write("aurora/old-2", "Old 2", lifecycle="released")
    made.write("borealis/guides", "Mountain Guides")
    return (*adopt(made), "drift")


def contention(made: Workshop) -> None:
    """A server has taken a block since, and a user who came past KEYS sits in the next one."""
    fifty_creates(made)
    made.sql("UPDATE keys SET counter = counter + 20 WHERE tablename = 'mbrgrp'")
    made.sql("INSERT INTO member (member_id, type) SELECT counter + 7, 'U' FROM keys WHERE tablename = 'mbrgrp'")


def _applying(prepare: Callable[[Workshop], tuple[str, ...] | None]) -> Shape:
    def stage(new: NewWorkshop, folder: Path) -> Stage:
        made = new(folder / "w")
        accept = prepare(made) or ()
        saved = made.plan(*accept)
        assert not saved.is_blocked, saved.open_refusals
        return Applying(made, saved)

    return stage


SHAPES: Mapping[str, Shape] = {
    PLAN_FILE: Saving,
    "setup": SettingUp,
    "one create": _applying(one_create),
    "50 creates": _applying(fifty_creates),
    "with translations": _applying(with_translations),
    "update description": _applying(_edited(description="Tier gold, by points.")),
    "update display name": _applying(_edited(translations={"de_DE": {"displayName": "Goldstufe"}})),
    "update translation": _applying(_edited(translations={"de_DE": {**GERMAN, "description": "Nach Punkten."}})),
    "update allowExport": _applying(_edited(allowExport=True)),
    "update exportAll": _applying(_edited(exportAll=True)),
    "missing description row": _applying(missing_row),
    "adopt": _applying(adopt),
    "record": _applying(record),
    "forget": _applying(forget),
    "held create": _applying(held),
    "activate": _applying(activate),
    "vanished": _applying(vanished),
    "a mix": _applying(mix),
    "KEYS contention": _applying(contention),
}
"""Every shape by its name."""


def shapes_of(engine: str) -> list[str]:
    """The shapes that are played on an engine: a file is written in the same way beside each of them."""
    return [name for name in SHAPES if name != PLAN_FILE or engine == "sqlite"]
