"""What was done, in the past tense."""

from __future__ import annotations

from collections.abc import Iterator

from syncer.model.report import PAST_TENSE, Outcome, Report, SandboxReport, SetupReport
from syncer.model.shown import Line, line, shown
from syncer.render.changes_text import listed
from syncer.render.decided_text import decided_text
from syncer.render.standing_text import awaited_text, unfinished_text
from syncer.render.words import ADDED, FAINT, HEADING, VERBS, and_awaited, count, place


def report_text(report: Report) -> tuple[Line, ...]:
    """What people decided, runs without an end, the outcomes, when the store sees them, what is empty or awaited."""
    return (
        *decided_text(report.acceptances, report.left_out, reason=report.context.reason, actor=report.context.actor),
        *unfinished_text(report.unfinished),
        *_outcomes(report.outcomes),
        *_seen(report),
        *listed("Still empty, until the external process fills them", report.waiting),
        *awaited_text(report.awaited),
        *_verdict(report),
    )


def _outcomes(outcomes: tuple[Outcome, ...]) -> Iterator[Line]:
    looks = {PAST_TENSE[verb]: look for verb, look in VERBS.items()}
    for one in outcomes:
        look = looks[one.verb]
        yield line(
            shown(f"{look.symbol} {one.verb}  ", look.style),
            shown(one.id, HEADING),
            f'  "{one.name}"  ',
            shown(f"MBRGRP_ID {one.mbrgrp_id}", FAINT),
            indent=2,
        )
    if outcomes:
        yield line()


def _seen(report: Report) -> Iterator[Line]:
    """Servers cache segments: reference, sections 7.2 and 12."""
    if report.is_visible:
        yield line(
            "The store sees this once its servers have refreshed their registries and caches;"
            " until then they answer from what they had."
        )


def _verdict(report: Report) -> Iterator[Line]:
    where = place(report.environment, report.is_sandbox)
    if report.outcomes:
        done = [one.verb for one in report.outcomes]
        counts = ", ".join(f"{done.count(verb):,} {verb}" for verb in PAST_TENSE.values() if verb in done)
        yield line(shown(f"Applied to {where} as run {report.run}: {counts}{and_awaited(report.awaited)}.", ADDED))
    elif report.run is not None:
        done_by = f"already applied by run {report.run}{and_awaited(report.awaited)}"
        yield line(shown(f"Nothing to do on {where}: {done_by}.", HEADING))
    else:
        apart = ["was left out"] * bool(report.left_out) + ["is awaited from stagingprop"] * bool(report.awaited)
        but = f"but for what {' or '.join(apart)}, " if apart else ""
        yield line(shown(f"Nothing to do on {where}: {but}it is as the catalog says. No segment was written.", HEADING))
    yield line(shown(f"Digest {report.digest}", FAINT))


def setup_text(report: SetupReport) -> tuple[Line, ...]:
    """Which of our own tables were made."""
    where = place(report.environment, report.is_sandbox)
    if report.created:
        done = f"Set up {where}: made {', '.join(report.created)}."
    else:
        done = f"Nothing to do on {where}: our own tables are all there."
    return line(shown(done, HEADING)), line(shown(f"Target {report.target}", FAINT))


def sandbox_text(report: SandboxReport) -> tuple[Line, ...]:
    """Which databases were made, and what is in them."""
    held = f"{count(report.segments, 'segment')} and {count(report.members, 'member row')}"
    width = max(map(len, report.environments), default=0)
    made = (
        line(shown(f"{name:<{width}}  ", HEADING), path, indent=2)
        for name, path in zip(report.environments, report.paths, strict=True)
    )
    return line(shown(f"Made {count(len(report.paths), 'sandbox', 'sandboxes')}, {held} in each:", ADDED)), *made
