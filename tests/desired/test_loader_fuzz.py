"""What the loader accepts means the same to an independent reader of YAML 1.2."""

from __future__ import annotations

import os
import random
import re

import pytest
from yaml12 import parse_yaml

from syncer.desired.reading.document import Document
from syncer.desired.reading.load import load
from syncer.desired.reading.strict import read_strictly
from tests.covered import not_covered

SEED = int(os.environ.get("FUZZ_SEED", "20261121"))
ROUNDS = int(os.environ.get("FUZZ_ROUNDS", "20000"))

SEEDS = (
    """\
# yaml-language-server: $schema=../../schemas/segment.schema.json
name: Gold loyalty members            # never changes once applied
description: Tier gold in the loyalty programme. Filled nightly by the CRM export.
""",
    """\
name: "B2B \\"gold\\" partners"
description: >-
  Buyers of organisations with a signed Gold contract.
  Filled by the ERP.

  A second paragraph: it has a colon.
translations:
  de_DE:
    displayName: Geschäftskunden Gold
    description: |
      Einkäufer von Organisationen.
        Eingerückt.
  fr_FR: {displayName: 'l''or', description: null}
labels: [b2b, tier, "x"]
protected: true # contract prices depend on it
reviewBy: 2027-03-31
""",
    """\
sandbox: .sandbox/staging.db
role: staging
stores:
  aurora: Aurora
  borealis: {owner_id: "7000000000000000101"}
limits: {changes: 0x19, share: 20}
timeouts:
- 1
- -2.5e3
-   - a
    - ~
""",
)
PIECES = (
    *"\n\n\n  \t:#-?,[]{}&*!|>'\"%@`\\~.+0123456789abcenoxT<=é",
    "\r\n", ": ", " #", "- ", "? ", "---\n", "...\n", "''", '""', "|-\n", ">+\n", "|2\n", "null", "true", "<<: ",
    "0o17", "0x1F", "1e3", ".inf", "1_000", "012", "no", "2001-01-01", "\\x41", "\\xe9", "\\n", "\\\n", "\n\n", "\n  ",
    "k: v\n", "\n# c\n", "{a: b}", "[a, b]", "\ufeff",
)  # fmt: skip


# Where the other reader is wrong by the specification: `0x+19` is a text (10.3.2), a tab may follow a colon (6.2), and
# a hyphen inside a plain text may touch a bracket (7.3.3).
THEIR_MISTAKES = re.compile(r"0[ox][-+]|:\t| -[,\[\]{}]")


def mutated(random_: random.Random) -> str:
    """A typical file, changed in one to six places."""
    text = random_.choice(SEEDS)
    for _ in range(random_.randint(1, 6)):
        at = random_.randrange(len(text) + 1)
        match random_.randrange(5):
            case 0 | 1:
                text = text[:at] + random_.choice(PIECES) + text[at:]
            case 2:
                text = text[:at] + text[at + random_.randint(1, 6) :]
            case 3:
                text = text[:at] + random_.choice(PIECES) + text[at + 1 :]
            case _:
                other = random_.choice(SEEDS)
                begin = random_.randrange(len(other))
                text = text[:at] + other[begin : begin + random_.randint(1, 40)] + text[at:]
    return text


def disagreement(text: str) -> str | None:
    """What the two readers make of a text, where ours accepts it and they differ."""
    ours = load("fuzz.yaml", text.encode("utf-8"))
    if isinstance(ours, Document) and (difference := between_ours(ours)):
        return f"{difference}\n{text!r}"
    if not isinstance(ours, Document) or THEIR_MISTAKES.search(text):
        return None
    try:
        theirs = parse_yaml(text.removeprefix("\ufeff") + ("" if text.endswith("\n") else "\n"))
    except ValueError as error:
        return f"accepted, but: {error}\n{text!r}"
    # `repr` tells 1 from true and from 1.0, and takes NaN for itself.
    return None if repr(ours.value) == repr(theirs) else f"{ours.value!r}\n{theirs!r}\n{text!r}"


def between_ours(ours: Document) -> str | None:
    """Where the fast reader and the strict loader differ about one text."""
    strict = read_strictly(ours.source)
    if not isinstance(strict, Document):
        return f"the fast reader accepts what the strict one does not: {strict}"
    if repr(strict.value) != repr(ours.value):
        return f"fast: {ours.value!r}\nstrict: {strict.value!r}"
    has_name = isinstance(ours.value.get("name"), str)
    if sorted(strict.texts) != sorted(ours.texts) or (has_name and strict.name != ours.name):
        return f"fast: {ours.texts} {ours.name}\nstrict: {strict.texts} {strict.name}"
    return None


@not_covered
def test_what_the_loader_accepts_equals_what_an_independent_reader_says() -> None:
    print(f"seed {SEED}, {ROUNDS} mutations")
    random_ = random.Random(SEED)
    accepted = 0
    for _ in range(ROUNDS):
        text = mutated(random_)
        if difference := disagreement(text):
            pytest.fail(difference)
        accepted += isinstance(load("fuzz.yaml", text.encode()), Document)
    print(f"{accepted} were accepted")
    assert accepted > ROUNDS // 10, "a fuzz that accepts next to nothing compares nothing"
