"""Gold for stance: directed sentiment between two entities, and sentiment toward a target."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from onrecord.errors import InputEmpty, InputMalformed, InputUndecodable, InputUnreadable
from onrecord.model import Span

_BRACKETED: Final = re.compile(r"\[([^\[\]]*)\]")


@dataclass(frozen=True, slots=True)
class Example:
    """A text, the span asked about (`q` in the directed task), the other span (`p`; else none), and a class."""

    text: str
    target: Span
    holder: Span | None
    label: int


def read_directed(path: Path) -> list[Example]:
    """A TSV without header: a sentence with two entities in square brackets, p, q, class 0 to 4, as in `DIRECTED`."""
    found = []
    for place, line in _lines(path):
        columns = line.split("\t")
        if len(columns) != 4 or columns[3] not in ("0", "1", "2", "3", "4"):
            raise InputMalformed(place, "not a sentence, two entities and a class from 0 to 4, between tabs")
        text, (p, q) = _unbracketed(place, columns[0])
        found.append(Example(text, q, p, int(columns[3])))
    return _some(path, found)


def read_targets(path: Path) -> list[Example]:
    """JSON lines with `sentence`, the target's place `from` and `to` in it, and `polarity`: -1, 0 or 1."""
    found = []
    for place, line in _lines(path):
        try:
            row = json.loads(line)
            text, span, polarity = row["sentence"], Span(row["from"], row["to"]), row["polarity"]
            if not (isinstance(text, str) and 0 <= span.start < span.end <= len(text) and polarity in (-1, 0, 1)):
                raise ValueError
        except (ValueError, KeyError, TypeError) as e:
            reason = "not an object with sentence, from and to inside it, and polarity -1, 0 or 1"
            raise InputMalformed(place, reason) from e
        found.append(Example(text, span, None, int(polarity) + 1))
    return _some(path, found)


def _lines(path: Path) -> list[tuple[str, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as e:
        raise InputUnreadable(str(path), e.strerror or "cannot be read") from e
    except UnicodeDecodeError as e:
        raise InputUndecodable(str(path), "not UTF-8") from e
    return [(f"{path}:{n}", line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]


def _some(path: Path, found: list[Example]) -> list[Example]:
    if not found:
        raise InputEmpty(str(path), "no examples in it")
    return found


def _unbracketed(place: str, sentence: str) -> tuple[str, list[Span]]:
    """The sentence without its two pairs of brackets, and what they enclosed, in order."""
    brackets = list(_BRACKETED.finditer(sentence))
    if len(brackets) != 2:
        raise InputMalformed(place, "the sentence does not have two entities in square brackets")
    spans = []
    for before, match in enumerate(brackets):
        start = match.start() - 2 * before
        spans.append(Span(start, start + len(match[1])))
    if any(s.start == s.end for s in spans):
        raise InputMalformed(place, "an entity's brackets are empty")
    return _BRACKETED.sub(r"\1", sentence), spans
