"""What an editor shows: the keys of our schemas, their words, and nothing wrong in the files that we ship or write."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from syncer.desired.schemas import kinds, schema_text
from syncer.engine.init import init
from syncer.engine.new import new
from syncer.sandbox.catalog_files import write_catalog
from syncer.sandbox.invent import StoreShape
from tests.desired.editor.server import CHECKOUT, SETTINGS, Question, ask, diagnostics
from tests.desired.test_shape import GOOD, SCHEMAS

EDITOR_KEYWORDS = {"errorMessage", "patternErrorMessage", "enumDescriptions"}
"""What the server knows beyond JSON Schema; validators pass over it."""

_NUMBERS = count()
_FOLDERS = {"segment": "catalog/aurora", "environment": "environments"}


def question(kind: str, text: str, ask: str = "diagnostics", line: int = 0, character: int = 0) -> Question:
    """A question about a file of its own, which is a segment or an environment by its folder."""
    return Question(f"{_FOLDERS[kind]}/q{next(_NUMBERS)}.yaml", text, ask, line, character)


def completion_at_end(kind: str, text: str) -> Question:
    lines = text.split("\n")
    return question(kind, text, "completion", len(lines) - 1, len(lines[-1]))


TRANSLATIONS = SCHEMAS["segment"]["properties"]["translations"]
_SKELETON = 7
"""The kind of what the server offers beside the keys: one text with all keys that are required."""

PLACES = {
    ("segment", ""): SCHEMAS["segment"],
    ("environment", ""): SCHEMAS["environment"],
    ("segment", "translations:\n  fr_FR:\n    "): next(iter(TRANSLATIONS["patternProperties"].values())),
    ("environment", "limits:\n  "): SCHEMAS["environment"]["properties"]["limits"],
    ("environment", "timeouts:\n  "): SCHEMAS["environment"]["properties"]["timeouts"],
}
VALUES = {
    ("segment", "lifecycle: "): {"active", "retired", "released"},
    ("segment", "protected: "): {"true", "false"},
    ("environment", "role: "): {"staging", "production"},
    ("environment", "mode: "): {"observe", "create-only", "apply"},
    ("environment", "empty_segment_means: "): {"nobody", "everybody"},
}


def test_completion_lists_the_keys_and_values_of_the_schema() -> None:
    keys = {completion_at_end(*case): _described_keys(schema) for case, schema in PLACES.items()}
    values = {completion_at_end(*case): words for case, words in VALUES.items()}
    answers = ask([*keys, *values])
    for asked, properties in keys.items():
        items = [item for item in answers[asked]["items"] if item["kind"] != _SKELETON]
        assert {item["label"]: item["documentation"] for item in items} == properties, asked
    for asked, words in values.items():
        assert {item["label"] for item in answers[asked]["items"]} == words, asked


def _described_keys(schema: dict[str, Any]) -> dict[str, str]:
    return {key: found["description"] for key, found in schema["properties"].items()}


def described(schema: dict[str, Any], value: Any) -> Iterator[tuple[str, str]]:
    """Each key of a value, the outer before the inner, with what the schema says about it."""
    for key, inner in value.items() if isinstance(value, dict) else ():
        found = schema.get("properties", {}).get(key) or next(iter(schema.get("patternProperties", {}).values()))
        if "description" in found:
            yield key, found["description"]
        mapping = next((one for one in found.get("anyOf", ()) if one.get("type") == "object"), found)
        yield from described(mapping, inner)


@pytest.mark.parametrize("kind", GOOD)
def test_hover_shows_what_the_schema_says_of_each_key(kind: str) -> None:
    value = {key: value for key, value in GOOD[kind].items() if value is not None}
    if kind == "segment":
        value["description"] = "d"
    text = yaml.safe_dump(value, sort_keys=False)
    wanted = list(described(SCHEMAS[kind], value))
    assert len(wanted) > len(value)
    hovers: list[tuple[str, Question]] = []
    for number, line in enumerate(text.split("\n")):
        if (found := re.match(r"[ -]*(\w+):", line)) and found[1] in dict(wanted):
            # Before its first letter the server takes a key for part of the lines above it.
            hovers.append((found[1], question(kind, text, "hover", number, found.start(1) + 1)))
    answers = ask(asked for _, asked in hovers)
    assert [key for key, _ in hovers] == [key for key, _ in wanted]
    for (_, asked), (_, description) in zip(hovers, wanted, strict=True):
        assert _plain(description) in _plain(answers[asked]["contents"]["value"])


def _plain(markdown: str) -> str:
    """A text without the backslashes and line breaks that Markdown needs."""
    return " ".join(re.sub(r"\\([^\w\s])", r"\1", markdown).split()).replace("&nbsp;", " ")


def checkout(folder: Path) -> Path:
    return CHECKOUT


def generated(folder: Path) -> Path:
    (folder / "schemas").symlink_to(CHECKOUT / "schemas")
    write_catalog(folder, StoreShape(segments=20), seed=7)
    return folder


def started(folder: Path) -> Path:
    for path, text in init(folder).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    file, text = new(folder, "retail/win-back")
    (folder / file).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("make", [checkout, generated, started])
def test_every_file_begins_with_the_mode_line_of_its_schema(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    root = make(tmp_path)
    questions = []
    for path in (*root.glob("catalog/*/*.yaml"), *root.glob("environments/*.yaml")):
        file, text = str(path.relative_to(root)), path.read_text(encoding="utf-8")
        questions += [Question(file, text), Question(f"{file}.wrong.yaml", f"{text}\ncolour: red\n")]
    # Without settings, so that the mode line is all that leads to the schema.
    for asked, answer in ask(questions, root, settings={}).items():
        messages = [found.message for found in diagnostics(answer)]
        wrong = asked.file.endswith(".wrong.yaml")
        assert messages == (["Property colour is not allowed."] if wrong else []), asked.file


def test_a_repository_that_init_starts_has_the_settings_of_this_one(tmp_path: Path) -> None:
    assert json.loads(init(tmp_path)[".vscode/settings.json"]) == SETTINGS


@pytest.mark.parametrize("kind", kinds())
def test_a_schema_uses_draft_07_and_what_is_listed(kind: str) -> None:
    schema = json.loads(schema_text(kind))
    assert schema["$schema"] == Draft7Validator.META_SCHEMA["$id"]
    allowed = Draft7Validator.META_SCHEMA["properties"].keys() | EDITOR_KEYWORDS
    assert {keyword for part in parts(schema) for keyword in part} <= allowed


@pytest.mark.parametrize("kind", _FOLDERS)
def test_every_key_has_a_title_and_words_and_every_example_is_valid(kind: str) -> None:
    for part in parts(SCHEMAS[kind]):
        for key, found in part.get("properties", {}).items():
            assert {"title", "description"} <= found.keys(), key
            for example in found.get("examples", ()):
                Draft7Validator({**found, "definitions": SCHEMAS[kind]["definitions"]}).validate(example)


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """A schema and every schema inside it."""
    if not isinstance(schema, dict):
        return
    yield schema
    for keyword in ("properties", "patternProperties", "definitions"):
        for inner in schema.get(keyword, {}).values():
            yield from parts(inner)
    for keyword in ("anyOf", "oneOf", "allOf"):
        for inner in schema.get(keyword, ()):
            yield from parts(inner)
    for keyword in ("items", "additionalProperties", "propertyNames", "not", "if", "then", "else", "contains"):
        yield from parts(schema.get(keyword))
