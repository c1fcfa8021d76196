"""The repository around the code: links, locks, arrows, and the wheel that people install."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import syncer

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PAGES = sorted(page for place in ("*.md", "docs/**/*.md", "benchmarks/*.md") for page in ROOT.glob(place))
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
SCRIPTS = Path(sysconfig.get_path("scripts"))
BARE = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
"""An environment in which nothing leads to the checkout."""


def run(*command: str | Path, cwd: Path, expect: int = 0) -> str:
    """What a command prints; fails with all of it where the exit code is another."""
    done = subprocess.run(command, cwd=cwd, env=BARE, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == expect, done.stdout
    return done.stdout


def prose(page: Path) -> str:
    """A page without its blocks and spans of code."""
    return re.sub(r"^```.*?^```|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """The anchors that the headings of a page make."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(page: Path) -> Iterator[str]:
    """The relative links of a page that lead nowhere."""
    for link in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            yield link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_relative_links_lead_somewhere(page: Path) -> None:
    assert list(broken_links(page)) == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_locks_hold_versions_and_hashes_and_no_address(lock: Path) -> None:
    pinned = r"[a-z0-9][a-z0-9._-]*==[a-z0-9.+!]+(?: ; [a-z0-9_ .<>=!\"'()]+)?"
    hashes = r"(?: \\\n    --hash=sha256:[0-9a-f]{64})+"
    text = lock.read_text("ascii")
    assert re.fullmatch(rf"(?:{pinned}{hashes}\n)+", text)


def test_locks_agree_and_hold_every_dependency() -> None:
    versions: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, version in re.findall(r"^([a-z0-9._-]+)==(\S+)", lock.read_text("ascii"), flags=re.MULTILINE):
            versions.setdefault(name, set()).add(version)
    assert {name for name, found in versions.items() if len(found) > 1} == set()
    wanted = {re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0].lower() for line in PROJECT["project"]["dependencies"]}
    assert wanted <= set(re.findall(r"^([a-z0-9._-]+)==", LOCKS[0].read_text("ascii"), flags=re.MULTILINE))
    assert LOCKS[0].name == "base.txt"


def test_the_version_stands_in_one_place() -> None:
    assert PROJECT["project"]["dynamic"] == ["version"]
    sources = [ROOT / "pyproject.toml", *ROOT.glob("syncer/**/*.py"), *ROOT.glob("schemas/*.json")]
    holders = [source for source in sources if f'"{syncer.__version__}"' in source.read_text("utf-8")]
    assert holders == [ROOT / "syncer" / "__init__.py"]


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """A copy of the package in which a test may plant an import."""
    shutil.copytree(ROOT / "syncer", tmp_path / "syncer", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint_imports(folder: Path, expect: int) -> str:
    """The verdict of import-linter on the package in a folder."""
    return run(SCRIPTS / "lint-imports", "--no-cache", cwd=folder, expect=expect)


def test_the_import_contract_holds(planted: Path) -> None:
    assert "0 broken" in lint_imports(planted, expect=0)


@pytest.mark.parametrize(
    "place, line, contract",
    [
        pytest.param("planning", "import syncer.live", "Arrows point down", id="planning looks at rows"),
        pytest.param("model", "import syncer.planning", "Arrows point down", id="model looks up"),
        pytest.param("engine", "import syncer.cli", "Arrows point down", id="the engine looks up"),
        pytest.param("planning", "import pathlib", "The middle does no I/O", id="planning reads files"),
        pytest.param("render", "import rich", "The middle does no I/O", id="render knows the terminal"),
        pytest.param("engine", "import click", "The engine does not decide how things look", id="the engine prints"),
    ],
)
def test_the_import_contract_finds_what_is_planted(planted: Path, place: str, line: str, contract: str) -> None:
    (planted / "syncer" / place / "planted.py").write_text(f"{line}\n", "utf-8")
    assert re.search(rf"^{re.escape(contract)} BROKEN$", lint_imports(planted, expect=1), flags=re.MULTILINE)


def test_the_import_contract_finds_a_room_without_a_floor(planted: Path) -> None:
    (planted / "syncer" / "attic").mkdir()
    (planted / "syncer" / "attic" / "__init__.py").write_text("", "utf-8")
    assert "attic" in lint_imports(planted, expect=1)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


def files_in(folder: str) -> list[Path]:
    """Every file below a folder of the checkout."""
    return [path for path in (ROOT / folder).rglob("*") if path.is_file()]


def test_the_wheel_holds_package_schemas_and_ci_files(wheel: Path) -> None:
    files = {str(path.relative_to(ROOT)) for path in files_in("syncer") if path.suffix != ".pyc"}
    schemas = {f"syncer/schemas/{path.name}" for path in ROOT.glob("schemas/*.json")}
    pipelines = (*files_in("docs/ci/github"), *files_in("docs/ci/gitlab"))
    templates = {f"syncer/ci/{path.relative_to(ROOT / 'docs/ci')}" for path in pipelines}
    names = set(zipfile.ZipFile(wheel).namelist())
    assert schemas
    assert templates
    assert files | schemas | templates == {name for name in names if not name.startswith("segment_syncer-")}


def test_the_installed_wheel_works_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "venv", "--without-pip", "new", cwd=tmp_path)
    python = tmp_path / "new" / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=tmp_path)
    # What the product needs comes from the environment of the tests: a folder named in a .pth file lends its
    # packages, but its own .pth files, one of which leads to the checkout, are not read.
    (site,) = tmp_path.glob("new/lib/python3*/site-packages")
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    where = run(python, "-c", "import syncer; print(syncer.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(site)
    for arguments in (("--version",), ("-C", str(ROOT), "validate"), ("schema", "segment")):
        assert run(tmp_path / "new" / "bin" / "syncer", *arguments, cwd=tmp_path)
    run(tmp_path / "new" / "bin" / "syncer", "init", "mine", cwd=tmp_path)
    run(tmp_path / "new" / "bin" / "syncer", "-C", "mine", "validate", cwd=tmp_path)
    assert (tmp_path / "mine/.github/workflows/segments-review.yml").is_file()
