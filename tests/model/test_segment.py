"""What a segment is, and how it is told."""

from __future__ import annotations

import pytest

from syncer.model.catalog import Catalog
from syncer.model.names import compatible, folded
from syncer.model.segment import Content, Lifecycle, Location, SegmentId, locale_of, locales, text_path
from tests.builders import catalog, live, recorded, segment


def test_an_id_is_read_as_it_is_written() -> None:
    assert SegmentId.parse("aurora/gold-members") == SegmentId("aurora", "gold-members")
    assert str(SegmentId.parse("aurora/gold-members")) == "aurora/gold-members"


@pytest.mark.parametrize("text", ["aurora", "", "a/b/c"], ids=["no slash", "nothing", "two slashes"])
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        SegmentId.parse(text)


def test_ids_sort_by_store_and_then_by_slug() -> None:
    """As one text, ``a-b/x`` would come before ``a/z``."""
    ids = [SegmentId("a-b", "x"), SegmentId("a", "z"), SegmentId("a", "b")]
    assert [str(id) for id in sorted(ids)] == ["a/b", "a/z", "a-b/x"]


@pytest.mark.parametrize(
    "locale, path", [(None, "description"), ("fr_FR", "translations.fr_FR.description")], ids=["default", "French"]
)
def test_a_path_knows_its_locale(locale: str | None, path: str) -> None:
    assert text_path(locale, "description") == path
    assert locale_of(path) == locale


def test_a_content_knows_its_locales() -> None:
    content: Content = {"translations.fr_FR.displayName": "Or", "allowExport": True, "translations.de_DE.x": None}
    assert locales(content) == ("de_DE", "fr_FR")
    assert locales({"description": "x"}) == ()


def test_a_place_is_told_as_editors_read_it() -> None:
    assert str(Location("catalog/aurora/gold.yaml", 3, 7)) == "catalog/aurora/gold.yaml:3:7"


def test_where_a_segment_stands_and_who_edited_a_row_do_not_count() -> None:
    assert segment() == Catalog((segment(),)).segments[0]
    assert recorded(counters={"": 1}) == recorded(counters={"": 2})
    assert live(counters={"": 1}) == live(counters={"": 2})
    assert live(has_members=True) != live()


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(segment("aurora/other"), id="id"),
        pytest.param(segment(name="Other"), id="name"),
        pytest.param(segment(content={"description": "Other."}), id="content"),
        pytest.param(segment(content={}), id="a field that is not managed"),
        pytest.param(segment(content={"description": None}), id="an empty field"),
        pytest.param(segment(lifecycle=Lifecycle.RETIRED), id="lifecycle"),
        pytest.param(segment(protected=True), id="protected"),
    ],
)
def test_a_catalog_digest_changes_with_every_value(changed: object) -> None:
    assert Catalog((changed,)).digest != catalog(segment()).digest  # type: ignore[arg-type]


def test_a_catalog_digest_does_not_change_with_order_or_place() -> None:
    one, other = segment("aurora/a", "A"), segment("aurora/b", "B", {"displayName": "b", "description": "x"})
    turned = segment("aurora/b", "B", {"description": "x", "displayName": "b"})
    assert catalog(one, other).digest == catalog(turned, one).digest


@pytest.mark.parametrize(
    "one, other",
    [("Gold", "GOLD"), ("Gold", "Gold  "), ("Gold", "  gold"), ("STRASSE", "straße")],
    ids=["case", "padding behind", "padding before", "sharp s"],
)
def test_names_that_a_database_may_take_for_one(one: str, other: str) -> None:
    assert folded(one) == folded(other)
    assert compatible(one) == compatible(other)


def test_compatible_forms_count_as_one_name_in_a_catalog_only() -> None:
    assert compatible("Ｇold ①") == compatible("gold 1")
    assert folded("Ｇold") != folded("gold")
