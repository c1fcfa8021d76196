"""A driver that is not installed, through the real command: exit 4, and the words that bring it."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import sqlalchemy

from syncer.live.dialects import DIALECTS
from tests.cli.running import CHECKOUT, clean
from tests.lanes.programs import unavailable

INSTALLED = Path(sqlalchemy.__file__).parents[1]
"""Where everything is that was installed."""

CANARY = "c4n4ry-Pa55w0rd"
URLS = {
    "postgresql": f"postgresql://wcs:{CANARY}@127.0.0.1:9/mall",
    "derby": f"derby://wcs:{CANARY}@127.0.0.1:9/mall",
    "db2": f"db2://wcs:{CANARY}@127.0.0.1:9/mall",
    "oracle": f"oracle://wcs:{CANARY}@127.0.0.1:9/?service_name=mall",
}

ENVIRONMENT = """\
url_env: STORE_URL
role: staging
catalog: main
stores: {aurora: Aurora}
default_language: en_US
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A catalog without segments, and one environment that a URL leads to."""
    for folder in ("catalog", "environments"):
        (tmp_path / folder).mkdir()
    (tmp_path / "environments" / "staging.yaml").write_text(ENVIRONMENT, encoding="utf-8")
    return tmp_path


def without(module: str, place: Path) -> Path:
    """A folder with all that is installed, but for the files of one module."""
    place.mkdir()
    for entry in INSTALLED.iterdir():
        if entry.name.removeprefix("_").split(".")[0] != module:
            (place / entry.name).symlink_to(entry)
    return place


def plan(repository: Path, installed: Path, url: str, **variables: str) -> tuple[int, str]:
    """How ``syncer plan`` ends where only this is installed, and what it says."""
    done = subprocess.run(
        [sys.executable, "-S", "-m", "syncer", "plan", "staging"],  # -S: Python does not look for more by itself
        cwd=repository,
        env=clean(PYTHONPATH=os.pathsep.join((str(CHECKOUT), str(installed))), STORE_URL=url, **variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.stdout == ""
    assert CANARY not in done.stderr
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    "name, module",
    [
        pytest.param(name, module, id=f"{dialect.title} without {module}")
        for name, dialect in DIALECTS.items()
        for module in dialect.modules
    ],
)
def test_the_extra_is_named(repository: Path, tmp_path: Path, name: str, module: str) -> None:
    code, said = plan(repository, without(module, tmp_path / "installed"), URLS[name])
    dialect = DIALECTS[name]
    assert (code, said) == (
        4,
        f"error: STORE_URL names a database of {dialect.title}, and its driver is not installed.\n"
        f"  Install it: pip install 'segment-syncer[{dialect.extra}]'\n",
    )


@pytest.mark.parametrize("module", ["psycopg", "ibm_db"])
def test_a_driver_that_cannot_be_loaded_is_told_like_one_that_is_missing(
    repository: Path, tmp_path: Path, module: str
) -> None:
    """As where a library of the system is gone: one is loaded with the engine, the other with the first connection."""
    name = {"psycopg": "postgresql", "ibm_db": "db2"}[module]
    installed = without(module, tmp_path / "installed")
    (installed / f"{module}.py").write_text("raise ImportError('libsomething.so.1: cannot open shared object file')")
    code, said = plan(repository, installed, URLS[name])
    assert (code, said) == (
        4,
        f"error: The driver of {DIALECTS[name].title} is installed, but it cannot be loaded: something that it needs "
        "is missing, or there is not enough memory. Nothing was written.\n"
        f"  Install it anew: pip install --force-reinstall 'segment-syncer[{name}]'\n",
    )


def test_every_engine_with_an_extra_is_tried() -> None:
    assert URLS.keys() == {name for name, dialect in DIALECTS.items() if dialect.extra}


@pytest.mark.parametrize(
    "variable, told",
    [
        pytest.param(
            "JAVA_HOME",
            "error: No Java was found that could be started.\n"
            "  Install a Java runtime (17 or later), set JAVA_HOME where it is in no usual place, and see that "
            "JAVA_TOOL_OPTIONS, where it is set, holds only options that Java knows.\n",
            id="JPype without Java",
        ),
        pytest.param(
            "DERBY_HOME",
            "error: The folder that DERBY_HOME names holds no jars of Derby.\n"
            "  Set DERBY_HOME to the folder of a Derby, the one with lib/derby.jar in it; on Debian, installing "
            "libderby-java and libderbyclient-java is enough.\n",
            id="JPype and Java without Derby",
        ),
    ],
)
def test_what_derby_needs_beside_it_is_named(repository: Path, tmp_path: Path, variable: str, told: str) -> None:
    if find_spec("jpype") is None:
        unavailable("JPype is not installed")
    library = tmp_path / "empty" / "lib" / "server" / "libjvm.so"
    library.parent.mkdir(parents=True)
    library.touch()
    code, said = plan(repository, INSTALLED, URLS["derby"], **{variable: str(tmp_path / "empty")})
    assert (code, said) == (4, told)
