"""Names of persons: their parts, whether two of them can be one person's, and the gender that a name or title shows.

Names only: who bears one is for `offices` (the public figures) and `resolution` (the record) to say.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final, Literal

from onrecord import lexicon

Gender = Literal["f", "m"]

_MALE_TITLES: Final = lexicon.words("male titles")
_FEMALE_TITLES: Final = lexicon.words("female titles")
# Titles whose stop is theirs, not a sentence's.
ABBREVIATED: Final = lexicon.words("titles with a stop")
_RANKS: Final = lexicon.words("ranks")
_TITLES: Final = _MALE_TITLES | _FEMALE_TITLES | _RANKS
_SUFFIXES: Final = {"jr": "Jr.", "junior": "Jr.", "sr": "Sr.", "senior": "Sr.", "ii": "II", "iii": "III", "iv": "IV"}
_PARTICLES: Final = lexicon.words("particles")
_POSSESSIVE: Final = re.compile(r"(?:['’`‘]s|(?<=[sS])['’])$")
_EDGES: Final = ",;:()[]\"“”‘’'`@#*_-–—"
_DEGREES: Final = lexicon.words("degrees")
# Letters of UTF-8 that a program has read one by one, once or more, composed or not.
_MISREAD: Final = re.compile(r"(?:[\xc2-\xdf]|A[\u0302\u0303])(?:[\x80-\xbf\xc2\xc3]|A[\u0302\u0303])+")
_NICKNAME: Final = re.compile(r"(?<=\s)[\"“‘']([^\"”’']{2,20})[\"”’'](?=\s)|\(([A-Z][a-z]{1,15})\)")


@dataclass(frozen=True, slots=True)
class PersonName:
    """The parts of a name as printed. A single word is in `family`, whichever it is: only the context can tell."""

    family: str
    given: tuple[str, ...] = ()
    suffix: str | None = None
    titles: tuple[str, ...] = ()
    nickname: str | None = None

    @property
    def full(self) -> str:
        """The name without titles and nickname: `Donald Trump Jr.`"""
        return " ".join([*self.given, self.family, *([self.suffix] if self.suffix else [])])

    @property
    def usual(self) -> str:
        """As news writes it: without the initials in the middle, and without titles."""
        given = [self.given[0], *(g for g in self.given[1:] if not _is_initial(g))] if self.given else []
        return " ".join([*given, self.family, *([self.suffix] if self.suffix else [])])

    @property
    def is_single(self) -> bool:
        """Only one word is known of the name."""
        return not self.given


@lru_cache(maxsize=8192)
def parse(text: str) -> PersonName | None:
    """The parts of a person's name, or None where no name is left once titles and marks are off.

    `Sen. Bernie Sanders's` → Bernie | Sanders, with the title Sen.; `Sanders, Bernie` is not read the other way round.
    """
    nickname, text = None, mended(text)
    if m := _NICKNAME.search(text):
        nickname = m[1] or m[2]
        text = text[: m.start()] + " " + text[m.end() :]
    words = [w for w in (_POSSESSIVE.sub("", w.strip(_EDGES)).strip(_EDGES) for w in text.split()) if w]
    titles: list[str] = []
    while words and is_title(words[0]) and (len(words) > 1 or words[0].endswith(".")):
        titles.append(words.pop(0))
    suffix = None
    while len(words) > 1:
        last = fold(words[-1].replace(".", ""))
        if last in _SUFFIXES:
            suffix = _SUFFIXES[last]
        elif last not in _DEGREES:
            break
        words.pop()
    words = [w.strip(".") if not _is_initial(w) else w for w in words]
    words = [w for w in words if re.search(r"[^\W\d_]", w)]
    if not words:
        return None
    cut = len(words) - 1
    while cut > 1 and words[cut - 1].lower() in _PARTICLES:
        cut -= 1
    if cut == 1 < len(words) - 1 and words[0].lower() in _PARTICLES:
        cut = 0  # `Van Der Beek`
    return PersonName(" ".join(words[cut:]), tuple(words[:cut]), suffix, tuple(titles), nickname)


def misread(text: str) -> Iterator[tuple[int, int, str]]:
    """Where letters of a text are not what was written, as in `PeÃ±a`: from where to where, and the letters meant."""
    for m in () if text.isascii() else _MISREAD.finditer(text):
        shown = meant = unicodedata.normalize("NFC", m[0])
        with suppress(UnicodeError):
            while True:
                meant = meant.encode("latin-1").decode("utf-8")
        if meant != shown and meant.isalpha():
            yield m.start(), m.end(), meant


def mended(text: str) -> str:
    """A text with the letters that were meant."""
    for start, end, meant in reversed([*misread(text)]):
        text = text[:start] + meant + text[end:]
    return text


def is_title(word: str) -> bool:
    """`Mr.`, `Sen.`, `President`: a word that stands before a name and is no part of it."""
    return word[:1].isupper() and fold(word.rstrip(".")) in _TITLES


def fold(text: str) -> str:
    """Lower case without accents: the form in which names are compared."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).lower().replace("’", "'")


def slug(text: str) -> str:
    """A name as it stands in an id."""
    return re.sub(r"\W+", "-", fold(text)).strip("-")


