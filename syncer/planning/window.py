"""The guard of times in which nothing is written. It looks at the clock, so it judges when a plan is applied."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from syncer.model.environment import WHOLE_ENVIRONMENT, Environment, Freeze, Once, Weekday
from syncer.model.plan import Refusal

WINDOW = "window"
"""The code of this guard: its refusals are accepted when a plan is applied, and not before."""


def refuse_frozen(environment: Environment, now: datetime) -> Iterator[Refusal]:
    """Every freeze that is on at a moment."""
    for freeze in environment.freezes:
        if is_on(freeze, now):
            yield Refusal(
                code=WINDOW,
                id=WHOLE_ENVIRONMENT,
                message=f"nothing is written to {environment.name} {_span(freeze)}: {freeze.reason}",
                remedy="Apply it afterwards. Where that is too late: `--accept window --reason TEXT`, with apply.",
                acceptable=True,
                source=environment.source,
            )


def is_on(freeze: Freeze, now: datetime) -> bool:
    """Whether a moment lies in a freeze. The first minute does, and the one that ends it does not."""
    if isinstance(freeze, Once):
        return freeze.since <= now < freeze.until
    there = now.astimezone(freeze.zone)
    moment, since, until = (Weekday(there.weekday()), there.time()), freeze.since, freeze.until
    # One that begins on Friday and ends on Monday goes over the end of the week.
    return since <= moment < until if since < until else moment >= since or moment < until


def _span(freeze: Freeze) -> str:
    if isinstance(freeze, Once):
        return f"from {_shown(freeze.since)} until {_shown(freeze.until)}"
    since, until = (f"{day.name.lower()} {at:%H:%M}" for day, at in (freeze.since, freeze.until))
    return f"from {since} until {until} ({freeze.zone})"


def _shown(moment: datetime) -> str:
    return moment.isoformat(" ", "minutes")
