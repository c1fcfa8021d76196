"""A wrong file is underlined in the editor where ``syncer validate`` reports it; where not, the reason is listed here.

The wrong files are those that every problem code is tested with, and their places are those of ``validate``.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.desired.editor.server import Diagnostic, Question, ask, diagnostics
from tests.desired.test_problems import ENVIRONMENTS, SEGMENTS
from tests.figures import Tell

ANOTHER_COLUMN = {
    "the server underlines what is empty, and not the key that it belongs to": [
        "no translation in translations",
        "no stores",
    ],
    "where none of several forms fits, the server underlines the whole value": ["like, misspelt"],
    "the server underlines the whole value that a second colon stands in": ["a second colon"],
    "the server underlines the version, and not the whole directive": ["a directive of no version"],
}
"""The line is the same."""

ELSEWHERE = {
    "the server says that quotes are open where the file ends": ["quotes without end"],
    "the server underlines the text above a line that is indented too far": ["indented under a text"],
    "the server looks for what is forbidden or needed together at the beginning": [
        "two targets",
        "a reader of a sandbox",
    ],
    "the server sees a document that begins in the line of its mark": ["an empty document"],
}
"""The server says it too, in another line."""

SILENT = {
    "YAML has it, and we refuse it": [
        "a tag",
        "a tag of a collection",
        "a merge key",
        "null as a key",
        "two documents",
        "a directive",
        "nine deep",
        "a question mark touches a key",
    ],
    "YAML does not have it, and the server's reader takes it": [
        "a comment touches quotes",
        "a comment touches a block mark",
        "half a character by an escape",
    ],
    "YAML reads an empty text": ["a block text without lines"],
    "the server does not ask a file of comments for its keys": ["comments only"],
    "JSON Schema does not speak of characters that people cannot see": [
        "a control character in a comment",
        "a zero-width blank",
        "a change of direction",
        "a carriage return by itself",
        "NUL by an escape",
    ],
    "JSON Schema counts characters, and not bytes": ["a name of 256 bytes"],
    "JSON Schema does not speak of Unicode's forms and scripts": [
        "a name that is not composed",
        "a Cyrillic letter in a Latin word",
    ],
    "a rule about paths": [
        *("a sandbox outside", "a sandbox at an absolute path", "the root as a sandbox", "a result outside"),
    ],
    "a rule about names in the database": ["a blank behind a table", "one store twice"],
}
"""The server says nothing about it."""

WRONG = {
    Question(f"{folder}/wrong-{number}.yaml", case.values[0]): case
    for folder, cases in (("catalog/aurora", SEGMENTS), ("environments", ENVIRONMENTS))
    for number, case in enumerate(cases)
    # An editor decodes a file before the server sees it.
    if isinstance(case.values[0], str)
}


AGREEMENT = {
    name: how
    for how, reasons in (("same line", ANOTHER_COLUMN), ("elsewhere", ELSEWHERE), ("silent", SILENT))
    for names in reasons.values()
    for name in names
}
"""How near the server comes to the place that ``validate`` gives, where not to the same place."""


@pytest.fixture(scope="module")
def shown() -> dict[Question, list[Diagnostic]]:
    """What the server says of each wrong file."""
    return {question: diagnostics(answer) for question, answer in ask(WRONG).items()}


@pytest.mark.parametrize("question", [pytest.param(question, id=str(case.id)) for question, case in WRONG.items()])
def test_a_wrong_file_is_underlined_where_validate_reports_it(
    shown: dict[Question, list[Diagnostic]], question: Question
) -> None:
    _, _, line, column = WRONG[question].values
    found = shown[question]
    how = AGREEMENT.get(str(WRONG[question].id), "same place")
    assert ((line, column) in {(one.line, one.column) for one in found}) == (how == "same place"), found
    if how == "same line":
        assert line in {one.line for one in found}, found
    if how == "elsewhere":
        assert found


def test_every_exception_is_a_wrong_file(tell: Tell) -> None:
    names = [str(case.id) for case in WRONG.values()]
    assert AGREEMENT.keys() < set(names)
    counts = Counter(AGREEMENT.get(name, "same place").replace(" ", "_") for name in names)
    assert counts["same_place"] >= 50
    tell("Wrong files, in the editor", "underlined", **counts)


OWN_WORDS = {
    "conditions": "Neither conditions nor members stand here",
    "members": "Neither conditions nor members stand here",
    "a password": "No address, login or password stands in a file",
    "a URL for a variable": "never the URL itself",
    "a folded text ends with a line break": "write `>-`",
    "a number as a name": "goes in quotes",
    "a text as a switch": "yes, no, on and off are texts",
    "an unknown lifecycle": "active, retired or released",
    "a month that is none": "like 2027-03-31",
    "a locale with a hyphen": "keys like fr_FR",
    "a store in upper case": "single hyphens",
    "an owner without quotes": "in quotes",
}


@pytest.mark.parametrize("name, words", OWN_WORDS.items(), ids=OWN_WORDS)
def test_the_editor_says_it_in_our_words(shown: dict[Question, list[Diagnostic]], name: str, words: str) -> None:
    question = next(question for question, case in WRONG.items() if case.id == name)
    assert any(words in found.message for found in shown[question]), shown[question]
