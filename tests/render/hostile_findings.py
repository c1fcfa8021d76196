"""Texts that try to get out of a log line, an element or a cell, drawn from a seed; and results full of them."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import replace

from syncer.model.change import FieldChange
from syncer.model.plan import Drift, DriftKind, Refusal
from syncer.model.problem import Problem, Severity
from syncer.model.report import DriftReport
from syncer.model.review import Review
from syncer.model.segment import Location, SegmentId
from tests.render import samples

SEED = int(os.environ.get("HOSTILE_SEED", "20261122"))
NUMBER = int(os.environ.get("HOSTILE_TEXTS", "10000"))

_PIECES = (
    *"abc 0=+-@|<>&'\"`,;:%#[]{}()*_~!\\/$^?.",
    *"\0\a\b\t\n\v\f\r\x1b\x7f\x80\x85\x9b\xa0\xad",
    *"\u034f\u0600\u200b\u200e\u2028\u2029\u202e\u2066\ufeff\ufe0f\ufffe\uffff\ud800\udfff",
    *"é日ß\u0301😀𝒳\U000e0041\U0010ffff＝＋－＠",
    "::error::planted", "\n::add-mask::x", "\r\n::stop-commands::x", "##[error]x", "%0A::error::x", "%25", "%3A",
    "]]>", "<![CDATA[", "<!--", "-->", "<?xml?>", "&amp;", "&#0;", "&lt;", "</failure>", "<!DOCTYPE x []>",
    "=cmd|' /C calc'!A0", "@SUM(1+1)", "+1", "-1", "\t=1+1", "\r=1", '",=1+1,"', '""', "';=1", "\\n", "\\u202e",
    "<script>alert(1)</script>", "@everyone", "#1", "![x](y)", "| --- |", "\x1b]0;title\x07", "\x1b[31m",
)  # fmt: skip


def texts(number: int = NUMBER) -> list[str]:
    """So many texts: the same for the same seed."""
    dice = random.Random(SEED)
    return ["".join(dice.choices(_PIECES, k=dice.randint(1, 12))) for _ in range(number)]


def hostile_review(hostile: list[str]) -> Review:
    """A review with a problem and a change for each text."""
    problems = tuple(
        Problem(
            "look-alike",
            text,
            text,
            Location(f"catalog/aurora/{text}.yaml", number, 7),
            severity=(Severity.ERROR, Severity.WARNING)[number % 2],
            line_text=f"name: {text}",
            width=len(text),
        )
        for number, text in enumerate(hostile, 1)
    )
    changes = tuple(
        replace(samples.REVIEW_FULL.changes[0], name=text, fields=(FieldChange("description", text, text),))
        for text in hostile
    )
    return replace(samples.REVIEW_FULL, problems=problems, changes=changes, refusals=(), unread=())


def hostile_drift(hostile: list[str]) -> DriftReport:
    """A report with a drift, a refusal and a pending change for each text."""
    gold = SegmentId("aurora", "gold")
    return replace(
        samples.DRIFTED,
        findings=tuple(
            Drift(gold, text, DriftKind.EDITED, "description", text, text, by=text, at="2026-11-20") for text in hostile
        ),
        refusals=tuple(Refusal("rename", "aurora/gold", text, text) for text in hostile),
        pending=tuple(
            replace(samples.UPDATE, name=text, fields=(FieldChange("description", text, text),)) for text in hostile
        ),
    )


def in_lots(hostile: list[str], size: int) -> Iterator[list[str]]:
    """The texts, so many at a time."""
    for start in range(0, len(hostile), size):
        yield hostile[start : start + size]


def is_harmless(output: str) -> bool:
    """Whether nothing in it but the ends of its lines does not print."""
    return output.replace("\r\n", "").replace("\n", "").isprintable()
