"""Whether a text of MBRGRPCOND decides who belongs."""

from __future__ import annotations

import pytest

from syncer.live.conditions import has_condition

_SIMPLE = (
    '<simpleCondition><variable name="marketingPopulates"/><operator name="="/><value data="T"/></simpleCondition>'
)


@pytest.mark.parametrize(
    "conditions",
    [
        pytest.param(None, id="NULL"),
        pytest.param("", id="empty"),
        pytest.param(" \r\n\t ", id="blanks"),
        pytest.param("<profile/>", id="an empty profile"),
        pytest.param("<profile></profile>", id="an empty profile with an end"),
        pytest.param('<?xml version="1.0" encoding="UTF-8"?>\n<profile>\n</profile>\n', id="with a declaration"),
        pytest.param("<profile><andListCondition/></profile>", id="an empty list"),
        pytest.param(
            '<profile><andListCondition name="topAndList"><orListCondition/></andListCondition></profile>',
            id="lists in lists",
        ),
        pytest.param('<?xml version="1.0" encoding="IBM-1047"?><profile/>', id="with an encoding that it had once"),
    ],
)
def test_a_container(conditions: str | None) -> None:
    assert not has_condition(conditions)


@pytest.mark.parametrize(
    "conditions",
    [
        pytest.param(f"<profile>{_SIMPLE}</profile>", id="a simple condition"),
        pytest.param(f"<profile><andListCondition>{_SIMPLE}</andListCondition></profile>", id="in a list"),
        pytest.param("<profile><openCondition/></profile>", id="an open condition"),
        pytest.param("<profile><newCondition/></profile>", id="an element that nobody knows"),
        pytest.param("<profile>everybody</profile>", id="text in a profile"),
        pytest.param("<profile><andListCondition>5</andListCondition></profile>", id="text in a list"),
        pytest.param("<profile><andListCondition/>tail</profile>", id="text after a list"),
        pytest.param('<wcs:profile xmlns:wcs="urn:one"/>', id="another name space"),
        pytest.param("<profile>", id="without an end"),
        pytest.param("everybody", id="no XML"),
        pytest.param("<profile/><profile/>", id="two roots"),
        pytest.param("\ufffe<profile/>", id="a character that XML has not"),
        pytest.param('<!DOCTYPE profile [<!ENTITY one "two">]><profile>&one;</profile>', id="entities"),
        pytest.param("<profile><!-- nobody --></profile>", id="what begins like a document type is not read"),
    ],
)
def test_no_container(conditions: str) -> None:
    assert has_condition(conditions)


def test_a_billion_laughs_are_not_even_heard() -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30))
    assert has_condition(f'<!DOCTYPE profile [<!ENTITY l0 "ha">{entities}]><profile>&l29;</profile>')


def test_depth_is_no_danger() -> None:
    assert not has_condition("<profile>" * 50_000 + "</profile>" * 50_000)


def test_a_clob_as_large_as_it_may_be() -> None:
    assert has_condition(f"<profile>{_SIMPLE * 9000}</profile>")
    assert not has_condition("<profile>" + "<andListCondition/>" * 50_000 + "</profile>")
