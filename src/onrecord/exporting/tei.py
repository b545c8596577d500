"""TEI P5 (https://tei-c.org): the articles as a `teiCorpus`, what was said in `<said>` within the text.

Every paragraph of an article is a `<p>`, and its text is the article's, character by character (what XML cannot hold
is U+FFFD). Where one element cannot hold a content (pieces, several paragraphs, contents that overlap), it is several
`<said>`, `@next` and `@prev` leading from each to the other. Words of source and cue are `<seg>` in the same way;
`@corresp` leads to the first `<said>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, get_args

from lxml import etree

from onrecord.exporting.stream import Exported
from onrecord.model import Article, Kind, MadeBy, Polarity, Span
from onrecord.record import Entry

NAMESPACE: Final = "http://www.tei-c.org/ns/1.0"
_NAMES: Final[Any] = {None: NAMESPACE}
_XML: Final = "{http://www.w3.org/XML/1998/namespace}"
_UNFIT: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PARAGRAPH: Final = re.compile(  # white space is what XML takes for it
    r"[^ \t\r\n].*?(?=[ \t\r\n]*(?:\n[ \t\r\n]*\n|\Z))", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the text within one element: which statement (its number), and which part it plays."""

    start: int
    end: int
    number: int
    role: str


def write(documents: Iterable[Exported], out: BinaryIO) -> None:
    """Write the corpus, an article at a time."""
    out.write(b'<?xml version="1.0" encoding="UTF-8"?>\n')
    with etree.xmlfile(out, encoding="utf-8") as file, file.element(_tei("teiCorpus"), nsmap=_NAMES):
        file.write(_corpus_header())
        for n, document in enumerate(documents, 1):
            file.write("\n")
            file.write(_text(document, f"a{n}"))
        file.write("\n")


