"""Renames that only show as a file that vanished and one that appeared."""

from __future__ import annotations

import random

import pytest

from syncer.model.segment import Content
from syncer.planning.make_plan import make_plan
from syncer.planning.renames import LOOK_ALIKE_THRESHOLD, look_alikes
from tests.builders import ROW, catalog, environment, live, recorded, segment, snapshot

PLACE = environment()
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
        pytest.param("Gold members " * 19, "Gold members " * 18 + "Old members", id="as long as a name can be"),
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
    """Nine of the 25 letters are the same on both sides: 2 x 9 / 25 is the threshold."""
    assert LOOK_ALIKE_THRESHOLD == 0.72
    orphan = recorded("aurora/old", name="abcdefghijkl", content=NOTHING)
    assert len(list(look_alikes([orphan], [segment("aurora/new", "abcdefghiwxyz", NOTHING)]))) == 1
    assert len(list(look_alikes([orphan], [segment("aurora/new", "abcdefghvwxyz", NOTHING)]))) == 0


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


@pytest.mark.parametrize(
    "before, after, is_alike",
    [
        pytest.param(
            ("Bonus card holders", "Hold our card and used it in the last year."),
            ("Aurora Plus", "Hold our card and used it within the last year."),
            True,
            id="nearly the same text",
        ),
        pytest.param(("Gold customres", "Tier gold."), ("Gold customers", "The best buyers."), True, id="a typo"),
        pytest.param(("Gold", "Tier gold."), ("Golds", "The best buyers."), True, id="a letter more"),
        pytest.param(("Café", "Coffee."), ("Cafe\u0301 ", "The best buyers."), True, id="another accent"),
        pytest.param(("M\u01b0\u1ee3n", "Coffee."), ("Muon", "The best buyers."), True, id="without its accents"),
        pytest.param(("Members gold", "Tier gold."), ("Gold members", "Tier gold!"), True, id="another order of words"),
        pytest.param(("Gold members", "Tier gold."), ("Gold members DE", "In Germany."), True, id="a word more"),
        pytest.param(("Summer 2025", "Swimwear."), ("Summer 2026", "Festival tents."), False, id="another number"),
        pytest.param(("Summer 2025", "Swimwear."), ("Summer 2026", "Swimwear."), True, id="number, but not text"),
        pytest.param(("Newsletter DE", "Opted in."), ("Newsletter FR", "Abonnés."), False, id="another country"),
        pytest.param(("Newsletter DE", None), ("Newsletter FR", "Abonnés."), True, id="no text that could tell"),
        pytest.param(
            ("東京の顧客", "東京に住んでいて今年注文した人"),
            ("首都圏", "東京に住んでいて昨年注文した人"),
            True,
            id="nearly the same text without blanks",
        ),
    ],
)
def test_texts_speak_where_names_do_not(
    before: tuple[str, str | None], after: tuple[str, str | None], is_alike: bool
) -> None:
    orphan = recorded("aurora/old", name=before[0], content={"description": before[1]})
    created = segment("aurora/new", after[0], {"description": after[1]})
    assert bool(list(look_alikes([orphan], [created]))) is is_alike


def test_a_text_that_others_have_too_says_nothing() -> None:
    orphan = recorded("aurora/coffee", name="Coffee drinkers", content=SHARED)
    created = segment("aurora/photo", "Photographers", SHARED)
    others = [recorded(f"aurora/o{number}", name=f"Other {number}", content=SHARED) for number in range(3)]
    assert len(list(look_alikes([orphan], [created]))) == 1
    assert list(look_alikes([orphan], [created], others)) == []
    elsewhere = [recorded(f"borealis/o{number}", content=SHARED) for number in range(3)]
    assert len(list(look_alikes([orphan], [created], elsewhere))) == 1


@pytest.mark.parametrize("staying, is_refused", [(0, True), (3, False)], ids=["alone", "beside others"])
def test_a_plan_knows_the_texts_of_those_that_stay(staying: int, is_refused: bool) -> None:
    names = ["Coffee drinkers", *(f"Other {number}" for number in range(staying))]
    rows = [live(ROW + n, name, {**SHARED, "displayName": name}) for n, name in enumerate(names)]
    entries = [recorded(f"aurora/s{n}", ROW + n, name, SHARED) for n, name in enumerate(names)]
    files = [segment(f"aurora/s{n}", name, SHARED) for n, name in enumerate(names)][1:]
    plan = make_plan(
        catalog(segment("aurora/photo", "Photographers", SHARED), *files), snapshot(*rows, *entries), PLACE
    )
    assert ("rename" in {refusal.code for refusal in plan.refusals}) is is_refused


def test_words_of_a_template_say_little() -> None:
    tiers = {"Bronze": 100, "Silver": 500, "Gold": 1000, "Platinum": 5000}
    texts = {tier: {"description": f"Tier {tier}. Spent over {sum} in a year."} for tier, sum in tiers.items()}
    orphan = recorded("aurora/bronze", name="Bronze", content=texts["Bronze"])
    created = segment("aurora/platinum", "Platinum", texts["Platinum"])
    others = [recorded(f"aurora/{tier.lower()}", name=tier, content=texts[tier]) for tier in ("Silver", "Gold")]
    assert list(look_alikes([orphan], [created], others)) == []


@pytest.mark.parametrize("turn", [1, -1], ids=["in order", "reversed"])
def test_an_orphan_became_one_segment_and_that_is_the_one_most_alike(turn: int) -> None:
    orphan = recorded("aurora/old", name="Lapsed customers", content=NOTHING)
    created = [segment("aurora/a", "Lapsed customers 90", NOTHING), segment("aurora/b", "Lapsed customer", NOTHING)]
    assert [found.created.id.slug for found in look_alikes([orphan], created[::turn])] == ["b"]


def test_what_is_found_comes_in_the_order_of_what_is_new() -> None:
    orphans = [recorded(f"aurora/o{name}", name=f"Tier {name * 3}", content=NOTHING) for name in "abc"]
    created = [segment(f"aurora/n{name}", f"Tier {name * 3}!", NOTHING) for name in "bca"]
    assert [found.orphan.name[-1] for found in look_alikes(orphans, created)] == ["b", "c", "a"]


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
