"""Other programs that do the same kind of work, from ``requirements/bench.txt``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from syncer.sandbox.invent import Invented

_PROVIDER = "{class: octodns.provider.yaml.YamlProvider, directory: %s, default_ttl: 300, enforce_order: false}"
_CONFIGURATION = f"""\
providers:
  wanted: {_PROVIDER % "./wanted"}
  current: {_PROVIDER % "./current"}
zones:
  example.com.: {{sources: [wanted], targets: [current]}}
"""


def is_installed(module: str) -> bool:
    """Whether this interpreter has a peer."""
    return find_spec(module) is not None


def octodns_files(segments: Iterable[Invented]) -> dict[str, str]:
    """The files of a plan that has nothing to do: one record for each segment."""
    zone = "".join(_record(segment) for segment in segments)
    return {"config.yaml": _CONFIGURATION, "wanted/example.com.yaml": zone, "current/example.com.yaml": zone}


def _record(segment: Invented) -> str:
    texts = [segment.name, segment.description, segment.owned_by, segment.populated_by]
    for text in segment.translations:
        texts += filter(None, (text.display_name, text.description))
    # octoDNS takes nothing but ASCII.
    values = "".join(f"  - {json.dumps(quote(text, safe=' ,.'))}\n" for text in dict.fromkeys(texts))
    return f"{segment.store}-{segment.slug}:\n  type: TXT\n  ttl: 300\n  values:\n{values}"
