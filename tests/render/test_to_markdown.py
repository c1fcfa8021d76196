"""Markdown as a forge reads it: golden pages, nothing that texts could add, and never longer than asked for."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from syncer.model.change import FieldChange
from syncer.model.plan import PlannedChange, SavedPlan
from syncer.model.problem import Checked
from syncer.model.result import Result
from syncer.model.shown import visible
from syncer.render.to_markdown import markdown, to_markdown
from tests.covered import not_covered
from tests.figures import Tell
from tests.render import samples
from tests.render.golden_pages import assert_golden
from tests.render.hostile import Parsed, elements, harmless_texts, hostile_texts, plan_of

RESULTS: dict[str, Result] = {
    "plan-full": samples.FULL,
    "plan-unrecorded": samples.NO_SETUP,
    "plan-nothing": samples.NOTHING,
    "plan-of-many": samples.many(30),
    "plan-blocked": samples.BLOCKED,
    "drift": samples.DRIFTED,
    "review-full": samples.REVIEW_FULL,
    "validate": samples.PROBLEMS,
    "validate-valid": samples.VALID,
}
OURS = {
    *("h2", "h3", "p", "strong", "ul", "li", "code", "pre", "br", "wbr", "del", "ins"),
    *("table", "thead", "tbody", "tr", "th", "td", "details", "summary"),
}
SEED = 20261122


def parsed(page: str) -> Parsed:
    """The page as a CommonMark parser with tables makes HTML of it."""
    return Parsed(MarkdownIt("commonmark", {"html": True}).enable("table").render(page))


@pytest.mark.parametrize("name", RESULTS)
def test_page_is_as_golden(name: str) -> None:
    assert_golden(f"{name}.md", to_markdown(RESULTS[name]))


@pytest.mark.parametrize("name", RESULTS)
def test_page_is_made_of_a_few_elements_that_are_all_closed(name: str) -> None:
    assert_is_whole(to_markdown(RESULTS[name]))


def assert_is_whole(page: str) -> None:
    """Nothing is left open, and nothing is there that a forge would not show."""
    found = parsed(page)
    opened: list[str] = []
    for tag in found.tags:
        if tag.startswith("/"):
            assert opened.pop() == tag[1:]
        elif tag not in ("br", "wbr"):
            opened.append(tag)
    assert opened == []
    assert {tag.removeprefix("/") for tag in found.tags} <= OURS
    assert found.attributes == []


def test_what_people_decided_stands_before_risk_risk_before_changes_and_the_next_step_last() -> None:
    page = to_markdown(samples.FULL)
    order = ["✗ Refused", "### Decided", "**SANDBOX**", "### Refused", "### Left alone", "### Drifted", "### Changes"]
    places = [page.index(words) for words in (*order, "What it was made from", "**Digest**", "**Next**")]
    assert places == sorted(places)


def test_what_is_hardest_to_take_back_stands_first() -> None:
    verbs = re.findall(r"^\| \S+&nbsp;(\w+) \|", to_markdown(samples.FULL).partition("### Changes")[2], re.MULTILINE)
    assert verbs == ["delete", "adopt", "update", "activate", "create", "create", "forget", "record"]


@not_covered
def test_ten_thousand_hostile_texts_come_back_and_add_nothing(tell: Tell) -> None:
    texts = hostile_texts(10_000, SEED)
    tell("Hostile texts", "Markdown", texts=len(texts), seed=str(SEED))
    for start in range(0, len(texts), 1_000):
        some = texts[start : start + 1_000]
        found, harmless = parsed(to_markdown(plan_of(some))), parsed(to_markdown(plan_of(harmless_texts(len(some)))))
        assert list(elements(found.tags)) == list(elements(harmless.tags))
        assert found.attributes == []
        assert found.others == []
        missing = [text for text in some if visible(text) not in found.text]
        assert missing == []
        # What looks like an address in one piece of text is made a link of, even where it is code.
        assert not [piece for piece in found.pieces if re.search(r"\S@|\w://", piece)]


def test_a_problem_cannot_leave_its_excerpt() -> None:
    texts = hostile_texts(500, SEED)
    problems = [replace(samples.PROBLEMS.problems[0], message=text, line_text=text[:60] or " ") for text in texts]
    found = parsed(to_markdown(Checked(1, tuple(problems))))
    assert set(found.tags) <= {side + tag for tag in OURS for side in ("", "/")}
    assert found.tags.count("pre") == found.tags.count("li") == len(texts)
    assert [text for text in texts if visible(text[:20]) not in found.text] == []


def test_only_the_address_of_the_artefact_is_a_link() -> None:
    hostile = 'https://ci.example.com/1"><script>x</script>?a=1&b=2'
    found = parsed(markdown(samples.OPEN, artefact=hostile))
    assert found.attributes == [("href", hostile)]
    assert found.tags.count("a") == 1
    assert "script" not in found.tags


@pytest.mark.parametrize("artefact", ["plan-staging.json", "javascript:alert(1)", "https://x y", "</code>@all"])
def test_an_artefact_without_an_address_is_named(artefact: str) -> None:
    found = parsed(markdown(samples.OPEN, artefact=artefact))
    assert found.attributes == []
    assert artefact in found.text


def awkward(number: int, length: int = 4_000, fields: int = 1) -> SavedPlan:
    """A plan of so many changes with long texts in which every sign costs the most."""
    before, after = ("|<" * length)[:length], ("&>" * length)[:length]
    change = replace(
        samples.UPDATE, name="#" * 254, fields=tuple(FieldChange(f"f.{n}", before, after) for n in range(fields))
    )
    return samples.plan(*(replace(change, id=f"aurora/segment-{n}") for n in range(number)))


@pytest.mark.parametrize(
    "plan",
    [
        pytest.param(lambda: awkward(1, fields=100), id="one change that does not fit"),
        pytest.param(lambda: awkward(60), id="more changes than fit"),
        pytest.param(lambda: replace(awkward(40), refusals=samples.REFUSALS * 200), id="many refusals beside them"),
        pytest.param(lambda: replace(awkward(40), drift=samples.DRIFT * 200), id="much drift beside them"),
        pytest.param(
            lambda: replace(awkward(3), left_out=("~" * 200,) * 50, environment="*" * 999), id="long names everywhere"
        ),
        pytest.param(lambda: samples.many(3_000), id="thousands of short changes"),
    ],
)
@pytest.mark.parametrize("most", [20_000, 60_000, 200_000])
def test_a_page_that_has_to_fit_does_and_is_whole(plan: Callable[[], SavedPlan], most: int) -> None:
    page = markdown(plan(), most=most)
    assert len(page) <= most
    assert "syncer &#45;v show FILE&#46;json" in page
    assert_is_whole(page)


def test_what_is_left_out_is_counted() -> None:
    page = markdown(samples.many(3_000), most=60_000)
    shown = page.count("&nbsp;update |")
    assert f"\n{3_000 - shown:,} more are not shown here.\n" in page
    assert 100 < shown < 1_000


def test_every_kind_of_what_is_left_alone_is_named_however_little_room_there_is() -> None:
    plan = samples.plan(standing=replace(samples.STANDING, orphans=("~" * 250,) * 30, held=("~" * 250,) * 30))
    page = markdown(plan, most=20_000)
    assert "* **Orphans**, 30\n" in page
    assert "* **Not here**" in page


def test_a_page_that_has_to_fit_uses_its_room() -> None:
    assert len(markdown(samples.many(3_000), most=60_000)) > 58_000


def test_a_row_that_does_not_fit_names_its_fields() -> None:
    page = markdown(awkward(1, fields=100), most=20_000)
    assert "<code>f&#46;9</code> and 90 more fields |" in page


@not_covered
def test_a_hundred_thousand_changes_take_seconds() -> None:
    plan = samples.many(100_000)
    start = time.process_time()
    page = to_markdown(plan)
    print(f"100,000 changes as Markdown: {time.process_time() - start:.1f} s, {len(page):,} characters")
    assert re.search(r"99,[0-9]{3} more are not shown here\.", page)
    assert time.process_time() - start < 20


def test_a_change_without_fields_has_no_empty_cell() -> None:
    plan = samples.plan(PlannedChange("adopt", "aurora/a", "A", "1", False, ()))
    assert "<code>A</code> | - |" in to_markdown(plan)
