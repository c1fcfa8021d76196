"""Guards of what others made: texts they edited, rows they had before us, conditions they wrote."""

from __future__ import annotations

from collections.abc import Iterator

from syncer.model.change import Activate, Adopt, Create, Update, subject_id
from syncer.model.environment import WHOLE_ENVIRONMENT
from syncer.model.plan import Refusal
from syncer.model.segment import locales
from syncer.model.snapshot import LedgerEntry
from syncer.planning.drift import edited_paths
from syncer.planning.guards.case import Case, quoted


def refuse_languages(case: Case) -> Iterator[Refusal]:
    """A text needs a language that the database knows; the default language is the one of the description itself."""
    default, known = case.environment.default_language, case.site.languages
    if default not in known:
        yield Refusal(
            code="language",
            id=WHOLE_ENVIRONMENT,
            message=f"the default language {default} is not in the database's LANGUAGE table",
            remedy=f"Correct `default_language` in the environment's file; the table has {_listed(known)}.",
            source=case.environment.source,
        )
    for subject in case.unsettled:
        if not (subject.is_active and subject.desired):
            continue
        mentioned = locales(subject.desired.content)
        for locale in sorted({*mentioned} - known):
            yield Refusal(
                code="language",
                id=str(subject.id),
                message=f"{subject.id} has a translation for {locale}, which is not in the database's LANGUAGE table",
                remedy=f"Have it added to the site, or leave the translation out; the table has {_listed(known)}.",
                source=subject.desired.source,
            )
        if default in mentioned:
            yield Refusal(
                code="language",
                id=str(subject.id),
                message=f"{subject.id} has a translation for {default}, which is the default language here",
                remedy="Its text is `description` itself; take it out of `translations`.",
                source=subject.desired.source,
            )


def refuse_conditions(case: Case) -> Iterator[Refusal]:
    """A segment with conditions belongs to the business user who wrote them."""
    for change in case.changes:
        match change:
            case Adopt(live=live) | Update(live=live) | Activate(live=live) if live.has_conditions:
                yield Refusal(
                    code="conditions",
                    id=str(subject_id(change)),
                    message=f"{quoted(live)} has conditions; only segments without any are kept in a catalog",
                    remedy="Have the conditions removed in the Marketing tool, or set `lifecycle: released` here.",
                    source=change.desired.source,
                )
            case _:
                pass


def refuse_adoption(case: Case) -> Iterator[Refusal]:
    """A row that was there before us has an owner; taking it over is a decision of its own."""
    for change in case.changes:
        if isinstance(change, Adopt):
            yield Refusal(
                code="adoption",
                id=str(change.desired.id),
                message=f"{quoted(change.live)} {_origin(change)}",
                remedy="If it is meant to be kept here from now on, plan again with `--accept adoption --reason TEXT`.",
                acceptable=True,
                source=change.desired.source,
            )


def _origin(change: Adopt) -> str:
    if change.recorded is None:
        return "was in the database before it was in the catalog"
    return f"is not the row that we wrote, {change.recorded.mbrgrp_id}, and would be taken over in its place"


def refuse_drift(case: Case) -> Iterator[Refusal]:
    """What somebody edited since our last run is not written over unseen."""
    for change in case.changes:
        if isinstance(change, Create | Adopt | Update | Activate) and (found := _written_over(change)):
            what, remedy = found
            yield Refusal(
                code="drift",
                id=str(change.desired.id),
                message=f"{change.desired.id} {what}",
                remedy=f"Look at it with `syncer drift {case.environment.name}`. {remedy}",
                acceptable=True,
                source=change.desired.source,
            )


def _written_over(change: Create | Adopt | Update | Activate) -> tuple[str, str] | None:
    """What happened to a recorded row behind our back, and the ways out."""
    match change:
        case Create(recorded=LedgerEntry()):
            return (
                "vanished from the database since it was recorded, and would be created again",
                "If that is meant, plan again with `--accept drift --reason TEXT`; if not, set `lifecycle: retired` "
                "here.",
            )
        case Adopt(recorded=LedgerEntry() as recorded):
            return (
                f"was replaced: row {recorded.mbrgrp_id} is gone, and another row has its name",
                "To keep the new row here, plan again with `--accept drift --reason TEXT`; if not, set "
                "`lifecycle: released` here.",
            )
        case Update(live=live, recorded=recorded) | Activate(live=live, recorded=recorded):
            written = {field.path for field in change.fields}
            edited = ", ".join(path for path in edited_paths(live, recorded) if path in written)
            if not edited:
                return None
            return (
                f"was edited in the database ({edited}), and the edit would be written over",
                "To keep the file's word, plan again with `--accept drift --reason TEXT`; to keep the edit, put it "
                "into the file.",
            )
        case _:
            return None


def _listed(names: frozenset[str]) -> str:
    return ", ".join(sorted(names)) or "none"
