"""Starting Java: where jars are looked for, what is missing, and what stays Python's."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from syncer.live.derby import jvm
from syncer.live.derby.jvm import PACKAGED, derby_jars
from syncer.model.errors import NotPermitted
from tests.live.derby.java import require_java

REPOSITORY = Path(__file__).parents[3]


def test_the_jars_are_those_of_derby_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lib").mkdir()
    jars = (tmp_path / "lib" / "derby.jar", tmp_path / "lib" / "derbyclient.jar", tmp_path / "more.jar")
    for jar in jars:
        jar.touch()
    monkeypatch.setenv("DERBY_HOME", str(tmp_path))
    assert derby_jars() == jars


@pytest.mark.parametrize(
    "home, told",
    [
        pytest.param("here", "The folder that DERBY_HOME names holds no jars of Derby.", id="it leads elsewhere"),
        pytest.param("", "Derby's jars were not found.", id="none is named, and Debian's are not there"),
    ],
)
def test_without_derby_its_place_is_asked_for(
    home: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DERBY_HOME", str(tmp_path) if home else "")
    monkeypatch.setattr(jvm, "PACKAGED", tmp_path)
    with pytest.raises(NotPermitted) as error:
        derby_jars()
    assert error.value.message == told
    assert error.value.remedy == (
        "Set DERBY_HOME to the folder of a Derby, the one with lib/derby.jar in it; "
        "on Debian, installing libderby-java and libderbyclient-java is enough."
    )


def test_the_packaged_jars_are_found_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    require_java()
    monkeypatch.delenv("DERBY_HOME", raising=False)
    assert PACKAGED / "derby.jar" in derby_jars()


def test_a_driver_that_no_jar_has_is_told() -> None:
    require_java()
    from syncer.live.derby import dbapi

    with pytest.raises(NotPermitted) as told:
        dbapi.connect("jdbc:example:", driver_class="org.example.Driver")
    assert told.value.message == "No jar that Java was started with has the driver org.example.Driver."
    assert told.value.remedy == "Set DERBY_HOME to the folder of a Derby that has both derby.jar and derbyclient.jar."


def test_without_jpype_the_extra_is_named(tmp_path: Path) -> None:
    said = run(tmp_path, "jvm.start()", "-S")
    assert "NotPermitted: JPype is not installed.\nInstall it: pip install 'segment-syncer[derby]'" in said


def test_without_a_java_that_starts_one_is_asked_for(tmp_path: Path) -> None:
    require_java()
    library = tmp_path / "lib" / "server" / "libjvm.so"
    library.parent.mkdir(parents=True)
    library.touch()
    said = run(tmp_path, "jvm.start()", JAVA_HOME=str(tmp_path))
    assert "NotPermitted: No Java was found that could be started.\nInstall a Java runtime" in said


def test_options_that_java_does_not_know_are_told(tmp_path: Path) -> None:
    require_java()
    said = run(tmp_path, "jvm.start()", JAVA_TOOL_OPTIONS="-Xnonsense")
    assert "NotPermitted: No Java was found that could be started.\n" in said
    assert "JAVA_TOOL_OPTIONS" in said
    assert "Traceback" not in said


def test_signals_stay_with_python(tmp_path: Path) -> None:
    require_java()
    script = """
import os, signal
signal.signal(signal.SIGTERM, lambda *_: print("asked to end"))
# Who starts the tests in the background lets them pass over this one.
signal.signal(signal.SIGINT, signal.default_int_handler)
jvm.start()
os.kill(os.getpid(), signal.SIGTERM)
try:
    os.kill(os.getpid(), signal.SIGINT)
    signal.pause()
except KeyboardInterrupt:
    print("interrupted")
print("and on")
"""
    assert run(tmp_path, script) == "asked to end\ninterrupted\nand on\n"


def test_a_database_leaves_no_log_in_the_working_directory(tmp_path: Path) -> None:
    require_java()
    script = """
from syncer.live.derby import dbapi
dbapi.connect("jdbc:derby:kept", {"create": "true"}, lock_seconds=3).close()
from jpype import JClass
print(JClass("java.lang.System").getProperty("derby.locks.waitTimeout"))
"""
    assert run(tmp_path, script) == "3\n"
    assert os.listdir(tmp_path) == ["kept"]


def run(folder: Path, script: str, *options: str, **environment: str) -> str:
    """What a script says in a Python of its own."""
    begin = f"import sys; sys.path.insert(0, {str(REPOSITORY)!r})\nfrom syncer.live.derby import jvm\n"
    wrapped = f"""{begin}
from syncer.model.errors import NotPermitted
try:
    exec({script!r})
except NotPermitted as told:
    print(f"NotPermitted: {{told.message}}\\n{{told.remedy}}")
"""
    done = subprocess.run(
        [sys.executable, *options, "-c", wrapped],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    return done.stdout + done.stderr
