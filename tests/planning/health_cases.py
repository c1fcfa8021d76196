"""Databases as ``doctor`` may find them: one that is well, and what differs from it in each case."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from syncer.model.conformance import NEEDED, Check, Conformance, Outcome
from syncer.model.examination import (
    Chain,
    Columns,
    Containers,
    Elsewhere,
    Examination,
    ForeignKey,
    Head,
    Identity,
    KeysRow,
    Languages,
    Ledger,
    Range,
    Right,
    Rights,
    Shape,
    Staging,
    StoreOwner,
    Stores,
    Tried,
    Trigger,
    Unanswered,
    Usage,
)
from syncer.model.snapshot import UNSTAGED, Staged

COLUMNS = {
    "member": frozenset({"member_id", "type"}),
    "mbrgrp": frozenset({"mbrgrp_id", "mbrgrpname", "lastupdate", "allowexport", "exportall", "up_mbrgrpname"}),
    "mbrgrpdesc": frozenset({"mbrgrp_id", "description"}),
}
KEYS = tuple(
    ForeignKey("wcs", child, "mbrgrp_id", parent, "CASCADE", rows)
    for child, parent, rows in (
        ("mbrgrp", "member", 1),
        ("mbrgrpusg", "mbrgrp", 1_200),
        ("mbrgrpdesc", "mbrgrp", 0),
        ("mbrgrpcond", "mbrgrp", None),
        ("mgpcondele", "mbrgrp", 3),
        ("MBRGRPMBR", "mbrgrp", 70_000),
    )
)
ROW = KeysRow("mbrgrp", 50_000, 10_000, 99_999, True)
GROUPS = Range("member groups", "mbrgrp", (ROW,), 49_999, "MBRGRP_ID")
ELEMENTS = Range("condition elements", "mgpcondele", (ROW._replace(name="mgpcondele"),), None, "MGPCONDELE_ID")
THERE = Range("member groups", "mbrgrp", (KeysRow("mbrgrp", 200_000, 200_000, 299_999, True),), 200_000, "MBRGRP_ID")
HEAD = Head("t-1", "main", 1, 1_204, "abc")
CHAIN = Chain(1_204, None, "abc", ())
LEDGER = Ledger("main", 1, (), HEAD, CHAIN)
OWN = ("xsynchead", "xsyncsegment", "xsyncrun", "xsyncchange")
NEEDS = frozenset(
    {
        Right("mbrgrp", None, "SELECT"),
        Right("mbrgrp", "lastupdate", "UPDATE"),
        Right("mbrgrpdesc", "description", "UPDATE"),
        Right("xsynchead", None, "UPDATE"),
    }
)
HOLDS = Rights("The login that writes", NEEDS, NEEDS, NEEDS, frozenset({"mbrgrpmbr"}), frozenset(OWN))
PLAIN, BARE = Shape("NULL", True), Shape("no row", False)
CONTAINERS = Containers({BARE: ("VIP",), PLAIN: ("Gold", "Silver")}, "like: Gold", (PLAIN,))
TABLES = ("staglog", "stgmrtab")
CARRIED = Staged(by_trigger=("mbrgrp", "member"), by_list=("mbrgrpdesc",), by_log=("mbrgrpusg",))
STAGED = Staging(TABLES, CARRIED, {}, None)
PASSED = Conformance(
    engine="db2",
    server="DB2 v11.5.9.0",
    driver="ibm_db 3.3.0",
    tool_version="0.1.0",
    python="3.11.7",
    made_at="2026-11-22T08:00:00+00:00",
    checks=tuple(Check(name, "", Outcome.PASSED, "", 0.1) for name in NEEDED),
)
WELL = Examination(
    identity=Identity("PostgreSQL", "15.4", "wcs", "wcs"),
    columns=Columns(
        COLUMNS, COLUMNS, frozenset({"mbrgrp.allowexport", "mbrgrp.exportall"}), frozenset({"mbrgrp.up_mbrgrpname"})
    ),
    foreign_keys=KEYS,
    triggers=(Trigger("mbrgrp", "PERF_mbrgrp_upd", False), Trigger("mbrgrpmbr", "xsync_guard", False)),
    ranges=(GROUPS, ELEMENTS),
    elsewhere=(Elsewhere("production", "t-2", THERE),),
    languages=Languages(((-1, "en_US"), (-2, "fr_FR")), "en_US"),
    stores=Stores((StoreOwner("Aurora", 7_001, 1_200),), {"aurora": (7_001,)}),
    usages=(Usage(-1, "Customer segment", 1_200), Usage(-3, "Price group", 1)),
    ledger=LEDGER,
    rights=(HOLDS,),
    staging=Staging((), UNSTAGED, {}, None),
    schemas=("wcs",),
    containers=CONTAINERS,
    conformance=Tried("postgresql", True, None),
)


def found(**answers: Any) -> Examination:
    """A database that is well but for these answers."""
    return replace(WELL, **answers)


def ranged(**fields: Any) -> Examination:
    """With another row of KEYS for member groups."""
    return found(ranges=(replace(GROUPS, rows=(ROW._replace(**fields),)), ELEMENTS))


def holding(*held: Right) -> Examination:
    """With a login that may do this beside what it needs."""
    return found(rights=(replace(HOLDS, held=NEEDS | {*held}),))


def tried(**fields: Any) -> Examination:
    """With a result of ``conformance``."""
    return found(conformance=Tried("db2", False, replace(PASSED, **fields)))


def beside(**fields: Any) -> Examination:
    """With another range of ids in production."""
    return found(elsewhere=(Elsewhere("production", "t-2", replace(THERE, **fields)),))


CASES: dict[str, Examination] = {
    "well": WELL,
    "an engine without schemas": found(identity=Identity("SQLite", "3.40.1", None, None)),
    "our own tables elsewhere, and no version": found(
        identity=Identity("Db2", Unanswered("no right to ask"), "WCS", "SYNCER")
    ),
    "tables and columns are missing": found(
        columns=Columns(
            {"mbrgrp": frozenset({"mbrgrp_id", "lastupdate"})},
            {**COLUMNS, "keys": frozenset({"counter"})},
            frozenset({"mbrgrp.allowexport", "mbrgrp.exportall"}),
            frozenset(),
        )
    ),
    "columns of version 9 are missing, and nobody fills another": found(
        columns=Columns(
            {**COLUMNS, "mbrgrp": COLUMNS["mbrgrp"] - {"allowexport", "exportall"}},
            COLUMNS,
            frozenset({"mbrgrp.allowexport", "mbrgrp.exportall"}),
            frozenset(),
        )
    ),
    "no table of groups": found(columns=Columns({}, COLUMNS, frozenset(), frozenset())),
    "foreign keys that do otherwise": found(
        foreign_keys=(
            *KEYS[2:],
            ForeignKey("wcs", "participnt", "mbrgrp_id", "member", "SET NULL", 2),
            ForeignKey(None, "orders", None, "member", "SET DEFAULT", None),
            ForeignKey("x", "ours", "id", "mbrgrp", "NO ACTION", 0),
            ForeignKey("x", "more", "id", "mbrgrp", "RESTRICT", 0),
        )
    ),
    "triggers that nobody knows": found(
        triggers=(Trigger("mbrgrp", "staging1", True), Trigger("member", "log_it", False), Trigger("keys", "Z", False))
    ),
    "no trigger": found(triggers=()),
    "workspaces": found(schemas=("wcs", "wcs_ws1")),
    "no row of KEYS": found(ranges=(replace(GROUPS, rows=()), ELEMENTS)),
    "two rows of KEYS": found(
        ranges=(
            GROUPS,
            replace(ELEMENTS, rows=(ROW._replace(name="A", lower=None), ROW._replace(name="B", upper=None))),
        )
    ),
    "no lower bound": ranged(lower=None),
    "no upper bound": ranged(upper=None),
    "ids out of order": ranged(is_sequential=False),
    "a counter at its lower bound, and at its rows": found(
        ranges=(replace(GROUPS, rows=(ROW._replace(counter=10_000),), highest=10_000), ELEMENTS)
    ),
    "a counter below its bound": ranged(counter=9_999),
    "a counter behind its rows": found(ranges=(replace(GROUPS, highest=50_001), ELEMENTS)),
    "10,000 ids left": ranged(upper=60_000),
    "9,999 ids left": ranged(upper=59_999),
    "no ids left": ranged(upper=49_999, counter=50_000),
    "the same database twice": found(
        elsewhere=(Elsewhere("production", "t-1", THERE), Elsewhere("copy", "t-1", Unanswered("gone")))
    ),
    "nothing is set up anywhere": found(
        ledger=Ledger("main", 1, OWN, None, None), elsewhere=(Elsewhere("production", None, THERE),)
    ),
    "an environment that cannot be reached": found(
        elsewhere=(Elsewhere("production", Unanswered("no route."), Unanswered("there is no route to the VAX.")),)
    ),
    "a range there without a bound": beside(rows=(THERE.rows[0]._replace(upper=None),)),
    "a range there without another bound": beside(rows=(THERE.rows[0]._replace(lower=None),)),
    "two rows there": beside(rows=(*THERE.rows, *THERE.rows)),
    "own ranges that are not known": found(ranges=(Unanswered("no right to read KEYS"), ELEMENTS)),
    "ranges that meet in one id": beside(rows=(THERE.rows[0]._replace(lower=99_999),)),
    "ranges that meet in another id": beside(rows=(THERE.rows[0]._replace(lower=1, upper=10_000),)),
    "a range below": beside(rows=(THERE.rows[0]._replace(lower=1, upper=9_999),)),
    "a range within the other": beside(rows=(THERE.rows[0]._replace(lower=20_000, upper=30_000),)),
    "no kind of group": found(usages=()),
    "no customer segments": found(usages=(Usage(-3, "Price group", 2),)),
    "a default language that is not there": found(languages=Languages(((-1, "en_US"),), "de_DE")),
    "languages twice": found(
        languages=Languages(
            ((-1, "en_US"), (-2, "fr_FR"), (-3, "en_US"), (-4, "fr_FR"), (-5, "de_DE"), (-6, "de_DE")), "en_US"
        )
    ),
    "stores without an owner, and with two": found(
        stores=Stores((StoreOwner("Aurora", 7_001, 1),), {"aurora": (), "borealis": (7_001, 7_002)})
    ),
    "stores that share an owner": found(
        stores=Stores(
            (StoreOwner("Borealis", 7_001, 1), StoreOwner("Aurora", 7_001, 1)),
            {"borealis": (7_001,), "aurora": (7_001,), "cirrus": (7_002,)},
        )
    ),
    "owners without a store": found(
        stores=Stores(
            (StoreOwner(None, 7_001, 1_200), StoreOwner(None, 7_002, 1), StoreOwner(None, 7_003, 30)),
            {"aurora": (7_001,)},
        )
    ),
    "containers that are undeclared": found(containers=replace(CONTAINERS, declared=None, wanted=())),
    "a model that is none": found(containers=replace(CONTAINERS, wanted=())),
    "a model that is two": found(containers=replace(CONTAINERS, wanted=(PLAIN, BARE))),
    "containers that differ": found(
        containers=Containers({BARE: ("VIP",)}, "row-with-null", (PLAIN,)),
    ),
    "no container": found(containers=Containers({}, "row-with-null", (PLAIN,))),
    "tables of staging that speak of nothing": found(staging=Staging(TABLES, UNSTAGED, {}, None)),
    "staging that is undeclared": found(staging=replace(STAGED, waiting={"mbrgrp": 1_200, "member": 1})),
    "staging in spite of what is declared": found(staging=replace(STAGED, declared="ours")),
    "staging as declared": found(staging=replace(STAGED, declared="stagingprop", waiting={"mbrgrp": 2})),
    "not set up": found(ledger=Ledger("main", 1, OWN, None, None)),
    "a table of ours is gone": found(ledger=Ledger("main", 1, OWN[:1], HEAD, CHAIN)),
    "setup was cut short": found(ledger=Ledger("main", 1, (), None, None)),
    "another format of ours": found(ledger=replace(LEDGER, known_format=2, chain=None)),
    "another catalog": found(ledger=replace(LEDGER, catalog="Main")),
    "a history that was edited": found(ledger=replace(LEDGER, chain=Chain(9, 4, "x", (3, 4)))),
    "a history that was cut": found(ledger=replace(LEDGER, chain=Chain(1_203, None, "abc", ()))),
    "a head that was edited": found(ledger=replace(LEDGER, chain=Chain(1_204, None, "abd", ()))),
    "a history that is gone": found(ledger=replace(LEDGER, chain=Chain(0, None, "", ()))),
    "rows after a head at nothing": found(ledger=replace(LEDGER, head=HEAD._replace(last_seq=0), chain=CHAIN)),
    "one row after a head at nothing": found(
        ledger=replace(LEDGER, head=HEAD._replace(last_seq=0), chain=Chain(1, None, "x", ()))
    ),
    "a new history": found(ledger=replace(LEDGER, head=HEAD._replace(last_seq=0), chain=Chain(0, None, "", ()))),
    "too few rights": found(rights=(replace(HOLDS, held=frozenset()),)),
    "rights on whole tables": found(
        rights=(
            replace(HOLDS, held=frozenset(Right(table, None, verb) for table, _, verb in NEEDS)),
            replace(HOLDS, login="The login that reads"),
        )
    ),
    "rights that are needed on what is not there": found(
        rights=(replace(HOLDS, needed=NEEDS | {Right("orders", None, "SELECT")}),)
    ),
    "rights before setup": found(
        ledger=Ledger("main", 1, OWN, None, None),
        rights=(replace(HOLDS, held=NEEDS - {Right("xsynchead", None, "UPDATE")}),),
    ),
    "an administrator": holding(Right(None, None, "SUPERUSER"), Right(None, None, "DELETE ANY TABLE")),
    "nothing but any table": found(rights=(replace(HOLDS, held=frozenset({Right(None, None, "UPDATE ANY TABLE")})),)),
    "an administrator who owns tables too": holding(Right(None, None, "SUPERUSER"), Right("mbrgrp", None, "OWNER")),
    "the owner of tables": holding(
        *(Right(table, None, "OWNER") for table in ("mbrgrpmbr", "mbrgrpdesc", "xsyncrun", "mbrgrp", "member")),
        Right("mbrgrp", None, "DELETE"),
    ),
    "a right on a column of what may be written whole": holding(Right("xsynchead", "last_run", "UPDATE")),
    "rights to write members": holding(
        Right("mbrgrpmbr", None, "DELETE"),
        Right("mbrgrpmbr", "exclude", "UPDATE"),
        Right("mbrgrpmbr", None, "UPDATE"),
        Right("mbrgrpmbr", "exclude", "INSERT"),
        Right("mbrgrpmbr", "member_id", "INSERT"),
        Right("mbrgrpmbr", None, "TRUNCATE"),
        Right("mbrgrpmbr", None, "SELECT"),
    ),
    "more rights than needed": holding(
        Right("mbrgrp", None, "DELETE"), Right("mbrgrp", "mbrgrpname", "UPDATE"), Right("orders", None, "DELETE")
    ),
    "an engine that nobody tried": found(conformance=Tried("db2", False, None)),
    "a result that cannot be read": found(conformance=Tried("db2", False, Unanswered("a.json was altered."))),
    "a result": tried(),
    "a result of a server without a version": tried(server=None),
    "a result of another engine": tried(engine="oracle"),
    "a result with checks missing": tried(checks=PASSED.checks[2:]),
    "nothing is told": Examination(
        identity=Identity("Db2", Unanswered("mute"), "WCS", "WCS"),
        columns=Unanswered("mute"),
        foreign_keys=Unanswered("mute"),
        triggers=Unanswered("mute"),
        ranges=(Unanswered("mute"),),
        elsewhere=(),
        languages=Unanswered("mute"),
        stores=Unanswered("mute"),
        usages=Unanswered("mute"),
        ledger=Unanswered("mute"),
        rights=(Unanswered("mute"),),
        staging=Unanswered("mute"),
        schemas=Unanswered("it has none", is_fault=False),
        containers=Unanswered("mute"),
        conformance=Tried("db2", False, Unanswered("mute")),
    ),
}
