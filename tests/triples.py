"""Whatever the catalog, the database and the ledger are: apply converges, or refuses with every reason.

``python -m tests.triples --size 1000`` tries as many random triples; the same seed gives the same ones.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import hypothesis
from hypothesis import HealthCheck, given

from syncer.model.errors import Invalid, Refused
from syncer.model.plan import Refusal
from syncer.planning.guards import ACCEPTABLE
from syncer.sandbox.lookups import LANGUAGES
from tests.faults.totals import Stopwatch, Totals, main
from tests.rows import Dump, Row, dump, members, of_groups
from tests.triple_shapes import Triple, bring_about, triples
from tests.workshop import IN_MEMORY, Workshop, compile_once, workshop

ENDS = ("converged", "then converged", "refused", "problems in files")
"""``then converged``: refused first, and converged without the segments that the refusals name."""

_STORE = ("member", "mbrgrp", "mbrgrpusg", "mbrgrpdesc", "mbrgrpcond", "mgpcondele")


def try_triples(examples: int, seed: int, folder: Path) -> Counter[str]:
    """How that many triples ended. Raises ``AssertionError`` with the smallest triple where one ended badly."""
    made = workshop(folder / "w")
    empty = made.database.read_bytes()
    ends: Counter[str] = Counter()

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=examples, database=None, suppress_health_check=list(HealthCheck), deadline=None, print_blob=False
    )
    @given(triples())
    def try_one(triple: Triple) -> None:
        bring_about(triple, made, empty)
        ends[_end(triple, made)] += 1

    try_one()
    return ends


def _end(triple: Triple, made: Workshop) -> str:
    """Follow one triple to its end."""
    accept = tuple(ACCEPTABLE) if triple.accepts else ()
    before = dump(made.database)
    try:
        _require_convergence(triple, made, before, accept, ())
    except Invalid:
        return "problems in files"
    except Refused as refused:
        reasons = refused.plan.open_refusals
    else:
        return "converged"
    _require_refusal(made, before, reasons)
    hold = tuple(sorted({one.id for one in reasons if "/" in one.id}))
    try:
        _require_convergence(triple, made, before, accept, hold)
    except Refused as refused:
        _require_refusal(made, before, refused.plan.open_refusals)
        kept_back = {one.key for one in refused.plan.open_refusals} - {one.key for one in reasons}
    else:
        return "then converged"
    assert not kept_back, "a reason was kept back"
    return "refused"


def _require_refusal(made: Workshop, before: Dump, reasons: tuple[Refusal, ...]) -> None:
    assert reasons
    assert all(one.message and one.remedy for one in reasons)
    assert dump(made.database) == before


def _require_convergence(
    triple: Triple, made: Workshop, before: Dump, accept: tuple[str, ...], hold: tuple[str, ...]
) -> None:
    report = made.apply(*accept, hold=hold)
    found, stored = dump(made.database), made.database.read_bytes()
    _require_only_in_scope(before, found, {int(one.mbrgrp_id) for one in report.outcomes})
    for id, file in triple.files.items():
        if id not in hold and file.get("lifecycle", "active") == "active":
            _require_wish(found, id, file)
    again = made.apply(*accept, hold=hold)
    assert again.already_applied
    assert not again.outcomes
    assert made.database.read_bytes() == stored, "a second apply wrote something"


def _require_only_in_scope(before: Dump, found: Dump, ids: set[int]) -> None:
    """Rows of other groups are what they were, no row of the store is gone, and nobody has another name."""
    assert members(found) == members(before)
    others = {row["member_id"] for row in found["member"]} - ids
    assert of_groups(found, others) == of_groups(before, others)
    elsewhere = {name for name in before if name not in (*_STORE, "keys") and not name.startswith("xsync")}
    assert all(found[name] == before[name] for name in elsewhere)
    names = {row["mbrgrp_id"]: (row["owner_id"], row["mbrgrpname"]) for row in found["mbrgrp"]}
    assert all(names[row["mbrgrp_id"]] == (row["owner_id"], row["mbrgrpname"]) for row in before["mbrgrp"])
    assert all(len(found[table]) >= len(before[table]) for table in _STORE)
    changed = [row["tablename"] for row, old in zip(found["keys"], before["keys"], strict=True) if row != old]
    assert set(changed) <= {"mbrgrp", "mgpcondele"}


def _require_wish(found: Dump, id: str, file: Mapping[str, Any]) -> None:
    """An active file is what the database holds, read without any code of ours."""
    (entry,) = (row for row in found["xsyncsegment"] if row["segment_id"] == id)
    (group,) = (row for row in found["mbrgrp"] if row["mbrgrp_id"] == entry["mbrgrp_id"])
    texts = {row["language_id"]: row for row in found["mbrgrpdesc"] if row["mbrgrp_id"] == entry["mbrgrp_id"]}
    assert group["mbrgrpname"] == file["name"]
    _require_texts(texts[LANGUAGES["en_US"]], file)
    for locale, texts_of_file in file.get("translations", {}).items():
        _require_texts(texts[LANGUAGES[locale]], texts_of_file)
    for flag in ("allowExport", "exportAll"):
        assert bool(group[flag.lower()]) == file.get(flag, bool(group[flag.lower()]))


def _require_texts(row: Row, wanted: Mapping[str, Any]) -> None:
    for field in ("description", "displayName"):
        if field in wanted:
            assert (row[field.lower()] or None) == wanted[field]


def trial(size: int | None, seed: int) -> Iterator[Totals]:
    """As many random triples, 500 where nobody says how many. The smallest that ended badly is told."""
    compile_once()
    os.environ["PATH"] = ""  # asking git for a revision would take longer than all else
    totals, watch = Totals("random triples, sqlite"), Stopwatch()
    with tempfile.TemporaryDirectory(prefix="triples-", dir=IN_MEMORY) as folder:
        try:
            ends = try_triples(size or 500, seed, Path(folder))
        except AssertionError as error:
            totals.wrong("untrue", f"{error}\n" + "\n".join(getattr(error, "__notes__", ())))
        else:
            totals.tried, totals.also = ends.total(), {end: ends[end] for end in ENDS}
    totals.seconds = watch.seconds
    yield totals


if __name__ == "__main__":
    sys.exit(main("tests.triples", trial))
