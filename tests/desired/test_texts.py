"""The quick look at texts says no more than the thorough one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncer.desired.reading.characters import ORDINARY, UNSEEN_OR_TAB
from syncer.desired.texts import NAME_BYTES, are_faultless, faults

SAMPLES = st.text(st.sampled_from("aZ9 -\n,é\u0301–東か\u3000\xa0аγոᏣ\u00ad²½ſǅªµ"), min_size=1, max_size=12)


def test_every_character_that_passes_quickly_has_no_fault() -> None:
    for code in (*range(0x20, 0xD800), *range(0xE000, 0x10000)):
        text = f"a{chr(code)}b"
        assert not are_faultless((text,)) or not list(faults("it", text, is_name=True)), hex(code)


def test_ordinary_characters_are_seen() -> None:
    unseen = [hex(code) for code in range(0x110000) if UNSEEN_OR_TAB.match(chr(code)) and ORDINARY.fullmatch(chr(code))]
    assert unseen == []


def test_ordinary_characters_are_composed() -> None:
    ordinary = [chr(code) for code in range(0x10000) if ORDINARY.fullmatch(chr(code))]
    assert [char for char in ordinary if unicodedata.combining(char)] == []
    for before in "aか가":
        assert [char for char in ordinary if not unicodedata.is_normalized("NFC", before + char)] == []


@given(st.lists(SAMPLES, max_size=4))
def test_texts_that_pass_together_have_no_fault(texts: list[str]) -> None:
    assert not are_faultless(texts) or not any(list(faults("it", text, is_name=True)) for text in texts)


@pytest.mark.parametrize("text", ["Gold members", "Käufer in 東京, täglich", "L’été – café"])
def test_usual_texts_pass_quickly(text: str) -> None:
    assert are_faultless((text, text))


def test_bytes_are_counted_where_they_are_more_than_characters() -> None:
    assert are_faultless(("é" * (NAME_BYTES // 2),))
    assert not are_faultless(("é" * (NAME_BYTES // 2 + 1),))
