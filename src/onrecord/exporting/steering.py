"""Characters that steer: a terminal, or the direction of writing. What is shown with them is not what is there."""

from __future__ import annotations

import unicodedata
from typing import Final

TURNS: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # of writing


def harmless(character: str) -> bool:
    """Whether a character neither steers a terminal nor turns the direction of writing."""
    return unicodedata.category(character) not in ("Cc", "Cs") and character not in TURNS


def numbered(text: str) -> str:
    """The text with what steers or breaks a line unseen as its number: `⟨202E⟩`."""
    return "".join(c if c in "\n\t\r" or _plain(c) else f"⟨{ord(c):04X}⟩" for c in text)


def _plain(character: str) -> bool:
    return harmless(character) and unicodedata.category(character) not in ("Zl", "Zp")
