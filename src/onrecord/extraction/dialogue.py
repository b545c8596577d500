"""Who answers whom: questions and their answers in running text, and the turns of a transcript."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from onrecord.extraction import hearers, scenes
from onrecord.extraction.document import Document, Resolution
from onrecord.extraction.frames import Frame
from onrecord.model import INTERVIEWER, Attribution

_TURN = re.compile(r"[\"“'*]*[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}\**:\W*")
_LEAST = 3  # turns that make a transcript
_REPLIES = frozenset("reply respond answer retort rejoin response".split())


def answers(framed: Sequence[Frame]) -> dict[int, int]:
    """Answers by the question they answer: the statement that follows a question in the same sentence or next to it."""
    out: dict[int, int] = {}
    for i in range(1, len(framed)):
        before, after = framed[i - 1], framed[i]
        if after.head is None or before.head is None or not hearers.is_asking(before):
            continue
        if before.head.sent == after.head.sent or after.head.lemma_.lower() in _REPLIES:
            out[i] = i - 1
    return out


def replies(resolution: Resolution, framed: Sequence[Frame]) -> dict[int, int]:
    """Replies by the statement that they reply to: the one before, if another's and at most a sentence off."""
    keys = [scenes.who(s) for s in resolution.speakers]
    out: dict[int, int] = {}
    for i in range(1, len(framed)):
        before, after = framed[i - 1], framed[i]
        if before.head is None or after.head is None or not keys[i] or not keys[i - 1] or keys[i] == keys[i - 1]:
            continue
        asked = hearers.is_asking(before) and before.head.tag_ != "VBG" and before.head.lemma_.lower() != "press"
        answered = _is_reply(after) or (asked and scenes.is_report(after))
        if answered and _near(before, after):
            out[i] = i - 1
    return out


def _is_reply(frame: Frame) -> bool:
    """Whether a cue is a reply's ("replied", "said in response", "his answer was"), and not to what it names itself."""
    beside = [t for t in frame.around if t.dep_ == "pobj" and t.head.lower_ == "in" and t.i in frame.governed]
    words = [t for t in (*frame.cue, *beside) if t.lemma_.lower() in _REPLIES]
    return any(all(c.lower_ != "to" for c in t.children) for t in words)


def _near(before: Frame, after: Frame) -> bool:
    """Whether at most one sentence lies between two cues."""
    assert before.head is not None
    assert after.head is not None
    between = before.head.doc[before.head.sent.end : after.head.sent.start]
    return sum(bool(t.is_sent_start) for t in between) <= 1


def turns(document: Document, framed: Sequence[Frame]) -> list[int]:
    """The statements that are turns of a transcript ("SMITH: ..." after "JONES: ..."), or an interview's questions and
    answers; none where it is not one."""
    if any(turn.name == INTERVIEWER for turn in document.turns.values()):
        return [i for i, turn in document.turns.items() if turn.label is None]
    lines = [line for line in document.article.text.splitlines() if line.strip()]
    marked = [n for n, line in enumerate(lines) if _TURN.match(line)]
    marked = marked[1:] if marked[:1] == [0] else marked  # a headline may look like a turn
    if len(marked) < _LEAST or 2 * len(marked) < marked[-1] - marked[0] + 1:
        return []
    return [i for i, frame in enumerate(framed) if _is_turn(document, frame, document.attributions[i])]


def others(document: Document, resolution: Resolution, framed: Sequence[Frame]) -> dict[int, int]:
    """To each turn of a transcript one by the other speaker: two speak by turns. What headline and introduction have
    one of the two say is said there too."""
    keys = [scenes.who(s) for s in resolution.speakers]
    found = turns(document, framed)
    out: dict[int, int] = {}
    for a, b in pairwise(found):
        if keys[a] != keys[b]:
            out.setdefault(a, b)
            out[b] = a
        elif a in out:
            out.setdefault(b, out[a])
    two = {keys[i] for i in out}
    if len(two) != 2 or None in two:
        return out
    for i in (n for n in range(len(framed)) if n not in out and keys[n] in two):
        out[i] = next(n for n in found if n in out and keys[n] in two - {keys[i]})
    return out


def _is_turn(document: Document, frame: Frame, attribution: Attribution) -> bool:
    """Whether a statement is what the colon after a name at the line's start brings in."""
    if frame.cue and frame.cue[0].text == ":" and all(t.is_punct for t in frame.cue):
        return True
    text, start = document.article.text, attribution.content[0].start
    name = _TURN.match(text, text.rfind("\n", 0, start) + 1)
    return not frame.cue and name is not None and abs(name.end() - start) <= name.end() - name.start()
