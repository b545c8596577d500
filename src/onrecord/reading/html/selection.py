"""Which blocks of a page are its article: trafilatura's choice, found again in our own tree.

trafilatura returns words without their place. Its lines and our blocks are both turned into words with a mark at each
edge, and the two sequences are aligned by their trigrams; a block is the article's where most of its words are aligned.

What it drops is then taken back where the page shows that it belongs: quotations and paragraphs among those that were
kept, and paragraphs marked up as they are. What stands before the first paragraph and says no more than the metadata
do, and what asks the reader to share or subscribe at the end, is left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import deepcopy
from itertools import islice

import trafilatura
from lxml import etree, html

from onrecord.reading import dates
from onrecord.reading.html.alignment import align
from onrecord.reading.html.blocks import Block
from onrecord.reading.mending import is_furniture

_WORD = re.compile(r"\w+")
_EDGE = "¶"
_ALIGNED = 0.5  # share of a block's words that must be aligned
_LINKED = 0.5  # share of its characters in links, from which on a block is a list of links
_MIN_PROSE = 40  # characters of a paragraph; shorter ones are labels
_MAX_ELEMENTS = 30_000  # more of them, or
_MAX_TEXT = 2_000_000  # characters, or
_MAX_DEPTHS = 500_000  # levels of all blocks together, and trafilatura would take minutes
_NEAR = 30  # levels up that are looked at for what a block belongs to
_BYLINE = 80  # characters at most
_QUOTE_CLASS = re.compile(r"(?:pull|block)-?_?quote|\bquote\b|twitter-tweet|\btweet\b", re.I)
_QUOTE_MARK = "\"“‘«„'"
_COMMENTS = re.compile(r"comment|disqus|respond|replies", re.I)
_ASIDE_CLASS = re.compile(
    r"related|recirc|promo|newsletter|subscri|sponsor|advert|\bad-|-ad\b|share|social|comment|caption|teaser", re.I
)

Marks = list[bool]


def select(tree: html.HtmlElement, blocks: list[Block], known: Sequence[str] = (), *, tame: bool = True) -> Marks:
    """For each block whether it is the article's; what is `known` (title, byline) is not repeated in the text.

    Only of a `tame` page trafilatura is asked.
    """
    chosen = _align(_trafilatura(tree) if tame else [], [b.text for b in blocks])
    _second_opinion(blocks, chosen, anywhere=not tame)
    _like_the_chosen(blocks, chosen)
    _among_the_chosen(blocks, chosen)
    _trim(blocks, chosen, known)
    return chosen


def is_tame(tree: html.HtmlElement, blocks: list[Block]) -> bool:
    """Whether trafilatura, which reads an element's text again at each level, gets through in seconds."""
    if tree.xpath("count(//*)") > _MAX_ELEMENTS or sum(len(b.text) for b in blocks) > _MAX_TEXT:
        return False
    return sum(sum(1 for _ in b.element.iterancestors()) for b in blocks) <= _MAX_DEPTHS


