"""Proceedings of parliaments in XML → Article: ParlaMint's TEI, Akoma Ntoso, and the Public Whip's Hansard.

Each speech is a turn of the person that its `who` leads to. A character is led back to a text node: `xml:` and an
XPath. Persons are looked up in the file's own list, or in a `…listPerson….xml` beside it or one folder up, where
ParlaMint has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

from lxml import etree

from onrecord.errors import InputMalformed, InputTooLarge, InputUnknownType, InputWithoutArticle
from onrecord.model import Article, Evidence, Span, Turn
from onrecord.reading import dates
from onrecord.reading.html.blocks import Paths
from onrecord.reading.language import identify
from onrecord.reading.offsets import Piece, Pieces, TextBuilder, collapse, plain
from onrecord.reading.origin import Origin

NODE = "xml:"
_ROOTS = frozenset({"TEI", "akomaNtoso", "publicwhip"})
_SPEECHES = frozenset({"u", "speech", "question", "answer"})
_PARAGRAPHS = frozenset({"seg", "p", "ab"})
_HEADS = frozenset({"head", "heading", "major-heading", "minor-heading"})
_UNSAID = frozenset({"note", "desc", "vocal", "kinesic", "incident", "gap", "from", "num", "recordedTime", "remark"})
_MAX_XML = 50_000_000  # bytes
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def read_proceedings(data: bytes, origin: Origin, *, max_text: int) -> Article:
    """The sitting of a file. InputMalformed, InputTooLarge, InputUnknownType (XML of another kind),
    InputWithoutArticle."""
    tree = parse_xml(data, origin.name)
    if _local(tree) not in _ROOTS:
        reason = f"XML of a kind that no reader takes (<{_local(tree)}>); proceedings are read as TEI, Akoma Ntoso, …"
        raise InputUnknownType(origin.name, reason)
    if next(tree.iter("{*}w"), None) is not None:
        raise InputUnknownType(origin.name, "TEI cut into single words; give the plain version (without .ana)")
    day, evidence = _sitting(tree)
    persons = _persons(tree) or _beside(origin.path)
    builder = TextBuilder()
    paths = Paths()
    turns: list[Turn] = []
    label: Span | None = None
    for element in tree.iter():
        name = _local(element)
        if name in _HEADS or (name == "note" and element.get("type") == "speaker"):
            label = _paragraph(builder, _pieces(element, paths, frozenset()), is_label=True)
            label = None if name in _HEADS else label
        elif name in _SPEECHES and _who(element) is not None:
            if name != "u":
                froms = element.iterchildren("{*}from")
                label = next((_paragraph(builder, _pieces(e, paths, _UNSAID), is_label=True) for e in froms), None)
            blocks = [e for e in element.iterdescendants() if _local(e) in _PARAGRAPHS] or [element]
            found = (_paragraph(builder, _pieces(e, paths, _UNSAID)) for e in blocks)
            content = tuple(span for span in found if span is not None)
            if content:
                who = _who(element) or ""
                given = element.get("speakername")
                spoken = given if given else persons.get(who.lstrip("#"))
                turns.append(Turn(content, label, spoken, said_on=day.isoformat() if day else None))
            label = None
    text, anchors, _ = builder.build()
    if not turns:
        raise InputWithoutArticle(origin.name, "no speech in it (a list of persons, or a corpus's head?)")
    if len(text) > max_text:
        raise InputTooLarge(origin.name, f"{len(text):,} characters are over the limit of {max_text:,}")
    return Article(
        id=origin.id,
        text=text,
        title=_first(tree, "titleStmt", "title"),
        published=day,
        published_evidence=evidence,
        url=origin.url or next((u for u in _texts(tree, "idno") if u.startswith(("http://", "https://"))), None),
        path=origin.path,
        sha256=origin.sha256,
        language=identify(text),
        anchors=anchors,
        turns=tuple(turns),
    )


def parse_xml(data: bytes, name: str) -> etree._Element:
    """The tree of an XML file: no entities, no DTD, no network. InputMalformed, InputTooLarge."""
    if len(data) > _MAX_XML:
        raise InputTooLarge(name, f"{len(data):,} bytes of XML are over the limit of {_MAX_XML:,}")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as e:
        raise InputMalformed(name, f"broken XML: {' '.join(str(e).split())[:200]}") from None


def node_text(data: bytes, node: str) -> str | None:
    """What stands at a node of a file; None where it has no such node."""
    found = parse_xml(data, "-").xpath(node.removeprefix(NODE))
    return str(found[0]) if isinstance(found, list) and len(found) == 1 else None


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _who(element: etree._Element) -> str | None:
    return next((v for v in (element.get(k) for k in ("who", "by", "speakername", "speakerid")) if v), None)


def _paragraph(builder: TextBuilder, pieces: Pieces, *, is_label: bool = False) -> Span | None:
    if not pieces:
        return None
    builder.paragraph(pieces)
    text = plain(pieces)
    end = len(builder) - len(text) + len(text.rstrip(" :"))  # a label's colon is no part of it
    return Span(len(builder) - len(text), end if is_label else len(builder))


def _pieces(element: etree._Element, paths: Paths, unsaid: frozenset[str]) -> Pieces:
    return collapse(
        Piece(text.replace("\n", " "), f"{NODE}{paths.of(parent)}/text()[{number}]")
        for parent, number, text in _text_nodes(element, unsaid)
    )


def _text_nodes(element: etree._Element, unsaid: frozenset[str]) -> Iterator[tuple[etree._Element, int, str]]:
    number = 0
    if element.text:
        number = 1
        yield element, number, element.text
    for child in element:
        if isinstance(child.tag, str) and _local(child) not in unsaid | _SPEECHES:
            yield from _text_nodes(child, unsaid)
        if child.tail:
            number += 1
            yield element, number, child.tail


def _sitting(tree: etree._Element) -> tuple[date | None, Evidence | None]:
    """The day of the sitting, and what says so."""
    for place, name in (("setting", "date"), ("sourceDesc", "date"), ("FRBRWork", "FRBRdate")):
        for around in tree.iter(f"{{*}}{place}"):
            for found in around.iter(f"{{*}}{name}"):
                value = found.get("when") or found.get("from") or found.get("date") or ""
                if _DAY.match(value) and (day := dates.iso(value[:10])):
                    return day, Evidence(f"{place}/{name}", value)
    for speech in tree.iter("speech"):
        if (match := _DAY.search(speech.get("id") or "")) and (day := dates.iso(match[0])):
            return day, Evidence("speech/@id", speech.get("id") or "")
    return None, None


def _persons(tree: etree._Element) -> dict[str, str]:
    """The full names by identifier, of a list of persons."""
    found: dict[str, str] = {}
    for person in tree.iter("{*}person"):
        id = person.get("{http://www.w3.org/XML/1998/namespace}id")
        names = list(person.iter("{*}persName"))
        english = [n for n in names if n.get("{http://www.w3.org/XML/1998/namespace}lang") in (None, "en")] or names
        if id and english:
            name = " ".join([*_texts(english[-1], "forename"), *_texts(english[-1], "surname")])
            name = name or _shown(english[-1])
            if name:
                found[id] = name
    for person in tree.iter("{*}TLCPerson"):
        id, shown = person.get("eId") or person.get("id"), person.get("showAs")
        if id and shown:
            found[id] = shown
    return found


def _beside(path: str | None) -> dict[str, str]:
    """The persons of the lists beside a file."""
    if path is None or not Path(path).is_file():
        return {}
    folder = Path(path).parent
    lists = sorted(folder.glob("*listPerson*.xml")) or sorted((folder / "..").glob("*listPerson*.xml"))
    return {id: name for file in lists for id, name in _listed(file, file.stat().st_mtime_ns).items()}


@lru_cache(maxsize=8)
def _listed(file: Path, changed: int) -> dict[str, str]:
    try:
        return _persons(parse_xml(file.read_bytes(), str(file)))
    except (OSError, InputMalformed, InputTooLarge):
        return {}


def _texts(tree: etree._Element, name: str) -> Iterator[str]:
    return (_shown(e) for e in tree.iter(f"{{*}}{name}"))


def _shown(element: etree._Element) -> str:
    return " ".join(str(element.xpath("string()")).split())


def _first(tree: etree._Element, place: str, name: str) -> str | None:
    return next((text for around in tree.iter(f"{{*}}{place}") for text in _texts(around, name) if text), None)
