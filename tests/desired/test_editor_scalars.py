"""A plain scalar means the same to the editor and to our loader.

The server is asked by a schema that wants, key by key, the type and value that our loader read: it may underline
nothing. A second schema forbids the same, and now every line must be underlined.
"""

from __future__ import annotations

import json
import math
import os
import random
from pathlib import Path
from typing import Any

from syncer.desired.reading.document import Document
from syncer.desired.reading.load import load
from syncer.desired.reading.scalars import Scalar
from syncer.desired.reading.source import SourceText
from syncer.desired.reading.strict import read_strictly
from tests.desired.editor.server import Question, ask, diagnostics
from tests.figures import Tell

SEED = int(os.environ.get("FUZZ_SEED", "20261122"))
GENERATED = 1000

LISTED = {
    "words, of which YAML 1.1 knew many more": (
        "~ null Null NULL nULL none None nil true True TRUE tRUE false False FALSE fALSE yes Yes YES no No NO on On ON "
        "off Off OFF y Y n N t f truefalse nulls ~~ ~a true- -true +true -~"
    ),
    "whole numbers, and what 1.1 took for one": (
        "0 1 -1 +1 00 012 0o14 0O14 0o18 0o -0o14 +0o14 0x1F 0X1F 0x1f 0xG 0x -0x1F +0x1F 0b101 08 09 -012 +012 007 "
        "1_000 1,000 _1 1_ 0x_1 1:30 190:20:30 1:2:3 01:30 -0 +0 -00 0xDEADBEEF 0o777 +-1 -+1 --1 ++1 0x0o1 0o0x1"
    ),
    "long ones": (
        "9007199254740991 9007199254740993 18446744073709551616 7000000000000000101 -9223372036854775808 "
        "1234567890123456789012345678901234567890"
    ),
    "points and exponents": (
        "0.1 .5 5. -.5 +.5 -5. . .. ... -. +. 1e3 1E3 1e+3 1e-3 1.e3 .1e3 1e 1e+ e3 1.5e3 1e3.5 0.0 -0.0 0e0 1e400 "
        "-1e400 1.0 12.50 1.2.3 1..2 00.5 0.1e01 +1.5 1.5f 1.5E-07 1_0.5 0x1.8p3 4.9e-324 1e-400 12:30:45.5 1e3e4 v1.0"
    ),
    "not finite": (
        ".inf .Inf .INF .iNF -.inf +.inf +.Inf .nan .NaN .NAN .Nan inf nan Infinity NaN -inf .infinity ..inf .inf."
    ),
    "dates and times, which 1.1 read as such": (
        "2027-03-31 2027-3-1 2027-03-31T12:00:00Z 2001-12-14t21:59:43.10-05:00 2027-W13 20270331 31.03.2027 03/31/2027"
    ),
    "signs and other texts": (
        "= == << <<< + - -- --- -a +a a-b a_b a:b a#b a,b / \\ \\n $1 ( ) ^ _ a? a! a* a& x% 5% €5 5€ 1a a1 -1a 1-1 "
        "1+1 null,null 0.0.0.0 10.0.0.1 1/2 1st 1.0.0"
    ),
    "digits and letters of other scripts": "१२ ١٢٣ 1२ １２ ² ½ Ⅳ 一 ０x1F é ñ １.5",
}
ALPHABETS = ("0123456789", "0123456789+-.eE", "0123456789abcdefABCDEFxo", "+-._:~0123456789eExXoOabfnultrsyINFT")


def generated(random_: random.Random) -> list[str]:
    """Short texts of what numbers and words are made of."""
    return ["".join(random_.choices(random_.choice(ALPHABETS), k=random_.randint(1, 7))) for _ in range(GENERATED)]


def read(text: str) -> Scalar:
    """What a file with one plain scalar holds; raises ``ValueError`` where it is refused, or is none."""
    file = f"k: {text}\n"
    found = load("one.yaml", file.encode())
    if not isinstance(found, Document):
        raise ValueError(text)
    strictly = read_strictly(SourceText("one.yaml", file))
    assert isinstance(strictly, Document)
    assert repr(found.value) == repr(strictly.value)
    value = found.value["k"]
    if isinstance(value, dict | list):
        raise ValueError(text)
    return value


def meant(value: Scalar) -> dict[str, Any]:
    """The schema of one value: JSON has no infinity, and an editor counts in doubles."""
    match value:
        case None:
            return {"type": "null"}
        case bool():
            return {"type": "boolean", "const": value}
        case str():
            return {"type": "string", "const": value}
        case int():
            return {"type": "integer", "const": value}
    return {"type": "number", "const": value} if math.isfinite(value) else {"type": "number"}


def underlined(folder: Path, schemas: list[dict[str, Any]], lines: list[str]) -> dict[int, str]:
    """By number of the line what the server says of a file whose lines are each asked for by a schema."""
    wanted = {f"k{number}": schema for number, schema in enumerate(schemas)}
    (folder / "lines.schema.json").write_text(json.dumps({"type": "object", "properties": wanted}), encoding="utf-8")
    text = "".join(f"k{number}: {line}\n" for number, line in enumerate(lines))
    question = Question("lines.yaml", text)
    answer = ask([question], folder, {"yaml.schemas": {"lines.schema.json": "lines.yaml"}})[question]
    return {found.line - 1: found.message for found in diagnostics(answer)}


def test_a_plain_scalar_means_the_same_to_the_editor(tmp_path: Path, tell: Tell) -> None:
    meanings: dict[str, Scalar] = {}
    refused = []
    listed = [text for texts in LISTED.values() for text in texts.split()]
    for text in dict.fromkeys([*listed, *generated(random.Random(SEED))]):
        try:
            meanings[text] = read(text)
        except ValueError:
            refused.append(text)
    lines, schemas = list(meanings), [meant(value) for value in meanings.values()]
    differing = {lines[at]: said for at, said in underlined(tmp_path, schemas, lines).items()}
    assert differing == {}, f"seed {SEED}"
    forbidden = underlined(tmp_path, [{"not": schema} for schema in schemas], lines)
    assert forbidden.keys() == set(range(len(lines))), "what is forbidden must be seen"
    kinds = [schema["type"] for schema in schemas]
    counts = {kind: kinds.count(kind) for kind in ("string", "integer", "number", "boolean", "null")}
    assert len(meanings.keys() & set(listed)) >= 150
    assert len(refused) < len(meanings) / 10, refused
    tell(
        "Plain scalars, in the editor",
        "agreed",
        read_the_same=len(meanings),
        **counts,
        refused=len(refused),
        seed=str(SEED),
    )
