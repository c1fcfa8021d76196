"""One result, as many formats as people ask for: ``--format`` for standard output, ``--report`` for files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from syncer.cli.command import FORMAT
from syncer.cli.session import Session
from syncer.model.errors import NotPermitted
from syncer.render.formats import FORMATS, render

if TYPE_CHECKING:
    from syncer.model.result import Result

STANDARD_OUTPUT = "-"

_F = TypeVar("_F", bound=Callable[..., Any])


class Report(NamedTuple):
    """One further report."""

    format: str
    path: str
    """``-`` is standard output."""


class Wanted(NamedTuple):
    """What a person asked for."""

    format: str = "text"
    reports: tuple[Report, ...] = ()


def report_options(function: _F) -> _F:
    """``--format`` and ``--report``; :func:`publish` knows what they say."""
    for option in (
        click.option(
            "--report",
            metavar="FORMAT=PATH",
            multiple=True,
            expose_value=False,
            callback=_reports,
            help="Write this format to a file too; - is standard output. May be repeated.",
        ),
        click.option(
            "--format",
            metavar="FORMAT",
            type=click.Choice(list(FORMATS)),
            default="text",
            show_default=True,
            envvar="SYNCER_FORMAT",
            expose_value=False,
            callback=_format,
            help=f"What standard output gets: {', '.join(FORMATS)}.",
        ),
    ):
        function = option(function)
    return function


def wanted(ctx: click.Context) -> Wanted:
    """What this call asked for; text where the command has no such options."""
    return Wanted(ctx.meta.get(FORMAT, "text"), ctx.meta.get(_REPORTS, ()))


def publish(session: Session, result: Result) -> None:
    """Write the result in every format that was asked for.

    Raises ``NotPermitted`` where a file cannot be written; standard output has everything by then.
    """
    asked = wanted(click.get_current_context())
    if asked.format == "text":
        from syncer.render.to_text import page

        session.out.print(*page(result, whole=session.verbose, width=session.out.width))
    else:
        _print(session, rendered(session, result, asked.format))
    write_reports(session, asked.reports, lambda format: rendered(session, result, format))


def rendered(session: Session, result: Result, format: str) -> str:
    """The text of a result in one format."""
    return render(result, format, _within(session) if FORMATS[format].is_placed else "")


def _within(session: Session) -> str:
    from syncer.desired.workspace import place_in_repository

    try:
        return place_in_repository(session.root)
    except NotPermitted:
        return ""  # A saved plan can be shown where no catalog is.


def write_reports(session: Session, reports: Sequence[Report], text_of: Callable[[str], str]) -> None:
    """Write further reports, each the text of its format; those of standard output first."""
    from syncer.cli.files import append, write_whole

    for report in sorted(reports, key=lambda one: one.path != STANDARD_OUTPUT):
        text = text_of(report.format)
        if report.path == STANDARD_OUTPUT:
            _print(session, text)
        else:
            write = append if FORMATS[report.format].is_appended else write_whole
            write(session.path(report.path), text, option="--report")


def _print(session: Session, text: str) -> None:
    """On standard output, the lines of every format end as those of the stream do."""
    session.out.document(text.replace("\r\n", "\n"))


_REPORTS = "syncer.reports"
"""Key of ``Context.meta`` for the reports."""


def _format(ctx: click.Context, _parameter: click.Parameter, value: str) -> str:
    ctx.meta[FORMAT] = value
    return value


def _reports(ctx: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> tuple[Report, ...]:
    ctx.meta[_REPORTS] = reports = tuple(map(_report, values))
    whole = Counter(one.path for one in reports if not FORMATS[one.format].is_appended)
    for path, times in whole.items():
        if times > 1 and path != STANDARD_OUTPUT:
            raise click.BadParameter(f"{times} reports would go to {path}; name a file for each")
    return reports


def _report(value: str) -> Report:
    format, equals, path = value.partition("=")
    if format not in FORMATS:
        raise click.BadParameter(f"there is no format {format!r}; choose one of: {', '.join(FORMATS)}")
    if not (equals and path):
        raise click.BadParameter(f"{value!r} names no file; write it as FORMAT=PATH")
    return Report(format, path)
