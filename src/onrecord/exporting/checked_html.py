"""A checked draft as one page of HTML that needs nothing else: no script, no font, no picture from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

from onrecord.comparison.findings import MEANING, Cut, Finding, Found
from onrecord.exporting.steering import numbered
from onrecord.record.reports import Near, Report, Reported

_STYLE: Final = """
body{font:16px/1.5 Georgia,serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2.5rem}p{margin:.4rem 0}
.meta,figcaption,.line{font:13px/1.5 system-ui,sans-serif;color:#555}
.one{border-left:5px solid #2e7d32;padding:.2rem 0 .2rem 1rem;margin:1.4rem 0}
.one.wrong{border-color:#b71c1c}.one.unchecked{border-color:#999}
.kind{font:bold 13px system-ui,sans-serif;text-transform:uppercase;letter-spacing:.04em;color:#2e7d32}
.wrong .kind,.kind.contradicts{color:#b71c1c}.kind.agrees{color:#2e7d32}.unchecked .kind{color:#666}
blockquote{margin:.4rem 0;font-size:1.1rem}figure{margin:.6rem 0 .6rem 1rem}
del{background:#ffd7d5;text-decoration:line-through}ins{background:#d6f5d6;text-decoration:none}
table{border-collapse:collapse;font:14px/1.4 system-ui,sans-serif}td,th{text-align:left;padding:.15rem .8rem .15rem 0}
@media(prefers-color-scheme:dark){body{background:#181818;color:#ddd}.meta,figcaption,.line{color:#aaa}
del{background:#5c1f1d}ins{background:#1d4a1f}}
"""
_HEAD: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">
<title>{title}</title><style>{style}</style></head><body>
"""


def page(report: Report) -> str:
    """The page. All that comes from the draft or a source is escaped, what would steer shown as its number."""
    return "".join(_page(report))


def _page(report: Report) -> Iterator[str]:
    name = report.title or report.draft
    yield _HEAD.format(title=_e(f"Checked: {name}"), style=_STYLE)
    yield f"<h1>{_e(name)}</h1>\n<p class='meta'>{_e(report.draft)} · compared with {_e(str(report.searched))}"
    yield f" · {_e(', '.join(filter(None, [report.searched.record, *report.searched.against])))}</p>\n"
    number = len(report.quotations)
    yield f"<p><strong>{report.wrong} of {number} quotation{'' if number == 1 else 's'} to look at.</strong></p>\n"
    yield from (f"<p class='meta'>{_e(words)}</p>\n" for words in report.warnings)
    for finding in report.quotations:
        yield from _finding(finding)
    if report.reported:
        yield "<h2>Reported without quotation marks</h2>\n"
        for one in report.reported:
            yield from _reported(one)
    yield "</body></html>\n"


def _finding(finding: Finding) -> Iterator[str]:
    look = "wrong" if finding.wrong else "unchecked" if finding.kind == "not checked" else ""
    yield f"<div class='one {look}' id='q{finding.number}'><p class='line'>{finding.number} · line {finding.line}"
    yield f" · {_e(finding.speaker or 'nobody named')}{_e(f', {finding.said_on}') if finding.said_on else ''}"
    yield "" if finding.closed else " · never closed"
    yield f"</p>\n<blockquote>“{_marked(finding)}”</blockquote>\n"
    title = _e(MEANING[finding.kind])
    yield f"<p><span class='kind' title='{title}'>{_e(finding.kind)}</span> {_e(finding.reason)}</p>\n"
    if finding.differences:
        yield "<table><tr><th>draft</th><th>source</th></tr>"
        yield from (f"<tr><td><del>{_e(a)}</del></td><td><ins>{_e(b)}</ins></td></tr>" for a, b in finding.differences)
        yield "</table>\n"
    yield from map(_cut, finding.cuts)
    if finding.signs:
        told = ", ".join(f"{sign.words} ({sign.kind})" for sign in finding.signs)
        yield f"<p class='meta'>The sentence there also has: {_e(told)}</p>\n"
    yield from _places(finding.places, "nearest" if finding.kind == "no source" else "")
    yield "</div>\n"


def _marked(finding: Finding) -> str:
    """The quotation, with the words marked that are not the source's."""
    text, at, shown = finding.text, 0, ""
    for mine, _ in finding.differences:
        found = text.find(mine, at) if mine else -1
        if found >= 0:
            shown += f"{_e(text[at:found])}<del>{_e(mine)}</del>"
            at = found + len(mine)
    return shown + _e(text[at:])


def _cut(cut: Cut) -> str:
    told = ", ".join(s.kind if s.words == cut.words else f"{s.words} ({s.kind})" for s in cut.signs)
    note = f" — {told}" if told else ""
    turns = " <strong>turns the meaning</strong>" if cut.turns else ""
    return f"<p class='meta'>left out {_e(cut.where)}: <ins>{_e(cut.words)}</ins>{_e(note)}{turns}</p>\n"


def _places(places: Iterable[Found], label: str) -> Iterator[str]:
    for place in places:
        where = (place.speaker, place.outlet, place.said_on or (place.published and str(place.published)), place.title)
        yield f"<figure>{_e(place.context)}<figcaption>{_e(f'{label}: ' if label else '')}"
        yield f"{_e(' · '.join(part for part in where if part))}"
        yield f" · <code>{_e(place.statement or place.path or place.article)}</code></figcaption></figure>\n"


def _reported(one: Reported) -> Iterator[str]:
    look = "wrong" if one.contradicted else "unchecked"
    yield f"<div class='one {look}'><p class='line'>line {one.line} · {_e(one.speaker)}</p>\n"
    yield f"<p>{_e(f'{one.cue} {one.text}'.strip())}</p>\n"
    yield from map(_near, one.nearest)
    if not one.nearest:
        yield "<p class='meta'>nothing near to it was found</p>\n"
    yield "</div>\n"


def _near(near: Near) -> str:
    where = (near.speaker, near.outlet, near.said_on or (near.published and str(near.published)))
    negated = " · one of the two is negated" if near.negated and not near.bearing else ""
    shown = " · ".join(part for part in where if part)
    id = near.statement or near.path or near.url or near.article
    bears = ""
    if near.bearing:
        bears = f"<p><span class='kind {near.bearing}'>{near.bearing}</span> {_e(near.reason or '')}</p>"
    source = f"{_e(shown + negated)} · <code>{_e(id)}</code>"
    return f"<figure>{bears}{_e(near.text)}<figcaption>{source}</figcaption></figure>\n"


def _e(text: str) -> str:
    return escape(numbered(text))
