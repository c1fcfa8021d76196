"""Questions to the language server that editors use, many to one process."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from tests.judges import require, run_node

CHECKOUT = Path(__file__).parents[3]
SETTINGS: dict[str, Any] = json.loads((CHECKOUT / ".vscode/settings.json").read_text(encoding="utf-8"))

# Nothing is fetched from a list of schemas elsewhere: the server ends where it asks a host.
_OFFLINE = {"yaml.schemaStore.enable": False}


class Question(NamedTuple):
    """What an editor asks about a file that somebody has open; ``line`` and ``character`` count from 0."""

    file: str
    text: str
    ask: str = "diagnostics"
    line: int = 0
    character: int = 0


class Diagnostic(NamedTuple):
    """What is underlined; ``line`` and ``column`` count from 1, as in our own problems."""

    line: int
    column: int
    message: str


def ask(
    questions: Iterable[Question], folder: Path = CHECKOUT, settings: dict[str, Any] = SETTINGS
) -> dict[Question, Any]:
    """The answers of the server in an editor that has a folder open; each question is about another file."""
    require("node", "yaml-language-server")
    asked = list(questions)
    message = {
        "folder": str(folder),
        "settings": {**settings, **_OFFLINE},
        "questions": [question._asdict() for question in asked],
    }
    answers = json.loads(run_node("editor.mjs", stdin=json.dumps(message)))
    return dict(zip(asked, answers, strict=True))


def diagnostics(answer: list[dict[str, Any]]) -> list[Diagnostic]:
    """What the server has to say against a file."""
    return [
        Diagnostic(found["range"]["start"]["line"] + 1, found["range"]["start"]["character"] + 1, found["message"])
        for found in answer
    ]