def last_word(name: PersonName) -> str:
    """The last word of the family name, folded: persons in whom it differs are never one."""
    return fold(name.family).split()[-1]


def agree(a: PersonName, b: PersonName) -> bool:
    """Can both names be one person's? `Clinton` agrees with `Bill Clinton`; `Hillary Clinton` does not.

    A suffix on one side only (`Donald Trump`, `Donald Trump Jr.`) tells two apart where both have a given name.
    Titles that show different genders (`Mrs. Clinton`, `Bill Clinton`) tell apart, too.
    """
    if genders_clash(gender(a), gender(b)):
        return False
    if a.is_single or b.is_single:
        short, long = (a, b) if a.is_single else (b, a)
        if short.suffix and short.suffix != long.suffix:
            return False
        return same_family(short.family, long.family) or (not short.titles and _is_given_of(short.family, long))
    if a.suffix != b.suffix or not same_family(a.family, b.family):
        return False
    return _given_agree(a, b)


def same_family(a: str, b: str) -> bool:
    """Equal but for case, accents and particles; the last part of a double name stands for the whole."""
    x, y = fold(a), fold(b)
    if x == y or _respelt(x, y):
        return True
    p = [w for w in x.split() if w not in _PARTICLES]
    q = [w for w in y.split() if w not in _PARTICLES]
    return bool(p and q) and p[-1] == q[-1]


def _respelt(x: str, y: str) -> bool:
    """Two ways to write a long foreign name: `Zelensky`, `Zelenskyy`."""
    short, long = sorted((x, y), key=len)
    return len(short) >= 8 and len(long) - len(short) == 1 and long.startswith(short[:-1]) and long[-1] == long[-2]


def same_given(a: str, b: str) -> bool:
    """Equal, an initial of the other, or a short form of it (`Bill`, `William`)."""
    x, y = fold(a).rstrip("."), fold(b).rstrip(".")
    if x == y or _once(x) == _once(y):
        return True
    if _is_initial(a) or _is_initial(b):
        return x[:1] == y[:1]
    return y in short_forms(x) or x in short_forms(y) or bool(short_forms(x) & short_forms(y) & {x, y})


def _once(given: str) -> str:
    """With one letter for two of a kind: `Hilary` and `Hillary`, `Philip` and `Phillip` are spellings of one name."""
    return re.sub(r"(.)\1", r"\1", given) if len(given) > 4 else given


def short_forms(given: str) -> frozenset[str]:
    """The short forms of a given name, folded: `william` → bill, billy, will, …"""
    return _tables()[1].get(given, frozenset())


def gender(name: PersonName) -> Gender | None:
    """As the title or, failing that, the first given name shows it; None where they do not."""
    for title in name.titles:
        word = fold(title.rstrip("."))
        if word in _MALE_TITLES or word == "congressman":
            return "m"
        if word in _FEMALE_TITLES or word == "congresswoman":
            return "f"
    return gender_of_given(name.given[0]) if name.given else None


def gender_of_given(given: str) -> Gender | None:
    """The gender that nearly all bearers of a given name have, if it is known."""
    return _tables()[0].get(fold(given)) or _tables()[0].get(fold(given).split("-")[0])


def is_given_name(word: str) -> bool:
    """Is the word known as a given name?"""
    return any(fold(word) in table for table in _tables())


def genders_clash(a: Gender | None, b: Gender | None) -> bool:
    """Both are known, and differ."""
    return a is not None and b is not None and a != b


def _given_agree(a: PersonName, b: PersonName) -> bool:
    firsts = [n for n in (a.given[0], a.nickname) if n], [n for n in (b.given[0], b.nickname) if n]
    if any(same_given(x, y) for x in firsts[0] for y in firsts[1]):
        middles = a.given[1:], b.given[1:]
        return not (middles[0] and middles[1]) or fold(middles[0][0])[:1] == fold(middles[1][0])[:1]
    # Known by the middle name: J. Edgar Hoover, Willard Mitt Romney.
    return any(fold(a.given[0]) == fold(g) for g in b.given[1:] if not _is_initial(g)) or any(
        fold(b.given[0]) == fold(g) for g in a.given[1:] if not _is_initial(g)
    )


def _is_given_of(word: str, name: PersonName) -> bool:
    given = name.given[0] if name.given else ""
    return any(n and not _is_initial(n) and fold(n) == fold(word) for n in (given, name.nickname)) or (
        bool(given) and fold(word) in short_forms(fold(given))
    )


def _is_initial(word: str) -> bool:
    return len(word.replace(".", "")) == 1 or bool(re.fullmatch(r"(?:[A-Z]\.){2,3}", word))


@cache
def _tables() -> tuple[dict[str, Gender], dict[str, frozenset[str]], frozenset[str]]:
    """Given names with their gender; with their short forms; and those that women and men bear."""
    data = json.loads(files("onrecord.people").joinpath("data/names.json").read_text("utf-8"))
    genders: dict[str, Gender] = dict.fromkeys(data["f"], "f") | dict.fromkeys(data["m"], "m")
    return genders, {name: frozenset(short) for name, short in data["short"].items()}, frozenset(data["both"])
