"""HTML as browsers and people meet it: parsed strictly, looked at in Chromium, and nothing that texts could add."""

from __future__ import annotations

import json
import re
import shutil
import time
from dataclasses import replace
from pathlib import Path

import html5lib
import pytest

from syncer.model.change import FieldChange
from syncer.model.plan import PlannedChange
from syncer.model.result import Result
from syncer.model.shown import visible
from syncer.render.to_html import to_html
from syncer.render.to_markdown import to_markdown
from tests.covered import not_covered
from tests.figures import Tell
from tests.judges import require, run_node
from tests.render import samples
from tests.render.golden_pages import assert_golden
from tests.render.hostile import Parsed, elements, harmless_texts, hostile_texts, plan_of
from tests.render.test_to_markdown import RESULTS

SEED = 20261124
WIDE = "W" * 254
LONG_PLAN = replace(
    samples.FULL,
    changes=(
        *samples.FULL.changes,
        PlannedChange("update", WIDE, WIDE, "1", False, (FieldChange(WIDE, samples.LONG * 30, WIDE * 10),)),
        *(PlannedChange("adopt", f"aurora/{n}", "A", "1", False, ()) for n in range(50)),
    ),
)
LOOKED_AT: dict[str, Result] = {
    "plan": LONG_PLAN,
    "review": samples.REVIEW_FULL,
    "validate": samples.PROBLEMS,
}


@pytest.mark.parametrize("name", ["plan-full", "review-full", "validate"])
def test_page_is_as_golden(name: str) -> None:
    assert_golden(f"{name}.html", to_html(RESULTS[name]))


@pytest.mark.parametrize("name", RESULTS)
def test_a_strict_parser_finds_no_error(name: str) -> None:
    html5lib.HTMLParser(strict=True).parse(to_html(RESULTS[name]))


@pytest.mark.parametrize("name", RESULTS)
def test_a_page_is_ascii_and_asks_for_nothing(name: str) -> None:
    page = to_html(RESULTS[name])
    assert page.isascii()
    found = Parsed(page)
    assert {"script", "img", "link", "iframe", "form", "object", "a"}.isdisjoint(found.tags)
    assert not [attribute for attribute in found.attributes if attribute[0] in ("src", "href", "style", "srcset")]


def test_the_browser_may_load_nothing_and_take_no_style_but_ours() -> None:
    found = Parsed(to_html(samples.FULL))
    policy = next(value for name, value in found.attributes if value and "default-src" in value)
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; base-uri 'none'; form-action 'none'", policy
    )


def test_the_title_says_what_the_page_is_and_how_it_ended() -> None:
    assert "<title>Plan for staging (SANDBOX): refused</title>" in to_html(samples.FULL)


def test_differences_are_marked_by_word_and_not_by_colour_alone() -> None:
    page = to_html(samples.FULL)
    assert "spend over <del>500.</del> Customers" in page
    assert "spend over <ins>1,000.</ins> Customers" in page
    assert '<th scope="col">before</th><th scope="col">after</th>' in page


@pytest.mark.parametrize("name", sorted(RESULTS.keys() - {"plan-of-many"}))  # each folds many rows in its own way
def test_whoever_reads_the_one_page_may_know_what_the_other_says(name: str) -> None:
    markdown, html = Parsed(to_markdown(RESULTS[name])), Parsed(to_html(RESULTS[name]))
    words = re.findall(r"[A-Za-z0-9]{4,}", "\n".join(markdown.pieces))
    assert [word for word in words if word not in html.text] == []


@not_covered
def test_ten_thousand_hostile_texts_come_back_and_add_nothing(tell: Tell) -> None:
    texts = hostile_texts(10_000, SEED)
    tell("Hostile texts", "HTML", texts=len(texts), seed=str(SEED))
    for start in range(0, len(texts), 1_000):
        some = texts[start : start + 1_000]
        found, harmless = Parsed(to_html(plan_of(some))), Parsed(to_html(plan_of(harmless_texts(len(some)))))
        assert list(elements(found.tags)) == list(elements(harmless.tags))
        assert found.attributes == harmless.attributes
        assert found.others == harmless.others
        assert [text for text in some if visible(text) not in found.text] == []


@not_covered
def test_a_hundred_thousand_changes_are_a_page_that_browsers_can_show(tell: Tell) -> None:
    plan = samples.many(100_000)
    start = time.process_time()
    page = to_html(plan)
    seconds = time.process_time() - start
    tell("Pages", "HTML of 100,000 changes", bytes=len(page), milliseconds=int(seconds * 1000))
    assert len(page) < 3_000_000
    assert seconds < 20
    rows = page.count("<tbody>")
    assert 500 < rows <= 1_000
    assert f"<p>{100_000 - rows:,} more are not shown here.</p>" in page
    assert f"<summary>{rows - 50:,} more</summary>" in page


def test_long_texts_do_not_make_a_page_endless() -> None:
    change = replace(samples.UPDATE, fields=(FieldChange("description", "é" * 4_000, "ü" * 4_000),))
    plan = samples.plan(*[change] * 5_000)
    assert len(to_html(plan)) < 6_000_000


def test_chromium_and_axe_have_nothing_to_object(tmp_path: Path, tell: Tell) -> None:
    require("node", "chromium", "playwright-core", "axe-core")
    for name, result in LOOKED_AT.items():
        (tmp_path / f"{name}.html").write_text(to_html(result), encoding="ascii")
    chromium = shutil.which("chromium")
    assert chromium is not None
    pages = [tmp_path / f"{name}.html" for name in LOOKED_AT]
    seen = [json.loads(line) for line in run_node("look.mjs", chromium, "-", *pages).splitlines()]
    assert len(seen) == 4 * len(LOOKED_AT)
    for one in seen:
        where = f"{one['page']} at {one['width']} pixels, {one['colorScheme']}"
        assert one["styled"], where
        for finding in ("wide", "requests", "said", "violations"):
            assert one[finding] == [], where
    tell("Pages", "looked at in Chromium", looks=len(seen), objections=0)
