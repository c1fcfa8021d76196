"""What all commands share: help that begins with examples, and common options."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, TypeVar

import click

from syncer.model.shown import line

if TYPE_CHECKING:
    from syncer.cli.session import Session
    from syncer.model.plan import Acceptance

FORMAT = "syncer.format"
"""Key of ``Context.meta`` under which the chosen format is known to whoever tells an error."""

_F = TypeVar("_F", bound=Callable[..., Any])


class Formatter(click.HelpFormatter):
    """Help that also fits into narrow terminals."""

    def __init__(self, indent_increment: int = 2, width: int | None = None, max_width: int | None = None) -> None:
        super().__init__(indent_increment, width or min(get_terminal_size().columns, max_width or 80) - 2)

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Words and what they mean; the words get at most half of the width."""
        super().write_dl(rows, min(col_max, self.width // 2), col_spacing)


class Context(click.Context):
    """One call of a command."""

    formatter_class = Formatter


class Command(click.Command):
    """A command whose help begins with examples."""

    context_class = Context

    def __init__(self, *args: Any, examples: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = examples

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Examples first, then all else."""
        format_examples(formatter, self.examples)
        super().format_help(ctx, formatter)


def format_examples(formatter: click.HelpFormatter, examples: tuple[str, ...]) -> None:
    """Write examples: a command, two blanks, what it does. For a long command that stands below it."""
    rows = [tuple(map(str.strip, example.partition("  ")[::2])) for example in examples]
    with formatter.section("Examples"):
        formatter.write_dl([(command, text) for command, text in rows], col_max=formatter.width)
    formatter.write("\n")


def format_option(function: _F) -> _F:
    """``--format text|json``, passed on as ``as_json``."""
    return click.option(
        "--format",
        "as_json",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        envvar="SYNCER_FORMAT",
        help="A page for people, or JSON for scripts.",
        callback=_remember,
    )(function)


def _remember(ctx: click.Context, _parameter: click.Parameter, value: str) -> bool:
    ctx.meta[FORMAT] = value
    return value == "json"


def consent_options(function: _F) -> _F:
    """``--accept``, ``--hold`` and ``--reason``: what a person decides for one plan, on the command line alone."""
    hold = click.option(
        "--hold",
        multiple=True,
        metavar="STORE/ID",
        allow_from_autoenv=False,
        help="Leave this segment out. May be repeated.",
    )
    return accept_option("plan")(hold(reason_option("plan and the run")(function)))


def require_reason(accept: Iterable[str], hold: Iterable[str], reason: str | None) -> None:
    """Raises ``click.UsageError`` where something is decided and nobody says why."""
    given = [option for option, values in (("--accept", accept), ("--hold", hold)) if any(values)]
    if given and not (reason or "").strip():
        verb = "needs" if len(given) == 1 else "need"
        raise click.UsageError(f"{' and '.join(given)} {verb} --reason TEXT, which is shown and kept with it")


def name_unneeded(session: Session, accept: Iterable[str], acceptances: Iterable[Acceptance]) -> None:
    """Tell of what was accepted though nothing is refused for it: a habit is no decision."""
    needed = {one.code for one in acceptances}
    for code in dict.fromkeys(accept):
        if code not in needed:
            session.talk(line(f"Nothing is refused as {code}: --accept {code} was not needed."))


def accept_option(what: str) -> Callable[[_F], _F]:
    """``--accept`` for one plan or review: on the command line alone, not by a variable."""
    return click.option(
        "--accept",
        multiple=True,
        metavar="GUARD",
        allow_from_autoenv=False,
        help=f"Accept what this guard refuses in this {what}. May be repeated.",
    )


def reason_option(kept_with: str) -> Callable[[_F], _F]:
    """``--reason``: why something is accepted or left out."""
    return click.option("--reason", metavar="TEXT", allow_from_autoenv=False, help=f"Why; kept with the {kept_with}.")


DIALECTS = ("sqlite", "postgresql", "derby", "db2", "oracle")
"""The engines, as a URL begins with them."""


def dialect_option(function: _F) -> _F:
    """``--dialect NAME``: the engine to write SQL for."""
    return click.option(
        "--dialect",
        type=click.Choice(DIALECTS),
        metavar="NAME",
        help=f"The engine to write for, if it is not that of the environment: {', '.join(DIALECTS)}.",
    )(function)


def environment_argument(function: _F) -> _F:
    """The name of a file in ``environments/``."""
    return click.argument("environment", metavar="ENV", shell_complete=complete_environment)(function)


def complete_environment(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """The environments of the catalog that the command would work in."""
    from pathlib import Path

    folder = Path(ctx.find_root().params.get("directory") or ".").absolute()
    for root in (folder, *folder.parents):
        if (root / "environments").is_dir():
            return sorted(file.stem for file in (root / "environments").glob(f"{incomplete}*.yaml"))
    return []
