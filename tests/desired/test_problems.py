"""Every problem code: what file has it, and where it is reported."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from syncer.desired.explanations import EXPLANATIONS
from syncer.desired.load_catalog import check
from syncer.model.problem import Problem, Severity

Write = Callable[[Mapping[str, str | bytes]], Path]
GOLD = "catalog/aurora/gold.yaml"
B = "catalog/aurora/b.yaml"
ENVIRONMENT = "environments/production.yaml"
COMMON = "role: production\ncatalog: test\ndefault_language: en_US\n"
GOOD = "name: Gold\ndescription: d\n"


def name(text: str) -> str:
    return f"name: {text}\ndescription: d\n"


def below(text: str) -> str:
    """A segment file with more lines, the first of which is line 3."""
    return f"{GOOD}{text}\n"


def environment(text: str, stores: str = "stores: {aurora: A}") -> str:
    """An environment file whose line 5 the text is."""
    return f"{COMMON}{stores}\n{text}\n"


SEGMENTS = [
    pytest.param(b"name: G\xf6ld\n", "not-utf8", 1, 8, id="Latin-1"),
    pytest.param("name: Gold\n".encode("utf-16"), "not-utf8", 1, 1, id="UTF-16 with its mark"),
    pytest.param("name: Gold\n".encode("utf-16-le"), "not-utf8", 1, 1, id="UTF-16 without its mark"),
    pytest.param("name: Gold\n".encode("utf-32"), "not-utf8", 1, 1, id="UTF-32 with its mark"),
    pytest.param("name: Gold\n".encode("utf-32-be"), "not-utf8", 1, 1, id="UTF-32 without its mark"),
    pytest.param("# a\0b\nname: Gold\n", "unseen-character", 1, 4, id="a control character in a comment"),
    pytest.param("name: Gold\u200b\n", "unseen-character", 1, 11, id="a zero-width blank"),
    pytest.param("name: \u202egold\n", "unseen-character", 1, 7, id="a change of direction"),
    pytest.param("name: Gold\rdescription: d\n", "unseen-character", 1, 11, id="a carriage return by itself"),
    pytest.param(name(r'"G\0ld"'), "unseen-character", 1, 7, id="NUL by an escape"),
    pytest.param(name(r'"G\tld"'), "unseen-character", 1, 7, id="a tab by an escape"),
    pytest.param(below(r'"x\ny": z'), "unseen-character", 3, 1, id="a line break in a key"),
    pytest.param(name(r'"\ud800"'), "syntax", 1, 10, id="half a character by an escape"),
    pytest.param("translations:\n\tfr_FR: x\n", "tab-indentation", 2, 1, id="a tab indents"),
    pytest.param(name("Gold: members"), "syntax", 1, 11, id="a second colon"),
    pytest.param(name("@gold"), "syntax", 1, 7, id="a text begins with @"),
    pytest.param("name: 'Gold\ndescription: d\n", "syntax", 1, 7, id="quotes without end"),
    pytest.param('name: "a\nb"\n', "syntax", 2, 1, id="quotes go on without indentation"),
    pytest.param("name:\n|\n  Gold\n", "syntax", 2, 1, id="a block text without indentation"),
    pytest.param(name('"Gold"#c'), "syntax", 1, 13, id="a comment touches quotes"),
    pytest.param(below("labels: |#c\n  x"), "syntax", 3, 10, id="a comment touches a block mark"),
    pytest.param(below("labels: [a,#c\n  b]"), "syntax", 3, 12, id="a comment touches a comma"),
    pytest.param(below("labels: ['x',#c\n  b]"), "syntax", 3, 14, id="a comment touches a comma behind quotes"),
    pytest.param(below("labels: [?x: y]"), "syntax", 3, 11, id="a question mark touches a key"),
    pytest.param("name: Gold\ndescription: |\n", "syntax", 2, 14, id="a block text without lines"),
    pytest.param("name: Gold\n  description: d\n", "syntax", 2, 14, id="indented under a text"),
    pytest.param("name: [Gold", "syntax", 1, 12, id="brackets without end"),
    pytest.param("", "empty-file", 1, 1, id="0 bytes"),
    pytest.param("# only\n# comments\n", "empty-file", 1, 1, id="comments only"),
    pytest.param("- name: Gold\n", "not-a-mapping", 1, 1, id="a list"),
    pytest.param("---\n", "not-a-mapping", 2, 1, id="an empty document"),
    pytest.param("name: Gold\ndescription: d\nname: Silver\n", "duplicate-key", 3, 1, id="a key twice"),
    pytest.param(below("1: x"), "key-not-text", 3, 1, id="a number as a key"),
    pytest.param(below(f"{'1' * 41}: x"), "key-not-text", 3, 1, id="a number of 41 digits as a key"),
    pytest.param(below("? [a]\n: x"), "key-not-text", 3, 3, id="a list as a key"),
    pytest.param(below("? ''\n: x\n? ~\n: x"), "key-not-text", 5, 3, id="null as a key"),
    pytest.param(name("&a Gold"), "anchor", 1, 7, id="an anchor"),
    pytest.param(below("&a owner: x"), "anchor", 3, 1, id="an anchor of a key"),
    pytest.param(name("*a"), "anchor", 1, 7, id="an alias"),
    pytest.param(below("<<: {a: b}"), "merge-key", 3, 1, id="a merge key"),
    pytest.param(name("!!str Gold"), "tag", 1, 7, id="a tag"),
    pytest.param(below("labels: !!set {a}"), "tag", 3, 9, id="a tag of a collection"),
    pytest.param("%YAML 1.1\n---\nname: Gold\n", "directive", 1, 1, id="a directive"),
    pytest.param("%YAML 1.3\n---\nname: Gold\n", "directive", 1, 1, id="a directive of no version"),
    pytest.param("%ODD x\n---\nname: Gold\n", "directive", 1, 1, id="an unknown directive"),
    pytest.param(f"{GOOD}---\n{GOOD}", "several-documents", 3, 1, id="two documents"),
    pytest.param(name("[" * 9), "too-deep", 1, 14, id="nine deep"),
    pytest.param(below(f"owner: {'9' * 41}"), "number-too-long", 3, 8, id="a number of 41 digits"),
    pytest.param(below("colour: red"), "unknown-key", 3, 1, id="an unknown key"),
    pytest.param("name: Gold\ndescripton: d\n", "unknown-key", 2, 1, id="a misspelt key"),
    pytest.param(below("conditions: {}"), "conditions-not-here", 3, 1, id="conditions"),
    pytest.param(below("members: []"), "members-not-here", 3, 1, id="members"),
    pytest.param("name: Gold\n", "missing-key", 1, 1, id="no description"),
    pytest.param(below("translations: {}"), "missing-key", 3, 1, id="no translation in translations"),
    pytest.param(name("012"), "wrong-type", 1, 7, id="a number as a name"),
    pytest.param(below("protected: 'true'"), "wrong-type", 3, 12, id="a text as a switch"),
    pytest.param(below("translations:\n  fr_FR:\n    description: [x]"), "wrong-type", 5, 18, id="a list as a text"),
    pytest.param(below("labels: [a, 2]"), "wrong-type", 3, 13, id="a number among labels"),
    pytest.param(below("lifecycle: inactive"), "bad-value", 3, 12, id="an unknown lifecycle"),
    pytest.param(below("reviewBy: 2027-13-01"), "bad-value", 3, 11, id="a month that is none"),
    pytest.param(below("labels: [a, a]"), "bad-value", 3, 9, id="a label twice"),
    pytest.param(below("translations:\n  fr-FR: {description: x}"), "bad-value", 4, 3, id="a locale with a hyphen"),
    pytest.param(below(f"labels: [{', '.join(f'l{n}' for n in range(51))}]"), "out-of-range", 3, 9, id="51 labels"),
    pytest.param(name("''"), "empty-text", 1, 7, id="an empty name"),
    pytest.param(name("é" * 128), "too-long", 1, 7, id="a name of 256 bytes"),
    pytest.param(f"name: Gold\ndescription: {'a' * 4001}\n", "too-long", 2, 14, id="a description of 4,001 bytes"),
    pytest.param(name("' Gold'"), "outer-blanks", 1, 7, id="a blank before a name"),
    pytest.param(name("'Gold '"), "outer-blanks", 1, 7, id="a blank behind a name"),
    pytest.param(below("owner: 'me '"), "outer-blanks", 3, 8, id="a blank behind the last text"),
    pytest.param(name("'   '"), "outer-blanks", 1, 7, id="a name of blanks"),
    pytest.param(name("Gold\u00a0"), "outer-blanks", 1, 7, id="a no-break blank behind a name"),
    pytest.param("name: Gold\ndescription: >\n  d\n", "outer-blanks", 2, 14, id="a folded text ends with a line break"),
    pytest.param(name("Gold  members"), "inner-blanks", 1, 7, id="two blanks in a name"),
    pytest.param(name("Gold\u00a0members"), "inner-blanks", 1, 7, id="a no-break blank in a name"),
    pytest.param(name(r'"Gold\nmembers"'), "line-break", 1, 7, id="a line break in a name"),
    pytest.param(name("Ame\u0301lie"), "not-nfc", 1, 7, id="a name that is not composed"),
    pytest.param(name("G\u043eld"), "mixed-scripts", 1, 7, id="a Cyrillic letter in a Latin word"),
]  # fmt: skip

ENVIRONMENTS = [
    pytest.param(environment("url_env: A\nsandbox: a.db"), "one-target", 6, 1, id="two targets"),
    pytest.param(environment("mode: apply"), "one-target", 1, 1, id="no target"),
    pytest.param(environment("sandbox: ../a.db"), "path-outside", 5, 10, id="a sandbox outside"),
    pytest.param(environment("sandbox: /a.db"), "path-outside", 5, 10, id="a sandbox at an absolute path"),
    pytest.param(environment("sandbox: ."), "path-outside", 5, 10, id="the root as a sandbox"),
    pytest.param(environment("url_env: A\nconformance: ../a.json"), "path-outside", 6, 14, id="a result outside"),
    pytest.param(environment("url_env: A\nconformance: ''"), "empty-text", 6, 14, id="a result without a name"),
    pytest.param(environment("sandbox: a.db\nread_url_env: A"), "missing-key", 6, 1, id="a reader of a sandbox"),
    pytest.param(environment("url_env: A\npassword: x"), "secret-in-file", 6, 1, id="a password"),
    pytest.param(environment("url_env: postgresql://a:b@c/d"), "secret-in-file", 5, 10, id="a URL for a variable"),
    pytest.param(environment("url_env: A-B"), "bad-value", 5, 10, id="a variable with a hyphen"),
    pytest.param(environment("url_env: A\nlimits: {changes: 51}"), "out-of-range", 6, 19, id="a looser limit"),
    pytest.param(environment("url_env: A\ntimeouts: {lock: 0}"), "out-of-range", 6, 18, id="no time"),
    pytest.param(environment("url_env: A\ncontainer_condition: 7"), "wrong-type", 6, 22, id="a number as a condition"),
    pytest.param(environment("url_env: A\ncontainer_condition: ''"), "empty-text", 6, 22, id="an empty condition"),
    pytest.param(environment("url_env: A\ncontainer_condition: {lik: x}"), "unknown-key", 6, 23, id="like, misspelt"),
    pytest.param(environment("url_env: A\ncontainer_condition: {like: 7}"), "wrong-type", 6, 29, id="like a number"),
    pytest.param(environment("url_env: A\nkeys_row: 'x '"), "outer-blanks", 6, 11, id="a blank behind a table"),
    pytest.param(environment("url_env: A", "stores: {a: X, b: X}"), "store-listed-twice", 4, 19, id="one store twice"),
    pytest.param(environment("url_env: A", "stores: {a: 7}"), "wrong-type", 4, 13, id="a number as a store"),
    pytest.param(
        environment("url_env: A", "stores: {a: {owner_id: 7}}"), "wrong-type", 4, 24, id="an owner without quotes"
    ),
    pytest.param(environment("url_env: A", "stores: {A: x}"), "bad-value", 4, 10, id="a store in upper case"),
    pytest.param(environment("url_env: A", "stores: {}"), "missing-key", 4, 1, id="no stores"),
]

PLACES: list[tuple[str, dict[str, str], str, str]] = [
    ("upper case", {"catalog/aurora/VIP.yaml": GOOD}, "bad-slug", "catalog/aurora/VIP.yaml"),
    ("a long name", {f"catalog/aurora/{'a' * 65}.yaml": GOOD}, "bad-slug", f"catalog/aurora/{'a' * 65}.yaml"),
    ("a store with a blank", {"catalog/my store/a.yaml": GOOD}, "bad-slug", "catalog/my store"),
    ("an environment in upper case", {"environments/QA.yaml": GOOD}, "bad-slug", "environments/QA.yaml"),
    (".yml", {"catalog/aurora/a.yml": GOOD}, "wrong-extension", "catalog/aurora/a.yml"),
    ("too high", {"catalog/a.yaml": GOOD}, "wrong-depth", "catalog/a.yaml"),
    ("too deep", {"catalog/aurora/b/a.yaml": GOOD}, "wrong-depth", "catalog/aurora/b"),
    ("notes", {"catalog/aurora/a.txt": GOOD}, "stray-file", "catalog/aurora/a.txt"),
    ("notes beside stores", {"catalog/a.txt": GOOD}, "stray-file", "catalog/a.txt"),
    ("nothing before the ending", {"catalog/aurora/-.yaml": GOOD}, "bad-slug", "catalog/aurora/-.yaml"),
    ("256 KiB", {GOLD: "#" * 262145}, "too-large", GOLD),
    ("an unknown store", {"catalog/mars/a.yaml": GOOD}, "store-nowhere", "catalog/mars"),
    ("many problems", {GOLD: below("\n".join(f"k{n}: v" for n in range(60)))}, "many-problems", GOLD),
    ("one name twice", {GOLD: GOOD, B: GOOD}, "name-taken-twice", B),
    ("one name by case", {GOLD: GOOD, B: name("GOLD")}, "name-taken-alike", B),
    ("one name by width", {GOLD: name("G"), B: name("\uff27")}, "name-taken-alike", B),
    ("look-alikes", {GOLD: name("Tier 1"), B: name("Tier l")}, "name-looks-alike", B),
    (
        "the default language",
        {GOLD: below("translations: {en_US: {description: x}}")},
        "default-language-translated",
        GOLD,
    ),
]  # fmt: skip
ODD_FILES: dict[str, tuple[str, Callable[[Path], object]]] = {
    "a link": ("symlink", lambda path: path.symlink_to("/etc/passwd")),
    "a link that leads nowhere": ("symlink", lambda path: path.symlink_to("nowhere")),
    "a pipe": ("not-a-file", os.mkfifo),
}
WARNINGS = {"stray-file", "name-looks-alike"}


def found_in(root: Path, code: str) -> Problem:
    """The first problem of a code, which must be there."""
    problems = check(root).problems
    assert code in [problem.code for problem in problems], problems
    found = next(problem for problem in problems if problem.code == code)
    assert (found.severity is Severity.WARNING) == (code in WARNINGS)
    assert found.message
    assert found.remedy
    assert found.remedy.endswith((".", "?"))
    return found


@pytest.mark.parametrize("content, code, line, column", SEGMENTS)
def test_a_segment_file(repository: Write, content: str | bytes, code: str, line: int, column: int) -> None:
    found = found_in(repository({GOLD: content}), code)
    assert (found.source.file, found.source.line, found.source.column) == (GOLD, line, column)


@pytest.mark.parametrize("content, code, line, column", ENVIRONMENTS)
def test_an_environment_file(repository: Write, content: str, code: str, line: int, column: int) -> None:
    found = found_in(repository({ENVIRONMENT: content}), code)
    assert (found.source.file, found.source.line, found.source.column) == (ENVIRONMENT, line, column)


@pytest.mark.parametrize("files, code, file", [pytest.param(*case, id=name) for name, *case in PLACES])
def test_a_place_or_several_files(repository: Write, files: dict[str, str], code: str, file: str) -> None:
    assert found_in(repository(files), code).source.file == file


@pytest.mark.parametrize("code, make", ODD_FILES.values(), ids=ODD_FILES)
@pytest.mark.parametrize("where", [GOLD, ENVIRONMENT, "catalog/aurora"])
def test_what_is_no_regular_file(repository: Write, where: str, code: str, make: Callable[[Path], object]) -> None:
    root = repository({"catalog/borealis/a.yaml": GOOD})
    (root / where).parent.mkdir(exist_ok=True)
    make(root / where)
    codes = {problem.code for problem in check(root).problems if problem.source.file == where}
    assert codes == {"stray-file" if (where, code) == ("catalog/aurora", "not-a-file") else code}


def test_a_link_to_a_folder_is_not_followed(repository: Write, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "gold.yaml").write_text(GOOD)
    root = repository({})
    (root / "catalog" / "aurora").symlink_to(elsewhere)
    assert found_in(root, "symlink").source.file == "catalog/aurora"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("path", [GOLD, "catalog/aurora"])
def test_what_may_not_be_read(repository: Write, path: str) -> None:
    root = repository({GOLD: GOOD})
    (root / path).chmod(0)
    try:
        assert found_in(root, "unreadable").source.file == path
    finally:
        (root / path).chmod(0o700)


def test_every_code_is_explained_and_every_explained_code_is_tested() -> None:
    tested = {case.values[1] for case in (*SEGMENTS, *ENVIRONMENTS)} | {code for _, _, code, _ in PLACES}
    tested |= {code for code, _ in ODD_FILES.values()} | {"unreadable", "too-many-files"}
    assert tested == set(EXPLANATIONS)
