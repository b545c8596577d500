"""Plain text and Markdown → Article."""

from __future__ import annotations

from onrecord.errors import InputEmpty, InputTooLarge, InputWithoutArticle
from onrecord.model import Article
from onrecord.reading.decoding import decode
from onrecord.reading.mending import mend
from onrecord.reading.origin import Origin
from onrecord.reading.primary.article import with_turns
from onrecord.reading.text import front, markdown, plain


def read_text(data: bytes, origin: Origin, *, is_markdown: bool, max_text: int) -> Article:
    """The article of a text or Markdown file.

    InputEmpty, InputTooLarge (over `max_text` characters), InputUndecodable, InputUnknownType, InputWithoutArticle.
    """
    if len(data) > 4 * max_text:
        raise InputTooLarge(origin.name, too_large(len(data), "bytes", max_text))
    text, _, warning = decode(data, origin.name)
    if not text.strip():
        raise InputEmpty(origin.name, "nothing in it but white space")
    if len(text) > max_text:
        raise InputTooLarge(origin.name, too_large(len(text), "characters", max_text))
    known, start = front.yaml(text)
    paragraphs = markdown.paragraphs(text, start) if is_markdown else plain.paragraphs(text, start)
    known, body = front.printed(paragraphs, known)
    if not body:
        raise InputWithoutArticle(origin.name, "a title or metadata, but no text under it")
    words, anchors, repairs = mend(body).build()
    warnings = (warning,) if warning else ()
    return with_turns(known.article(origin, words, anchors, repairs, warnings), {p.set_off for p in body})


def too_large(size: int, unit: str, limit: int) -> str:
    """Why a text is too large, and what to do about it."""
    return f"{size:,} {unit} is over the limit of {limit:,} characters; split it, or give it as a corpus of articles"
