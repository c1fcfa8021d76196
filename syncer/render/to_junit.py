"""JUnit's XML, as most CI servers read it: a test that tells how it ended, and one for each finding.

That of an error fails; that of a warning or a note passes, and says it on its standard output.
"""

from __future__ import annotations

from collections import Counter
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from syncer.model.result import Result
from syncer.model.shown import visible
from syncer.render.findings import Finding, Level, findings_of, origin
from syncer.render.sentence import sentence
from syncer.render.words import about


def to_junit(result: Result) -> str:
    """One suite in ASCII; other characters are references."""
    findings = findings_of(result)
    failures = sum(one.level is Level.ERROR for one in findings)
    counts = {"tests": str(1 + len(findings)), "failures": str(failures)}
    root = Element("testsuites", {"name": "syncer", **counts, "errors": "0"})
    suite = SubElement(root, "testsuite", {"name": " ".join(origin(result)), **counts, "errors": "0", "skipped": "0"})
    group = ".".join(("syncer", *origin(result)))
    ending = SubElement(suite, "testcase", {"classname": group, "name": f"verdict: {result.verdict}"})
    SubElement(ending, "system-out").text = visible(sentence(result))
    used: Counter[str] = Counter()
    for one in findings:
        used[name := _name(one)] += 1
        again = f" ({used[name]})" if used[name] > 1 else ""
        case = SubElement(suite, "testcase", {"classname": group, "name": name + again})
        _tell(case, one)
    indent(root)
    document: bytes = tostring(root, encoding="us-ascii", xml_declaration=True)
    return document.decode("ascii") + "\n"


def _name(finding: Finding) -> str:
    return f"{finding.code}: {finding.source or about(finding.subject)}"


def _tell(case: Element, finding: Finding) -> None:
    text = "\n".join(filter(None, (str(finding.source or ""), finding.message, finding.remedy)))
    if finding.level is Level.ERROR:
        SubElement(case, "failure", {"type": finding.code, "message": finding.message}).text = text
    else:
        SubElement(case, "system-out").text = f"{finding.level}: {text}"
