"""Every format in one table, so that the help needs none of them. A renderer is a pure function of one result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from syncer.model.result import Result


class Format(NamedTuple):
    """One way to write a result down."""

    renderer: str
    """``module:function``; the function takes a result and returns the whole text."""
    line: str
    """What the help says."""
    is_appended: bool = False
    """Whether a file of it is added to: its reader collects what several commands say."""
    is_placed: bool = False
    """Whether it names files as they are called at the top of the repository; its function takes ``within`` too."""


FORMATS: Mapping[str, Format] = {
    "text": Format("to_text:to_text", "a page for people"),
    "json": Format("to_json:to_json", "for scripts; its words are promised"),
    "markdown": Format("to_markdown:to_markdown", "a page for forges and wikis"),
    "html": Format("to_html:to_html", "a page in one file, for browsers"),
    "csv": Format("to_csv:to_csv", "one row each change and finding"),
    "github": Format("to_github:to_github", "annotations on the lines of a pull request", is_placed=True),
    "github-summary": Format("to_github:to_summary", "the summary of a step", is_appended=True),
    "gitlab": Format("to_gitlab:to_gitlab", "a code quality report", is_placed=True),
    "gitlab-terraform": Format("to_gitlab:to_terraform", "the counts of GitLab's plan widget"),
    "junit": Format("to_junit:to_junit", "XML that most CI servers read"),
    "sarif": Format("to_sarif:to_sarif", "SARIF 2.1.0, for code scanning", is_placed=True),
}


def render(result: Result, format: str, within: str = "") -> str:
    """A result in one of the ``FORMATS``; ``within`` is where the catalog lies in its repository, like ``shop/``."""
    module, _, function = FORMATS[format].renderer.partition(":")
    renderer: Callable[..., str] = getattr(import_module(f"syncer.render.{module}"), function)
    return renderer(result, within) if FORMATS[format].is_placed else renderer(result)
