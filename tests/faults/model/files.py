"""What people do to the catalog of a small model: files written, retired, released, renamed, moved and removed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from tests.faults.model.world import STORE, Content, File, World
from tests.workshop import Workshop

NAMES = (
    ("Alpine Huts", "Alpine Hut"),
    ("Bikers", "Biker"),
    ("Fishing Club", "Fishing Clubs"),
    ("Wine Tasters", "Wine Taster"),
)
"""Four slots. Names of one slot look alike, and names of two do not."""
IDS = tuple(f"{STORE}/{letter}{number}" for letter in "abcd" for number in (1, 2))
"""Two ids for each slot; so one of them at the most can have become the other."""
_WORDS = ("montagne", "guidon", "truite", "cépage")
"""Texts of two slots have nothing in common either."""
_FRENCH = "translations.fr_FR.description"

_Files: TypeAlias = dict[str, File]


@dataclass(frozen=True)
class Edit:
    """Something that a person does to the catalog; the file that it is about follows from ``which``."""

    what: str
    which: int = 0
    how: int = 0


def edited(edit: Edit, world: World, made: Workshop) -> World:
    """Do it. Where two files of one name would be there, nothing is done: that is no catalog."""
    files = dict(world.files)
    EDITS[edit.what](edit, files)
    if len({file.name for file in files.values()}) < len(files):
        return world
    for id in world.files.keys() - files.keys():
        made.remove(id)
    for id, file in files.items():
        if file != world.files.get(id):
            _write(made, id, file)
    return replace(world, files=files)


def is_kin(name: str, other: str) -> bool:
    """Whether two names look alike."""
    return any({name, other} <= set(names) for names in NAMES)


def text(slot: int, number: int) -> str | None:
    """One of the descriptions that a segment of a slot may have."""
    word = _WORDS[slot]
    return (word, f"{word} {word}s", None)[number % 3]


def _slot(id: str) -> int:
    return IDS.index(id) // 2


def _content(slot: int, number: int) -> Content:
    content, french = {"description": text(slot, number)}, text(slot, number // 3)
    return {**content, _FRENCH: french} if french and number // 9 % 2 else content


def _write(made: Workshop, id: str, file: File) -> None:
    more: dict[str, object] = {"lifecycle": file.lifecycle} if file.lifecycle != "active" else {}
    if french := file.content.get(_FRENCH):
        more["translations"] = {"fr_FR": {"description": french}}
    made.write(id, file.name, file.content["description"], **more)


def _one_of(edit: Edit, files: _Files) -> str | None:
    there = sorted(files)
    return there[edit.which % len(there)] if there else None


def _new(edit: Edit, files: _Files) -> None:
    """A new file, or another text or translation in one."""
    id = IDS[edit.which % len(IDS)]
    slot, old = _slot(id), files.get(id)
    content = _content(slot, edit.how)
    files[id] = replace(old, content=content) if old else File(NAMES[slot][edit.how // 18 % 2], content)


def _ask_for(lifecycle: str) -> Callable[[Edit, _Files], None]:
    def ask(edit: Edit, files: _Files) -> None:
        if id := _one_of(edit, files):
            files[id] = replace(files[id], lifecycle=lifecycle)

    return ask


def _rename(edit: Edit, files: _Files) -> None:
    """Write another name into a file."""
    if id := _one_of(edit, files):
        first, second = NAMES[_slot(id)]
        files[id] = replace(files[id], name=second if files[id].name == first else first)


def _move(edit: Edit, files: _Files) -> None:
    """Give the file itself another name."""
    if (id := _one_of(edit, files)) and (to := IDS[IDS.index(id) ^ 1]) not in files:
        files[to] = files.pop(id)


def _remove(edit: Edit, files: _Files) -> None:
    if id := _one_of(edit, files):
        del files[id]


EDITS: Mapping[str, Callable[[Edit, _Files], None]] = {
    "write": _new,
    "activate": _ask_for("active"),
    "retire": _ask_for("retired"),
    "release": _ask_for("released"),
    "rename": _rename,
    "move": _move,
    "remove": _remove,
}