def _trafilatura(tree: html.HtmlElement) -> list[str]:
    page = deepcopy(tree)
    # A comment in the middle of a paragraph would cost trafilatura all that follows it.
    etree.strip_elements(page, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    document = trafilatura.bare_extraction(page, include_comments=False, favor_precision=True)
    text = document.text if isinstance(document, trafilatura.settings.Document) else None
    return text.splitlines() if text else []


def _align(lines: list[str], texts: list[str]) -> Marks:
    wanted = [word for line in lines for word in _words(line)]
    words: list[str] = []
    owner: list[int] = []
    for i, text in enumerate(texts):
        own = _words(text)
        words += own
        owner += [i] * len(own)
    aligned = align(wanted, words)
    found, size = [0] * len(texts), [0] * len(texts)
    for k, i in enumerate(owner):
        if words[k] != _EDGE:
            size[i] += 1
            found[i] += aligned[k]
    return [s > 0 and f >= _ALIGNED * s for f, s in zip(found, size, strict=True)]


def _words(text: str) -> list[str]:
    return [_EDGE, *_WORD.findall(text), _EDGE]


def _second_opinion(blocks: list[Block], chosen: Marks, anywhere: bool) -> None:
    """Where the page marks its article's body, and nearly all of it was missed, take the prose of that body.

    With `anywhere`, where trafilatura was not asked, the element with most paragraphs will do.
    """
    have = sum(len(b.text) for b, c in zip(blocks, chosen, strict=True) if c)
    bodies = Counter[html.HtmlElement]()
    for block in blocks:
        if block.tag == "p" and is_prose(block) and not _in_comments(block):
            for i, ancestor in enumerate(_around(block)):
                if (i == 0 and anywhere) or ancestor.tag == "article" or ancestor.get("itemprop") == "articleBody":
                    bodies[ancestor] += len(block.text)
    for body, size in bodies.most_common(1):
        if size > 3 * have:
            for i, block in enumerate(blocks):
                own = block.tag == "p" and is_prose(block) and not _in_comments(block)
                chosen[i] = own and body in _around(block)


def _like_the_chosen(blocks: list[Block], chosen: Marks) -> None:
    """Take paragraphs that are marked up as the article's are: same tag and class in a parent of the same class."""
    kinds = Counter(_markup(b) for b, c in zip(blocks, chosen, strict=True) if c and b.tag == "p" and is_prose(b))
    for i, block in enumerate(blocks):
        if not chosen[i] and block.tag == "p" and is_prose(block) and kinds[_markup(block)] >= 2:
            chosen[i] = bool(_markup(block)[2]) and not is_furniture(block.text) and not _in_comments(block)


def _around(block: Block) -> Iterator[html.HtmlElement]:
    return islice(block.element.iterancestors(), _NEAR)


def _in_comments(block: Block) -> bool:
    """Whether readers wrote it: no comment is the article's, however alike its markup."""
    return any(
        _COMMENTS.search(f"{e.get('class') or ''} {e.get('id') or ''}")
        for e in _around(block)
        if e.tag not in ("body", "html")
    )


def _markup(block: Block) -> tuple[str, str, str, str]:
    parent = block.element.getparent()
    outer = parent.getparent() if parent is not None else None
    return (
        block.tag,
        block.element.get("class") or "",
        (parent.get("class") or "") if parent is not None else "",
        (outer.get("class") or "") if outer is not None else "",
    )


def _among_the_chosen(blocks: list[Block], chosen: Marks) -> None:
    """Take quotations, and paragraphs beside chosen ones, from between the first and the last block chosen."""
    at = [i for i, c in enumerate(chosen) if c]
    if not at:
        return
    parents = {b.element.getparent() for b, c in zip(blocks, chosen, strict=True) if c and b.tag == "p"}
    for i in range(at[0], at[-1] + 1):
        block = blocks[i]
        if chosen[i] or block.linked > _LINKED * len(block.text) or is_furniture(block.text) or _in_comments(block):
            continue
        beside = block.tag == "p" and block.element.getparent() in parents and is_prose(block)
        chosen[i] = beside or _is_quotation(block)


def _is_quotation(block: Block) -> bool:
    """Whether a block is a block quote, a pull quote, an embedded post, or begins with a quotation mark."""
    for element in [block.element, *islice(_around(block), 3)]:
        if element.tag in ("blockquote", "q") or _QUOTE_CLASS.search(element.get("class") or ""):
            return True
    return block.text[0] in _QUOTE_MARK and is_prose(block) and not _ASIDE_CLASS.search(" ".join(_markup(block)))


def is_prose(block: Block) -> bool:
    """Whether a block is a sentence or more, and not a list of links."""
    return len(block.text) >= _MIN_PROSE and block.linked <= _LINKED * len(block.text)


def _trim(blocks: list[Block], chosen: Marks, known: Sequence[str]) -> None:
    """Leave out the title, byline and date that stand before the first paragraph, and the furniture after the last."""
    said = [_WORD.findall(k.lower()) for k in known]
    at = [i for i, c in enumerate(chosen) if c]
    for i in at:
        text = blocks[i].text
        by = text.lower().startswith("by ") and len(text) < _BYLINE
        if by or _WORD.findall(text.lower()) in said or dates.whole(text):
            chosen[i] = False
        elif is_prose(blocks[i]):
            break
    for i in reversed(at):
        if not is_furniture(blocks[i].text):
            break
        chosen[i] = False
