"""The command ``syncer``: which commands there are, and how errors become exit codes."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

import click

from syncer import __version__
from syncer.cli.command import Context, format_examples
from syncer.cli.commands import COMMANDS
from syncer.cli.exits import Exit, exit_of
from syncer.cli.interrupts import hear_no_more, listen, was_interrupted
from syncer.model.errors import Interrupted, SyncerError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_EXAMPLES = (
    "syncer sandbox                        two databases to play with",
    "syncer validate                       check every file",
    "syncer plan staging --out plan.json   what would be done",
    "syncer apply plan.json                do that, all of it or nothing",
)


class Group(click.Group):
    """Commands by name, imported when one is called."""

    context_class = Context

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; its module is imported now."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"syncer.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant; an unknown one is answered with the nearest."""
        if args[0] not in COMMANDS and not ctx.resilient_parsing:
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            ctx.fail(f"there is no command {args[0]!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Examples first, then all else."""
        format_examples(formatter, _EXAMPLES)
        super().format_help(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands by what they are for, from the table alone."""
        for group in dict.fromkeys(entry.group for entry in COMMANDS.values()):
            with formatter.section(group):
                formatter.write_dl([(name, entry.line) for name, entry in COMMANDS.items() if entry.group == group])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands and options, from the table alone."""
        from click.shell_completion import CompletionItem

        commands = [CompletionItem(name, help=entry.line) for name, entry in COMMANDS.items()]
        found = [item for item in commands if item.value.startswith(incomplete)]
        return found + click.Command.shell_complete(self, ctx, incomplete)

    def invoke(self, ctx: click.Context) -> Any:
        """What the command answers; an error that we know of is told, in the format that was asked for."""
        try:
            return super().invoke(ctx)
        except SyncerError as error:
            if was_interrupted() and not isinstance(error, Interrupted):
                raise KeyboardInterrupt from error
            hear_no_more()
            from syncer.cli.failures import tell
            from syncer.cli.reporting import wanted

            return tell(error, ctx.obj, wanted(ctx))


@click.group(cls=Group, context_settings={"auto_envvar_prefix": "SYNCER", "help_option_names": ["-h", "--help"]})
@click.option("-C", "directory", metavar="DIR", help="Work as if started in DIR.")
@click.option("-q", "--quiet", is_flag=True, help="Results and errors only.")
@click.option("-v", "--verbose", is_flag=True, help="Every change and every text in full.")
@click.option("--no-color", is_flag=True, help="No colour; so does the variable NO_COLOR.")
@click.version_option(__version__, prog_name="syncer", message="%(prog)s %(version)s")
@click.pass_context
def syncer(ctx: click.Context, directory: str | None, quiet: bool, verbose: bool, no_color: bool) -> None:
    """Keep customer segments in databases as the files of a catalog say.

    Options can also be set by variables, such as SYNCER_QUIET=1 and SYNCER_PLAN_OUT=plan.json; what a person
    decides for one plan cannot.
    """
    from syncer.cli.session import open_session

    ctx.obj = open_session(directory, quiet=quiet, verbose=verbose, colour=not no_color)


def run(arguments: list[str]) -> int:
    """Run one command line and say how it ended. Whatever happens is told here, never as a traceback."""
    try:
        return _run(arguments)
    except Exception as error:
        return _last_words(error)


def _run(arguments: list[str]) -> int:
    try:
        return int(syncer.main(arguments, prog_name="syncer", standalone_mode=False) or Exit.DONE)
    except click.ClickException as error:
        from syncer.cli.failures import tell_usage

        return tell_usage(error)
    except (click.Abort, KeyboardInterrupt):
        hear_no_more()
        from syncer.cli.failures import tell_interrupt

        return tell_interrupt()
    except Exception as error:
        from syncer.cli.failures import tell_fault

        return tell_fault(error)


def _last_words(error: BaseException | None) -> Exit:
    """Where even to tell what went wrong did not succeed, for want of memory or of files that may be open.

    What was to be told is known all the same, if it is an error that we know of.
    """
    code, words = Exit.FAILED, "an unexpected fault; no run is ever written by halves"
    while error is not None:
        if isinstance(error, SyncerError):
            code, words = exit_of(error), ascii(error.message)[1:-1]
        error = error.__context__
    os.write(2, f"error: {words}\n".encode())
    return code


def _open_closed_streams() -> None:
    """What a caller has closed leads nowhere; left closed, the next file that we open would be in its place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - until the process ends


def main() -> NoReturn:
    """The entry point of ``syncer`` and of ``python -m syncer``."""
    _open_closed_streams()
    listen()
    # What a command makes, it keeps to its end: looking for cycles in it again and again costs a quarter of the time.
    # Frozen values are not looked at when the interpreter ends either.
    gc.disable()
    code = run(sys.argv[1:])
    gc.freeze()
    sys.exit(code)
