"""Results as commands would print them, small enough to be read."""

from __future__ import annotations

from dataclasses import replace

from syncer.model.change import FieldChange
from syncer.model.conformance import NEEDED, Check, Conformance
from syncer.model.conformance import Outcome as Ended
from syncer.model.doctor import Diagnosis, Finding, Weight
from syncer.model.formatted import Formatted, FormattedFile
from syncer.model.plan import (
    Acceptance,
    Awaited,
    Context,
    Drift,
    DriftKind,
    PlannedChange,
    Refusal,
    SavedPlan,
    Standing,
    decision_digest,
)
from syncer.model.problem import Checked, Problem, Severity
from syncer.model.report import DriftReport, Outcome, Report, SandboxReport, SetupReport
from syncer.model.review import Review, ReviewedChange, ReviewVerb
from syncer.model.segment import Location, SegmentId
from syncer.model.snapshot import UnfinishedRun
from syncer.model.written import Written

HOSTILE = "\x1b[31mred\x1b]0;title\x07\u202eevil\u200b\n::error::planted\r\t\x00\u2028\U000e0041"
"""Everything that a text must not carry into a terminal or a log."""

SETTINGS: dict[str, object] = {
    "role": "staging",
    "catalog": "aurora-retail",
    "mode": "apply",
    "sandbox": True,
    "stores": {"aurora": {"identifier": "Aurora"}, "borealis": {"owner_id": "7000000000000000202"}},
    "default_language": "en_US",
    "empty_segment_means": "nobody",
    "container_condition": "row-with-null",
    "propagation": "stagingprop",
    "keys_row": None,
    "limits": {"changes": 50, "share": 30, "newly_managed": 10, "stores": {"borealis": {"changes": 5, "share": 30}}},
}
CONTEXT = Context(made_at="2026-11-21T14:00:00+00:00", tool_version="0.1.0", actor="ana", revision="3f2c1ab+")

LONG = "Customers who have ordered at least once in the last twelve months and have agreed to be written to, "
CREATE = PlannedChange(
    verb="create",
    id="aurora/win-back-90",
    name="Win-back 90 days",
    mbrgrp_id=None,
    held=False,
    fields=(
        FieldChange("description", None, "No order for 90 days. Filled by the CRM export."),
        FieldChange("translations.fr_FR.displayName", None, "Reconquête 90 jours"),
        FieldChange("allowExport", None, True),
        FieldChange("displayName", None, "Win-back 90 days"),
    ),
)
HELD = PlannedChange(
    "create",
    "aurora/vip",
    "VIP",
    None,
    True,
    (FieldChange("description", None, LONG * 3), FieldChange("displayName", None, "Very important people")),
)
UPDATE = PlannedChange(
    verb="update",
    id="aurora/gold",
    name="Gold loyalty members",
    mbrgrp_id="8000000000000011101",
    held=False,
    fields=(
        FieldChange("description", LONG + "spend over 500. " + LONG, LONG + "spend over 1,000. " + LONG),
        FieldChange("exportAll", False, None),
    ),
)
OTHERS = (
    PlannedChange("adopt", "aurora/all", "Registered Customers", "8000000000000011102", False, ()),
    PlannedChange("record", "aurora/app", "App users", "8000000000000011103", False, ()),
    PlannedChange("activate", "aurora/b2b", "B2B gold", "8000000000000011104", False, ()),
    PlannedChange("delete", "aurora/old", "Summer 2019", "8000000000000011105", False, ()),
    PlannedChange("forget", "aurora/gone", "Winter 2018", "8000000000000011106", False, ()),
)
REFUSALS = (
    Refusal(
        code="drift",
        id="aurora/gold",
        message="somebody changed description of aurora/gold after run 3",
        remedy="Take the edit into the file, or plan again with `--accept drift --reason TEXT`.",
        acceptable=True,
    ),
    Refusal(
        code="rename",
        id="aurora/silver",
        message="aurora/silver cannot be renamed to 'Silver club'",
        remedy="Keep 'Silver', or add a new file and set `lifecycle: retired` here.",
        source=Location("catalog/aurora/silver.yaml", 2, 7),
    ),
)
DRIFT = (
    Drift(
        id=SegmentId("aurora", "gold"),
        name="Gold loyalty members",
        kind=DriftKind.EDITED,
        field="description",
        before="Spend over 500.",
        after="Spend over 700.",
        by="wcsadmin",
        at="2026-11-20 09:12:44",
        edits=2,
    ),
    Drift(id=SegmentId("aurora", "old"), name="Summer 2019", kind=DriftKind.VANISHED),
)
STANDING = Standing(
    in_sync=12,
    unmanaged={"borealis": 1, "aurora": 1_204},
    orphans=("aurora/birthday",),
    retired=("aurora/summer-2019",),
    held=("aurora/vip",),
    not_here=3,
    not_carried=(("aurora/app", "allowExport"),),
    unfinished=(UnfinishedRun(7, "ben", "2026-11-20T08:00:00Z"),),
    awaited=(Awaited("aurora/gold-plus", ("description", "allowExport")), Awaited("aurora/parents", ())),
)


