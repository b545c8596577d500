"""An evidence card: one HTML file that shows a statement, where it was printed, and how to check that without onrecord.

It needs nothing else, loads nothing and runs nothing. The original with the words marked is within it.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from hashlib import sha256
from html import escape
from typing import Final

from onrecord import __version__
from onrecord.errors import InputError
from onrecord.exporting import marked
from onrecord.exporting.citation import STYLES, Citation, cited
from onrecord.exporting.steering import numbered
from onrecord.record import Entry, Record
from onrecord.record.places import Mark
from onrecord.record.versions import versions

_STYLE: Final = """
:root { color-scheme: light; }
body { margin: 2rem auto; padding: 0 1.2rem; max-width: 52rem; font: 1rem/1.5 Georgia, serif; }
body { color: #1d1b18; background: #fff; }
h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.1rem; margin-top: 2rem; }
blockquote { font-size: 1.2rem; margin: 1rem 0; padding-left: 1rem; border-left: 4px solid #1d4f73; }
mark { background: #fdf0c4; }
table { border-collapse: collapse; width: 100%; font: .92rem/1.4 system-ui, sans-serif; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #ddd; }
td { overflow-wrap: anywhere; }
.places td:first-child { min-width: 5rem; } .places td:nth-child(2) { white-space: nowrap; }
th { white-space: nowrap; color: #555; font-weight: 600; }
code, pre { font: .86rem/1.45 ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap; }
pre { background: #f6f4ef; padding: .7rem .9rem; }
iframe { width: 100%; height: 34rem; border: 1px solid #ccc; }
@media (max-width: 36rem) { th, td { display: block; } th { border: 0; padding-bottom: 0; white-space: normal; } }
"""


def evidence_card(record: Record, id: str) -> str:
    """The card of a statement (named as for `Record.statement`). RecordError where there is none."""
    entry, place, why = record.statement(id), None, None
    try:
        place = record.original(id)
        shown = marked.marked_page(place)
    except InputError as e:
        shown, why = None, e.reason
    head, extraction = record.head(entry.article), record.article(entry.article)
    with record.database.connect() as connection:
        all = versions(connection, entry.article)
    article, said = extraction.article, entry.statement
    facts = [
        ("Speaker", _who(entry)),
        ("As printed", entry.source_text),
        ("Said", said.said_on.value if said.said_on else None),
        ("To", said.addressee.name if said.addressee else None),
        ("About", ", ".join(party.name for party in said.about)),
        ("Attitude", "; ".join(f"{s.attitude} on {s.target} ({s.score:.2f})" for s in said.stance)),
        ("How", " ".join(filter(None, (said.kind, said.mode, said.polarity)))),
        ("How sure", f"{said.confidence:.2f} the statement, {said.speaker.confidence:.2f} its speaker"),
        ("Decided by users", ", ".join((*said.corrected, *(["confirmed"] if said.confirmed else [])))),
        ("Title", entry.title),
        ("Byline", head.byline),
        ("Outlet", entry.outlet),
        ("Published", str(entry.published or "") or None),
        ("Address", entry.url),
        ("Read from", article.path),
        ("In the record since", f"{head.added_at:%Y-%m-%d %H:%M} UTC, version {head.version} of the article"),
        *((f"Version {v.version}", f"{v.added_at:%Y-%m-%d %H:%M} UTC, SHA-256 {v.sha256 or 'not known'}") for v in all),
        ("Read out by", str(entry.made_by) if entry.made_by else None),
        ("Statement", said.id),
    ]
    text = article.text.encode("utf-8", "surrogatepass")
    spans = ", ".join(f"[{start}, {end})" for start, end in said.content)
    hashes = [
        ("SHA-256 of the original", article.sha256),
        ("SHA-256 of the text as read (UTF-8)", sha256(text).hexdigest()),
        ("SHA-256 of the words (UTF-8)", sha256(said.text.encode("utf-8", "surrogatepass")).hexdigest()),
        ("Where the words stand in the text", f"{spans}, counted in Unicode code points from 0"),
    ]
    body = [
        f"<h1>{_shown(_who(entry))}: evidence of a statement</h1>",
        f"<blockquote>{_sentence(entry)}</blockquote>",
        _table(facts),
        "<h2>The words in the original</h2>",
        f'<iframe sandbox srcdoc="{_shown(shown)}" title="the original, the words marked"></iframe>'
        if shown is not None
        else f"<p>The original cannot be shown: {_shown(why or '')}.</p>",
        "<h2>Fingerprints</h2>",
        _table(hashes),
        "<h2>How to check this without onrecord</h2>",
        _how(place.marks if place else (), place.format if place else None, article.sha256),
        *_others(entry),
        "<h2>Citations</h2>",
        "".join(f"<pre>{_shown(cited([Citation.of(entry, head)], style))}</pre>" for style in STYLES),
        f"<p><small>Made by onrecord {__version__}. A machine read this; look at the words themselves.</small></p>",
    ]
    return _page(f"Evidence: {said.id}", "\n".join(body))


def _page(title: str, body: str) -> str:
    styles = (_STYLE, marked.STYLE)
    allowed = " ".join(f"'sha256-{base64.b64encode(sha256(s.encode()).digest()).decode()}'" for s in styles)
    policy = f"default-src 'none'; img-src data:; form-action 'none'; base-uri 'none'; style-src {allowed}"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_shown(title)}</title>\n<style>{_STYLE}</style></head>\n<body>\n{body}\n</body></html>\n"
    )


def _who(entry: Entry) -> str:
    return entry.statement.speaker.name or f"({entry.statement.speaker.type})"


def _sentence(entry: Entry) -> str:
    context = entry.context
    if context is None or not context.content:
        return f"<mark>{_shown(entry.statement.text)}</mark>"
    out, at = [], 0
    for start, end in sorted(context.content):
        if start >= at:
            out += [_shown(context.text[at:start]), f"<mark>{_shown(context.text[start:end])}</mark>"]
            at = end
    return "".join([*out, _shown(context.text[at:])])


def _table(rows: Iterable[tuple[str, str | None]]) -> str:
    shown = "".join(f'<tr><th scope="row">{name}</th><td>{_shown(value)}</td></tr>' for name, value in rows if value)
    return f"<table><tbody>{shown}</tbody></table>"


def _how(marks: Iterable[Mark], format: str | None, digest: str | None) -> str:
    words = [m for m in marks if m.role == "content"]
    steps = []
    if digest:
        steps.append(
            "Take the original: the file or page as it was saved. Its SHA-256 must be the one above (<code>sha256sum "
            "FILE</code>, <code>shasum -a 256 FILE</code>, <code>certutil -hashfile FILE SHA256</code>)."
        )
    if format == "html":
        steps.append("Open it in a browser, and evaluate each XPath below in the console: <code>$x(PATH)</code>.")
    elif format == "pdf":
        steps.append("Open it, and go to each page below; the boxes are in points from the page's lower left corner.")
    elif format is not None:
        steps.append(
            'Print these characters of it: <code>python3 -c "import sys; '
            "print(open(sys.argv[1], encoding='utf-8', newline='').read()[START:END])\" FILE</code>."
        )
    if words:
        steps.append("The words stand there:")
    listed = "".join(
        f"<tr><td><code>{_shown(m.node or 'the file')}</code></td><td>{m.offset} to {m.offset + m.end - m.start}</td>"
        f"<td>{_shown('; '.join(', '.join(f'{n:.0f}' for n in box) for box in m.boxes))}</td>"
        f"<td>{_shown(m.words)}</td></tr>"
        for m in words
    )
    told = "".join(f"<li>{step}</li>" for step in steps)
    return f'<ol>{told}</ol><table class="places"><tbody>{listed}</tbody></table>'


def _others(entry: Entry) -> list[str]:
    rows = [(f"{c.outlet or c.article}, {c.published or 'undated'}", "the very same words") for c in entry.also_in]
    for v in entry.variants:
        differ = "; ".join(f"“{theirs}” for “{mine}”" for mine, theirs in v.differences)
        speaker = f"other speaker: {v.speaker or 'unknown'}. " if v.other_speaker else ""
        rows.append((f"{v.outlet or v.article}, {v.published or 'undated'}", f"{speaker}{v.text} ({differ})"))
    return ["<h2>Other printings</h2>", _table((_shown(name), told) for name, told in rows)] if rows else []


def _shown(text: str) -> str:
    """Escaped, and what would steer as its number."""
    return escape(numbered(text))
