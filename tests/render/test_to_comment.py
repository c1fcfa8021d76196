"""The comment on a pull request: found again, one line where nothing is to decide, and never too long."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from functools import cache
from typing import Any

import cmarkgfm
import pytest

from syncer.model.change import FieldChange
from syncer.model.plan import Acceptance, PlannedChange, SavedPlan, Standing
from syncer.model.shown import visible
from syncer.render.to_comment import MOST, marker, to_comment
from tests.covered import not_covered
from tests.figures import Tell
from tests.render import samples
from tests.render.golden_pages import assert_golden
from tests.render.hostile import hostile_texts, plan_of
from tests.render.test_to_markdown import assert_is_whole, parsed

ENVIRONMENTS = ["staging", "eu-1", "eu_1", "eu--1", "--> <b>", "-", "", "_2d_", "Ünï", "a\nb", "STAGING"]
SEED = 20261123


@pytest.mark.parametrize("name, plan", [("nothing", samples.NOTHING), ("full", samples.FULL)])
def test_comment_is_as_golden(name: str, plan: SavedPlan) -> None:
    assert_golden(f"comment-{name}.md", to_comment(plan, artefact="https://ci.example.com/runs/7/plan.html"))


def test_no_two_environments_have_one_marker() -> None:
    assert len(set(map(marker, ENVIRONMENTS))) == len(ENVIRONMENTS)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_marker_is_one_comment_that_no_name_ends(environment: str) -> None:
    line = marker(environment)
    assert line.isascii()
    assert line.isprintable()
    inside = line.removeprefix("<!--").removesuffix("-->")
    assert "--" not in inside
    assert ">" not in inside


@pytest.mark.parametrize("plan", [samples.NOTHING, samples.FULL], ids=["one line", "a page"])
def test_the_marker_is_the_first_line(plan: SavedPlan) -> None:
    assert to_comment(plan).splitlines()[0] == marker("staging")


@pytest.mark.parametrize(
    "decided",
    [{"left_out": ("aurora/gold",)}, {"acceptances": (Acceptance("shrunk-catalog", "*"),)}],
    ids=["left out", "accepted"],
)
def test_what_people_decided_is_told_though_nothing_changes(decided: dict[str, Any]) -> None:
    why = replace(samples.CONTEXT, reason="not before May")
    page = to_comment(replace(samples.NOTHING, **decided, context=why))
    assert "Decided for this plan alone" in page
    assert "not before May" in page
    assert "ana" in page


@pytest.mark.parametrize(
    "plan, line",
    [
        pytest.param(samples.NOTHING, "Nothing to do: 15 segments are in sync.", id="nothing at all"),
        pytest.param(
            replace(samples.NOTHING, standing=samples.STANDING),
            "Nothing to do: 12 segments are in sync; 2 awaited from stagingprop."
            " Left alone: 1 orphan, 1 held, 1 retired,"
            " 1,205 unmanaged, 3 not here, 1 unfinished run.",
            id="with what is left alone counted",
        ),
    ],
)
def test_one_line_where_nothing_changes(plan: SavedPlan, line: str) -> None:
    head, *lines = to_comment(plan, artefact="plan.json").splitlines()
    assert head == marker("staging")
    assert lines == [f"**✓ Plan for** <code>staging &#40;SANDBOX&#41;</code>: {line}"]


@pytest.mark.parametrize(
    "plan",
    [
        pytest.param(replace(samples.NOTHING, drift=samples.DRIFT), id="drifted"),
        pytest.param(samples.BLOCKED, id="refused"),
        pytest.param(samples.OPEN, id="changed"),
    ],
)
def test_a_page_where_there_is_something_to_decide(plan: SavedPlan) -> None:
    assert "\n## Plan for <code>staging &#40;SANDBOX&#41;</code>\n" in to_comment(plan)


@cache
def awful(number: int) -> SavedPlan:
    """A plan of so many changes with long hostile texts, half of them drifted and refused."""
    texts, chance = hostile_texts(500, SEED), random.Random(SEED)
    long = ["".join(chance.choices(texts, k=400))[:4_000] for _ in range(20)]
    rows = tuple(
        PlannedChange(
            chance.choice(("create", "adopt", "update", "delete")),
            f"aurora/{place}",
            chance.choice(texts),
            None,
            False,
            (FieldChange("description", chance.choice(long), chance.choice(long)),),
        )
        for place in range(number)
    )
    return replace(
        samples.OPEN,
        changes=rows,
        standing=Standing(orphans=tuple(texts[:number])),
        refusals=tuple(replace(samples.REFUSALS[0], message=chance.choice(long)) for _ in range(number // 2)),
        drift=samples.DRIFT * (number // 2),
        left_out=tuple(texts[:number]),
    )


@not_covered
@pytest.mark.parametrize("artefact", [None, "plans/staging.json", "https://ci.example.com/" + "x" * 1_900])
@pytest.mark.parametrize("number", [1, 2, 7, 50, 333, 2_000, 100_000])
def test_a_comment_is_never_too_long(number: int, artefact: str | None, tell: Tell) -> None:
    plan = awful(number)
    start = time.process_time()
    comment = to_comment(plan, artefact=artefact)
    seconds = time.process_time() - start
    assert len(comment) <= MOST
    assert "syncer &#45;v show FILE&#46;json" in comment
    if artefact is None or not artefact.startswith("https"):
        assert_is_whole(comment)
    if artefact is None:
        tell("Comments", f"{number:,} changes", characters=len(comment), milliseconds=int(seconds * 1000))
    assert seconds < 20


@not_covered
def test_ten_thousand_hostile_texts_add_nothing_to_comments(tell: Tell) -> None:
    texts = hostile_texts(10_000, SEED)
    tell("Hostile texts", "comments", texts=len(texts), seed=str(SEED))
    for start in range(0, len(texts), 100):
        some = texts[start : start + 100]
        plan = plan_of(some)
        comment = to_comment(plan)
        assert comment.startswith(marker(plan.environment) + "\n")
        assert_is_whole(comment)
        found = parsed(comment)
        assert [text for text in some if visible(text) not in found.text] == []
        # GitHub's own parser makes links of what looks like an address.
        assert "<a " not in cmarkgfm.github_flavored_markdown_to_html(comment)


def test_a_comment_of_many_changes_says_where_the_whole_is() -> None:
    comment = to_comment(samples.many(5_000), artefact="plan-staging.json")
    assert "**The whole**: <code>plan&#45;staging&#46;json</code>." in comment
    assert "more are not shown here." in comment
    assert "<details><summary>" in comment
