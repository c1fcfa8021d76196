"""Files changed at random: the editor underlines nothing in a valid one, and something where the shape is wrong."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

from syncer.desired.parse import KIND, problems_of
from syncer.desired.reading.document import Document
from syncer.desired.reading.load import load
from syncer.desired.shape import shape_of
from tests.covered import not_covered
from tests.desired.editor.server import Question, ask
from tests.desired.test_loader_fuzz import mutated
from tests.figures import Tell

SEED = int(os.environ.get("FUZZ_SEED", "20261122"))
FILES = 1000


def files(random_: random.Random) -> Iterator[Question]:
    """Changed files, without the line that leads to the schema: the folder does too, and cannot be misspelt."""
    for number in range(FILES):
        lines = mutated(random_).split("\n")
        text = "\n".join(line for line in lines if "yaml-language-server" not in line)
        yield Question(f"catalog/aurora/fuzz-{number}.yaml", text)


@not_covered
def test_the_editor_and_validate_agree_on_changed_files(tell: Tell) -> None:
    counts = {"valid": 0, "wrong_shape": 0, "not_read": 0}
    for question, answer in ask(files(random.Random(SEED))).items():
        found = load(question.file, question.text.encode())
        case = f"seed {SEED}: {question.text!r}, {answer}"
        if not isinstance(found, Document):
            # We refuse what YAML allows, and the server's reader takes a little that YAML does not.
            counts["not_read"] += 1
        elif not shape_of(KIND)(found.value):
            counts["wrong_shape"] += 1
            assert answer, case
        elif not problems_of(found):
            counts["valid"] += 1
            assert not answer, case
    assert min(counts.values()) > FILES // 20
    tell("Files changed at random, in the editor", "agreed", **counts, seed=str(SEED))
