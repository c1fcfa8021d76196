"""The result of ``syncer conformance``, read back from the file that an environment names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from syncer.desired.sealed_file import NotRegular, TooLarge, read_sealed
from syncer.desired.shape import validator_of
from syncer.model.conformance import Check, Conformance, Outcome
from syncer.model.errors import NotPermitted
from syncer.model.seal import FORMAT_VERSION, format_of, is_closed, is_intact

_LIMIT = 1024 * 1024
"""Bytes. A result has a few thousand."""
_AGAIN = "Take the file as `syncer conformance` wrote it, or run that again."


def read_conformance(path: Path) -> Conformance:
    """What was shown. Raises ``NotPermitted`` with the reason where the file is not as it was written."""
    content = _read(path)
    version = format_of(content)
    if version not in (None, FORMAT_VERSION):
        raise _unbelievable(path, f"it is of format {version}, and this version of syncer reads {FORMAT_VERSION}")
    if not is_closed(content):
        raise _unbelievable(path, "it was cut short, laid out anew, or is no result at all: it does not end in a seal")
    if not is_intact(content):
        raise _unbelievable(path, "it was altered after it was written: its seal does not fit its content")
    return _result(_parse(content, path))


def _read(path: Path) -> bytes:
    try:
        return read_sealed(path, _LIMIT)
    except (NotRegular, TooLarge):
        raise _unbelievable(path, "it is no file, or far too large") from None
    except OSError as error:
        raise _unbelievable(path, f"it cannot be read: {error.strerror}") from None
    except ValueError:
        raise _unbelievable(path, "it cannot be read: no file has such a name") from None


def _parse(content: bytes, path: Path) -> dict[str, Any]:
    """The values, if they are what the published schema promises and nothing more."""
    from fastjsonschema import JsonSchemaValueException

    try:
        document = json.loads(content.decode("ascii"))
        validator_of("conformance")(document)
    except RecursionError:
        raise _unbelievable(path, "it is nested too deeply") from None
    except JsonSchemaValueException as error:
        raise _unbelievable(path, error.message) from None
    except ValueError:
        raise _unbelievable(path, "it is not the JSON that results are") from None
    return document  # type: ignore[no-any-return]


def _result(document: dict[str, Any]) -> Conformance:
    checks = (Check(**{**one, "outcome": Outcome(one["outcome"])}) for one in document["checks"])
    return Conformance(
        engine=document["engine"],
        server=document["server"],
        driver=document["driver"],
        tool_version=document["tool_version"],
        python=document["python"],
        made_at=document["made_at"],
        checks=tuple(checks),
        kept=tuple(document["kept"]),
    )


def _unbelievable(path: Path, reason: str) -> NotPermitted:
    return NotPermitted(f"{path.name}, which `conformance` names, shows nothing: {reason}.", _AGAIN)
