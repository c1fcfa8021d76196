"""HTML in one file that asks for nothing else: no script, no request, in ASCII, so that any stream can carry it."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from syncer.model.result import Result
from syncer.render.page import MARKS, PROSE
from syncer.render.pages.of_result import page_of

if TYPE_CHECKING:
    from jinja2 import Environment

_OPEN_ROWS = 50
"""How many rows of a table stand open; the others are folded."""


def to_html(result: Result) -> str:
    """The page as an HTML document."""
    page = page_of(result)
    environment = _environment()
    style = environment.get_template("page.css").render()
    text = environment.get_template("page.html.jinja").render(
        page=page, mark=MARKS[page.verdict], prose=PROSE, open_rows=_OPEN_ROWS, style=style, policy=_policy(style)
    )
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("syncer", "render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["kind"] = lambda block: type(block).__name__
    return environment


def _policy(style: str) -> str:
    """The browser loads nothing and runs nothing; of styles it takes ours."""
    digest = b64encode(sha256(style.encode("ascii")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
