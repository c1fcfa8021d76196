"""Invented segments, from which both rows and files are made. The same shape and seed give the same ones."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from itertools import islice
from math import prod
from random import Random
from typing import NamedTuple

from syncer.sandbox.commerce import Profile
from syncer.sandbox.words import AUDIENCES, LEADS, OCCASIONS, PLACES, RHYTHMS, SYSTEMS, TEAMS, Rhythm

_LISTS = (LEADS, AUDIENCES, PLACES, OCCASIONS)
MOST_NAMES = prod(map(len, _LISTS))


@dataclass(frozen=True, slots=True)
class StoreShape:
    """How large a generated database is, and how much of it is odd.

    Shares are percent of ``segments`` and come on top of them; a share above zero is at least one.
    """

    segments: int = 1000
    """Containers that files could describe: 10 to 100,000."""
    owners: int = 2
    members: int = 3
    """Rows of MBRGRPMBR of each segment."""
    translated: int = 20
    """Share of the segments themselves that have texts in further languages."""
    other_groups: int = 10
    """Price and access groups."""
    case_twins: int = 2
    padded_names: int = 2
    with_conditions: int = 5
    without_descriptions: int = 2
    null_counters: int = 0
    """Share of all groups whose OPTCOUNTER nobody has ever set; profile 7 only."""
    profile: Profile = Profile.NINE

    def share(self, percent: int) -> int:
        """How many groups a share is."""
        return -(-self.segments * percent // 100)

    @property
    def groups(self) -> int:
        """How many groups there are in all."""
        return self.segments + sum(map(self.share, self._extras))

    @property
    def _extras(self) -> tuple[int, ...]:
        return (
            self.case_twins,
            self.padded_names,
            self.with_conditions,
            self.without_descriptions,
            self.other_groups,
        )

    @property
    def stores(self) -> tuple[str, ...]:
        """The names of the stores, each with an owner of its own."""
        return tuple(f"store-{number:02}" for number in range(1, self.owners + 1))


class Translation(NamedTuple):
    """The texts of one locale; the display name is the segment's name where there is none."""

    locale: str
    display_name: str | None
    description: str


@dataclass(frozen=True, slots=True)
class Invented:
    """A believable container segment."""

    store: str
    slug: str
    name: str
    description: str
    translations: tuple[Translation, ...]
    allow_export: bool
    populated_by: str
    owned_by: str


def invent(shape: StoreShape, seed: int) -> Iterator[Invented]:
    """The container segments of a shape. A name is unique per store; every twentieth is also in another store.

    Raises ``ValueError`` where the words do not suffice for so many names.
    """
    chance = Random(f"segments {seed}")
    earlier = -1
    for number, combination in enumerate(chance.sample(range(MOST_NAMES), shape.segments)):
        if shape.owners > 1 and number % 20 == 1:
            combination = earlier
        earlier = combination
        yield _invented(shape, number, combination, chance)


def spare_names(taken: Set[str], count: int, seed: int) -> Iterator[str]:
    """As many names as asked for that are not taken yet."""
    chance = Random(f"names {seed}")
    names = map(name_of, chance.sample(range(MOST_NAMES), len(taken) + count))
    return islice((name for name in names if name not in taken), count)


def name_of(combination: int) -> str:
    """One word of each list."""
    return " ".join(_words(combination))


def _words(combination: int) -> tuple[str, ...]:
    chosen = []
    for words in reversed(_LISTS):
        combination, place = divmod(combination, len(words))
        chosen.append(words[place])
    return tuple(reversed(chosen))


def _invented(shape: StoreShape, number: int, combination: int, chance: Random) -> Invented:
    lead, audience, place, occasion = _words(combination)
    rhythm, system = chance.choice(RHYTHMS), chance.choice(SYSTEMS)
    is_translated = chance.randrange(100) < shape.translated
    return Invented(
        store=shape.stores[number % shape.owners],
        slug=f"{lead} {audience} {combination}".lower().replace(" ", "-"),
        name=name_of(combination),
        description=(
            f"{lead} {audience} from {place}, chosen for {occasion}."
            f" Filled {rhythm.english} by the {system.replace('-', ' ')}."
        ),
        translations=_translations(place, rhythm, chance) if is_translated else (),
        allow_export=number % 7 == 0,
        populated_by=system,
        owned_by=chance.choice(TEAMS),
    )


def _translations(place: str, rhythm: Rhythm, chance: Random) -> tuple[Translation, ...]:
    texts = (
        Translation("de_DE", None, f"Kundengruppe {place}, {rhythm.german} gefüllt."),
        Translation("fr_FR", f"Clients de {place}", f"Clients de {place}, mis à jour {rhythm.french}."),
        Translation("ja_JP", None, f"{place}のお客様、{rhythm.japanese}更新"),
    )
    return texts[: chance.randint(1, len(texts))]
