"""DOCX and ODT → Article: the paragraphs of the body, each character led back to a text node of the XML inside.

A node is named by the file in the archive and the XPath in it: `word/document.xml:/*/*[1]/*[4]/*[2]/*[1]/text()[1]`.
"""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from onrecord.errors import InputMalformed, InputTooLarge, InputWithoutArticle
from onrecord.model import Article
from onrecord.reading.html.blocks import Paths
from onrecord.reading.lines import Paragraph, Role, split_lines
from onrecord.reading.mending import mend
from onrecord.reading.offsets import Piece, collapse
from onrecord.reading.origin import Origin
from onrecord.reading.text import front

# All that zipfile raises on broken, encrypted or unknown archives; it has no common base.
BROKEN_ZIP = (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError, zlib.error, lzma.LZMAError, struct.error)
_MAX_XML = 50_000_000  # bytes of the body, unpacked


@dataclass(frozen=True, slots=True)
class _Format:
    """Where a format keeps its body, and what its elements are, by local name."""

    file: str
    paragraphs: frozenset[str]
    texts: frozenset[str] | None  # whose text is shown; None: that of all but `skipped`
    breaks: frozenset[str]
    spaces: frozenset[str]
    skipped: frozenset[str]


_DOCX = _Format(
    "word/document.xml",
    frozenset({"p"}),
    frozenset({"t"}),
    frozenset({"br", "cr"}),
    frozenset({"tab", "ptab"}),
    frozenset({"Fallback", "del", "moveFrom", "instrText"}),
)
_ODT = _Format(
    "content.xml",
    frozenset({"p", "h"}),
    None,
    frozenset({"line-break"}),
    frozenset({"s", "tab"}),
    frozenset({"note", "annotation", "tracked-changes", "sequence-decls", "forms"}),
)


def kind(archive: zipfile.ZipFile) -> _Format | None:
    """Which of the two an archive is; None where it is neither."""
    names = set(archive.namelist())
    if _DOCX.file in names:
        return _DOCX
    return _ODT if {"content.xml", "mimetype"} <= names else None


def read_office(data: bytes, origin: Origin, *, max_text: int) -> Article:
    """The article of a DOCX or ODT. InputMalformed, InputTooLarge, InputWithoutArticle."""
    form, tree = _open(data, origin.name)
    known, body = front.printed(list(_paragraphs(form, tree)), front.Front())
    if not body:
        raise InputWithoutArticle(origin.name, "a document without text")
    words, anchors, repairs = mend(body).build()
    if len(words) > max_text:
        raise InputTooLarge(origin.name, f"{len(words):,} characters are over the limit of {max_text:,}")
    return known.article(origin, words, anchors, repairs)


def node_text(data: bytes, node: str) -> str | None:
    """What stands at a node of a document; None where it has no such node."""
    form, tree = _open(data, "-")
    found = tree.xpath(node.removeprefix(f"{form.file}:"))
    return str(found[0]) if isinstance(found, list) and len(found) == 1 else None


def _open(data: bytes, name: str) -> tuple[_Format, etree._Element]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            form = kind(archive)
            if form is None:
                raise InputMalformed(name, "neither DOCX nor ODT")
            with archive.open(form.file) as stream:
                xml = stream.read(_MAX_XML + 1)
    except BROKEN_ZIP as e:
        raise InputMalformed(name, f"a broken document: {e}") from None
    if len(xml) > _MAX_XML:
        raise InputTooLarge(name, f"over {_MAX_XML:,} bytes when unpacked")
    # No entities, no DTD, no network: a document needs none of them, an attack does.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return form, etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as e:
        raise InputMalformed(name, f"a broken document: {e}") from None


def _paragraphs(form: _Format, tree: etree._Element) -> Iterator[Paragraph]:
    paths = Paths()
    for element in tree.iter("{*}p", "{*}h"):
        around = {_name(e) for e in element.iterancestors()}
        if _name(element) not in form.paragraphs or around & form.skipped:
            continue
        found = [
            Piece(part, None)
            if isinstance(part, str)
            else Piece(part.text.replace("\n", " "), f"{form.file}:{paths.of(part.element)}/text()[{part.number}]")
            for part in _parts(element, form)
        ]
        if pieces := collapse(found, keep_lines=True):
            yield Paragraph(_role(element), tuple(split_lines(found)), pieces)


@dataclass(frozen=True, slots=True)
class _RunText:
    element: etree._Element
    number: int  # which text node of the element, from 1
    text: str


def _parts(element: etree._Element, form: _Format) -> Iterator[_RunText | str]:
    """The text nodes that are shown of a paragraph, and the line feeds and spaces that its elements stand for."""
    name = _name(element)
    shown = form.texts is None or name in form.texts
    if name in form.breaks:
        yield "\n"
    if name in form.spaces:
        yield " "
    number = 0
    if element.text:
        number = 1
        if shown:
            yield _RunText(element, number, element.text)
    for child in element:
        if isinstance(child.tag, str) and _name(child) not in form.skipped | form.paragraphs:
            yield from _parts(child, form)
        if child.tail:
            number += 1
            if shown:
                yield _RunText(element, number, child.tail)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _role(element: etree._Element) -> Role:
    """Heading or paragraph, by the element or its style."""
    if _name(element) == "h":
        return "heading"
    for style in element.iter("{*}pStyle"):
        value = next((str(v) for k, v in style.attrib.items() if str(k).endswith("}val")), "")
        return "heading" if value.lower().startswith(("heading", "title")) else "paragraph"
    return "paragraph"
