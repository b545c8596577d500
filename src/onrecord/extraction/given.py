"""Speech whose speaker the source gives (`Article.turns`): how it joins what the attribution model finds, and by whom.

A turn is an attribution that nobody had to find: its label is the source, the colon its cue. What the model finds
within a turn is somebody else's words in it, or nothing; what it finds across a turn's edge is a mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from onrecord import lexicon
from onrecord.extraction.attribution import AttributionModel
from onrecord.extraction.attribution.inner import of_another
from onrecord.extraction.document import Document, Resolution
from onrecord.model import (
    INTERVIEWEE,
    INTERVIEWER,
    Article,
    Attribution,
    Entity,
    SaidOn,
    Span,
    Spans,
    Speaker,
    Turn,
    words_at,
)
from onrecord.people import names, offices
from onrecord.people.names import PersonName

# Labels of those whom the source itself cannot name.
_UNNAMED: Final = re.compile(
    r"(?:q|question|questioner|answer|reporter|interviewer|unidentified .*|unknown .*|voice|man|woman|audience.*"
    r"|caller|participant|translator|speaker \d+|(?:male|female) .*)",
    re.I,
)
_MEMBERS: Final = re.compile(r"(?:several |some |an )?hon\.? members?|members|all", re.I)
# Labels that are a post: whoever holds it, if the day and the country tell.
_POST: Final = re.compile(
    rf"(?:mr\.? |madam |madame )?(?:[\w-]+ ){{0,3}}?{lexicon.pattern('posts of speakers')}"
    r"(?: (?:of|for|to) .*| pro tempore| general)?",
    re.I,
)
_SURE: Final = 0.4  # of what the model finds within a turn, where it was taught on news
_TALK_WITH: Final = re.compile(
    r"\b(?:(?:interview\w*|q\s?&\s?a|talk\w*|conversation|spoke|sat down|chat\w*|questions)\s(?:[^.\n,]{0,40}\s)?"
    r"(?:with|to|for)|interview(?:s|ed))\s(?:[^.\n,]{0,60}\s)?$",
    re.I,
)
_ASKER: Final = re.compile(r"\b(?:reporter|correspondent|journalist|interviewer)\s$", re.I)
_CREDIT: Final = re.compile(r"\b(?:image|photo|photograph|picture)s?(?::|\sby)\s$", re.I)
_CAPITALS: Final = re.compile(r"[A-Z][\w’'-]+(?: [A-Z][\w.’'-]*){1,3}")
_COLON: Final = re.compile(r"[:.](?=\s)")
# Whose office a post is, by the address of the page that has the words.
_COUNTRIES: Final = (
    (re.compile(r"//[^/]*(?:whitehouse\.gov|congress\.gov|house\.gov|senate\.gov|state\.gov)\b"), "US"),
    (re.compile(r"//[^/]*(?:\.gov\.uk|parliament\.uk|theyworkforyou\.com)\b|//gov\.uk\b"), "GB"),
    (re.compile(r"//[^/]*(?:pm\.gc\.ca|ourcommons\.ca)\b"), "CA"),
    (re.compile(r"//[^/]*(?:\.gov\.au|aph\.gov\.au)\b"), "AU"),
)


def attribution(article: Article, turn: Turn) -> Attribution:
    """A turn as an attribution."""
    cue: Spans = ()
    if turn.label is not None and (
        mark := _COLON.search(article.text, turn.label.end, max(turn.content[0].start, turn.label.end))
    ):
        cue = (Span(*mark.span()),)
    return Attribution((turn.label,) if turn.label is not None else (), cue, turn.content, 1.0)


def prose(article: Article) -> str:
    """The text for the attribution model, character for character, with the labels of turns blank.

    What stands before a colon makes all of a turn its speaker's words, as it is; without it the model finds whose words
    are told within.
    """
    text, at = article.text, 0
    parts: list[str] = []
    for turn in article.turns:
        if turn.label is not None:
            start, end = turn.label.start, max(turn.label.end, turn.content[0].start)
            parts += [text[at:start], re.sub(r"\S", " ", text[start:end])]
            at = end
    return "".join([*parts, text[at:]])


def attributed(article: Article, model: AttributionModel) -> tuple[Attribution, ...]:
    """All attributions of an article: its turns, and what the model finds beside and within them."""
    return merged(article, model.predict([prose(article)])[0])[0]


def merged(article: Article, found: Sequence[Attribution]) -> tuple[tuple[Attribution, ...], dict[int, Turn]]:
    """The turns of an article and what the model found beside and within them, in text order; and which are turns."""
    if not article.turns:
        return tuple(found), {}
    owner = bytearray(len(article.text))  # 0 outside, 1 a label, 2 and 3 by turns
    for n, turn in enumerate(article.turns):
        if turn.label is not None:
            owner[turn.label.start : turn.content[0].start] = b"\1" * (turn.content[0].start - turn.label.start)
        for start, end in turn.content:
            owner[start:end] = bytes([2 + n % 2]) * (end - start)
    kept = [a for a in found if _is_apart(article.text, a, owner)]
    given = [(attribution(article, turn), turn) for turn in article.turns]
    whole = sorted(
        [*((a, None) for a in kept), *given], key=lambda pair: (pair[0].content[0].start, -pair[0].content[-1].end)
    )
    return tuple(a for a, _ in whole), {i: turn for i, (_, turn) in enumerate(whole) if turn is not None}


def _is_apart(text: str, a: Attribution, owner: bytearray) -> bool:
    """Whether what the model found lies wholly outside the turns, or is somebody else's words within one."""
    touched = {owner[i] for s, e in (*a.source, *a.cue, *a.content) for i in (s, e - 1)}
    if touched == {0}:
        return not any(owner[s:e].strip(b"\0") for s, e in a.content)
    if len(touched) > 1 or 1 in touched or not a.cue or not a.source or a.confidence < _SURE:
        return False
    return of_another(words_at(text, a.source, " "))


