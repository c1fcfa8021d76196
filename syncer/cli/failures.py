"""Commands that did not end well: what people and scripts are told, and with which exit code."""

from __future__ import annotations

from collections.abc import Iterator

import click

from syncer.cli.exits import Exit, exit_of
from syncer.cli.reporting import STANDARD_OUTPUT, Report, Wanted, rendered, write_reports
from syncer.cli.session import Session, open_session
from syncer.model.errors import Failed, Invalid, NotPermitted, Refused, Stale, SyncerError
from syncer.model.problem import Checked
from syncer.model.shown import Line, line, shown
from syncer.render.words import count


def tell(error: SyncerError, session: Session, asked: Wanted) -> Exit:
    """Tell an error that we know of: to people on standard error, to programs in the formats that were asked for."""
    code = exit_of(error)
    session.err.print(*_lines(error, session))
    _report(error, code, session, asked)
    if codes := _codes(error):
        session.next("explain", codes[0])
    return code


def _report(error: SyncerError, code: Exit, session: Session, asked: Wanted) -> None:
    """JSON has words for every error; the other formats know problems of files, like those that validate finds."""
    problems = error.problems if isinstance(error, Invalid) else ()
    checked = Checked(len({problem.source.file for problem in problems}), problems)
    printed = () if asked.format == "text" else (Report(asked.format, STANDARD_OUTPUT),)
    reports = [one for one in printed + asked.reports if problems or one.format == "json"]
    try:
        write_reports(
            session,
            reports,
            lambda format: _json(error, code) if format == "json" else rendered(session, checked, format),
        )
    except NotPermitted as unwritten:
        session.err.print(*_message(unwritten.message, unwritten.remedy))


def tell_usage(error: click.ClickException) -> Exit:
    """Tell what is wrong with the command line."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return Exit.USAGE
    hint = ""
    if isinstance(error, click.UsageError) and error.ctx is not None:
        hint = f"See: {error.ctx.command_path} --help"
    open_session().err.print(*_message(error.format_message(), hint))
    return Exit.USAGE


def tell_interrupt() -> Exit:
    """Tell that a person stopped us."""
    open_session().err.print(line(shown("Interrupted. ", "danger"), "Running it again is safe."))
    return Exit.INTERRUPTED


def tell_fault(error: Exception) -> Exit:
    """Tell a fault that nobody foresaw; what is known about it goes into a file without any value."""
    what = "there was not enough memory" if isinstance(error, MemoryError) else "an unexpected fault"
    safe = line("Running it again is safe: no run is ever written by halves.", indent=2)
    open_session().err.print(*_fault(error, f"{what} ({type(error).__name__})"), safe)
    return Exit.FAILED


def _lines(error: SyncerError, session: Session) -> Iterator[Line]:
    match error:
        case Invalid():
            from syncer.render.problems_text import problems_text

            yield from problems_text(error.problems, width=session.err.width)
            yield from _message(_summary(error), "Nothing was written.")
        case Refused():
            from syncer.render.refusals_text import refusals_text

            yield from refusals_text(error.plan.open_refusals)
            yield from _message(_summary(error), "Nothing was written.")
        case Stale(planned=planned, now=now) if planned and now:
            from syncer.render.stale_text import stale_text

            yield from _message(error.message, "")
            yield from stale_text(planned, now)
            yield line(error.remedy, indent=2)
        case Failed():
            yield from _fault(error, error.message)
            yield line(error.remedy, indent=2)
        case _:
            yield from _message(error.message, error.remedy)


def _message(message: str, remedy: str) -> Iterator[Line]:
    yield line(shown("error: ", "danger"), message)
    if remedy:
        yield line(remedy, indent=2)


def _fault(error: Exception, message: str) -> Iterator[Line]:
    from syncer.cli.fault_report import write_report

    place = write_report(error)
    where = f"What we know is in {place}: no names, texts or connection data." if place else ""
    return _message(message, where)


def _summary(error: SyncerError) -> str:
    match error:
        case Invalid():
            return f"{count(len(error.problems), 'problem')} in files"
        case Refused():
            return f"the plan is refused, for {count(len(error.plan.open_refusals), 'reason')}"
        case _:
            return error.message


def _codes(error: SyncerError) -> tuple[str, ...]:
    match error:
        case Invalid():
            return tuple(problem.code for problem in error.problems)
        case Refused():
            return tuple(refusal.code for refusal in error.plan.open_refusals)
        case _:
            return ()


def _json(error: SyncerError, code: Exit) -> str:
    from syncer.render.command_json import error_json

    return error_json(
        code,
        _summary(error),
        error.remedy,
        problems=error.problems if isinstance(error, Invalid) else (),
        refusals=error.plan.open_refusals if isinstance(error, Refused) else (),
    )
