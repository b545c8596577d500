"""HTML → Article."""

from __future__ import annotations

import re

from onrecord.errors import InputEmpty, InputTooLarge, InputWithoutArticle
from onrecord.model import Article
from onrecord.reading.blocks import Paths, blocks, parse
from onrecord.reading.decoding import decode
from onrecord.reading.language import identify
from onrecord.reading.metadata import metadata
from onrecord.reading.offsets import TextBuilder
from onrecord.reading.origin import Origin
from onrecord.reading.selection import is_prose, is_tame, select

_UNTAME = "a page of unusual size or depth: its paragraphs were chosen by where most of them stand"
_SAVED = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://[^\s>]+)")  # a browser's, on the page that it saves
_HEAD = 2_000  # characters in which it stands
_MAX_PAGE = 20_000_000  # bytes, and
_MAX_ELEMENTS = 200_000  # of one page; the longest of real articles have a tenth of that


def read_html(data: bytes, origin: Origin, *, max_text: int) -> Article:
    """The article of a page.

    InputEmpty, InputTooLarge (over `max_text` characters of article), InputUndecodable, InputMalformed,
    InputWithoutArticle.
    """
    if len(data) > _MAX_PAGE:
        raise InputTooLarge(origin.name, f"a page of {len(data):,} bytes is over the limit of {_MAX_PAGE:,}")
    text, _, warning = decode(data, origin.name)
    if not text.strip():
        raise InputEmpty(origin.name, "nothing in it but white space")
    tree = parse(text, origin.name)
    size = int(tree.xpath("count(//*)"))
    if size > _MAX_ELEMENTS:
        raise InputTooLarge(origin.name, f"a page of {size:,} elements is over the limit of {_MAX_ELEMENTS:,}")
    saved = _SAVED.search(text, 0, _HEAD)
    known = metadata(tree, origin.url or (saved[1] if saved else None))
    found = blocks(tree)
    tame = is_tame(tree, found)
    builder = TextBuilder()
    paths = Paths()
    selected = select(tree, found, [k for k in (known.title, known.byline) if k], tame=tame)
    for block, chosen in zip(found, selected, strict=True):
        if chosen:
            builder.paragraph(paths.pieces(block))
    words, anchors, repairs = builder.build()
    if not any(chosen and is_prose(block) for block, chosen in zip(found, selected, strict=True)):
        raise InputWithoutArticle(
            origin.name, "no article found on the page (a front page, a list of links, or one that needs a browser)"
        )
    if len(words) > max_text:
        raise InputTooLarge(origin.name, f"{len(words):,} characters of article are over the limit of {max_text:,}")
    return Article(
        id=origin.id,
        text=words,
        title=known.title,
        byline=known.byline,
        outlet=known.outlet,
        published=known.published,
        published_evidence=known.evidence,
        url=known.url,
        path=origin.path,
        sha256=origin.sha256,
        language=identify(words),
        repairs=repairs,
        warnings=tuple(w for w in (warning, None if tame else _UNTAME) if w),
        anchors=anchors,
    )
