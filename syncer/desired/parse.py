"""A document becomes a segment; everything odd is made regular here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from syncer.desired.reading.document import Document
from syncer.desired.reading.load import located
from syncer.desired.shape import shape_of
from syncer.desired.texts import DESCRIPTION_BYTES, NAME_BYTES, are_faultless, faults
from syncer.model.problem import Problem
from syncer.model.segment import (
    DESCRIPTION,
    EXPORT_FLAGS,
    Lifecycle,
    Location,
    Segment,
    SegmentId,
    Value,
    text_path,
)

KIND = "segment"
_NOTES = ("owner", "populatedBy")
_LIFECYCLES = {str(one): one for one in Lifecycle}

TextPath: TypeAlias = tuple[str | int, ...]


def problems_of(document: Document) -> tuple[Problem, ...]:
    """Everything that is wrong with one segment file by itself."""
    if not shape_of(KIND)(document.value):
        from syncer.desired.schema import explain_shape

        placed = located(document)
        return (*explain_shape(placed, KIND), *_faults(placed))
    return () if are_faultless(document.texts) else tuple(_faults(document))


def parse(segment: SegmentId, document: Document) -> Segment:
    """The segment of a document that has no problems."""
    value: dict[str, Any] = document.value
    content: dict[str, Value] = {DESCRIPTION: value["description"] or None}
    if "translations" in value:
        for locale, texts in sorted(value["translations"].items()):
            for name, text in sorted(texts.items()):
                content[text_path(locale, name)] = text or None
    for flag in EXPORT_FLAGS:
        if flag in value:
            content[flag] = value[flag]
    line, column = document.name
    return Segment(
        segment,
        value["name"],
        content,
        _LIFECYCLES[value.get("lifecycle", "active")],
        value.get("protected", False),
        Location(document.source.file, line + 1, column + 1),
    )


def outline(segment: SegmentId, document: Document) -> Segment | None:
    """What the rules across files need to know of a document that has problems; ``None`` where it has no name."""
    name = document.value.get("name")
    if not isinstance(name, str):
        return None
    locales = document.value.get("translations")
    content = {text_path(locale, DESCRIPTION): None for locale in locales} if isinstance(locales, dict) else {}
    line, column = document.name
    lifecycle = _LIFECYCLES.get(str(document.value.get("lifecycle")), Lifecycle.ACTIVE)
    return Segment(segment, name, content, lifecycle, source=Location(document.source.file, line + 1, column + 1))


def _faults(document: Document) -> Iterator[Problem]:
    for path, text, limit in _texts(document.value):
        if len(text) <= limit and are_faultless((text,)):
            continue
        called = f"`{'.'.join(str(part) for part in path)}`"
        for code, message, remedy in faults(called, text, limit, is_name=path == ("name",)):
            yield located(document).problem(code, message, remedy, path)


def _texts(value: dict[str, Any]) -> list[tuple[TextPath, str, int]]:
    """Every text of a file with its path and how many bytes it may have, whatever else is wrong there."""
    found: list[tuple[TextPath, Any, int]] = [
        (("name",), value.get("name"), NAME_BYTES),
        ((DESCRIPTION,), value.get(DESCRIPTION), DESCRIPTION_BYTES),
    ]
    if isinstance(translations := value.get("translations"), dict):
        for locale, texts in translations.items():
            if isinstance(texts, dict):
                for name, text in texts.items():
                    limit = DESCRIPTION_BYTES if name == DESCRIPTION else NAME_BYTES
                    found.append((("translations", locale, name), text, limit))
    for note in _NOTES:
        if note in value:
            found.append(((note,), value[note], NAME_BYTES))
    if isinstance(labels := value.get("labels"), list):
        found.extend((("labels", number), label, NAME_BYTES) for number, label in enumerate(labels))
    return [one for one in found if isinstance(one[1], str) and one[1]]
