"""``syncer apply``: carry out a plan, all of it or nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import click

from syncer.cli.command import (
    Command,
    complete_environment,
    consent_options,
    format_option,
    name_unneeded,
    require_reason,
)
from syncer.cli.exits import Exit
from syncer.cli.interrupts import hear_no_more
from syncer.cli.session import Session
from syncer.model.errors import Failed, NotPermitted
from syncer.model.shown import line

if TYPE_CHECKING:
    from syncer.model.plan import SavedPlan
    from syncer.model.report import Report


@click.command(
    cls=Command,
    name="apply",
    examples=(
        "syncer apply plan.json                 carry out a saved plan",
        "syncer apply staging                   plan, ask, apply",
        "syncer apply staging --yes             without asking",
        "syncer apply production --expect DIGEST  if the plan is the one that was reviewed",
        "syncer apply plan.json --accept window --reason 'the price is wrong'  in spite of a freeze",
    ),
)
@click.argument("target", metavar="ENV|FILE.json", shell_complete=complete_environment)
@consent_options
@click.option("--expect", metavar="DIGEST", help="Go on only if the plan has this digest.")
@click.option("--yes", is_flag=True, allow_from_autoenv=False, help="Do not ask.")
@format_option
@click.pass_obj
def command(
    session: Session,
    target: str,
    accept: tuple[str, ...],
    hold: tuple[str, ...],
    reason: str | None,
    expect: str | None,
    yes: bool,
    as_json: bool,
) -> Exit:
    """Write the difference between the catalog and the database, in one transaction.

    The plan is made again first; a saved plan is carried out only if it is still the same. Where role is
    production, a saved plan or --expect is needed.
    """
    from syncer.engine.apply import apply

    require_reason(accept, hold, reason)
    saved = _saved(session, target, accept, is_decided=bool(hold) or (reason is not None and not accept))
    question = _Question(session, is_needed=not (yes or expect))
    if saved is None and question.is_needed and not _has_terminal(session):
        raise click.UsageError("there is no terminal to ask on; name a saved plan, or give --expect DIGEST or --yes")
    with session.err.busy() as phase:
        report = apply(
            session.root,
            saved.environment if saved else target,
            saved,
            accept=accept,
            hold=hold,
            expect=expect,
            reason=reason,
            confirm=None if saved else question.put,
            progress=partial(_pass_on, phase),
        )
    try:
        _tell(session, report, accept, as_json=as_json, was_declined=question.was_declined)
    except NotPermitted as error:
        raise NotPermitted(f"{error.message}; {_done(report)}", error.remedy) from None
    except Exception as error:  # it is told even where there is not enough memory for all of it
        raise Failed(f"What was done could not be told; {_done(report)}", "Run the same command again.") from error
    return Exit.DONE


def _pass_on(show: Callable[[str], None], phase: str) -> None:
    """Show a phase. While rows are committed the engine listens for signals; what it says afterwards is to be told."""
    if phase == "committing":
        hear_no_more()
    show(phase)


def _done(report: Report) -> str:
    return f"run {report.run} was applied before, and stays" if report.outcomes else "nothing was written"


def _tell(session: Session, report: Report, accept: tuple[str, ...], *, as_json: bool, was_declined: bool) -> None:
    """Raises ``NotPermitted`` where standard output cannot be written."""
    if as_json:
        from syncer.render.command_json import report_json

        session.out.document(report_json(report))
    if was_declined:
        session.talk(line("Nothing was written."))
        return
    if not as_json:
        from syncer.render.report_text import report_text

        session.out.print(*report_text(report))
    if not report.already_applied:
        name_unneeded(session, accept, report.acceptances)
    session.next("drift", report.environment, why="later: whether live is still as it was written")


class _Question:
    """Shows a plan that was made on the spot, and asks whether to carry it out."""

    def __init__(self, session: Session, *, is_needed: bool) -> None:
        self._session = session
        self.is_needed = is_needed
        self.was_declined = False

    def put(self, plan: SavedPlan) -> bool:
        """Whether to go on. Raises ``KeyboardInterrupt`` where nobody answers any more."""
        from syncer.render.plan_text import plan_text

        self._session.err.print(*plan_text(plan, whole=self._session.verbose))
        try:
            self.was_declined = self.is_needed and not click.confirm(f"Apply this to {plan.environment}?", err=True)
        except click.Abort:  # to the engine it would be a fault like any other
            raise KeyboardInterrupt from None
        return not self.was_declined


def _saved(session: Session, target: str, accept: tuple[str, ...], *, is_decided: bool) -> SavedPlan | None:
    from syncer.planning.window import WINDOW

    if not target.endswith(".json"):
        return None
    if is_decided or {*accept} - {WINDOW}:
        raise click.UsageError(
            "what is accepted or left out was decided when the plan was made, all but `--accept window`; plan again"
        )
    from syncer.desired.plan_file import read_plan_file

    return read_plan_file(session.path(target))


def _has_terminal(session: Session) -> bool:
    return sys.stdin is not None and sys.stdin.isatty() and session.err.is_terminal
