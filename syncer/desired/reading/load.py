"""The two readers in order: the fast one for plain files, the strict one for all others."""

from __future__ import annotations

from syncer.desired.reading.characters import is_clean
from syncer.desired.reading.document import Document
from syncer.desired.reading.encoding import decode
from syncer.desired.reading.plain import read_plain
from syncer.desired.reading.source import SourceText
from syncer.desired.reading.syntax import tabs_in_indentation, unseen_characters
from syncer.model.problem import Problem


def load(file: str, data: bytes) -> Document | tuple[Problem, ...]:
    """The document that the bytes of a file are, or every reason why they are none that we read.

    A plain file is read the fast way, and without places.
    """
    text = decode(file, data)
    if isinstance(text, Problem):
        return (text,)
    source = SourceText(file, text)
    if is_clean(text):
        if plain := read_plain(text):
            return Document(source, plain.value, {}, plain.texts, plain.name, is_located=False)
    elif problems := (*unseen_characters(source), *tabs_in_indentation(source)):
        return problems
    return _read_strictly(source)


def located(document: Document) -> Document:
    """The same document, certainly with places."""
    if document.is_located:
        return document
    found = _read_strictly(document.source)
    assert isinstance(found, Document), "the two readers differ"  # noqa: S101
    return found


def _read_strictly(source: SourceText) -> Document | tuple[Problem, ...]:
    # Most catalogs are plain, and then the YAML library is not even imported.
    from syncer.desired.reading.strict import read_strictly

    return read_strictly(source)
