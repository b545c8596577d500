"""Who is who within one article: entities, their mentions, and the speaker of every attribution.

Full names are gathered first, partial names and titles joined to them (`naming`); pronouns and descriptions are read
from left to right, outside quotations before inside them (`anaphora`, `descriptions`, `salience`); then every source
is given its speaker (`speakers`). A pure function of the document; what is not clear stays open, with its candidates.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from onrecord import lexicon
from onrecord.extraction import author
from onrecord.extraction.coreference import mentions, naming
from onrecord.extraction.coreference.anaphora import Resolver
from onrecord.extraction.coreference.found import Markable, Referent
from onrecord.extraction.coreference.speakers import Speakers
from onrecord.extraction.coreference.voices import Voice, speaker
from onrecord.extraction.document import Document, Mention, Resolution
from onrecord.extraction.pronouns import I
from onrecord.model import Entity, EntityType
from onrecord.people import names, offices

if TYPE_CHECKING:
    from onrecord.extraction.coreference.descriptions import Likely
    from onrecord.extraction.graph.model import Network, Referents

__all__ = ["resolve"]


_TELLING: Final = lexicon.words("telling")


def resolve(document: Document, network: Network | None = None) -> Resolution:
    """The entities and mentions of an article, and one speaker for each of its attributions, in their order.

    Whom "he" and "she" mean the graph network has a word in, where there is one.
    """
    doc, day = document.doc, document.article.published
    mask = document.spoken()
    found = mentions.find(doc, [bool(mask[t.idx]) for t in doc], day)
    resolver = Resolver(doc, found, naming.gather(doc, found, day), day)
    if network is not None:
        resolver.likely = _asking(network.among([f.span(doc) for f in found]), found)
    speakers = Speakers(document, resolver, found)
    resolver.sources = _sources(document, speakers)
    resolver.reporters = _reporters(document, speakers)
    resolver.narrative()
    voices = _voices(document, speakers)
    at: dict[int, Referent] = {}
    told_at: dict[int, Referent] = {}
    order = sorted(range(len(voices)), key=lambda i: -_length(document, i))
    for i in order:
        party = voices[i].party
        if party is not None and party.sort == "person":
            told = _told(document, speakers, i)
            for token in speakers.tokens(document.attributions[i].content):
                at[token.i] = party
                told_at.pop(token.i, None)
                if told is not None and told is not party:
                    told_at[token.i] = told
    resolver.quotations(at, told_at)
    if signs := _author(document, resolver):
        speakers.ours = Voice(signs.name, "person", signs, 0.6, (signs.name,))
    voices = _voices(document, speakers)
    entities, ids = _entities(document, resolver.parties)
    listed = tuple(
        Mention(f.span(doc), f.kind, ids.get(id(f.party)) if f.party else None)
        for f in found
        if f.party is not None or f.kind != "nominal" or f.sort is not None
    )
    return Resolution(entities, listed, tuple(speaker(v, ids) for v in voices))


def _voices(document: Document, speakers: Speakers) -> list[Voice]:
    """One voice per attribution; a quotation without a source goes on with the one before, across a paragraph's end."""
    voices: list[Voice] = []
    speakers.said.clear()
    text = document.article.text
    end = 0
    for attribution in document.attributions:
        start = attribution.content[0].start if attribution.content else 0
        begins = not text[end:start].strip("\n .,\"“”'‘’")
        voices.append(speakers.of(attribution, voices[-1] if voices else None, begins))
        end = max((s.end for s in (*attribution.content, *attribution.source, *attribution.cue)), default=end)
    return voices


def _asking(referents: Referents, found: Sequence[Markable]) -> Likely:
    numbers = {id(f): n for n, f in enumerate(found)}
    return lambda pronoun, others: referents(numbers[id(pronoun)], [numbers[id(other)] for other in others])


def _author(document: Document, resolver: Resolver) -> Referent | None:
    """Who signs the article, with the `I` that nobody quoted or heard says for his mentions."""
    name = author.signed(document.article)
    if name is None:
        return None
    known = (p for p in resolver.parties if p.sort == "person" and not p.anonymous)
    signs = next((p for p in known if (n := names.parse(p.name)) and not n.is_single and names.agree(name, n)), None)
    if signs is None:
        signs = Referent("person", name.usual, names=[name])
        resolver.parties.append(signs)
    for f in resolver.found:
        if f.party is None and not f.quoted and resolver.doc[f.head].lower_ in I:
            f.party = signs
            signs.mentions.append(f)
    return signs


def _length(document: Document, i: int) -> int:
    return sum(e - s for s, e in document.attributions[i].content)


def _told(document: Document, speakers: Speakers, i: int) -> Referent | None:
    """The one person whom a cue's verb says is told (`Lee told Dean`, `Lee asked Dean`): who is `you`."""
    near = [
        speakers.at_head.get(c.i)
        for t in speakers.tokens(document.attributions[i].cue)
        if t.lemma_ in _TELLING
        for c in t.rights
        if c.dep_ in ("dobj", "dative")
    ]
    persons = [f.party for f in near if f is not None and f.party is not None and f.party.sort == "person"]
    return persons[0] if len(persons) == 1 else None


def _sources(document: Document, speakers: Speakers) -> dict[int, frozenset[int]]:
    """By the head of each source, the persons that its quotation names: it is hardly by one of them."""
    sources: dict[int, frozenset[int]] = {}
    for attribution in document.attributions:
        head = speakers.head(speakers.tokens(attribution.source))
        if head is not None:
            named = {
                id(f.party)
                for token in speakers.tokens(attribution.content)
                if (f := speakers.at_head.get(token.i)) and f.party and f.kind == "name" and f.quoted
            }
            sources[head.i] = sources.get(head.i, frozenset()) | named
    return sources


def _reporters(document: Document, speakers: Speakers) -> dict[int, int]:
    """By token of each content, the head of the source that it is told by; of the innermost, where they nest."""
    reporters: dict[int, int] = {}
    for i in sorted(range(len(document.attributions)), key=lambda i: -_length(document, i)):
        attribution = document.attributions[i]
        head = speakers.head(speakers.tokens(attribution.source))
        if head is not None:
            reporters.update((t.i, head.i) for t in speakers.tokens(attribution.content))
    return reporters


def _entities(document: Document, parties: list[Referent]) -> tuple[tuple[Entity, ...], dict[int, str]]:
    """The parties as entities, numbered by their first mention, and the ids by party."""
    doc, day = document.doc, document.article.published
    kept = sorted((p for p in parties if p.mentions), key=lambda p: min(m.start for m in p.mentions))
    entities, ids = [], {}
    for number, party in enumerate(kept, 1):
        spans = sorted({m.span(doc) for m in party.mentions})
        shown = dict.fromkeys(doc[m.start : m.end].text for m in party.mentions if m.kind == "name")
        held = list(dict.fromkeys(party.descriptions))
        if party.sort == "person" and day is not None and (parsed := names.parse(party.name)):
            held += [
                o.title
                for f in offices.named(parsed, day)[:1]
                if offices.weight(f, day) >= 30 or any(n.titles for n in party.names)
                for o in f.offices
                if o.title and o.held_on(day)
            ]  # fmt: skip
        id_ = f"e{number}"
        ids[id(party)] = id_
        aliases = tuple(a for a in shown if a != party.name)
        kind: EntityType = "anonymous" if party.anonymous else party.sort
        entities.append(Entity(id_, party.name, kind, aliases, tuple(dict.fromkeys(held)), tuple(spans)))
    return tuple(entities), ids
