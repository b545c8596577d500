"""The first letter of an article, set large: in a block of its own, before a line break, as a picture or a drawing."""

from __future__ import annotations

import re

from lxml import html

_INITIAL = re.compile(r"[\"“‘'«]?[^\W\d_]")
_GOES_ON = re.compile(r"[^\W\d_]|[’'][^\W\d_]")
_WORDS = "AIO"  # English words of one letter, which a space may follow


def is_initial(text: str, after: str) -> bool:
    """Whether a text is one capital, with or without a quotation mark before it, that `after` goes on from."""
    cap, rest = text.strip(), after.lstrip()
    return bool(_INITIAL.fullmatch(cap) and cap[-1].isupper() and _GOES_ON.match(rest)) and rest[:2] == rest[:2].lower()


def stands_apart(text: str, after: str) -> bool:
    """Whether the capital is a word, and a space comes after it."""
    return text.strip()[-1] in _WORDS and after[:1].isspace()


def drawn(element: html.HtmlElement) -> str | None:
    """The initial that a picture or drawing shows, where the text after it goes on from it."""
    shown = element.get("alt") if element.tag == "img" else element.text_content() if element.tag == "svg" else None
    return shown.strip() if shown and is_initial(shown, element.tail or "") else None
