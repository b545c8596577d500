"""Transcripts: texts in which a label says who speaks, told from lists, recipes and ordinary news.

Known are `TAPPER: …`, `Ann Lee: …`, `SEN. ANN LEE (D-OH), CANDIDATE: …`, `Mr. Smith (Leeds) (Lab): …`, `Q …` and
`A: …`, the Congressional Record's `Mr. McCONNELL. …`, and the label on a line of its own, as Hansard prints it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from onrecord import lexicon
from onrecord.model import Span, Turn

_PARTICLE = rf"(?:{lexicon.pattern('particles')}|of|and|the|for|hon\.|&)"
_WORD = r"[A-Z][\w’'.-]*"
_NAME = rf"{_WORD}(?:[ \u00a0](?:{_WORD}|{_PARTICLE})){{0,6}}"
_ASIDE = r"(?:\s?\([^()\n]{1,80}\)|,\s[^:,\n?!;]{2,60})"  # a seat, a party, a post
_LABELS = tuple(
    re.compile(form)
    for form in (
        rf"[\"“]?(?P<name>{_NAME}){_ASIDE}{{0,3}}\s?:(?=\s)\s*",
        r"(?P<name>Q)(?:[.:]\s*|\s+(?=[A-Z“\"])|(?=[A-Z][a-z'’]))",
        r"(?P<name>A)(?:[.:]\s*|(?=[A-Z][a-z'’]))",
        r"(?P<name>(?:Mr|Mrs|Ms|Miss|Dr)\. (?:[A-Z][a-z]{0,2}['’]?)?[A-Z][A-Z'’-]+(?: of [A-Z][a-z]+)?)\.\s+(?=[A-Z])",
        r"(?P<name>The [A-Z]{4,}(?: [A-Z]{3,})?(?: pro tempore)?)\.\s+(?=[A-Z])",
    )
)
_OWN_LINE = re.compile(rf"(?P<name>{_NAME})(?:\s\([^()\n]{{2,80}}\)){{1,2}}")
_ROLE = re.compile(r"\b(?:Minister|Secretary|Chancellor|Speaker|Leader|General|President|Chair|Lord)\b")
_IN_BRACKETS = re.compile(rf"\s?\((?P<name>{_WORD}(?:\s{_WORD}){{1,4}})\)")
# What stands before a colon and is nobody, however often it does.
_NOBODY = lexicon.words("labels of nobody")
_DIRECTION = re.compile(r"[\"“]?[(\[*].*[)\]*]\.?[\"”]?|[.…\s*_–—-]+|\W*\d{1,2}:\d\d(?::\d\d)?\W*", re.S)
_END = re.compile(
    r"#+|-?30-?|\W?(?:the )?ends?\W*|\W?end of .{0,40}|transcript ends.*|adjourned.*|(?:copyright|©).*|follow\b.*"
    r"|(?:this|the) (?:interview|transcript|conversation) (?:has|was|is) .*|.{0,80} contributed to this .*|[_*]{3,}",
    re.I | re.S,
)
_SPOKEN = re.compile(r"\b(?:I|we|you|my|our|your|me|us|let['’]s)\b|\?", re.I)
_FIRST = re.compile(r"\b(?:I|you|we)\b")
QUOTED = re.compile(r"\s*[\"“„«]")
_THIRD = re.compile(rf"\b{lexicon.pattern('told of another')}\b", re.I)
_MIN_TURNS = 3
_SPEECHLIKE = 0.5  # share of the turns that ask, or speak of me and you
_MIN_WORDS = 3  # of the median turn
_LEAD = 120  # words before the first label, over which a transcript is only part of an article
_HEAD = 12  # words of a line before it that is a sentence of such an article


@dataclass(frozen=True, slots=True)
class _Label:
    start: int
    name: Span
    body: int  # where the words begin
    key: str | None  # what tells the speakers apart; None where it is no speaker's
    capital: bool  # in capitals, or of a form that only transcripts have
    full: bool  # of several words, or with a seat or post
    aside: bool  # with a seat or post in brackets


def turns(text: str) -> tuple[Turn, ...]:
    """The turns of a transcript or of one within an article; none where the text does not plainly show one.

    Time is linear in the length of the text.
    """
    lines = [Span(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]
    labels = {label.start: label for label in _sure(list(_labels(text, lines)))}
    if not _is_transcript(text, labels):
        return ()
    last = max(start for start, label in labels.items() if label.key)
    whole = _is_whole(text, lines, min(start for start, label in labels.items() if label.key))
    keys = {label.key for label in labels.values() if label.key}
    roles = _roles(text, labels)
    found: list[Turn] = []
    label: _Label | None = None
    pieces: list[Span] = []
    for line in lines:
        words = text[line.start : line.end]
        if line.start in labels:
            found += _turn(text, label, pieces, roles)
            label = labels[line.start] if labels[line.start].key else None
            pieces = [_trimmed(text, labels[line.start].body, line.end)]
        elif label is None or _DIRECTION.fullmatch(words):
            pass
        elif _END.fullmatch(words) or (label.start == last and not whole) or _is_narrative(words, keys):
            found += _turn(text, label, pieces, roles)
            label = None
        else:
            pieces.append(line)
    return (*found, *_turn(text, label, pieces, roles))


def opens_turn(line: str) -> bool:
    """Whether a line begins as only a turn does, in capitals: then it is no title, and goes on with no sentence."""
    label = next(_labels(line, [Span(0, len(line))]), None)
    return label is not None and label.capital and label.key is not None


def _labels(text: str, lines: list[Span]) -> Iterator[_Label]:
    """What looks like a label, at the start of a line or on one of its own."""
    alone = {line.start: m for line in lines if (m := _OWN_LINE.fullmatch(text, *line))}
    known = {" ".join(m["name"].split()) for m in alone.values()} if len(alone) > 1 else set()
    for line in lines:
        form, match = next(((i, m) for i, f in enumerate(_LABELS) if (m := f.match(text, *line))), (0, None))
        if match is not None:
            words, aside = match["name"], "(" in text[match.end("name") : match.end()]
            name, capital = Span(*match.span("name")), form > 0 or words.isupper()
            yield _Label(line.start, name, match.end(), _key(words), capital, aside or " " in words, aside)
        elif known and (line.start in alone or " ".join(text[line.start : line.end].split()) in known):
            name = Span(line.start, alone[line.start].end("name") if line.start in alone else line.end)
            yield _Label(line.start, name, line.end, _key(text[name.start : name.end]), True, True, True)


def _key(name: str) -> str | None:
    words: list[str] = re.findall(r"[\w’'-]+", name.lower())
    words = [w for w in words if w not in ("the", "hon", "mr", "mrs", "ms", "sir")]
    if not words or words[0] in _NOBODY or words[-1] in _NOBODY or not any(c.isalpha() for c in words[-1]):
        return None
    return words[-1]


def _sure(found: list[_Label]) -> list[_Label]:
    """The labels without what only looks like one: words before a colon in a text whose speakers stand in capitals,
    or that are met once and could be anything."""
    named = [label for label in found if label.key]
    if 2 * sum(label.capital for label in named) > len(named):
        return [label for label in found if label.capital]
    counts = Counter(label.key for label in named)
    return [replace(lb, key=None) if counts[lb.key] == 1 and not lb.full else lb for lb in found]


def _is_transcript(text: str, labels: dict[int, _Label]) -> bool:
    at = sorted(labels)
    found = [(text[labels[a].body : b].strip(), labels[a]) for a, b in pairwise([*at, len(text)]) if labels[a].key]
    again = [key for key, n in Counter(label.key for _, label in found).items() if key and n > 1]
    plain = all(label.capital for _, label in found) or sum(label.aside for _, label in found) > 1
    if len(found) < (_MIN_TURNS if plain else _MIN_TURNS + 1) or len(again) < (1 if plain else 2):
        return False
    if not plain and not any(_is_introduced(text[: at[0]], key, found) for key in again):
        return False
    bodies = [body for body, _ in found]
    changes = sum(a.key != b.key for (_, a), (_, b) in pairwise(found)) / (len(found) - 1)
    quoted = sum(bool(QUOTED.match(body)) for body in bodies) / len(bodies)  # these are read as quotations
    spoken = sum(bool(_SPOKEN.search(body)) for body in bodies) / len(bodies)
    long = median(len(body.split()) for body in bodies) >= _MIN_WORDS
    return changes >= (0.4 if plain else 0.6) and quoted <= 0.5 and spoken >= _SPEECHLIKE and long


def _is_introduced(lead: str, key: str, found: list[tuple[str, _Label]]) -> bool:
    """Whether a speaker is named in full, by a label or before the first one."""
    if any(label.key == key and label.full for _, label in found):
        return True
    return bool(re.search(rf"\b[A-Z][\w’'-]+ {re.escape(key.title())}\b", lead))


def _is_whole(text: str, lines: list[Span], first: int) -> bool:
    """Whether the text is the transcript, under a head; else it is an article that has one in it."""
    lead = [text[line.start : line.end].rstrip() for line in lines if line.end <= first]
    prose = any(len(line.split()) > _HEAD and line.endswith((".", "!", "?", "”", '"')) for line in lead)
    return not prose and sum(len(line.split()) for line in lead) <= _LEAD


def _is_narrative(line: str, keys: set[str]) -> bool:
    """Whether a paragraph without a label tells of a speaker, and so is nobody's turn."""
    words = set(re.findall(r"[\w’'-]+", line.lower()))
    return bool(_THIRD.search(line)) and not keys.isdisjoint(words) and not _FIRST.search(line)


def _roles(text: str, labels: dict[int, _Label]) -> dict[str, str]:
    """By a post's words, who holds it, as the first label of it says: `The Prime Minister (Keir Starmer)`."""
    roles: dict[str, str] = {}
    for label in labels.values():
        post = text[label.name.start : label.name.end]
        holder = _IN_BRACKETS.match(text, label.name.end)
        if holder and _ROLE.search(post):
            roles.setdefault(post.lower(), holder["name"])
    return roles


def _turn(text: str, label: _Label | None, pieces: list[Span], roles: dict[str, str]) -> Iterator[Turn]:
    content = tuple(p for p in pieces if p.end > p.start)
    if label is not None and content:
        if text[label.start] in '"“' and text[content[-1].end - 1] in '"”':  # of the whole transcript
            content = (*content[:-1], _trimmed(text, content[-1].start, content[-1].end - 1))
        yield Turn(content, label.name, roles.get(text[label.name.start : label.name.end].lower()))


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, max(start, end))
