"""Each guard on both sides of its line, and what it says to people."""

from __future__ import annotations

from pathlib import Path

import pytest

from syncer.model.environment import EmptyMeans
from syncer.model.plan import Plan, Refusal
from syncer.planning.explanations import EXPLANATIONS
from syncer.planning.guards import ACCEPTABLE
from syncer.planning.make_plan import accept, make_plan
from syncer.planning.window import WINDOW
from tests.builders import NAME, ROW, catalog, environment, live, recorded, segment, site, snapshot
from tests.planning.refusal_cases import CASES, EDITED, REAL, newly_managed, planned, settled

GOLDEN = Path(__file__).parent / "golden" / "refusals.txt"
EXPLAINED = GOLDEN.with_name("explanations.txt")
REFUSED = [case for case, (_, expected) in CASES.items() if expected]


def keys(plan: Plan) -> list[str]:
    return sorted(f"{refusal.code} {refusal.id}" for refusal in plan.refusals)


@pytest.mark.parametrize("case", CASES)
def test_each_side_of_each_line(case: str) -> None:
    make, expected = CASES[case]
    assert keys(make()) == expected


def page(case: str) -> str:
    """What a person reads of the refusals of a case."""
    lines = [f"# {case}"]
    for refusal in CASES[case][0]().refusals:
        way = "may be accepted" if refusal.acceptable else "stands"
        lines += [f"{refusal.code} {refusal.id} ({way}; {refusal.source or 'no file'})"]
        lines += [f"  {refusal.message}", f"  {refusal.remedy}"]
    return "\n".join(lines) + "\n"


def test_what_people_read_is_as_reviewed() -> None:
    assert "\n".join(map(page, REFUSED)) == GOLDEN.read_text()


def every_refusal() -> list[Refusal]:
    return [refusal for case in REFUSED for refusal in CASES[case][0]().refusals]


def test_every_code_is_explained_and_every_explanation_has_its_code() -> None:
    assert {refusal.code for refusal in every_refusal()} | {WINDOW} == set(EXPLANATIONS)


def explained(code: str) -> str:
    """What ``syncer explain`` says of a code."""
    one = EXPLANATIONS[code]
    return "\n".join((code, *(f"  {line}" for line in (one.summary, one.why, one.fix, one.example)), ""))


def test_what_is_explained_is_as_reviewed() -> None:
    assert "\n".join(map(explained, EXPLANATIONS)) == EXPLAINED.read_text()


def test_what_may_be_accepted_is_declared() -> None:
    assert {refusal.code for refusal in every_refusal() if refusal.acceptable} == ACCEPTABLE


@pytest.mark.parametrize("case", REFUSED)
def test_accepting_lets_pass_what_may_be_accepted_and_nothing_else(case: str) -> None:
    plan = CASES[case][0]()
    accepted = Plan(**{**vars(plan), "acceptances": tuple(refusal.key for refusal in plan.refusals)})
    assert accepted.open_refusals == tuple(refusal for refusal in plan.refusals if not refusal.acceptable)
    assert set(accept(plan, EXPLANATIONS.keys())) == {one.key for one in plan.refusals if one.acceptable}


def test_every_reason_is_told_at_once() -> None:
    plan = planned(
        segment(),
        EDITED,
        recorded(),
        segment("aurora/silver", "Silver members"),
        live(ROW + 1, "Silver"),
        recorded("aurora/silver", ROW + 1, "Silver members"),
        segment("aurora/new", "New", {"translations.nl_NL.description": "Nieuw."}),
        where=environment(target=REAL, empty_segment_means=EmptyMeans.EVERYBODY, container_condition=None),
    )
    assert keys(plan) == [
        "drift aurora/gold",
        "empty-means-everybody *",
        "language aurora/new",
        "rename aurora/silver",
    ]


def test_every_language_that_is_missing_is_named_in_order() -> None:
    locales = [f"{letter}x_XX" for letter in "qwertyuiop"]
    wanted = segment(content={f"translations.{locale}.description": "x" for locale in locales})
    named = [refusal.message.split(", ")[0].split()[-1] for refusal in planned(wanted).refusals]
    assert named == sorted(locales)


def test_the_languages_that_a_database_has_are_told_in_order() -> None:
    locales = frozenset(f"{letter}x_XX" for letter in "qwertyuiop")
    plan = make_plan(catalog(segment()), snapshot(where=site(languages=locales)), environment())
    assert plan.refusals[0].remedy.endswith(f"; the table has {', '.join(sorted(locales))}.")


def test_fields_that_are_newly_managed_are_told_in_order() -> None:
    plan = planned(*newly_managed(11, "exportAll"), *newly_managed(11, "allowExport", first=20), *settled(80))
    (told,) = (one.message for one in plan.refusals if one.code == "newly-managed")
    assert told.endswith(": allowExport of 11, first aurora/m20; exportAll of 11, first aurora/m0")


def test_a_database_without_languages_says_so() -> None:
    plan = make_plan(catalog(), snapshot(where=site(languages=frozenset())), environment())
    assert plan.refusals[0].remedy.endswith("the table has none.")


def test_a_name_is_quoted_without_what_nobody_sees() -> None:
    (refusal,) = planned(segment(name="Gold\u202e"), live(), recorded()).refusals
    assert repr(NAME) in refusal.message
    assert "\u202e" not in refusal.message + refusal.remedy


def test_what_is_accepted_stands_by_code_and_id() -> None:
    plan = planned(
        segment("aurora/golden", "Golden members"),
        live(),
        recorded(),
        segment("aurora/else", "Something else", {}),
        live(ROW + 1, "Something else"),
    )
    assert [refusal.code for refusal in plan.refusals] == ["rename", "adoption"]
    assert accept(plan, ["rename", "adoption"]) == (("adoption", "aurora/else"), ("rename", "aurora/golden"))