def plan(
    *changes: PlannedChange,
    refusals: tuple[Refusal, ...] = (),
    acceptances: tuple[Acceptance, ...] = (),
    left_out: tuple[str, ...] = (),
    drift: tuple[Drift, ...] = (),
    standing: Standing = STANDING,
    context: Context = CONTEXT,
) -> SavedPlan:
    """A plan for staging with a digest that is right."""
    digest = decision_digest(
        environment="staging",
        settings=SETTINGS,
        target="t-1",
        catalog_digest="c" * 64,
        changes=changes,
        refusals=tuple(refusal.key for refusal in refusals),
        acceptances=acceptances,
        left_out=left_out,
    )
    return SavedPlan(
        environment="staging",
        settings=SETTINGS,
        target="t-1",
        catalog_digest="c" * 64,
        changes=changes,
        refusals=refusals,
        drift=drift,
        acceptances=acceptances,
        left_out=left_out,
        standing=standing,
        context=context,
        digest=digest,
    )


def many(number: int) -> SavedPlan:
    """A plan of so many updates."""
    return plan(*(replace(UPDATE, id=f"aurora/segment-{n}", name=f"Segment {n}") for n in range(number)))


FULL = plan(
    CREATE,
    HELD,
    UPDATE,
    *OTHERS,
    refusals=REFUSALS,
    acceptances=(REFUSALS[0].key,),
    left_out=("aurora/bronze",),
    drift=DRIFT,
    context=replace(CONTEXT, reason="the catalog is right, says Ana"),
)
OPEN = plan(CREATE, UPDATE)
NO_SETUP = replace(plan(CREATE, standing=Standing()), target=None)
NOTHING = plan(standing=Standing(in_sync=15))
BLOCKED = plan(refusals=REFUSALS, standing=Standing())
NOW = replace(
    plan(
        replace(UPDATE, fields=(FieldChange("description", "Spend over 700.", "Spend over 1,000."),)),
        PlannedChange("create", "aurora/new", "New", None, False, (FieldChange("description", None, "Fresh."),)),
        refusals=REFUSALS[:1],
        drift=DRIFT,
    ),
    catalog_digest="d" * 64,
    target="t-2",
    settings={**SETTINGS, "mode": "observe"},
)

ODD = replace(
    plan(
        *OTHERS,
        refusals=(Refusal("shrunk-catalog", "*", "the catalog is empty", ""),),
        acceptances=(Acceptance("change-limit", "*"), Acceptance("drift", "aurora/old")),
        standing=Standing(orphans=tuple(f"aurora/orphan-{n}" for n in range(30))),
        context=replace(CONTEXT, revision=None),
    ),
    environment="production",
)

REPORT = Report(
    environment="staging",
    is_sandbox=True,
    digest="a" * 64,
    run=5,
    already_applied=False,
    context=replace(CONTEXT, reason="the catalog is right, says Ana"),
    acceptances=(Acceptance("drift", "aurora/gold"), Acceptance("window", "*")),
    outcomes=(
        Outcome("created", "aurora/win-back-90", "Win-back 90 days", "8000000000000011201"),
        Outcome("updated", "aurora/gold", "Gold loyalty members", "8000000000000011101"),
    ),
    waiting=("aurora/win-back-90",),
    is_visible=True,
    unfinished=STANDING.unfinished,
)
ALREADY = Report("production", False, "a" * 64, 5, True, CONTEXT)
IN_SYNC_REPORT = Report("production", False, "a" * 64, None, True, CONTEXT)
LEFT_OUT_REPORT = replace(IN_SYNC_REPORT, left_out=("aurora/gold",), context=replace(CONTEXT, reason="not yet"))
AWAITING_REPORT = replace(IN_SYNC_REPORT, awaited=STANDING.awaited)
ALREADY_AND_AWAITING = replace(ALREADY, awaited=STANDING.awaited[:1])
ONLY_RECORDED = replace(
    REPORT,
    outcomes=(Outcome("recorded", "aurora/app", "App users", "80"),),
    waiting=(),
    is_visible=False,
    unfinished=(),
)
RECORDED_AND_AWAITING = replace(ONLY_RECORDED, awaited=STANDING.awaited, left_out=("aurora/gold",))

