"""Renames that only show as a file that vanished and one that appeared."""

from __future__ import annotations

import random

import pytest

from syncer.model.segment import Content
from syncer.planning.renames import LOOK_ALIKE_THRESHOLD, look_alikes
from tests.builders import recorded, segment

NOTHING: Content = {}
SHARED: Content = {"description": "Filled nightly by the CRM export."}


@pytest.mark.parametrize(
    "before, after",
    [
        pytest.param("Gold members", "Gold loyalty members", id="a word more"),
        pytest.param("Gold loyalty members", "Gold members", id="a word less"),
        pytest.param("Gold members", "GOLD MEMBERS", id="another case"),
        pytest.param("Gold members", "Gold member", id="a letter less"),
        pytest.param("Gold members", "Bold members", id="another first letter"),
        pytest.param("Win-back 90 days", "Winback 90 days", id="a hyphen less"),
        pytest.param("e-Sports", "eSports", id="one word that lost its hyphen"),
        pytest.param("Win-back 90 days", "Win-back 60 days", id="another number"),
        pytest.param("Größe L", "Grösse L", id="another spelling"),
        pytest.param("VIP", "VIPs", id="one short word"),
    ],
)
def test_names_that_look_alike(before: str, after: str) -> None:
    orphan = recorded("aurora/old", name=before, content=NOTHING)
    created = segment("aurora/new", after, NOTHING)
    assert list(look_alikes([orphan], [created])) == [(orphan, created)]


@pytest.mark.parametrize(
    "before, after",
    [
        pytest.param("Gold members", "Newsletter opt-in DE", id="nothing in common"),
        pytest.param("Gold members", "Members of the garden club", id="a word in common"),
        pytest.param("Gold members", "Silver members", id="another tier"),
    ],
)
def test_names_that_do_not(before: str, after: str) -> None:
    orphan = recorded("aurora/old", name=before, content=NOTHING)
    assert list(look_alikes([orphan], [segment("aurora/new", after, NOTHING)])) == []


def test_the_threshold_itself_looks_alike() -> None:
    """Six of the eight letters are the same: 2 x 6 / 16 is the threshold."""
    assert LOOK_ALIKE_THRESHOLD == 0.75
    orphan = recorded("aurora/old", name="abcdefgh", content=NOTHING)
    assert len(list(look_alikes([orphan], [segment("aurora/new", "abcdefxy", NOTHING)]))) == 1
    assert len(list(look_alikes([orphan], [segment("aurora/new", "abcdevxy", NOTHING)]))) == 0


def test_the_same_text_under_another_name_looks_alike() -> None:
    orphan = recorded("aurora/old", name="Gold", content=SHARED)
    assert len(list(look_alikes([orphan], [segment("aurora/new", "Premium tier", SHARED)]))) == 1


def test_another_text_says_nothing() -> None:
    orphan = recorded("aurora/old", name="Gold members", content=SHARED)
    created = segment("aurora/new", "Members of the garden club", {"description": "Gardeners."})
    assert list(look_alikes([orphan], [created])) == []


def test_two_empty_texts_say_nothing() -> None:
    empty: Content = {"description": None}
    orphan = recorded("aurora/old", name="Gold", content=empty)
    assert list(look_alikes([orphan], [segment("aurora/new", "Premium tier", empty)])) == []


def test_another_store_is_another_segment() -> None:
    orphan = recorded("aurora/gold", content=SHARED)
    assert list(look_alikes([orphan], [segment("borealis/gold", orphan.name, SHARED)])) == []


def test_the_most_alike_is_named_and_only_it() -> None:
    orphans = [recorded(f"aurora/o{number}", name=f"Gold members {number}", content=NOTHING) for number in range(9)]
    created = segment("aurora/new", "Gold membets 7", NOTHING)
    assert [found.orphan for found in look_alikes(orphans, [created])] == [orphans[7]]


@pytest.mark.parametrize("turn", [1, -1], ids=["in order", "reversed"])
def test_of_two_equally_alike_the_last_id_is_named(turn: int) -> None:
    orphans = [recorded(f"aurora/{slug}", name=f"Gold {slug}", content=NOTHING) for slug in ("a", "b")]
    created = segment("aurora/new", "Gold c", NOTHING)
    assert [found.orphan.id.slug for found in look_alikes(orphans[::turn], [created])] == ["b"]


def test_most_renames_are_found_among_thousands_of_similar_names() -> None:
    """Every combination of four words is there, so that no word alone says which one is meant."""
    dice = random.Random("renames")
    names = [
        f"{tier} {kind} {who} {where}"
        for tier in ("Gold", "Silver", "Bronze", "Platinum", "VIP")
        for kind in ("loyalty", "newsletter", "win-back", "regional", "seasonal")
        for who in ("members", "customers", "partners", "subscribers")
        for where in ("DE", "FR", "IT", "ES", "NL", "PL", "CH", "AT", "BE", "DK", "SE", "NO", "FI", "PT", "CZ")
    ]
    orphans = [recorded(f"aurora/o{n}", name=name, content={"description": f"a{n}"}) for n, name in enumerate(names)]
    changed = [_one_letter_less(name, dice) for name in names]
    created = [segment(f"aurora/n{n}", name, {"description": f"b{n}"}) for n, name in enumerate(changed)]
    found = list(look_alikes(orphans, created))
    assert len(found) >= 0.95 * len(names)


def _one_letter_less(name: str, dice: random.Random) -> str:
    place = dice.randrange(len(name) - 3)
    return name[:place] + name[place + 1 :]