def resolved(document: Document, resolution: Resolution) -> Resolution:
    """The resolution with the speakers of turns as the source gives them, each an entity."""
    if not document.turns:
        return resolution
    speakers = list(resolution.speakers)
    entities = {e.id: e for e in resolution.entities}
    called = _Names(document, resolution)
    # Family names first: what they alone were taken for is called by the full name, where a longer label has it.
    for i, turn in sorted(document.turns.items(), key=lambda item: item[1].label is not None and _size(item[1].label)):
        read = speakers[i]
        found = called.speaker(turn, read)
        if found.type == "person" and found.name:
            found = replace(found, entity=_entity(entities, found.name, turn, read.entity))
        speakers[i] = found
    for i, speaker in _reported(document, speakers):
        speakers[i] = speaker
    return replace(resolution, entities=tuple(entities.values()), speakers=tuple(speakers))


def _reported(document: Document, speakers: Sequence[Speaker]) -> Iterator[tuple[int, Speaker]]:
    """Those within a turn who were taken for its speaker: nobody speaks of himself as another."""
    at: Speaker | None = None
    end = 0
    for i, a in enumerate(document.attributions):
        if i in document.turns:
            at, end = speakers[i], a.content[-1].end
        elif at is not None and a.content[0].start < end and at.name and speakers[i].name == at.name:
            yield i, Speaker(None, "unknown", None, 0.3, (at.name,), speakers[i].chain)


def _size(span: Span) -> int:
    return span.end - span.start


def said_on(turn: Turn) -> SaidOn | None:
    """The day that the source gives, as a sitting or a post has it."""
    return SaidOn(turn.said_on, None, "primary source") if turn.said_on else None