DRIFTED = DriftReport("staging", True, True, DRIFT, (UPDATE,), (), STANDING, CONTEXT)
IN_SYNC = DriftReport("production", False, True, (), (), (), Standing(in_sync=15), CONTEXT)
UNRECORDED = DriftReport("production", False, False, (), (CREATE,), (), Standing(), CONTEXT)
REFUSED_DRIFT = replace(IN_SYNC, refusals=REFUSALS[1:], standing=Standing(in_sync=14))

PROBLEMS = Checked(
    files=412,
    problems=(
        Problem(
            "unknown-key",
            "unknown key `desciption`",
            "Did you mean `description`?",
            Location("catalog/aurora/gold.yaml", 3, 1),
            line_text="desciption: Gold tier",
            width=10,
        ),
        Problem(
            "forbidden-character",
            "a tab stands in the name",
            "Take it out.",
            Location("catalog/aurora/wide.yaml", 12, 9),
            line_text="name: 日本\t\u00e9\u0301X\tgold",
            width=1,
        ),
        Problem(
            "too-long",
            "description is 4,210 bytes in UTF-8; the column holds 4,000",
            "Shorten it; what only people need belongs in a comment or a label.",
            Location("catalog/aurora/silver.yaml", 4, 300),
            line_text="description: " + LONG * 6,
            width=900,
        ),
        Problem(
            "look-alike",
            "the name looks like that of aurora/vip",
            "",
            Location("catalog/aurora/vip-2.yaml", 2, 7),
            severity=Severity.WARNING,
        ),
    ),
)
VALID = Checked(412, ())
WARNED = Checked(1, PROBLEMS.problems[3:])

RENAMED = Refusal(
    code="rename",
    id="aurora/silver",
    message="aurora/silver cannot be renamed from 'Silver' to 'SILVER': only the case differs",
    remedy=(
        "Keep 'Silver' as the name in this file; or put the name back, set `lifecycle: retired` here and add a new "
        "file for 'SILVER'."
    ),
    source=Location("catalog/aurora/silver.yaml", 2, 7),
)
LOOKS_ALIKE = Refusal(
    code="rename",
    id="aurora/birthday-club",
    message="aurora/birthday-club ('Birthday club') looks like aurora/birthday ('Birthday clubs'), whose file is gone",
    remedy="Bring aurora/birthday back and keep its name; or accept it with `--accept rename --reason TEXT`.",
    acceptable=True,
    source=Location("catalog/aurora/birthday-club.yaml", 2, 7),
)
ACCEPTED = replace(LOOKS_ALIKE, id="borealis/fjord", source=Location("catalog/borealis/fjord.yaml", 1, 7))
REVIEW_FULL = Review(
    base="3f2c1ab90d12e4f5061728394a5b6c7d8e9f0a1b",
    head="9b8a7c6d5e4f30211203f4e5d6c7b8a990817263",
    files=415,
    segments=412,
    problems=WARNED.problems,
    changes=(
        ReviewedChange(
            ReviewVerb.CREATE,
            "aurora/birthday-club",
            "Birthday club",
            (FieldChange("description", None, "Born this month."), FieldChange("allowExport", None, True)),
            source=Location("catalog/aurora/birthday-club.yaml", 2, 7),
        ),
        ReviewedChange(
            ReviewVerb.CREATE,
            "aurora/hostile",
            f"{HOSTILE} @everyone | <b>x</b> `y` ![z](//example.com)",
            (FieldChange("description", None, f"=1+1 {HOSTILE}"),),
            source=Location("catalog/aurora/hostile.yaml", 1, 7),
        ),
        ReviewedChange(ReviewVerb.REMOVE, "aurora/birthday", "Birthday clubs"),
        ReviewedChange(
            ReviewVerb.RETIRE,
            "aurora/summer-2019",
            "Summer 2019",
            (FieldChange("lifecycle", "active", "retired"),),
            source=Location("catalog/aurora/summer-2019.yaml", 2, 7),
        ),
        ReviewedChange(
            ReviewVerb.RELEASE,
            "aurora/testers",
            "Testers",
            (FieldChange("lifecycle", "retired", "released"), FieldChange("protected", True, False)),
            source=Location("catalog/aurora/testers.yaml", 2, 7),
        ),
        ReviewedChange(
            ReviewVerb.RESTORE,
            "aurora/winter",
            "Winter",
            (FieldChange("lifecycle", "retired", "active"),),
            source=Location("catalog/aurora/winter.yaml", 2, 7),
        ),
        ReviewedChange(
            ReviewVerb.MOVE,
            "aurora/vip-2",
            "VIP",
            (FieldChange("description", "Spend over 500.", None),),
            moved_from="aurora/vip",
            source=Location("catalog/aurora/vip-2.yaml", 2, 7),
        ),
        ReviewedChange(
            ReviewVerb.UPDATE,
            "aurora/gold",
            "Gold loyalty members",
            (
                FieldChange("description", LONG + "spend over 500. " + LONG, LONG + "spend over 1,000. " + LONG),
                FieldChange("exportAll", False, None),
                FieldChange("translations.fr_FR.displayName", None, "Membres or"),
            ),
            source=Location("catalog/aurora/gold.yaml", 2, 7),
        ),
    ),
    refusals=(RENAMED, LOOKS_ALIKE, ACCEPTED),
    acceptances=(ACCEPTED.key,),
    reason=f"they have nothing to do with each other, says Ana {HOSTILE}",
    unread=("catalog/aurora/broken.yaml",),
)
REVIEW_CHANGES = replace(
    REVIEW_FULL,
    head=None,
    problems=(),
    changes=REVIEW_FULL.changes[3:],
    refusals=(),
    acceptances=(),
    reason=None,
    unread=(),
)
REVIEW_CLEAN = replace(REVIEW_CHANGES, changes=())
REVIEW_INVALID = replace(REVIEW_FULL, problems=PROBLEMS.problems, acceptances=(), reason=None)

