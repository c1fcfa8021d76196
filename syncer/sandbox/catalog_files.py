"""Catalog files for invented segments, and environments to try them on."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from syncer.model.environment import Role
from syncer.sandbox.invent import Invented, StoreShape, Translation, invent

_MODE_LINE = "# yaml-language-server: $schema=../../schemas/segment.schema.json"
_MODE_LINE_OF_ENVIRONMENT = "# yaml-language-server: $schema=../schemas/environment.schema.json"
_WIDTH = 100
"""Columns, as `syncer fmt` has them."""


class GeneratedFile(NamedTuple):
    """One file to be: ``catalog/<store>/<slug>.yaml``."""

    store: str
    slug: str
    text: str


def catalog_for(shape: StoreShape, seed: int) -> Iterator[GeneratedFile]:
    """The files that describe the containers of a generated store as they are: adopting them changes no row."""
    for segment in invent(shape, seed):
        yield GeneratedFile(segment.store, segment.slug, "\n".join((_MODE_LINE, *_lines(segment), "")))


def write_catalog(root: Path, shape: StoreShape, seed: int) -> None:
    """Write the catalog of a generated store, and environments that use ``.sandbox/staging.db`` and its twin."""
    for store in shape.stores:
        (root / "catalog" / store).mkdir(parents=True, exist_ok=True)
    for file in catalog_for(shape, seed):
        (root / "catalog" / file.store / f"{file.slug}.yaml").write_text(file.text, encoding="utf-8")
    environments = root / "environments"
    environments.mkdir(exist_ok=True)
    for role in Role:
        (environments / f"{role}.yaml").write_text(_environment(shape, role), encoding="utf-8")


def _environment(shape: StoreShape, role: Role) -> str:
    lines = (
        _MODE_LINE_OF_ENVIRONMENT,
        f"sandbox: .sandbox/{role}.db",
        f"role: {role}",
        "catalog: generated",
        "stores:",
        *(f"  {store}: {store}" for store in shape.stores),
        "default_language: en_US",
        "empty_segment_means: nobody",
        "container_condition: row-with-null",
    )
    return "\n".join((*lines, ""))


def _lines(segment: Invented) -> Iterator[str]:
    # Our words hold nothing that YAML gives a meaning to, so nothing needs quotes.
    yield f"name: {segment.name}"
    if len("description: ") + len(segment.description) > _WIDTH:
        yield "description: >-"
        yield from textwrap.wrap(
            segment.description, _WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
        )
    else:
        yield f"description: {segment.description}"
    if segment.translations:
        yield "translations:"
    for text in segment.translations:
        yield from _translation(text)
    if segment.allow_export:
        yield "allowExport: true"
    yield f"owner: {segment.owned_by}"
    yield f"populatedBy: {segment.populated_by}"


def _translation(text: Translation) -> Iterator[str]:
    yield f"  {text.locale}:"
    if text.display_name:
        yield f"    displayName: {text.display_name}"
    yield f"    description: {text.description}"
