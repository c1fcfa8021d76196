"""Whether a group is a container: a segment without conditions (reference 4.1 and 5.1)."""

from __future__ import annotations

from xml.etree import ElementTree

TOP_ELEMENT = ("topAndList", "andListCondition")
"""NAME and TYPE of the one MGPCONDELE row that every segment of the Marketing tool has."""

_EMPTY_LISTS = frozenset({"profile", "andListCondition", "orListCondition"})


def has_condition(conditions: str | None) -> bool:
    """Whether MBRGRPCOND.CONDITIONS decides who belongs: anything in it but a profile of empty lists.

    What cannot be read counts as a condition, so that it is left alone.
    """
    if conditions is None or not conditions.strip():
        return False
    if "<!" in conditions:
        return True  # A document type could define entities; nobody's conditions need one.
    try:
        elements = ElementTree.fromstring(conditions).iter()  # noqa: S314 (no document type, no entities)
        return any(
            element.tag not in _EMPTY_LISTS or (element.text or "").strip() or (element.tail or "").strip()
            for element in elements
        )
    except ElementTree.ParseError:
        return True
