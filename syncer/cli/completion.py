"""``syncer completion``: the script that completes commands in a shell."""

from __future__ import annotations

import os

import click
from click.shell_completion import get_completion_class

from syncer.cli.command import Command
from syncer.cli.exits import Exit
from syncer.cli.session import Session
from syncer.model.errors import UsageError
from syncer.model.shown import line

SHELLS = ("bash", "zsh", "fish")


@click.command(
    cls=Command,
    name="completion",
    examples=(
        'eval "$(syncer completion bash)"    in ~/.bashrc',
        'eval "$(syncer completion zsh)"     in ~/.zshrc',
        "syncer completion fish > ~/.config/fish/completions/syncer.fish",
    ),
)
@click.argument("shell", type=click.Choice(SHELLS), required=False)
@click.pass_context
def command(ctx: click.Context, shell: str | None) -> Exit:
    """Print the script for SHELL; without it, for the shell that is in use."""
    session: Session = ctx.obj
    shell = shell or os.path.basename(os.environ.get("SHELL", ""))
    kind = get_completion_class(shell)
    if kind is None:
        raise UsageError(f"no completion for the shell {shell!r}", f"Name one: {', '.join(SHELLS)}.")
    session.out.document(kind(ctx.find_root().command, {}, "syncer", "_SYNCER_COMPLETE").source())
    session.talk(line("Next: open a new shell, and press Tab behind `syncer`."))
    return Exit.DONE
