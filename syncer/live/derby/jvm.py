"""The one Java machine of this process, which JDBC drivers run in. It is started when first needed, and stays."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any

from syncer.model.errors import NotPermitted

DERBY_HOME = "DERBY_HOME"
"""The variable that names the folder of a Derby."""

PACKAGED = Path("/usr/share/java")
"""Where Debian's packages put jars."""

_NAMES = ("derby.jar", "derbyshared.jar", "derbyclient.jar", "derbytools.jar")
_OPTIONS = (
    # Signals stay with Python: a run that is interrupted must be able to roll back.
    "-Xrs",
    # A command is over before the larger compiler and collector pay off. OpenJ9 passes over what it does not know.
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    # Else Derby leaves a derby.log in the working directory. No file is named, because it may replace or restrict that.
    "-Dderby.stream.error.method=java.io.OutputStream.nullOutputStream",
)
_NONE: Mapping[str, str] = MappingProxyType({})


def require_jpype() -> None:
    """Raises ``NotPermitted`` where the bridge from Python to Java is not installed."""
    if find_spec("jpype") is None:
        raise NotPermitted("JPype is not installed.", "Install it: pip install 'segment-syncer[derby]'")


def start(jars: Sequence[Path] = (), properties: Mapping[str, str] = _NONE) -> None:
    """Start the Java machine with Derby's jars and ``jars``, unless it runs; then set system properties.

    Jars cannot be added later. Raises ``NotPermitted`` where JPype, Java or Derby is missing.
    """
    require_jpype()
    import jpype

    if not jpype.isJVMStarted():
        try:
            jpype.startJVM(
                *_OPTIONS, classpath=[*map(str, derby_jars()), *map(str, jars)], convertStrings=False, interrupt=False
            )
        except (jpype.JVMNotFoundException, OSError, RuntimeError, ValueError):
            raise NotPermitted(
                "No Java was found that could be started.",
                "Install a Java runtime (17 or later), set JAVA_HOME where it is in no usual place, and see that "
                "JAVA_TOOL_OPTIONS, where it is set, holds only options that Java knows.",
            ) from None
    system = jpype.JClass("java.lang.System")
    for name, value in properties.items():
        system.setProperty(name, value)


def derby_jars() -> tuple[Path, ...]:
    """The jars of the Derby that DERBY_HOME names, else of Debian's. Raises ``NotPermitted`` where there are none."""
    home = os.environ.get(DERBY_HOME)
    if home:
        found = [jar for folder in (Path(home, "lib"), Path(home)) for jar in sorted(folder.glob("*.jar"))]
    else:
        found = [PACKAGED / name for name in _NAMES if (PACKAGED / name).is_file()]
    if any(jar.name.startswith("derby") for jar in found):
        return tuple(found)
    raise NotPermitted(
        f"The folder that {DERBY_HOME} names holds no jars of Derby." if home else "Derby's jars were not found.",
        f"Set {DERBY_HOME} to the folder of a Derby, the one with lib/derby.jar in it; "
        "on Debian, installing libderby-java and libderbyclient-java is enough.",
    )


def driver(class_name: str) -> Any:
    """A new JDBC driver. Raises ``NotPermitted`` where no jar has it."""
    from jpype import JClass

    try:
        return JClass(class_name)()
    except TypeError:
        raise NotPermitted(
            f"No jar that Java was started with has the driver {class_name}.",
            f"Set {DERBY_HOME} to the folder of a Derby that has both derby.jar and derbyclient.jar.",
        ) from None
