"""HTML → Article."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import compress

from onrecord.errors import InputEmpty, InputTooLarge, InputWithoutArticle
from onrecord.model import Article
from onrecord.reading.decoding import decode
from onrecord.reading.html.blocks import Paths, blocks, parse
from onrecord.reading.html.metadata import metadata
from onrecord.reading.html.selection import is_prose, is_tame, select
from onrecord.reading.offsets import TextBuilder
from onrecord.reading.origin import Origin
from onrecord.reading.primary.article import with_turns

_UNTAME = "a page of unusual size or depth: its paragraphs were chosen by where most of them stand"
_SAVED = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://[^\s>]+)")  # a browser's, on the page that it saves
_HEAD = 2_000  # characters in which it stands
_MAX_PAGE = 20_000_000  # bytes, and
_MAX_ELEMENTS = 200_000  # of one page; the longest of real articles have a tenth of that
_MAX_ATTRIBUTES = 1_000  # of one element: the parser compares each with all others
_ATTRIBUTE = r"""[\s/]*+[^\s=>/]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"']++)?)?"""
_TAG = re.compile(rf"<(?:(?P<hidden>!--|script\b|style\b)|[a-zA-Z][^\s/>]*+(?P<attributes>(?:{_ATTRIBUTE})*+))", re.I)
_HIDDEN_END = {"!--": "-->", "script": "</script", "style": "</style"}  # up to which there is no tag


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
    if (crowd := _most_attributes(text)) > _MAX_ATTRIBUTES:
        reason = f"an element of {crowd:,} attributes is over the limit of {_MAX_ATTRIBUTES:,}"
        raise InputTooLarge(origin.name, reason)
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
    warnings = tuple(w for w in (warning, None if tame else _UNTAME) if w)
    # Where the page came from has been weighed among what it declares.
    article = known.article(replace(origin, url=None), words, anchors, repairs, warnings)
    return with_turns(article, {words for block in compress(found, selected) for words in block.set_off()})


def _most_attributes(text: str) -> int:
    """How many attributes the first tag has that has too many of them, or else any; in time linear in the text."""
    at, most = 0, 0
    open_ended: set[str] = set()  # what has no end any more, so that it is not looked for again and again
    while tag := _TAG.search(text, at):
        at = tag.end()
        if hidden := (tag["hidden"] or "").lower():
            end = -1 if hidden in open_ended else text.find(_HIDDEN_END[hidden], at)
            at = max(at, end)
            if end < 0:
                open_ended.add(hidden)
        elif len(tag["attributes"]) > 2 * _MAX_ATTRIBUTES:
            most = max(most, sum(1 for _ in re.finditer(_ATTRIBUTE, tag["attributes"])))
            if most > _MAX_ATTRIBUTES:
                break
    return most
