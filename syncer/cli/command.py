"""What all commands share: help that begins with examples, and common options."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

FORMAT = "syncer.format"
"""Key of ``Context.meta`` under which the chosen format is known to whoever tells an error."""

_F = TypeVar("_F", bound=Callable[..., Any])


class Command(click.Command):
    """A command whose help begins with examples."""

    def __init__(self, *args: Any, examples: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = examples

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Examples first, then all else."""
        format_examples(formatter, self.examples)
        super().format_help(ctx, formatter)


def format_examples(formatter: click.HelpFormatter, examples: tuple[str, ...]) -> None:
    """Write examples as they would be typed: never wrapped."""
    formatter.write("Examples:\n")
    for example in examples:
        formatter.write(f"  {example}\n")
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
    for option in (
        click.option("--reason", metavar="TEXT", allow_from_autoenv=False, help="Why; kept with the plan and the run."),
        click.option(
            "--hold",
            multiple=True,
            metavar="STORE/ID",
            allow_from_autoenv=False,
            help="Leave this segment out. May be repeated.",
        ),
        click.option(
            "--accept",
            multiple=True,
            metavar="GUARD",
            allow_from_autoenv=False,
            help="Accept what this guard refuses in this plan. May be repeated.",
        ),
    ):
        function = option(function)
    return function


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