def _tei(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _add(parent: Any, name: str, words: str | None = None, **attributes: str | None) -> Any:
    element = etree.SubElement(parent, _tei(name))
    for key, value in attributes.items():
        if value is not None:
            element.set(f"{_XML}{key}" if key in ("id", "lang") else key.rstrip("_"), _fit(value))
    element.text = None if words is None else _fit(words)
    return element


def _fit(words: str) -> str:
    return _UNFIT.sub("\ufffd", words)


def _corpus_header() -> Any:
    header = etree.Element(_tei("teiHeader"), nsmap=_NAMES)
    description = _add(header, "fileDesc")
    _add(_add(description, "titleStmt"), "title", "Statements in the news")
    _add(_add(description, "publicationStmt"), "p", "Exported by onrecord; the texts are their publishers'.")
    _add(_add(description, "sourceDesc"), "p", "Articles, each with its own header.")
    classes = _add(_add(header, "encodingDesc"), "classDecl")
    for of in (Kind, Polarity):  # what `@ana` points at
        taxonomy = _add(classes, "taxonomy")
        for name in get_args(of):
            _add(_add(taxonomy, "category", id=name), "catDesc", name)
    return header


def _text(document: Exported, key: str) -> Any:
    article, entries = document.article, document.entries
    tei = etree.Element(_tei("TEI"), nsmap=_NAMES)
    tei.set(f"{_XML}id", key)
    speakers = _header(tei, article, entries, key)
    body = _add(_add(tei, "text", lang=article.language), "body")
    pieces = [
        _Piece(span.start, span.end, n, role)
        for n, entry in enumerate(entries, 1)
        for role in ("content", "source", "cue")
        for span in getattr(entry.statement, role)
        if span.start < span.end
    ]
    made: dict[tuple[int, str], list[Any]] = {}
    at, before = 0, None
    for match in _PARAGRAPH.finditer(article.text):
        block = Span(*match.span())
        between = article.text[at : block.start]
        if before is None:
            body.text = _fit(between)
        else:
            before.tail = _fit(between)
        before = _add(body, "p")
        within = [
            _Piece(max(p.start, block.start), min(p.end, block.end), p.number, p.role)
            for p in pieces
            if p.start < block.end and block.start < p.end
        ]
        _fill(before, article.text, block, nested(within), made)
        at = block.end
    if before is None:
        _add(body, "p")
    else:
        before.tail = _fit(article.text[at:])
    _describe(made, entries, speakers, key)
    return tei


def nested(pieces: Iterable[_Piece]) -> list[_Piece]:
    """The pieces, cut where they would cross each other: what is left lies apart or one within the other, in the order
    in which elements begin."""
    order = {"content": 0, "source": 1, "cue": 2}
    waiting = sorted(pieces, key=lambda p: (p.start, -p.end, order[p.role], p.number))
    out: list[_Piece] = []
    open_: list[_Piece] = []
    while waiting:
        piece = waiting.pop(0)
        while open_ and open_[-1].end <= piece.start:
            open_.pop()
        if open_ and piece.end > open_[-1].end:
            rest = _Piece(open_[-1].end, piece.end, piece.number, piece.role)
            piece = _Piece(piece.start, open_[-1].end, piece.number, piece.role)
            waiting.append(rest)
            waiting.sort(key=lambda p: (p.start, -p.end, order[p.role], p.number))
        out.append(piece)
        open_.append(piece)
    return out


def _fill(
    parent: Any, text: str, block: Span, pieces: Sequence[_Piece], made: dict[tuple[int, str], list[Any]]
) -> None:
    """Put the paragraph's words into its element, each piece in one of its own."""
    stack: list[tuple[Any, int]] = [(parent, block.end)]
    last: Any = None  # the element that ended last within the innermost one that is open
    at = block.start

    def put(to: int) -> None:
        nonlocal at
        words = _fit(text[at:to])
        if last is None:
            stack[-1][0].text = (stack[-1][0].text or "") + words
        else:
            last.tail = (last.tail or "") + words
        at = to

    def close(until: int) -> None:
        nonlocal last
        while len(stack) > 1 and stack[-1][1] <= until:
            put(stack[-1][1])
            last = stack.pop()[0]

    for piece in pieces:
        close(piece.start)
        put(piece.start)
        element = _add(stack[-1][0], "said" if piece.role == "content" else "seg")
        made.setdefault((piece.number, piece.role), []).append(element)
        stack.append((element, piece.end))
        last = None
    close(block.end)
    put(block.end)


def _describe(
    made: dict[tuple[int, str], list[Any]], entries: Sequence[Entry], speakers: dict[tuple[str, str], str], key: str
) -> None:
    """Say on each element what it is, and what it belongs to."""
    for (number, role), elements in made.items():
        said = entries[number - 1].statement
        ids = [f"{key}.s{number}.{role}{n}" for n in range(1, len(elements) + 1)]
        for n, element in enumerate(elements):
            element.set(f"{_XML}id", ids[n])
            if n:
                element.set("prev", f"#{ids[n - 1]}")
            if n + 1 < len(elements):
                element.set("next", f"#{ids[n + 1]}")
            if role != "content":
                element.set("type", role)
                element.set("corresp", f"#{key}.s{number}.content1")
                continue
            element.set("n", _fit(said.id))
            element.set("direct", "true" if said.kind == "direct" else "false")
            element.set("ana", f"#{said.kind}" + (f" #{said.polarity}" if said.polarity else ""))
            if said.mode:
                element.set("aloud", "true" if said.mode == "speech" else "false")
            if said.said_on:
                element.set("corresp", f"#{key}.s{number}.when")
            if who := speakers.get((said.speaker.type, said.speaker.name or "")):
                element.set("who", f"#{who}")
            element.set("cert", f"{said.confidence:.3f}")
            element.set("resp", f"#{key}.made")


def _header(tei: Any, article: Article, entries: Sequence[Entry], key: str) -> dict[tuple[str, str], str]:
    """The article's header; the ids of its speakers, by their type and name."""
    header = _add(tei, "teiHeader")
    description = _add(header, "fileDesc")
    title = _add(description, "titleStmt")
    _add(title, "title", article.title or "(without a title)")
    if article.byline:
        _add(title, "author", article.byline)
    made = _add(title, "respStmt", id=f"{key}.made")
    _add(made, "resp", "statements read out by")
    _add(made, "name", _made_by(dict.fromkeys(entry.made_by for entry in entries)))
    published = _add(description, "publicationStmt")
    _add(published, "publisher", article.outlet or "(unknown)")
    if article.published:
        day = article.published.isoformat()
        _add(published, "date", day, when=day)
    _add(published, "idno", article.id, type="onrecord")
    for name in ("url", "sha256"):
        if value := getattr(article, name):
            _add(published, "idno", value, type="URL" if name == "url" else name)
    source = _add(_add(description, "sourceDesc"), "bibl")
    _add(source, "title", article.title or "(without a title)")
    return _profile(header, entries, key)


def _profile(header: Any, entries: Sequence[Entry], key: str) -> dict[tuple[str, str], str]:
    named = list(dict.fromkeys((s.type, s.name) for s in (e.statement.speaker for e in entries) if s.name))
    dated = [(n, on.value) for n, e in enumerate(entries, 1) if (on := e.statement.said_on)]
    if not named and not dated:
        return {}
    profile = _add(header, "profileDesc")
    if dated:
        setting = _add(_add(profile, "settingDesc"), "listEvent")
        for n, value in dated:
            event = _add(setting, "event", id=f"{key}.s{n}.when", **_when(value))
            _add(event, "desc", f"said: {value}")
    ids: dict[tuple[str, str], str] = {}
    if named:
        people = _add(profile, "particDesc")
        for kind, tag, list_tag, name_tag in (
            ("person", "person", "listPerson", "persName"),
            ("", "org", "listOrg", "orgName"),
        ):
            chosen = [pair for pair in named if (pair[0] == "person") == (kind == "person")]
            listed = _add(people, list_tag) if chosen else None
            for type, name in chosen:
                ids[type, name] = f"{key}.p{len(ids) + 1}"
                one = _add(listed, tag, id=ids[type, name])
                if tag == "org":
                    one.set("type", type)
                _add(one, name_tag, name)
    return ids


def _when(value: str) -> dict[str, str]:
    """TEI's attributes of a date: a day, month or year; an interval has two, and a week is told in words alone."""
    first, _, last = value.partition("/")
    days = [part for part in (first, last) if re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", part)]
    if len(days) == 2:
        return {"from_": days[0], "to": days[1]}
    return {"when": days[0]} if days and not last else {}


def _made_by(made: Iterable[MadeBy | None]) -> str:
    return "; ".join(str(one) if one else "(not known)" for one in made) or "(not known)"
