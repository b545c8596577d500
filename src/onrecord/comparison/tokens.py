"""The words of a quotation or a source, folded so that house style does not count, each with its place.

Quotation marks, punctuation, case and accents do not count, nor does how a number up to twelve or a percentage is
written. Ellipses are kept as gaps, square brackets as marks of what an editor put in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from onrecord import lexicon
from onrecord.model import Span

_WIDTHLESS: Final = "\u00ad\u200b-\u200d\u2060\ufeff"
_MARK: Final = "\u0300-\u036f"  # combining marks
_TOKEN: Final = re.compile(
    rf"""
    (?P<gap>[\[(]?(?:…|\.\s?\.\s?\.(?:\s?\.)?)[\])]?|(?:\*\s?){{3}})
  | (?P<aside>[\[(]\s*(?:inaudible|unintelligible|indiscernible|crosstalk|applause|laughter|laughs|cheers(?:\sand\s
        applause)?|cheering|booing|boos|music|pause|silence|break|video\sclip|end\svideo\sclip|audio\sgap)[^\[\]()\n]{{0,40}}[\])])
  | (?P<led>\[[^\W\d_]{{1,2}}\][^\W\d_]+(?:['’‘ʼ][^\W\d_]+)*)              # [w]e
  | (?P<open>\[) | (?P<close>\])
  | (?P<cjk>[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])                    # written without spaces
  | (?P<letters>(?<!\w)[^\W\d_](?:\.[^\W\d_])+(?!\w))                     # U.S.
  | (?P<number>\d[\d_]*(?:[.,:]\d+)*)
  | (?P<word>[^\W\d_](?:[^\W_]|[{_MARK}{_WIDTHLESS}])*(?:['’‘ʼ][^\W\d_]+)*
        (?:\[[^\W\d_]{{1,4}}\])?)
  | (?P<sign>[%‰$€£¥&@\#§])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_INAUDIBLE: Final = re.compile(r"inaudible|unintelligible|indiscernible|audio gap", re.IGNORECASE)
_STYLE: Final = lexicon.values("alike in spelling") | {
    word: n for word, n in lexicon.values("numbers").items() if int(n) <= 12
}
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("’‘ʼ‛", "'"))
UNHEARD: Final = "[inaudible]"

# Words that a text of any subject has; to share them tells nothing.
STOP: Final = lexicon.words("stop words")
_SHIFTS: Final = lexicon.values("shifted in retelling")


@dataclass(frozen=True, slots=True)
class Words:
    """The folded words of a text and where each stands in it.

    `bracketed` are the indices of words in square brackets; `gaps` those of words before which an ellipsis stands
    (`len(words)`: at the end).
    """

    text: str
    words: tuple[str, ...]
    places: tuple[Span, ...]
    bracketed: frozenset[int] = frozenset()
    gaps: frozenset[int] = frozenset()

    def __len__(self) -> int:
        return len(self.words)

    def printed(self, start: int, end: int) -> str:
        """The words from one index to another as the text has them, on one line; "" for none."""
        if start >= end:
            return ""
        return " ".join(self.text[self.places[start].start : self.places[end - 1].end].split())


def tokens(text: str, within: Sequence[tuple[int, int]] | None = None) -> Words:
    """The words of a text, or of these stretches of it only. Linear in the length of the text.

    >>> tokens("“[W]e will … rebuild it,” 5 per cent.").words
    ('we', 'will', 'rebuild', 'it', '5', 'percent')
    """
    words: list[str] = []
    places: list[Span] = []
    bracketed: set[int] = set()
    gaps: set[int] = set()
    for start, end in within if within is not None else [(0, len(text))]:
        inside = False
        for match in _TOKEN.finditer(text, start, end):
            kind = match.lastgroup
            if kind == "gap":
                gaps.add(len(words))
            elif kind == "open":
                inside = "]" in text[match.end() : match.end() + 200]
            elif kind == "close":
                inside = False
            elif kind == "aside":
                if _INAUDIBLE.search(match[0]):
                    words.append(UNHEARD)
                    places.append(Span(*match.span()))
            else:
                printed = match[0]
                folded = _folded(printed)
                if folded == "cent" and words and words[-1] == "per":
                    words[-1] = "percent"
                    places[-1] = Span(places[-1].start, match.end())
                    continue
                if not folded:
                    continue
                if inside or "[" in printed:
                    bracketed.add(len(words))
                words.append(folded)
                places.append(Span(*match.span()))
    return Words(text, tuple(words), tuple(places), frozenset(bracketed), frozenset(gaps))


@lru_cache(maxsize=65536)
def _folded(word: str) -> str:
    if word == "US":
        return "u.s"
    bare = word.translate(_APOSTROPHES).replace("[", "").replace("]", "")
    if not bare.isascii():
        decomposed = unicodedata.normalize("NFKD", bare)
        bare = "".join(c for c in decomposed if unicodedata.category(c) not in ("Mn", "Cf"))
    bare = bare.lower()
    if bare.endswith("s's"):
        bare = bare[:-2]  # ISIS's, as ISIS' has it
    if bare and bare[0].isdigit():
        return bare.replace(",", "").replace("_", "")
    return _STYLE.get(bare, bare)


def weight(word: str) -> float:
    """How much it tells that two texts share a word: 1, or 0.3 where any text has it."""
    return 0.3 if word in STOP else 1.0


@lru_cache(maxsize=65536)
def shifted(word: str) -> str:
    """A word whatever its person and tense: `I'll` and `she would` begin alike, and so do `support` and `supported`."""
    if word in _SHIFTS:
        return _SHIFTS[word]
    for end, least in (("ing", 6), ("ied", 5), ("ies", 5), ("ed", 5), ("es", 5), ("s", 4)):
        if word.endswith(end) and len(word) >= least and not word.endswith("ss"):
            stem = word[: -len(end)] + ("y" if end in ("ied", "ies") else "")
            return stem[:-1] if len(stem) > 3 and stem[-1] == "e" else stem
    return word[:-1] if len(word) > 4 and word[-1] == "e" else word
