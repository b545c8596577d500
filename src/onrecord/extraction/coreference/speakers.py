"""Source words to a speaker: whom they stand for, of which type, and how they led there."""

from __future__ import annotations

import re
from typing import Final

from spacy.tokens import Token

from onrecord.extraction import frames
from onrecord.extraction.coreference import vocabulary
from onrecord.extraction.coreference.anaphora import Resolver
from onrecord.extraction.coreference.found import Markable, Referent
from onrecord.extraction.coreference.transcript import Transcript
from onrecord.extraction.coreference.voices import UNKNOWN, Voice
from onrecord.extraction.coreference.wording import CAMPAIGN, Wording
from onrecord.extraction.document import Document
from onrecord.extraction.pronouns import WE
from onrecord.model import Attribution, Span, Spans, SpeakerType
from onrecord.people import names

_PRESENT: Final = ("VBZ", "VBP")
_DOWN: Final = frozenset("pobj nsubj agent nsubjpass dobj".split())


class Speakers:
    """Names the speakers of one article's attributions, once its mentions are resolved."""

    def __init__(self, document: Document, resolver: Resolver, found: list[Markable]) -> None:
        self.doc, self.resolver, self.found = document.doc, resolver, found
        self.at_head = {f.head: f for f in found}
        self.wording = Wording(self.doc, found)
        self.transcript = Transcript(document, found)
        self._tokens: dict[Spans, list[Token]] = {}
        self.ours = UNKNOWN  # whose an author's "we" is, known once all others are
        self.said: dict[str, Voice] = {}  # by the lemmas of the cues read so far, whose the last one was

    def of(self, attribution: Attribution, before: Voice | None, begins: bool) -> Voice:
        """The speaker of an attribution. `before` is the previous one's, who goes on where a paragraph `begins`
        with a quotation that nobody is given for."""
        label = self.transcript.opening(attribution)
        if label is not None:
            voice = self._labelled(label)
        elif attribution.source:
            source = attribution.source
            if not self._is_nominal(source) and self._is_nominal(attribution.cue):
                source = attribution.cue  # the model, as its teachers, sometimes takes one for the other
            source = self._in_the_clause(source, attribution.cue)
            voice = self._source(source)
        elif attribution.cue:
            voice = self._implicit(attribution)
        else:
            voice = UNKNOWN
        if voice.name is None and not attribution.source:
            label = self.transcript.standing(attribution)
            if label is not None:
                voice = self._labelled(label)
            elif before is not None and begins and not attribution.cue:
                voice = before
        if voice.name:
            self.said.update((t.lemma_.lower(), voice) for t in self.tokens(attribution.cue))
        return voice

    def _in_the_clause(self, source: Spans, cue: Spans) -> Spans:
        """`He met Lee, who has said it and opposes war`: a verb in the present does not go on with `met`.

        The words of the relative clause's subject, where its verb's tense is the cue's and the source's is not.
        """
        own = self._aside(source, cue)
        if own is not None:
            return (Span(own.idx, own.idx + len(own)),)
        head, verb = self.head(self.tokens(source)), next(iter(self.tokens(cue)), None)
        if head is None or verb is None or verb.tag_ not in _PRESENT or head.dep_ != "nsubj" or head.i > verb.i:
            return source
        if head.head.tag_ != "VBD" or verb.head != head.head or verb.dep_ != "conj":
            return source
        for token in self.doc[head.i + 1 : verb.i]:
            clause = token.head
            if token.lower_ == "who" and token.dep_ == "nsubj" and clause.dep_ == "relcl":
                verbs = [clause, *(c for c in clause.children if c.dep_ == "aux")]
                if any(v.tag_ in _PRESENT for v in verbs):
                    return (Span(token.idx, token.idx + len(token)),)
        return source

    def _aside(self, source: Spans, cue: Spans) -> Token | None:
        """`Labour, as he never tires of saying, is`: the pronoun that is the cue's own subject, where the source is
        that of another verb."""
        tokens, inside = self.tokens(cue), {t.i for t in (*self.tokens(cue), *self.tokens(source))}
        head = self.head(self.tokens(source))
        top = next((t for t in tokens if t.dep_ == "advcl" and t.head.i not in inside), None)
        if head is None or top is None or head.dep_ != "nsubj" or head.head != top.head:
            return None
        return next((c for c in top.children if c.dep_ == "nsubj" and c.pos_ == "PRON" and c.i not in inside), None)

    # ------------------------------------------------------------------------------------------ the source's words

    def _source(self, spans: Spans) -> Voice:
        tokens = self.tokens(spans)
        head = self.head(tokens)
        if head is None:
            return UNKNOWN
        inside = {t.i for t in tokens}
        own = self.at_head.get(head.i)
        named = None if self._is_person(head) and own and own.kind == "name" else self.wording.bearer(tokens)
        if named is not None:
            return self._one(self.doc[named.head], inside)
        heads = [head, *self._joined(head, inside)]
        found = self.at_head.get(head.i)
        beside = self._beside(head, tokens)
        if beside and (found is None or (found.kind == "nominal" and _is_open(found))):
            heads = beside if found is not None and found.plural else beside[:1]
        voices = [self._one(t, inside) for t in heads]
        if len(voices) == 1:
            return voices[0]
        if len({v.name for v in voices}) > 1:  # "she and her team": otherwise one phrase names them all
            voices = [self._one(t, inside & _own(t, heads)) for t in heads]
        return self._several(voices)

    def _joined(self, head: Token, inside: set[int]) -> list[Token]:
        """Those whom "and" joins to the first; not what describes him, as in `Ann Lee, senior vp sales and revenue`."""
        others = [t for t in head.conjuncts if t.i in inside and t.i > head.i]
        comma = self._is_person(head) and self.doc[self.at_head[head.i].end : self.at_head[head.i].end + 1].text == ","
        return [t for t in others if not self._describes(self.at_head.get(t.i))] if comma else others

    def _describes(self, found: Markable | None) -> bool:
        """A noun that can stand for nobody, or a post without a `the` or `his`."""
        if found is None or found.kind != "nominal" or found.sort not in (None, "person"):
            return found is None
        return found.sort is None or self.doc[found.start].pos_ not in ("DET", "PRON")

    def _labelled(self, label: Markable) -> Voice:
        return self._one(self.doc[label.head], set(range(label.start, label.end)))

    def tokens(self, spans: Spans) -> list[Token]:
        """The tokens of spans, without white space and marks at the ends. Each attribution is asked for many times."""
        found = self._tokens.get(spans)
        if found is None:
            words = frames.tokens(self.doc, spans)
            found = self._tokens[spans] = [t for t in words if not t.is_punct or t.text == "%"]
        return found

    def head(self, tokens: list[Token]) -> Token | None:
        """The word that the others hang on: of those whose own head is outside, the first nominal."""
        inside = {t.i for t in tokens}
        tops = [t for t in tokens if t.head.i not in inside or t.head == t]
        nominal = [t for t in tops if t.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET")]
        named = [t for t in nominal if t.i in self.at_head]
        telling = [t for t in named if t.dep_ == "nsubj" and self._is_person(t)]
        top = next(iter(telling or named or nominal or tops), None)
        while top is not None and top.pos_ in ("ADP", "SCONJ", "VERB", "AUX"):
            down = [c for c in top.children if c.i in inside and c.dep_ in _DOWN]
            if not down:
                break
            top = down[0]
        return top

    def _is_nominal(self, spans: Spans) -> bool:
        return any(t.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET") for t in self.tokens(spans))

    def _beside(self, head: Token, tokens: list[Token]) -> list[Token]:
        """The persons named after a noun and a mark: `his rivals, Ann Lee and Bo Dean`, `a veteran -- Ann Lee`."""
        people = [t for t in tokens if t.i > head.i and self._is_person(t) and self.at_head[t.i].kind == "name"]
        for number, token in enumerate(people):
            first = self.at_head[token.i].start
            while first > 0 and names.is_title(self.doc[first - 1].text):
                first -= 1
            if first == head.i + 1 and head.pos_ == "NOUN":
                return [token]  # "screenwriter Ann Lee", with the noun for its head
            if self.doc[first - 1].is_punct and self.doc[first - 1].text not in "(\"“'’":
                return people[number:]
        return []

    def _is_person(self, token: Token) -> bool:
        f = self.at_head.get(token.i)
        return f is not None and f.party is not None and f.party.sort == "person"

    def _one(self, head: Token, inside: set[int]) -> Voice:
        found = self.at_head.get(head.i) or self._covering(head, inside)
        if found is None:
            return self.ours if head.lower_ in WE else self._phrase_voice(head, inside, None)
        party = found.party
        if party is not None and party.sort == "group" and found.kind == "pronoun" and found.via is not None:
            return self._one(self.doc[found.via.head], self._reach(found.via))
        if party is not None and (found.kind != "nominal" or party.sort in ("person", "organization")):
            return self._party(found, party, head, inside)
        if found.rivals and found.kind != "nominal":
            return Voice(None, "unknown", None, 0.3, tuple(p.name for p in found.rivals), [found.span(self.doc)])
        if found.kind == "pronoun":
            if found.via is not None:
                voice = self._antecedent(found, found.via)
                voice.chain.insert(0, found.span(self.doc))
                voice.confidence *= 0.8
                return voice
            return Voice(None, "unknown", None, 0.3, (), [found.span(self.doc)])
        # A noun with a name beside it: "his top aide, Tad Devine", "public defender Shannon Quill".
        for t in sorted(head.children, key=lambda t: t.i):
            if t.dep_ == "appos" and t.i in inside and self._is_person(t) and not found.plural:
                return self._one(t, inside)
        return self._phrase_voice(head, inside, found)

    def _antecedent(self, pronoun: Markable, named: Markable) -> Voice:
        head = self.doc[named.head]
        if pronoun.plural and named.sort == "person" and head.conjuncts:
            return self._several([self._one(t, self._reach(self.at_head[t.i])) for t in (head, *head.conjuncts)])
        return self._one(head, self._reach(named))

    def _reach(self, found: Markable) -> set[int]:
        head = self.doc[found.head]
        return {t.i for t in head.subtree if t.dep_ != "relcl" and not any(a.dep_ == "relcl" for a in t.ancestors)}

    def _covering(self, head: Token, inside: set[int]) -> Markable | None:
        f = self.wording.cover.get(head.i)
        return f if f is not None and f.head in inside else None

    def _party(self, found: Markable, party: Referent, head: Token, inside: set[int]) -> Voice:
        chain = self._chain(found, party)
        if party.anonymous:
            first = party.mentions[0]
            reach = self._reach(first)
            text = self.wording.phrase(self.doc[first.head], reach & inside if first is found else reach)
            return Voice(text, "anonymous", party, 0.6, (text,), chain)
        if party.sort == "person":
            confidence = {"name": 0.95, "nominal": 0.75, "pronoun": 0.8}[found.kind]
            rivals = [p.name for p in found.rivals if p is not party]
            return Voice(party.name, "person", party, confidence, (party.name, *rivals), chain)
        if party.sort == "group":
            text = self.wording.phrase(head, inside)
            text += "s" if text in ("Republican", "Democrat") else ""
            return Voice(text, "group", party, 0.8, (text,), chain)
        name = (self.wording.government if party.sort == "place" else self.wording.body)(party.name)
        return Voice(name, "organization", party, 0.85, (name,), chain)

    def _chain(self, found: Markable, party: Referent) -> list[Span]:
        chain = [found.span(self.doc)]
        step = found.via
        while step is not None and step.span(self.doc) not in chain and len(chain) < 6:
            chain.append(step.span(self.doc))
            if step.kind == "name":
                break
            step = step.via
        full = next((m for m in party.mentions if m.name and not m.name.is_single), None)
        if full is not None and full.span(self.doc) not in chain:
            chain.append(full.span(self.doc))
        return chain

    def _several(self, voices: list[Voice]) -> Voice:
        called = list(dict.fromkeys(v.name for v in voices if v.name))
        if not called:
            return UNKNOWN
        if len(called) == 1:
            return next(v for v in voices if v.name)
        types = {v.type for v in voices}
        kind: SpeakerType = types.pop() if len(types) == 1 else "group"
        chain = [s for v in voices for s in v.chain]
        return Voice(" & ".join(called), kind, None, min(v.confidence for v in voices), tuple(called), chain)

    # ------------------------------------------------------------------------------------------ nouns

    def _phrase_voice(self, head: Token, inside: set[int], found: Markable | None) -> Voice:
        chain = [found.span(self.doc)] if found else []
        lemma = head.lemma_.lower()
        kind = self._type(head, lemma, found)
        text = self.wording.phrase(head, inside)
        if more := self.wording.one_more(head):
            text, begun = more
            noun = self.doc[begun.head]
            chain.append(begun.span(self.doc))
            return Voice(text, self._type(noun, noun.lemma_.lower(), begun), None, 0.6, (text,), chain)
        if vocabulary.NOBODY.issuperset(text.lower().split()) or head.pos_ == "ADV":
            return UNKNOWN
        orator = self.wording.orator(head)
        if orator is not None:
            return Voice(orator.name, "person", orator, 0.6, (orator.name,), chain)
        if lemma in CAMPAIGN:
            owner, named = self.wording.candidate(head)
            chain += [named.span(self.doc)] if named else []
            text = f"{owner.name} campaign" if owner else text
        elif self.wording.body(text) != text:
            text, kind = self.wording.body(text), "organization"
        elif head.pos_ == "PROPN" and self.wording.body(head.text) not in (head.text, text):
            text, kind = self.wording.body(head.text), "organization"  # "the president's DOJ"
        elif found is not None and found.sort in ("document", "organization", "group"):
            text, earlier = self._told_before(found, head, inside, text, kind)
            chain += [earlier.span(self.doc)] if earlier else []
            if earlier is not None and earlier.kind == "name" and earlier.party:
                return Voice(text, kind, earlier.party, 0.6, (text,), chain)
        return Voice(text, kind, None, 0.7, (text,), chain)

    def _told_before(
        self, found: Markable, head: Token, inside: set[int], text: str, kind: SpeakerType
    ) -> tuple[str, Markable | None]:
        """The fuller words for `the report`, `the company`, `33%`, and the mention that has them."""
        if kind == "document":
            text = self.wording.document(head, inside)
        if re.fullmatch(r"(?i)(?:another |only |just )?[\d.]+(?:%| percent)", text):
            return self.wording.share(text, head), None
        if not self.wording.is_anaphor(found) and not (kind == "organization" and self.wording.is_panel(found)):
            return text, None
        if kind == "document":
            by = self.said.get(head.lemma_.lower())
            if by is not None and by.type in ("person", "organization") and len(str(by.name).split()) < 5:
                return f"{by.name} {head.lemma_.lower()}", None
        earlier = self.wording.earlier(found, head.lemma_.lower(), self.resolver.sources)
        if earlier is None:
            return text, None
        if earlier.kind == "name" and earlier.party:
            return self.wording.body(earlier.party.name), earlier
        reach = self._reach(earlier)
        other = self.doc[earlier.head]
        return (self.wording.document if kind == "document" else self.wording.phrase)(other, reach), earlier

    def _type(self, head: Token, lemma: str, found: Markable | None) -> SpeakerType:
        plural = head.tag_ in ("NNS", "NNPS")
        sort = found.sort if found else None
        if sort == "person" or (sort == "group" and lemma in vocabulary.ANONYMOUS_PLURALS):
            return "anonymous"
        if sort in ("document", "organization", "group"):
            return sort
        if head.lower_ in vocabulary.GROUPS or lemma in vocabulary.GROUPS or (head.lower_.endswith("s") and plural):
            return "group"
        if head.pos_ in ("NUM", "DET", "ADJ") or head.lower_ in ("%", "percent", "those"):
            return "group"
        if lemma in vocabulary.DOCUMENTS:
            return "document"
        does = vocabulary.DOERS.search(lemma) or lemma.endswith(("er", "or"))  # `user`; papers are known by now
        return "anonymous" if does and head.pos_ == "NOUN" else "organization"

    # ------------------------------------------------------------------------------------------ no source

    def _implicit(self, attribution: Attribution) -> Voice:
        """`..., saying that`, `and called`: the subject of the verb that governs the cue."""
        tokens = self.tokens(attribution.cue)
        inside = {t.i for t in tokens}
        top = next((t for t in tokens if t.head.i not in inside or t.head == t), None)
        if top is not None and top.pos_ == "NOUN" and top.lemma_.lower() in vocabulary.DOCUMENTS:
            return UNKNOWN  # "reports of", "complaints that": nobody's in particular
        content = {t.i for t in self.tokens(attribution.content)}
        if (teller := self._behind(tokens, content)) is not None:
            return self._subject(teller, thing=True)
        verb = next((t for t in tokens if t.head.i not in inside and t.pos_ in ("VERB", "AUX")), None)
        if verb is None:
            verb = next((t for t in tokens if t.pos_ == "VERB"), None)
        if verb is None or verb.lemma_.lower() in ("appear", "seem", "tend", "ask", "expect"):
            return UNKNOWN
        helped = {c.lemma_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
        passive = any(c.dep_ == "nsubjpass" for c in verb.children)
        if verb.tag_ == "VBN" and (passive or ("have" not in helped and verb.dep_ != "conj")):
            return UNKNOWN  # "was said to", "is expected to": by nobody in particular
        own = next((c for c in verb.children if c.dep_ == "nsubj" and c.i not in content), None)
        if own is not None and own.i in self.at_head:
            return self._subject(self.at_head[own.i], thing=True)
        for _ in range(4):
            if verb.dep_ not in ("conj", "advcl", "xcomp", "acl", "pcomp", "prep", "ccomp") or verb.head == verb:
                break
            if verb.dep_ == "acl" and verb.head.i in self.at_head and verb.tag_ == "VBG":
                return self._subject(self.at_head[verb.head.i])
            verb = verb.head
            subject = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)
            if subject is not None:
                return self._subject(self.at_head.get(subject.i))
        return UNKNOWN

    def _behind(self, cue: list[Token], content: set[int]) -> Markable | None:
        """Who stands after `according to`, or after the `by` of a passive."""
        ways = [t for t in cue if t.lower_ == "to" and t.head.lower_ == "according"]
        ways += [c for t in cue for c in t.children if c.dep_ == "agent"]
        nouns = (n for way in ways for n in way.children if n.dep_ == "pobj" and n.i not in content)
        return next((f for n in nouns if (f := self.at_head.get(n.i)) is not None), None)

    def _subject(self, found: Markable | None, thing: bool = False) -> Voice:
        """The speaker that a verb's subject gives: somebody, and a `thing` only where it is the cue's own subject."""
        if found is None:
            return UNKNOWN
        voice = self._one(self.doc[found.head], self._reach(found))
        voice.confidence *= 0.8
        known = voice.party is not None or found.sort in ("person", "group") or (thing and found.sort is not None)
        return voice if known else UNKNOWN


def _own(member: Token, members: list[Token]) -> set[int]:
    """What of a coordination is one member's: "his team" of "he and his team"."""
    others = {t.i for m in members if m != member and member.is_ancestor(m) for t in m.subtree}
    return {t.i for t in member.subtree if not (t.dep_ == "cc" and t.head == member)} - others


def _is_open(found: Markable) -> bool:
    """It stands for nobody yet, or only for somebody without a name."""
    return found.party is None or found.party.anonymous