SETUP = SetupReport("staging", True, "t-1", ("XSYNCSEGMENT", "XSYNCRUN", "XSYNCCHANGE", "XSYNCHEAD"))
SETUP_AGAIN = replace(SETUP, created=())
SANDBOX = SandboxReport(
    ("production", "staging"), (".sandbox/production.db", ".sandbox/staging.db"), segments=31, members=4_021
)
UGLY = FormattedFile(
    "catalog/aurora/gold.yaml", "\ufeffname:  Gold\r\n# why  \n\nowner: a", "name: Gold\n# why\n\nowner: a\n"
)
FORMATTED = Formatted(17, (UGLY,))
FORMATTED_WITH_PROBLEMS = Formatted(15, (UGLY,), PROBLEMS.errors, ("catalog/aurora/silver.yaml",))
WRITTEN = Written(("catalog/aurora/gold.yaml", ".gitignore"))

CONFORMING = Conformance(
    engine="db2",
    server="DB2 v11.5.9.0",
    driver="ibm_db 3.3.0",
    tool_version="0.1.0",
    python="3.11.7",
    made_at="2026-11-22T08:00:00+00:00",
    checks=tuple(Check(name, "It is so.", Ended.PASSED, "It was seen.", 0.25) for name in (*NEEDED, "escalation-100")),
)
NOT_CONFORMING = replace(
    CONFORMING,
    server=None,
    checks=(
        *CONFORMING.checks[:4],
        Check("kill", "Of a run that is killed nothing is left.", Ended.NOT_RUN, "a second process could not", 12),
        Check("delete-race", "No member is lost.", Ended.FAILED, f"a member is gone, {HOSTILE}", 3.4),
        Check("escalation-5000", "Others work beside 5,000 changes.", Ended.FAILED, "somebody had to wait " * 9, 60),
    ),
    kept=("MEMBER", "MBRGRP"),
)
WELL = Diagnosis(
    "staging",
    True,
    (
        Finding("identity", Weight.OK, "SQLite 3.40.1.", "That is what was looked at."),
        Finding(
            "usages",
            Weight.OK,
            "MBRGRPTYPE has 2 kinds of groups, -1 among them.",
            "Segments are the groups with usage -1.",
            question=1,
            details=("-1 UserGroup: 25 groups", "-2 AccessGroup: 2 groups"),
        ),
        Finding("rights", Weight.NOTE, "Rights: not assessable, SQLite has no logins.", "Nothing is known of it."),
    ),
    CONTEXT,
)
SICK = replace(
    WELL,
    environment="production",
    is_sandbox=False,
    findings=(
        *WELL.findings,
        Finding("unknown-trigger", Weight.WARNING, "1 strange trigger.", "It runs.", "Look.", 6, (HOSTILE,)),
        Finding("keys-row", Weight.DANGER, f"KEYS has no rows for {HOSTILE}.", "Nothing can be made.", "Name one.", 4),
    ),
)
