"""``syncer plan``: what apply would do, and what speaks against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from syncer.cli.command import Command, consent_options, environment_argument, name_unneeded, require_reason
from syncer.cli.exits import Exit, exit_of_verdict
from syncer.cli.pages import name_setup
from syncer.cli.reporting import publish, report_options, wanted
from syncer.cli.session import Session
from syncer.model.shown import line

if TYPE_CHECKING:
    from syncer.model.plan import SavedPlan


@click.command(
    cls=Command,
    name="plan",
    examples=(
        "syncer plan staging                     what would be done",
        "syncer plan staging --out plan.json     and save it, for review and apply",
        "syncer plan staging --accept drift --reason 'the catalog is right'",
        "syncer plan staging --hold aurora/gold --reason 'not before May'  leave one segment out",
    ),
)
@environment_argument
@consent_options
@click.option("--out", metavar="FILE.json", type=click.Path(), help="Save the plan.")
@click.option("--detailed-exitcode", is_flag=True, help="Exit 2 where there are changes, or some are awaited.")
@report_options
@click.pass_obj
def command(
    session: Session,
    environment: str,
    accept: tuple[str, ...],
    hold: tuple[str, ...],
    reason: str | None,
    out: str | None,
    detailed_exitcode: bool,
) -> Exit:
    """Compare the catalog with the database of ENV and show the difference.

    Nothing is written to the database. Exit 6 where a guard refuses the plan and nobody accepted that; it is
    saved all the same, marked as blocked.
    """
    from syncer.engine.plan import plan

    require_reason(accept, hold, reason)
    if out is not None and not out.endswith(".json"):
        raise click.BadParameter("a plan file ends in .json", param_hint="--out")
    if out in {report.path for report in wanted(click.get_current_context()).reports}:
        raise click.BadParameter(f"{out} is where the plan is saved; name another file", param_hint="--report")
    with session.err.busy() as phase:
        phase(f"Planning {environment}")
        made = plan(session.root, environment, accept=accept, hold=hold, reason=reason)
    if out is not None:
        _save(session, made, out)
    publish(session, made)
    name_unneeded(session, accept, made.acceptances)
    if out is not None:
        session.talk(line(f"Saved {out}."))
    _name_next(session, made, out)
    ended = exit_of_verdict(made.verdict, detailed=detailed_exitcode)
    # Nothing is to be done here, and yet live is not what the catalog says.
    return Exit.DIFFERENT if detailed_exitcode and ended is Exit.DONE and made.standing.awaited else ended


def _save(session: Session, plan: SavedPlan, out: str) -> None:
    from syncer.cli.files import write_whole
    from syncer.render.to_json import plan_json

    write_whole(session.path(out), plan_json(plan))


def _name_next(session: Session, plan: SavedPlan, out: str | None) -> None:
    if plan.is_blocked:
        session.next("explain", plan.open_refusals[0].code, why="what that means, and what to do")
    elif plan.target is None:
        name_setup(session, plan.environment)
    elif not plan.changes:
        session.next("drift", plan.environment, why="whether live is as it was written")
    elif out is not None:
        session.next("apply", out, why="do that, all of it or nothing")
    elif plan.settings.get("role") == "production":
        session.next("plan", plan.environment, "--out", "plan.json", why="production takes a saved plan")
    else:
        session.next("apply", plan.environment, why="do that, all of it or nothing")
