"""A page that shows a statement in its original: the saved page, the PDF's pages or the text, with its words marked.

The page is one HTML file that needs nothing else. What the original holds is never trusted: nothing of it runs, and a
strict Content-Security-Policy lets the file load nothing from anywhere.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from hashlib import sha256
from html import escape

from onrecord.errors import InputError
from onrecord.exporting import marked_html, marked_pdf
from onrecord.model import Span
from onrecord.reading.decoding import decode
from onrecord.record.places import ROLES, Mark, Place, Role

ANCHOR = "onrecord"  # the id of the first word of the content: what the page is opened at

STYLE = """
body { margin: 0; font: 1.05rem/1.55 Georgia, serif; color: #1a1a1a; background: #fff; }
header { font: .9rem/1.45 system-ui, sans-serif; padding: .8rem 1.2rem; }
header { background: #f1f3f5; border-bottom: 1px solid #ccd; }
header p { margin: .15rem 0; }
main { display: block; max-width: 46rem; margin: 1.5rem auto; padding: 0 1.2rem; overflow-wrap: anywhere; }
main.pages { max-width: none; text-align: center; }
img { max-width: 100%; }
main.pages img { border: 1px solid #ccd; margin-bottom: 1rem; }
pre { font: inherit; white-space: pre-wrap; margin: 0; }
mark.content { background: #fff3a3; }
mark.source { background: #b8e0ff; }
mark.cue { background: #ffd6ad; }
"""
# Nothing is loaded but pictures within the file, nothing runs, and only our own style, known by its hash, is applied.
_POLICY = (
    "default-src 'none'; img-src data:; form-action 'none'; base-uri 'none'; "
    f"style-src 'sha256-{base64.b64encode(sha256(STYLE.encode()).digest()).decode()}'"
)
_LOST = "Some of its words do not stand there any more."
_KINDS = {
    "json": "a file of posts",
    "docx": "a Word file",
    "odt": "an OpenDocument file",
    "proceedings": "a record of proceedings",
}


def marked_page(place: Place) -> str:
    """The place as an HTML page of its own, opened at `#onrecord`: what was read, with the statement's words marked.

    A PDF's pages are pictures with boxes drawn around the words; the text of other files that browsers do not show is
    given as it was read, and so is that of an original that is not kept: the page's head says so.
    """
    body, note = None, None
    try:
        body, note = _original(place)
    except InputError as e:
        note = f"The original cannot be shown: {e.reason}."
    if body is None:
        spans = [(span, role) for role in ROLES for span in getattr(place.entry.statement, role)]
        body = f"<main><pre>{_marked(place.text, spans)}</pre></main>"
        note = note or f"This is the text as it was read: {place.missing}."
    return _framed(place, body, note)


def _original(place: Place) -> tuple[str | None, str | None]:
    """The body of the page, or None where there is none to be had; and what is to be said of it."""
    if place.data is None:
        return None, None
    if place.format == "html":
        text = decode(place.data, place.source)[0]
        body, lost = marked_html.body(text, place.source, place.marks, ANCHOR)
        return body, _LOST if lost else None
    if place.format == "pdf":
        pictures = marked_pdf.pictures(place.data, place.source, place.marks, place.password)
        shown = "".join(
            f'<img {_at(n == 0)}alt="page {number}" src="data:image/png;base64,{base64.b64encode(png).decode()}">\n'
            for n, (number, png) in enumerate(pictures)
        )
        return (f'<main class="pages">{shown}</main>', None) if shown else (None, "No page of it shows these words.")
    if place.format in ("text", "markdown"):
        text = place.text if place.held == "text" else decode(place.data, place.source)[0]
        spans = [(m, Span(m.offset, m.offset + m.end - m.start)) for m in place.marks]
        there = [(span, m.role) for m, span in spans if marked_html.same(text[span.start : span.end], m.words)]
        return f"<main><pre>{_marked(text, there)}</pre></main>", None if len(there) == len(spans) else _LOST
    kind = _KINDS.get(place.format or "", f"a file of the kind {place.format}")
    return None, f"This is the text as it was read from {kind}."


def _marked(text: str, spans: Iterable[tuple[Span, Role]]) -> str:
    """The text as HTML, the words of each span within a mark."""
    out, at, first = [], 0, True
    for start, end, role in runs(spans):
        out.append(escape(text[at:start], quote=False))
        out.append(f'<mark class="{role}"{_at(first and role == "content")}>')
        out.append(f"{escape(text[start:end], quote=False)}</mark>")
        first, at = first and role != "content", end
    return "".join([*out, escape(text[at:], quote=False)]).replace("\0", "\ufffd")


def runs(spans: Iterable[tuple[Span, Role]]) -> list[tuple[int, int, Role]]:
    """The spans as runs apart from each other; where several roles share words, these are the source's or the cue's."""
    return marked_html.apart([(span.start, span.end, role) for span, role in spans])


def _at(first: bool) -> str:
    return f' id="{ANCHOR}" tabindex="-1" autofocus ' if first else " "


def _framed(place: Place, body: str, note: str | None) -> str:
    entry = place.entry
    speaker = entry.statement.speaker
    who = speaker.name or f"({speaker.type})"
    when = entry.when
    head = [
        f"<b>{escape(who)}</b>{escape(f', {when}' if when else '')}: {escape(entry.statement.text)}",
        escape(" · ".join(str(k) for k in (entry.title, entry.outlet, entry.published, place.source) if k)),
        _legend(place.marks),
    ]
    if entry.link:
        head.append(f'<a rel="noopener noreferrer" href="{escape(entry.link)}">the live page, at these words</a>')
    if note:
        head.append(f"<b>{escape(note)}</b>")
    return (
        '<!doctype html>\n<html><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(entry.statement.id)}</title>\n<style>{STYLE}</style></head>\n<body>\n"
        f"<header>{''.join(f'<p>{line}</p>' for line in head)}</header>\n{body}\n</body></html>\n"
    )


def _legend(marks: Sequence[Mark]) -> str:
    roles = [role for role in ROLES if any(mark.role == role for mark in marks)] or list(ROLES)
    return " ".join(f'<mark class="{role}">{role}</mark>' for role in roles)
