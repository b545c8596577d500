"""Which blocks of a page are its article: trafilatura's choice, found again in our own tree.

trafilatura returns words without their place. Its lines and our blocks are both turned into words with a mark at each
edge, and the two sequences are aligned by their trigrams; a block is the article's where most of its words are aligned.
What trafilatura drops between two paragraphs that it keeps (quotations foremost) is taken back.
"""

from __future__ import annotations

import re
from copy import deepcopy
from difflib import SequenceMatcher

import trafilatura
from lxml import etree, html

from onrecord.reading.blocks import Block

_WORD = re.compile(r"\w+")
_EDGE = "¶"
_KEPT = 0.5  # share of a block's words that must be aligned


def select(tree: html.HtmlElement, blocks: list[Block], title: str | None = None) -> list[bool]:
    """For each block whether it is the article's."""
    page = deepcopy(tree)
    etree.strip_elements(page, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    document = trafilatura.bare_extraction(page, include_comments=False, favor_precision=True)
    if not isinstance(document, trafilatura.settings.Document):
        return [False] * len(blocks)
    return _align((document.text or "").splitlines(), [b.text for b in blocks])


def _align(lines: list[str], texts: list[str]) -> list[bool]:
    wanted: list[str] = []
    for line in lines:
        wanted += _words(line)
    words: list[str] = []
    owner: list[int] = []
    for i, text in enumerate(texts):
        own = _words(text)
        words += own
        owner += [i] * len(own)
    a, b = _trigrams(wanted), _trigrams(words)
    aligned = bytearray(len(words))
    for match in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks():
        for k in range(match.b, match.b + match.size + 2 if match.size else match.b):
            aligned[k] = 1
    found, size = [0] * len(texts), [0] * len(texts)
    for k, i in enumerate(owner):
        if words[k] != _EDGE:
            size[i] += 1
            found[i] += aligned[k]
    return [s > 0 and f >= _KEPT * s for f, s in zip(found, size, strict=True)]


def _words(text: str) -> list[str]:
    return [_EDGE, *_WORD.findall(text), _EDGE]


def _trigrams(words: list[str]) -> list[tuple[str, str, str]]:
    return list(zip(words, words[1:], words[2:], strict=False))
