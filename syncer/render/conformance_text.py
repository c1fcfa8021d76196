"""What an engine has shown, as a page: one check after the other, then what it comes to."""

from __future__ import annotations

from collections.abc import Iterator

from syncer.model.conformance import Check, Conformance, Outcome
from syncer.model.shown import Line, line, shown
from syncer.render.words import ADDED, DANGER, FAINT, HEADING, NOTE, count

_LOOKS = {Outcome.PASSED: ("+", ADDED), Outcome.FAILED: ("x", DANGER), Outcome.NOT_RUN: ("-", NOTE)}
_WORDS = {Outcome.PASSED: "passed", Outcome.FAILED: "failed", Outcome.NOT_RUN: "could not be run"}


def conformance_text(found: Conformance) -> tuple[Line, ...]:
    """Every check with what it proves and what was seen."""
    server = found.server or "which does not tell its version"
    return (
        line(shown(f"Conformance of {found.engine}, {server}", HEADING), shown(f"  through {found.driver}", FAINT)),
        line(),
        *(row for check in found.checks for row in _check(check)),
        line(),
        line(shown(_sentence(found), HEADING)),
        *_kept(found),
    )


def _check(check: Check) -> Iterator[Line]:
    symbol, style = _LOOKS[check.outcome]
    name = shown(f"{symbol} {check.name:<16}{_WORDS[check.outcome]}", style)
    yield line(name, shown(f"  {check.seconds:.1f} s", FAINT), indent=2)
    if check.outcome is Outcome.PASSED:
        yield line(shown(check.seen, FAINT), indent=6)
    else:
        yield line(shown("Not shown: ", HEADING), check.proves, indent=6)
        yield line(shown("Seen: ", HEADING), check.seen, indent=6)


def _sentence(found: Conformance) -> str:
    told = [f"{found.count(outcome)} {_WORDS[outcome]}" for outcome in Outcome if found.count(outcome)]
    deleting = f"was not shown: {', '.join(found.missing)}" if found.missing else "was shown"
    return f"{count(len(found.checks), 'check')}: {', '.join(told)}. What deleting rests on {deleting}."


def _kept(found: Conformance) -> Iterator[Line]:
    if found.kept:
        yield line(shown(f"{count(len(found.kept), 'table')} of the scratch schema still there:", HEADING))
        yield line(", ".join(found.kept), indent=2)
