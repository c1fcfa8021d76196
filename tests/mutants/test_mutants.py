"""Mutation testing itself: which changes are made, what they are called, and how a toy with known faults ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from tests.mutants.listed import Untold, gone, listed
from tests.mutants.mutant import mutants_of

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "line, changed",
    [
        pytest.param("return a < b", {"return a <= b", "return None"}, id="a bound moves"),
        pytest.param("return a and b", {"return a", "return b", "return None"}, id="half of a condition goes"),
        pytest.param("if a: b()", {"if not a:", "pass"}, id="a condition is turned, and a call is left out"),
        pytest.param("x = 'word'", {"x = 'XXword'"}, id="a word changes"),
        pytest.param("x = f'{a} words'", {"x = f'{a}XX words'"}, id="a word among values changes"),
        pytest.param("f(a, b=c)", {"pass", "f(a)"}, id="an argument by name is left out"),
        pytest.param("x = any(a)", {"x = all(a)"}, id="any becomes all"),
        pytest.param("x: Literal['a'] = 1", {"x: Literal['a'] = 2"}, id="a type stays"),
        pytest.param("x = [a, b]", {"x = [a]", "x = [b]"}, id="a list loses one"),
        pytest.param("a, b = c", set(), id="what is assigned to stays"),
        pytest.param("assert_never(a)", set(), id="what is never reached stays"),
        pytest.param(
            r"x = re.compile(r'\b(?:a|b)')",
            {r"x = re.compile('XX\\b(?:a|b)')", "x = re.compile('(?:a|b)')"}
            | {r"x = re.compile('\\b(?:b)')", r"x = re.compile('\\b(?:a)')"},
            id="a pattern loses an anchor or an alternative",
        ),
    ],
)
def test_what_is_changed(line: str, changed: set[str], tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text(f"def one():\n    '''Docstrings are for people.'''\n    {line}\n")
    assert {mutant.name.after for mutant in mutants_of("one.py", tmp_path)} == changed


def test_a_name_says_where_and_moves_with_no_line(tmp_path: Path) -> None:
    code = "class A:\n    @property\n    def b(self):\n        return 1\n"
    (tmp_path / "one.py").write_text(code)
    (tmp_path / "two.py").write_text(f"# A comment.\n\n{code}")
    (one,), (two,) = (list(mutants_of(file, tmp_path)) for file in ("one.py", "two.py"))
    assert str(one.name) == "one.py: A.b\n    - return 1\n    + return 2"
    assert (one.name.before, one.name.after) == (two.name.before, two.name.after)
    assert (one.function, two.function) == (("A.b", 2), ("A.b", 4))


def test_the_same_change_in_two_places_has_two_names(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("def one(a):\n    a.b()\n    a.b()\n")
    assert [mutant.name.after for mutant in mutants_of("one.py", tmp_path)] == ["pass", "pass  # place 2"]


def test_each_listed_mutant_exists_and_has_its_reason() -> None:
    reasons = listed()
    assert all(reasons.values())
    assert list(gone(reasons, ROOT)) == []


def test_a_listed_mutant_without_a_reason_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "mutants.md"
    page.write_text("## `a.py`\n\n### `b`\n\n    - return 1\n    + return 2\n\n### `c`\n")
    with pytest.raises(Untold, match="no reason"):
        listed(page)
    page.write_text("## `a.py`\n\n### `b`\n\n    - return 1\n    + return 2\n\nNobody reads it.\n")
    (name,) = listed(page)
    assert (name.file, name.function, name.before, name.after) == ("a.py", "b", "return 1", "return 2")
    assert list(gone(listed(page), tmp_path)) == [name]


TOY = {
    "pytest.ini": "[pytest]\naddopts = --import-mode=importlib\n",
    "syncer/__init__.py": "",
    "syncer/toy.py": """
        LIMIT = int("10")
        WORD, LETTERS, UNREAD = "word", "ab", "nobody reads it"

        def is_word(text):
            return text == WORD

        def over(count):
            return count > LIMIT

        def first(numbers):
            for number in numbers:
                if number:
                    return number

        def odd(number):
            return bool(number % 2)

        def down(count):
            while count:
                count -= 1
            return count
    """,
    "syncer/other.py": """
        from syncer.toy import LETTERS

        COUNT = len(LETTERS)
    """,
    "checks/test_words.py": """
        from syncer.other import COUNT
        from syncer.toy import is_word

        def test_word():
            assert is_word("word")

        def test_count():
            assert COUNT == 2
    """,
    "checks/test_toy.py": """
        from syncer.toy import down, first, odd, over

        def test_over():
            assert over(11) and not over(9)

        def test_first():
            assert first([0, 2, 3]) == 2

        def test_down():
            assert down(3) == 0

        SEEN = []

        def test_that_makes_ready():
            SEEN.append(1)

        def test_that_passes_only_behind_another():
            assert odd(3) and SEEN
    """,
}
HUNT = """
import json, sys
from pathlib import Path
from tests.mutants.hunt import Hunt, endings
from tests.mutants.mutant import mutants_of

root = Path.cwd()
mutants = list(mutants_of("syncer/toy.py", root))
found = endings(Hunt(mutants, root, ("checks",), 5, 2, root / "left", patience=2), lambda line: None)
names = [f"{mutant.name.function}: {mutant.name.after}" for mutant in mutants]
print()
print(json.dumps({names[at]: ending.name for at, (ending, _) in found.items()}))
"""


def test_a_toy_ends_as_its_tests_deserve(tmp_path: Path) -> None:
    for name, text in TOY.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(dedent(text))
    (tmp_path / "left").mkdir()
    words = [sys.executable, "-c", f"import sys; sys.path.append({str(ROOT)!r})\n{HUNT}"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "(module): LIMIT = int('XX10')": "STILLBORN",
        "(module): WORD, LETTERS, UNREAD = ('XXword', 'ab', 'nobody reads it')": "KILLED",
        "(module): WORD, LETTERS, UNREAD = ('word', 'XXab', 'nobody reads it')": "KILLED",
        "(module): WORD, LETTERS, UNREAD = ('word', 'ab', 'XXnobody reads it')": "SURVIVED",
        "is_word: return None": "KILLED",
        "is_word: return text != WORD": "KILLED",
        "over: return None": "KILLED",
        "over: return count >= LIMIT": "SURVIVED",
        "first: if not number:": "KILLED",
        "first: return None": "KILLED",
        "odd: return None": "STUCK",
        "odd: return bool(number * 2)": "STUCK",
        "odd: return bool(number % 3)": "STUCK",
        "down: while not count:": "KILLED",
        "down: count += 1": "LOOPED",
        "down: count -= 2": "LOOPED",
        "down: return None": "KILLED",
    }