class _Names:
    """Whom the labels of one transcript name: `TAPPER` is the `JAKE TAPPER` above, or the Jake Tapper of the text."""

    def __init__(self, document: Document, resolution: Resolution) -> None:
        self.text = document.article.text
        self.day = document.article.published
        url = document.article.url or ""
        self.country = next((c for form, c in _COUNTRIES if form.search(url)), None)
        labels = [self._label(turn) for turn in document.turns.values()]
        self.answered = any(label.upper() == "A" for label in labels)
        self.full = list({n.full: n for label in labels if (n := names.parse(label)) and _is_full(n)}.values())
        people = (names.parse(e.name) for e in resolution.entities if e.type == "person")
        self.people = [n for n in people if n is not None and not n.is_single]
        self.first = min(turn.label.start if turn.label else turn.content[0].start for turn in document.turns.values())
        self.outlet = document.article.outlet
        self.title = document.article.title or ""
        byline = document.article.byline or ""
        self.before = {  # the places where the words before the first turn speak of each person named in full
            e.name: [m for m in e.mentions if m.start < self.first]
            for e in resolution.entities
            if e.type == "person" and any(m.start < self.first for m in e.mentions)
            if (n := names.parse(e.name)) is not None and not n.is_single and e.name not in byline
        }

    def _label(self, turn: Turn) -> str:
        words = turn.name or (self.text[turn.label.start : turn.label.end] if turn.label else "")
        words = re.sub(r"^(?:Rt\.?|Right) Hon\.? |^Hon\.? |^(?i:the) ", "", " ".join(words.split()))
        return " ".join(_cased(w) for w in words.split()) if words.isupper() or turn.label else words

    def speaker(self, turn: Turn, read: Speaker) -> Speaker:
        """Who speaks; `read` is what the label's words alone were resolved to."""
        label = self._label(turn)
        if turn.name == INTERVIEWER or (turn.name is None and label.upper() == "Q" and self.answered):
            return self._interviewer()
        if turn.name == INTERVIEWEE or (turn.name is None and label.upper() == "A"):
            return self._interviewed()
        if not label or label.startswith("@") or _UNNAMED.fullmatch(label):
            return Speaker(None, "unknown", None, 1.0, (label,) if label.startswith("@") else ())
        if _MEMBERS.fullmatch(label):
            return Speaker(label, "group", None, 0.9, (label,), read.chain)
        holders = offices.holders(label, self.day, self.country) if self.day else ()
        if len(holders) == 1 and (self.country or " " in label or label.lower() == "president"):
            return Speaker(holders[0].name, "person", None, 0.9, (holders[0].name,), read.chain)
        if _POST.fullmatch(label):
            return Speaker(label, "anonymous", None, 0.9, (label,), read.chain)
        name = names.parse(label)
        if name is None:
            return read
        if name.is_single:
            return self._single(name, read)
        return self._called(name, read)

    def _single(self, name: PersonName, read: Speaker) -> Speaker:
        for known in (self.full, self.people):
            fitting = list({n.usual: n for n in known if names.agree(name, n)}.values())
            if len(fitting) == 1:
                return self._called(fitting[0], read)
            if len(fitting) > 1:
                return Speaker(None, "unknown", None, 1.0, tuple(n.usual for n in fitting), read.chain)
        if read.type == "person" and read.name:
            return replace(read, confidence=max(read.confidence, 0.95))
        return read if read.name else Speaker(name.full, "person", None, 0.9, (name.full,), read.chain)

    def _interviewer(self) -> Speaker:
        """Who asks: the one reporter, or the outlet, whom the words before the first question name."""
        asking = [name for name, spans in self.before.items() if any(self._after(_ASKER, m) for m in spans)]
        if len(asking) == 1:
            return Speaker(asking[0], "person", None, 0.7, (asking[0],))
        outlet = self.outlet if self.outlet and self.outlet in self.text[: self.first] else None
        if outlet is None:
            return Speaker("the interviewer", "anonymous", None, 0.9, ("the interviewer",))
        return Speaker(outlet, "organization", None, 0.7, (outlet,))

    def _interviewed(self) -> Speaker:
        """Who answers: of the persons before the first question the only one, the one it is a talk with, or the one
        whom most of it is about."""
        near = {
            name: named
            for name, spans in self.before.items()
            if (named := [m for m in spans if not self._after(_CREDIT, m)])
            and not any(self._after(_ASKER, m) for m in spans)
        }
        asked = [name for name, spans in near.items() if any(self._after(_TALK_WITH, m) for m in spans)]
        counts = sorted(((len(spans), name) for name, spans in near.items()), reverse=True)
        if len(asked) != 1 and counts and (len(counts) == 1 or counts[0][0] >= max(3, 2 * counts[1][0])):
            asked = [counts[0][1]]
        if not counts:
            asked = self._titled()
        if len(asked) == 1:
            return Speaker(asked[0], "person", None, 0.7, tuple(dict.fromkeys((*asked, *self.before))))
        return Speaker(None, "unknown", None, 1.0, tuple(self.before))

    def _titled(self) -> list[str]:
        """The persons whom the title names in full."""
        found = (names.parse(m[0]) for m in _CAPITALS.finditer(self.title))
        return list(dict.fromkeys(n.usual for n in found if n is not None and _is_full(n)))

    def _after(self, form: re.Pattern[str], mention: Span) -> bool:
        return bool(form.search(self.text, max(0, mention.start - 80), mention.start))

    def _called(self, name: PersonName, read: Speaker) -> Speaker:
        figures = offices.named(name, self.day)
        usual = figures[0].name if len({f.name for f in figures}) == 1 else name.usual
        return Speaker(usual, "person", None, 1.0, (usual,), read.chain)


def _is_full(name: PersonName) -> bool:
    return not name.is_single and names.is_given_name(name.given[0])


def _cased(word: str) -> str:
    """A word of a label as it is written elsewhere: `McCONNELL`, `O'BRIEN`, `SEITZ-WALD`."""
    if sum(c.isupper() for c in word) < 2 or len(word.strip(".")) < 2 or re.fullmatch(r"(?:[A-Z]\.)+", word):
        return word
    plain = re.sub(r"[^\W\d_]+", lambda m: m[0].capitalize(), word)
    plain = re.sub(r"(?<=['’])S\b", "s", plain)
    return re.sub(r"^Mc([a-z])", lambda m: "Mc" + m[1].upper(), plain)


def _entity(entities: dict[str, Entity], name: str, turn: Turn, read: str | None) -> str:
    """The id of the person of that name: one of the text's, or the one that the label alone made, or a new one."""
    for entity in entities.values():
        if entity.type == "person" and entity.name == name:
            return entity.id
    known = entities.get(read or "")
    family = names.parse(name)
    if known is not None and known.type == "person" and family is not None and known.name == family.family:
        entities[known.id] = replace(known, name=name, aliases=(*known.aliases, known.name))
        return known.id
    id = f"e{len(entities) + 1}"
    entities[id] = Entity(id, name, "person", (), (), (turn.label,) if turn.label else ())
    return id
