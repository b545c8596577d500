"""Words by class, as data: every class stands once, in a `.txt` file beside this one, and modules ask for it by name.

    [asking]
    Verbs by which one asks.

    + pressing
    ask inquire op-ed_writer

A heading, a sentence on what the words have in common, an empty line, and the words, over as many lines as they take.
A line that begins with "+" names classes whose words belong to this one, too, so that no list stands twice. "_" stands
for a space; "*" at a word's end, where a pattern is made of it, for any ending. Where a line begins with a name and a
colon, the class is a map, and the words after it stand for that name. A word is one token in small letters, as the
parser cuts it, but in a class whose heading ends in ", as text" (it is compared with text, or with what another program
cuts) or in ", as printed" (whether letters are capital counts).
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent
_HEADING = re.compile(r"^\[(?P<name>[^\],]+)(?:, (?P<form>as text|as printed))?\]\n", re.MULTILINE)
_FOR = re.compile(r"(?P<value>\S.*?): ")


@dataclass(frozen=True, slots=True)
class WordClass:
    """One class as it stands in its file."""

    name: str
    form: str  # "", "as text" or "as printed"
    meaning: str
    parts: tuple[str, ...]  # the classes it is composed of
    own: tuple[tuple[str, str], ...]  # the words it adds to them, in order, each with what it stands for (or "")


@cache
def words(name: str) -> frozenset[str]:
    """The words of a class and of those that it is composed of; KeyError where there is no such class."""
    return frozenset(listed(name))


@cache
def listed(name: str) -> tuple[str, ...]:
    """The words of a class in the order of the file, after those of its parts; KeyError as for `words`."""
    return tuple(values(name))


@cache
def values(name: str) -> dict[str, str]:
    """The words of a map, each with what it stands for; nobody may change it. KeyError as for `words`."""
    found = read(name)
    return {word: value for part in found.parts for word, value in values(part).items()} | dict(found.own)


@cache
def groups(name: str) -> dict[str, tuple[str, ...]]:
    """What the words of a map stand for, each with its words; a word may be in several. KeyError as for `words`."""
    found: dict[str, list[str]] = {}
    for word, value in read(name).own:
        found.setdefault(value, []).append(word)
    return {value: tuple(of) for value, of in found.items()}


@cache
def pattern(*names: str) -> str:
    """A regular expression for any word of these classes, the longest first; KeyError as for `words`."""
    entries = sorted({word for name in names for word in listed(name)}, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for word in entries) + ")"


@cache
def read(name: str) -> WordClass:
    """A class as it stands in its file; KeyError where there is none of that name."""
    form, text = _texts()[name]
    meaning, _, body = text.partition("\n\n")
    parts: list[str] = []
    own: list[tuple[str, str]] = []
    value = ""
    for line in body.splitlines():
        if line.startswith("+ "):
            parts += line[2:].split(", ")
            continue
        if stands_for := _FOR.match(line):
            value, line = sys.intern(stands_for["value"]), line[stands_for.end() :]
        own += [(sys.intern(word.replace("_", " ")), value) for word in line.split()]
    return WordClass(name, form, " ".join(meaning.split()), tuple(parts), tuple(own))


def names() -> list[str]:
    """The names of all classes, by file."""
    return list(_texts())


@cache
def _texts() -> dict[str, tuple[str, str]]:
    """By the name of each class, its form and its text."""
    found: dict[str, tuple[str, str]] = {}
    for path in sorted(_FOLDER.glob("*.txt")):
        _, *pieces = _HEADING.split(path.read_text("utf-8"))
        for name, form, text in zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True):
            if name in found:
                raise ValueError(f"{path.name}: [{name}] stands twice in the lexicon; write it once")
            found[name] = form or "", text.strip()
    return found
