"""SARIF 2.1.0 of a checked draft, for editors and content systems that show the findings of checkers."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, Final
from urllib.parse import quote

from onrecord import __version__
from onrecord.comparison.findings import MEANING, WRONG, Finding, Found, Verdict
from onrecord.record.reports import Near, Report, Reported

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_REPORTED: Final = "reported-speech"
_RULES: Final[list[Verdict]] = [kind for kind in MEANING if kind != "not checked"]


def sarif(report: Report) -> dict[str, Any]:
    """One run, with a result for each quotation: an error where an editor has to look at it, else a note.

    What is reported without quotation marks has one where something on record is near to it: a warning where that
    contradicts it.
    """
    rules = [
        {
            "id": _id(kind),
            "shortDescription": {"text": MEANING[kind]},
            "defaultConfiguration": {"level": "error" if kind in WRONG else "note"},
        }
        for kind in _RULES
    ]
    rules.append(
        {
            "id": _REPORTED,
            "shortDescription": {"text": "what is reported, beside what its speaker has said that is nearest to it"},
            "defaultConfiguration": {"level": "note"},
        }
    )
    notifications = [{"level": "warning", "message": {"text": words}} for words in report.warnings]
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "onrecord", "version": __version__, "rules": rules}},
                "columnKind": "unicodeCodePoints",
                "artifacts": [{"location": {"uri": _uri(report.draft)}}],
                "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notifications}],
                "results": [
                    *(_result(report, f) for f in report.quotations if f.kind != "not checked"),
                    *(_of_reported(report, one) for one in report.reported if one.nearest),
                ],
                "properties": {"searched": str(report.searched)},
            }
        ],
    }


def _result(report: Report, finding: Finding) -> dict[str, Any]:
    by = f" ({finding.speaker})" if finding.speaker else ""
    region: dict[str, Any] = {"startLine": finding.line, "snippet": {"text": finding.text}}
    return {
        "ruleId": _id(finding.kind),
        "ruleIndex": _RULES.index(finding.kind),
        "level": "error" if finding.wrong else "note",
        "kind": "fail" if finding.wrong else "pass" if finding.kind == "verbatim" else "informational",
        "message": {"text": f"“{finding.text}”{by}: {finding.kind}: {finding.reason}"},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(report.draft)}, "region": region}}],
        "relatedLocations": [_related(n, place) for n, place in enumerate(finding.places)],
        "properties": finding.to_dict(),
    }


def _of_reported(report: Report, one: Reported) -> dict[str, Any]:
    told = next((near for near in one.nearest if near.bearing), None)
    words = f"{told.bearing}: {told.reason}" if told else "nearest on record: " + one.nearest[0].text
    region = {"startLine": one.line, "snippet": {"text": one.text}}
    return {
        "ruleId": _REPORTED,
        "ruleIndex": len(_RULES),
        "level": "warning" if one.contradicted else "note",
        "kind": "fail" if one.contradicted else "informational",
        "message": {"text": f"{one.speaker}, {one.cue}: {one.text}: {words}"},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(report.draft)}, "region": region}}],
        "relatedLocations": [_beside(n, near) for n, near in enumerate(one.nearest)],
        "properties": one.to_dict(),
    }


def _beside(n: int, near: Near) -> dict[str, Any]:
    where = ", ".join(str(part) for part in (near.speaker, near.outlet, near.said_on or near.published) if part)
    bears = f"{near.bearing}: " if near.bearing else ""
    return {
        "id": n,
        "message": {"text": f"{bears}{where}: {near.text}"},
        "physicalLocation": {"artifactLocation": {"uri": near.url or _uri(near.path or near.article)}},
    }


def _related(n: int, place: Found) -> dict[str, Any]:
    where = ", ".join(str(part) for part in (place.speaker, place.outlet, place.said_on or place.published) if part)
    uri = place.url or _uri(place.path or place.article)
    return {
        "id": n,
        "message": {"text": f"{where}: {place.context}" if where else place.context},
        "physicalLocation": {"artifactLocation": {"uri": uri}},
    }


def _id(kind: str) -> str:
    return kind.replace(" ", "-")


def _uri(path: str) -> str:
    if path.lower().startswith(("http://", "https://")):
        return path
    pure = PurePath(path)
    return pure.as_uri() if pure.is_absolute() else quote(pure.as_posix())
