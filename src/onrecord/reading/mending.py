"""Paragraphs → text: scars of the page are mended and furniture is left out, each listed as a repair.

A join is made only where the two halves show it: prose that breaks off without an end, and goes on in a way in which no
paragraph begins. Headings, lists, verse and datelines are left as they are.
"""

from __future__ import annotations

import re

from onrecord import lexicon
from onrecord.reading.lines import Paragraph
from onrecord.reading.offsets import TextBuilder
from onrecord.reading.primary.transcript import opens_turn

_MIN_HALF = 60  # characters before a break that no page's end explains, and
_MIN_WORDS = 8  # words; shorter ones are headings, captions, verse
_ENDS = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_STOPS = re.compile(r"[.!?…][\"'”’»)\]]*$")
_PAGE_NUMBER = re.compile(r"[-–—\s]*(?:page\s+)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?[-–—\s]*", re.I)
# Words that no English sentence, and hardly a heading, ends with.
_HANGING = lexicon.words("hanging words")
_FURNITURE = re.compile(
    r"(?:to\s+contact\b.*|contact\s+(?:us|the\s+\w+)\b.*|(?:please\s+)?(?:share|tweet|e-?mail|print)\s+(?:this|the|on|via)\b.*"
    r"|(?:sign\s+up|subscribe)\b.*|follow\s+(?:us|him|her|them|@?\w+(?:\s\w+){0,3})\s+on\b.*|like\s+us\s+on\b.*"
    r"|(?:click|tap)\s+here\b.*|read\s+(?:more|also|next|the\s+(?:full|original))\b.*|see\s+also\b.*|related\s*:.*|advertisement"
    r"|(?:©|\(c\)|copyright)\s.*|all\s+rights\s+reserved.*|this\s+(?:article|story)\s+(?:first|originally)\s+appeared\b.*"
    r"|(?:facebook|twitter|whatsapp|linkedin|e-?mail|print|share)(?:[\s|·•,/]+(?:facebook|twitter|whatsapp|linkedin|e-?mail|print|share|x))*)",
    re.I | re.S,
)
_FURNITURE_MAX = 300  # characters
_LINK = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:/\S*)?", re.I)
_QUOTE_MARK = re.compile(r"[\"“”„«»]")


def mend(paragraphs: list[Paragraph]) -> TextBuilder:
    """The text of these paragraphs, mended."""
    body, trailer = _without_trailer(paragraphs)
    builder = TextBuilder()
    i = 0
    while i < len(body):
        first = body[i]
        builder.paragraph(first.pieces, first.repairs)
        i += 1
        text = first.text
        while i < len(body) and first.role in ("paragraph", "quote"):
            skipped = 0
            while i + skipped + 1 < len(body) and _PAGE_NUMBER.fullmatch(body[i + skipped].text):
                skipped += 1
            nxt = body[i + skipped]
            edge = skipped > 0 or "\f" in nxt.gap
            reason = _continues(text, nxt.text, edge) if nxt.role == first.role else None
            if nxt.goes_on and nxt.role == first.role:
                reason = reason or "a column ends in a full line, and the next begins as no paragraph does here"
            if reason is None:
                break
            for number in body[i : i + skipped]:
                builder.removed(number.text, "page number in the middle of a sentence")
            original = "".join(p.gap + p.text for p in body[i : i + skipped]) + nxt.gap
            builder.join(nxt.pieces, nxt.repairs, original=original, reason=reason)
            text, i = nxt.text if len(nxt.text) >= _MIN_HALF else f"{text} {nxt.text}", i + skipped + 1
    for paragraph in trailer:
        builder.removed(paragraph.text, "contact, share or copyright block after the article")
    return builder


def _continues(before: str, after: str, edge: bool) -> str | None:
    """Why `after` goes on with the sentence of `before`; None where it does not plainly. At an `edge` a page ends."""
    if (_STOPS if edge else _ENDS).search(before) or "\n" in before or not after or opens_turn(after):
        return None
    words = re.findall(r"[\w’'-]+", before)
    if not words or (not edge and (len(before) < _MIN_HALF or len(words) < _MIN_WORDS)):
        return None
    start = after.lstrip("\"“‘'([")
    if before[-1].isalnum() or before[-1] in ",:;-–—":
        if start[:1].islower() and not re.match(r"[a-z][.)]\s|\w+\.\w+|[a-z]+:", start):
            return "the paragraph breaks off and goes on in lower case"
        if words[-1] in _HANGING and before.endswith(words[-1]) and re.match(r"[\w$£€]", start):
            return f"the paragraph breaks off after {words[-1]!r}"
        if _open_quotation(before) and _closes_first(after):
            return "the paragraph breaks off inside a quotation that the next one closes"
        if edge and start[:1].isalnum() and len(after) >= _MIN_HALF:
            return "the paragraph breaks off at a page's end"
    return None


def _open_quotation(text: str) -> bool:
    """Whether a quotation is opened and not closed."""
    if "“" in text or "”" in text:
        return text.rfind("“") > text.rfind("”")
    return text.count('"') % 2 == 1


def _closes_first(text: str) -> bool:
    """Whether a closing mark comes before any opening one, and so belongs to a quotation begun before."""
    if "“" in text or "”" in text:
        return "”" in text and not 0 <= text.find("“") < text.find("”")
    return text.count('"') % 2 == 1 and not text.startswith('"')


def _without_trailer(paragraphs: list[Paragraph]) -> tuple[list[Paragraph], list[Paragraph]]:
    """The paragraphs, and the furniture that stands after them."""
    end = len(paragraphs)
    while end > 1:
        if is_furniture(paragraphs[end - 1].text):
            end -= 1
        elif _is_link(paragraphs[end - 1].text) and end > 2 and is_furniture(paragraphs[end - 2].text):
            end -= 2
        else:
            break
    return paragraphs[:end], paragraphs[end:]


def is_furniture(text: str) -> bool:
    """Whether a short paragraph asks to share, subscribe or contact, or states a copyright."""
    return len(text) <= _FURNITURE_MAX and not _QUOTE_MARK.search(text) and bool(_FURNITURE.fullmatch(text.strip()))


def _is_link(text: str) -> bool:
    return bool(_LINK.fullmatch(text.strip()))
