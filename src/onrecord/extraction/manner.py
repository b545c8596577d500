"""Mode (speech, writing, thought) and polarity (affirmed, denied, question, hypothetical) of each attribution.

Rules over the cue's lemmas, the medium that its frame names and its negations; see `docs/circumstances.md` for what
they reach beside a learned classifier.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Token

from onrecord.extraction import frames
from onrecord.extraction.document import Document, Resolution
from onrecord.extraction.frames import Frame
from onrecord.model import Mode, Polarity, Speaker


@dataclass(frozen=True, slots=True)
class Manner:
    """How a content is put forward."""

    mode: Mode
    polarity: Polarity


_WRITE = frozenset(
    "tweet retweet write post publish pen blog email e-mail text sign file sue print report document title entitle "
    "read reveal show find expose draft reprint release issue caption headline editorialize chronicle follow subscribe "
    "petition list".split()
)
_BY_HAND = {(w,) for w in ("tweet", "retweet", "write", "post", "publish", "pen", "email", "e-mail")}
_THINK = frozenset(
    "believe think hope hop want wish plan expect intend feel know like love hate enjoy worry fear suspect seek "
    "aim doubt see view regard consider understand realize realise wonder prefer oppose support back favor favour "
    "embrace seem appear look sound remember forget resent dislike admire respect trust mistrust distrust assume "
    "presume suppose "
    "imagine dream desire need try attempt mean hold conclude decide determine learn discover judge find mull weigh "
    "ponder eye covet crave dread regret envy prize value cherish appreciate tend await anticipate project foresee "
    "expectation belief hope view opinion fear concern desire intention plan doubt suspicion thought feeling sentiment "
    "wish interest confidence faith conviction sense impression opposition support preference goal recognition "
    "eager confident convinced concerned worried afraid hopeful optimistic pessimistic skeptical sceptical thrill "
    "thrilled upset angry happy glad proud aware unaware sure certain wary keen willing reluctant unwilling interested "
    "excited frustrated furious nervous anxious surprised startled startle scare scared scorn scar spy monitor target "
    "challenge side".split()
)
# a cue that is a verb of saying stays speech whatever else its words are
_SAY = frozenset(
    "say tell add state announce declare argue claim insist accuse ask reply answer call note warn urge criticize "
    "criticise praise describe explain acknowledge admit deny recall suggest respond repeat vow pledge promise predict "
    "propose mention point assert contend maintain complain joke remark comment observe confirm concede boast brag "
    "testify speak talk shout yell interject quip denounce condemn blast slam attack rebuke mock name cite refer quote "
    "question demand decline refuse dismiss echo advocate advise caution counter credit applaud hail lament express "
    "reject rip lash shoot fire chide deride assail tout promote offer outline indicate disclose".split()
)
_MEDIA = (  # in small letters: the Nairobi Post is none
    r"statements?|letters?|tweets?|[Tt]witter|[Ff]acebook|[Ii]nstagram|posts?|posting|[Ee]-?mails?|memos?|memorandum|"
    r"[Oo]p-[Ee]ds?|editorials?|essays?|columns?|articles?|filings?|(?:news|press)\s+releases?|books?|memoirs?|blogs?|"
    r"lawsuits?|complaints?|briefs?|petitions?|messages?|[Ww]ebsite|[Ww]eb\s+site|newsletters?|reports?|affidavits?|"
    r"opinion|ruling"
)
_IN_MEDIUM = re.compile(rf"\b(?i:in|on|by|via|through|to|with|of)\s+(?:\S+\s+){{0,4}}?(?:{_MEDIA})\b")
_DOCUMENTS = frozenset(
    "poll survey report study editorial statement article letter piece ad advertisement video release analysis tweet "
    "post average count documents document email e-mail emails memo book lawsuit complaint filing indictment affidavit "
    "disclosure disclosures figure figures data transcript ruling order petition headline op-ed summary "
    "census index ranking ledger records record tracker roster list column story paper brief law bill website".split()
)
_OUTLET = re.compile(
    r"\b(?:Times|Post|Journal|News|Press|AP|Reuters|CNN|NBC|ABC|CBS|Fox|Politico|POLITICO|Breitbart|Guardian|BBC|Herald|"
    r"Tribune|Globe|Gazette|Chronicle|Observer|Magazine|Variety|Bloomberg|Gallup|Telegraph|Independent|Mail|Review)\b"
)
_ASK = frozenset("ask question inquire wonder query press probe".split())
_DENY = frozenset(
    "deny decline refuse reject dispute rebut refute dismiss disavow withhold avoid disown repudiate contradict "
    "disagree doubt fail denial refusal rejection rebuttal".split()
)
_NOT = frozenset("not n't n’t never no nobody none neither nor without hardly scarcely little".split())
_QUESTION = re.compile(r"\W*(?:whether|if|how|why|what|who|whom|whose|when|where|which)\b", re.I)
_WHETHER = re.compile(r"\b(?:whether|if|how|why)\b", re.I)  # after the one who is asked, in the content by mistake
_NEAR = 50  # characters
_NOT_YET = frozenset("would could should might may must will shall 'd ’d".split())
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
    if written and not (head in _THINK and head not in _SAY):
        return "writing"
    if head in _SAY:
        return "speech"
    source = " ".join(t.text for t in frame.source)
    if _OUTLET.search(source) and (head in _WRITE or head in ("according", "accord")):
        return "writing"
    if head in _THINK or any(t.lemma_.lower() in _THINK and t.pos_ not in ("ADV", "ADP") for t in frame.cue):
        return "thought"
    return "writing" if head in _WRITE else "speech"


def _polarity(content: str, frame: Frame) -> Polarity:
    if frame.head is None:
        return "affirmed"
    if _negated(frame) or frame.lemmas[0] in _DENY or any(t.lemma_.lower() in _DENY for t in frame.cue):
        return "denied"
    asked = _QUESTION.match(content) or _WHETHER.search(content, 0, _NEAR) or "?" in content or "about" in frame.lemmas
    if frame.lemmas[0] in _ASK and asked:
        return "question"
    if _is_turn(frame) and content.rstrip("\"”’' ").endswith("?"):
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
    outside = {t.i for t in (*frame.cue, *frame.around)}  # what the content denies was said all the same
    return any(t.lower_ in _NOT for t in frame.cue) or any(
        c.dep_ == "neg" and c.i in outside for t in frame.cue if t.pos_ in frames.VERBAL for c in t.children
    )


def _unreal(head: Token) -> bool:
    return any(
        c.dep_ == "aux" and c.lower_ in _NOT_YET and head.lemma_.lower() not in _NOT_UNREAL.get(c.lower_, ())
        for c in head.children
    )
