"""What GitHub Actions shows: annotations on the lines of a pull request, and the summary of a step."""

from __future__ import annotations

from collections.abc import Iterator

from syncer.model.result import Result
from syncer.model.shown import visible
from syncer.render.findings import Finding, Level, findings_of, origin
from syncer.render.sentence import sentence
from syncer.render.words import count

MOST_SHOWN = 9
"""Annotations of one level; of a step, GitHub keeps ten, and drops the rest without a word."""

MOST_IN_SUMMARY = 120_000
"""Characters of a summary. A step may write 1,024 KiB, and a character takes up to four bytes: two of these fit."""

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def to_github(result: Result, within: str = "") -> str:
    """One command a line; where there is nothing to find, a notice that says how it ended."""
    findings = findings_of(result, within)
    if not findings:
        return _command("notice", visible(sentence(result)), title=" ".join(origin(result))) + "\n"
    return "".join(f"{command}\n" for level in Level for command in _annotations(level, findings))


def to_summary(result: Result) -> str:
    """The page in Markdown, cut to what a step may write."""
    from syncer.render.to_markdown import markdown

    return markdown(result, most=MOST_IN_SUMMARY)


def _annotations(level: Level, findings: tuple[Finding, ...]) -> Iterator[str]:
    found = [one for one in findings if one.level is level]
    yield from map(_annotation, found[:MOST_SHOWN])
    if len(found) > MOST_SHOWN:
        more = f"and {count(len(found) - MOST_SHOWN, f'more {level}')}; the report `github-summary` lists them"
        yield _command(_COMMANDS[level], more)


def _annotation(finding: Finding) -> str:
    place: dict[str, object] = {}
    if finding.source:
        line, column = finding.source.line, finding.source.column
        place = {"file": finding.path, "line": line, "col": column, "endColumn": column + finding.width}
    text = "\n".join(filter(None, (finding.told, finding.remedy)))
    return _command(_COMMANDS[finding.level], text, **place, title=finding.code)


def _command(command: str, text: str, **properties: object) -> str:
    said = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{command}{said and ' '}{said}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
