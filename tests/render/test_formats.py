"""What every format looks like, as golden files, and what becomes of 100,000 findings.

Text has its pages in ``test_pages.py``, Markdown and HTML theirs in ``test_to_markdown.py`` and ``test_to_html.py``.

``GOLDEN=write pytest tests/render`` writes the files anew: read the difference.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from syncer import __version__
from syncer.model.problem import Checked
from syncer.model.result import Result
from syncer.render.formats import FORMATS, render
from tests.covered import not_covered
from tests.render import samples

GOLDEN = Path(__file__).parent / "golden-formats"
RESULTS: Mapping[str, Result] = {
    "validate": samples.PROBLEMS,
    "review": samples.REVIEW_FULL,
    "plan": samples.FULL,
    "drift": samples.DRIFTED,
    "nothing": samples.NOTHING,
}
SUFFIXES = {
    "json": "json",
    "csv": "csv",
    "github": "github.txt",
    "github-summary": "github-summary.md",
    "gitlab": "gitlab.json",
    "gitlab-terraform": "gitlab-terraform.json",
    "junit": "junit.xml",
    "sarif": "sarif",
}
MANY = 100_000


@pytest.mark.parametrize("format", SUFFIXES)
@pytest.mark.parametrize("name", RESULTS)
def test_output_is_as_golden(name: str, format: str) -> None:
    golden = GOLDEN / f"{name}.{SUFFIXES[format]}"
    output = render(RESULTS[name], format).replace(f'"semanticVersion": "{__version__}"', '"semanticVersion": "0.0.0"')
    if os.environ.get("GOLDEN") == "write":
        golden.write_bytes(output.encode())
    assert output.encode() == golden.read_bytes()


def test_every_format_has_golden_files() -> None:
    assert {*SUFFIXES, "text", "markdown", "html"} == set(FORMATS)


def test_every_golden_file_has_its_output() -> None:
    names = {f"{name}.{suffix}" for name in RESULTS for suffix in SUFFIXES.values()}
    assert {path.name for path in GOLDEN.iterdir()} == names


@not_covered
@pytest.mark.parametrize(
    "format, mark, number",
    [
        pytest.param("csv", "\r\n", 1 + MANY, id="CSV has a row for each"),
        pytest.param("gitlab", '"fingerprint"', MANY, id="GitLab gets each"),
        pytest.param("junit", "<testcase", 1 + MANY, id="JUnit's XML has a test for each"),
    ],
)
def test_a_hundred_thousand_findings(format: str, mark: str, number: int) -> None:
    many = Checked(1, samples.PROBLEMS.problems * (MANY // len(samples.PROBLEMS.problems)))
    assert render(many, format).count(mark) == number
