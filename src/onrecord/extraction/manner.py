"""Mode (speech, writing, thought) and polarity (affirmed, denied, question, hypothetical) of each attribution.

Rules over the cue's lemmas, the medium that its frame names and its negations; see `docs/circumstances.md` for what
they reach beside a learned classifier.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Token

from onrecord import lexicon
from onrecord.extraction import frames
from onrecord.extraction.document import Document, Resolution
from onrecord.extraction.frames import Frame
from onrecord.model import Mode, Polarity, Speaker


@dataclass(frozen=True, slots=True)
class Manner:
    """How a content is put forward."""

    mode: Mode
    polarity: Polarity


_WRITE = lexicon.words("writing")
_BY_HAND = {(w,) for w in ("tweet", "retweet", "write", "post", "publish", "pen", "email")}
_THINK = lexicon.words("thinking")
# a cue that is a verb of saying stays speech whatever else its words are
_SAY = lexicon.words("speech")
_IN_MEDIUM = re.compile(rf"\b(?i:in|on|by|via|through|to|with|of)\s+(?:\S+\s+){{0,4}}?{lexicon.pattern('media')}\b")
_DOCUMENTS = lexicon.words("documents that show")
_ASK = frozenset("ask question inquire wonder query press probe".split())
_DENY = lexicon.words("denying")
_NOBODY = lexicon.words("negations")
_NOT = _NOBODY | {"n't", "n’t", "without", "little"}
_QUESTION = re.compile(rf"\W*{lexicon.pattern('question words')}\b", re.I)
_WHETHER = re.compile(r"\b(?:whether|if|how|why)\b", re.I)  # after the one who is asked, in the content by mistake
_NEAR = 50  # characters
_NOT_YET = lexicon.words("modals") | {"must", "'d", "’d"}
# "would like" is a wish that is held, and "could see" is how the past tells of what was seen
_NOT_UNREAL = {
    "would": frozenset("like love prefer rather".split()),
    "could": frozenset("see hear feel tell smell".split()),
}


def read(document: Document, resolution: Resolution) -> list[Manner]:
    """Mode and polarity of every attribution, in order."""
    found: list[Manner] = []
    before: tuple[Speaker, bool] | None = None  # who spoke last, and whether in a medium that the text named
    for i, frame in enumerate(frames.read(document)):
        speaker = resolution.speakers[i]
        written = _in_medium(frame)
        if not written and before is not None and before[1] and same_speaker(before[0], speaker):
            written = frame.lemmas[:1] == ("say",) or frame.lemmas[:1] == ("add",)
        before = speaker, written
        found.append(Manner(_mode(frame, speaker, written), _polarity(_words(document, i), frame)))
    return found


def same_speaker(a: Speaker, b: Speaker) -> bool:
    """Whether two speakers are plainly one."""
    return a.entity == b.entity if a.entity and b.entity else a.name is not None and a.name == b.name


def is_written(frame: Frame) -> bool:
    """Whether the cue, or the medium that its clause names, is of something written."""
    return frame.lemmas[:1] in _BY_HAND or _in_medium(frame)


def _in_medium(frame: Frame) -> bool:
    governed = frame.governed
    words = " ".join(t.text for t in frame.around if t.i in governed)
    return bool(_IN_MEDIUM.search(words.replace(" - ", "-")))  # "op-ed" is three tokens


def _mode(frame: Frame, speaker: Speaker, written: bool) -> Mode:
    lemmas = frame.lemmas
    head = lemmas[0] if lemmas else ""
    source_head = frames.head(frame.source)
    document_speaks = speaker.type == "document" or (
        source_head is not None and source_head.lemma_.lower() in _DOCUMENTS
    )
    if lemmas[:1] in _BY_HAND:
        return "writing"
    if document_speaks and head not in _THINK - _WRITE - {"conclude", "see", "hold", "project"}:
        return "writing"
    if written and head not in _THINK:
        return "writing"
    if head in _SAY:
        return "speech"
    if head in _THINK or any(t.lemma_.lower() in _THINK and t.pos_ not in ("ADV", "ADP") for t in frame.cue):
        return "thought"
    return "writing" if head in _WRITE else "speech"


def _polarity(content: str, frame: Frame) -> Polarity:
    if _is_turn(frame) and content.rstrip("\"”’' ").endswith("?"):
        return "question"
    if frame.head is None:
        return "affirmed"
    if _negated(frame) or frame.lemmas[0] in _DENY or any(t.lemma_.lower() in _DENY for t in frame.cue):
        return "denied"
    asked = _QUESTION.match(content) or _WHETHER.search(content, 0, _NEAR) or "?" in content or "about" in frame.lemmas
    if frame.lemmas[0] in _ASK and asked:
        return "question"
    if _unreal(frame.head) or frame.cue[0].lower_ == "to":
        return "hypothetical"
    return "affirmed"


def _is_turn(frame: Frame) -> bool:
    """A turn of a transcript, or a headline's: the cue is a colon."""
    return all(t.is_punct for t in frame.cue)


def _words(document: Document, index: int) -> str:
    return " ".join(document.article.text[s:e] for s, e in document.attributions[index].content)


def _negated(frame: Frame) -> bool:
    if frame.source and frame.source[0].lower_ in _NOBODY and not any(t.like_num for t in frame.source[1:2]):
        return True  # "nobody expected", "none of them said"; "No 10" is somebody
    outside = {t.i for t in (*frame.cue, *frame.around)}  # what the content denies was said all the same
    return any(t.lower_ in _NOT for t in frame.cue) or any(
        c.dep_ == "neg" and c.i in outside for t in frame.cue if t.pos_ in frames.VERBAL for c in t.children
    )


def _unreal(head: Token) -> bool:
    return any(
        c.dep_ == "aux" and c.lower_ in _NOT_YET and head.lemma_.lower() not in _NOT_UNREAL.get(c.lower_, ())
        for c in head.children
    )
