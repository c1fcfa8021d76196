"""CSV: read back by the standard library, and never a formula."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from syncer.model.change import FieldChange
from syncer.model.result import Result
from syncer.model.shown import visible
from syncer.render.to_csv import Row, to_csv
from tests.covered import not_covered
from tests.figures import Tell
from tests.render import samples
from tests.render.hostile_findings import SEED, hostile_drift, hostile_review, is_harmless, texts

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")


def rows_of(result: Result) -> list[dict[str, str]]:
    document = to_csv(result)
    assert document.count("\n") == document.count("\r\n")
    header, *rows = csv.reader(io.StringIO(document, newline=""), strict=True)
    assert tuple(header) == Row._fields
    return [dict(zip(header, row, strict=True)) for row in rows]


def short(row: dict[str, str]) -> str:
    return " ".join(
        row[name] for name in ("kind", "code", "id", "field", "before", "after", "file", "line") if row[name]
    )


@pytest.mark.parametrize(
    "result, rows",
    [
        pytest.param(samples.VALID, [], id="nothing but the header"),
        pytest.param(
            samples.WARNED,
            ["warning look-alike aurora/vip-2 catalog/aurora/vip-2.yaml 2"],
            id="a problem and its place",
        ),
        pytest.param(
            samples.plan(samples.CREATE, *samples.OTHERS[:1]),
            [
                "change create aurora/win-back-90 description No order for 90 days. Filled by the CRM export.",
                "change create aurora/win-back-90 translations.fr_FR.displayName Reconquête 90 jours",
                "change create aurora/win-back-90 allowExport true",
                "change create aurora/win-back-90 displayName Win-back 90 days",
                "change adopt aurora/all",
            ],
            id="a row for each field, and one for a change without any",
        ),
        pytest.param(
            replace(samples.DRIFTED, pending=(replace(samples.UPDATE, fields=samples.UPDATE.fields[1:]),)),
            [
                "warning drift-edited aurora/gold description Spend over 500. Spend over 700.",
                "warning drift-vanished aurora/old",
                "pending update aurora/gold exportAll false",
            ],
            id="drift with both sides, and what is pending as changes are told",
        ),
        pytest.param(
            replace(samples.REVIEW_CHANGES, changes=samples.REVIEW_FULL.changes[6:7]),
            [
                "change move aurora/vip-2 id aurora/vip aurora/vip-2 catalog/aurora/vip-2.yaml 2",
                "change move aurora/vip-2 description Spend over 500. catalog/aurora/vip-2.yaml 2",
            ],
            id="a moved file says where it was",
        ),
    ],
)
def test_rows(result: Result, rows: list[str]) -> None:
    assert list(map(short, rows_of(result))) == rows


def test_rows_say_the_environment_and_what_is_held() -> None:
    assert {row["environment"] for row in rows_of(samples.FULL)} == {"staging (SANDBOX)"}
    assert {row["message"] for row in rows_of(samples.plan(samples.HELD))} == {"held until it has a member"}
    assert {row["environment"] for row in rows_of(samples.REVIEW_FULL)} == {""}


@pytest.mark.parametrize("start", FORMULAS)
def test_what_looks_like_a_formula_is_a_text(start: str) -> None:
    formula = f"{start}1+1"
    (row,) = rows_of(samples.plan(replace(samples.UPDATE, name=formula, fields=(FieldChange("x", formula, formula),))))
    assert row["name"] == row["before"] == row["after"] == as_cell(formula)
    assert row["name"][0] in "'\\"


def as_cell(text: str) -> str:
    shown = visible(text)
    return f"'{shown}" if shown.startswith(FORMULAS) else shown


@not_covered
def test_hostile_texts_come_back_as_they_are_shown_and_no_cell_is_a_formula(tell: Tell) -> None:
    hostile = texts()
    for some, result in ((hostile, hostile_review(hostile)), (hostile[:2_000], hostile_drift(hostile[:2_000]))):
        cells = list(map(as_cell, some))
        assert is_harmless(to_csv(result))
        rows = rows_of(result)
        assert not [cell for row in rows for cell in row.values() if cell.startswith(FORMULAS)]
        changed = [row for row in rows if row["kind"] in ("change", "pending")]
        assert [(row["name"], row["before"], row["after"]) for row in changed] == list(
            zip(cells, cells, cells, strict=True)
        )
    assert [row["before"] for row in rows if row["code"] == "drift-edited"] == cells
    assert [row["message"] for row in rows if row["code"] == "rename"] == cells
    tell("Hostile texts", "CSV", texts=len(hostile), seed=str(SEED))
