"""Which places where an occasion may be named name one, who takes part, which places are one occasion, and which of
those are kept: logistic regressions one upon the other, whose weights `models/occasions-en-1` has."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from onrecord import lexicon
from onrecord.extraction import dates, folders
from onrecord.extraction.attribution.confidence import named
from onrecord.extraction.occasions.attending import Known
from onrecord.extraction.occasions.triggers import OccasionMention
from onrecord.model import Party
from onrecord.periods import compatible

LEAST: Final = 0.12  # how likely a place has to name an occasion to be looked at further
JOINED: Final = 0.5
KEPT: Final = 0.45
_BEFORE: Final = 12  # places of one group to which one may go back
_HEARD: Final = 14  # parties, the likeliest
_MOST: Final = 6  # participants
_GROUPS: Final = lexicon.values("kinds of occasions")
_DETERMINERS: Final = "the a an this that his her their its any no every each many first last next another"
_AFTER: Final = "with between against over for of on at in to by"
_SCORE: Final = re.compile(r"\d+[-–]\d+")
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
_WORD: Final = re.compile(r"[a-z]{3,}")

Weights = Mapping[str, Mapping[str, float]]


@dataclass(slots=True, eq=False)
class PossibleOccasion:
    """One place where an occasion may be named, its words in small letters, the parties that may take part, and what is
    known of it."""

    found: OccasionMention
    text: str
    inside: bool
    headline: bool
    parties: list[tuple[Party, Known]]
    attends: list[float] = field(default_factory=list)
    known: Known = field(default_factory=dict)
    likely: float = 0.0
    before: list[tuple[PossibleOccasion, Known]] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class ChosenOccasion:
    """Places that are one occasion, with those who took part and what is known of it."""

    places: list[PossibleOccasion]
    best: PossibleOccasion  # the likeliest
    parties: list[Party]
    known: Known


def chosen(places: Sequence[PossibleOccasion]) -> list[ChosenOccasion]:
    """The occasions that an article names, in the order of their first places."""
    of = folders.weights(folders.OCCASIONS, "occasion")
    attend(places, of["attends"])
    found = join(name(places, of["names"]), of["same"])
    return [choice for choice in found if named(choice.known, of["kept"]) >= KEPT]


def attend(places: Sequence[PossibleOccasion], of: Mapping[str, float]) -> None:
    """Who is likely to take part, and so what is known of each place."""
    for place in places:
        place.attends = [named(known, of) for _, known in place.parties]
        place.known = dict(_known(place))


def name(places: Sequence[PossibleOccasion], of: Mapping[str, float]) -> list[PossibleOccasion]:
    """The places that may name an occasion, with those before them that may be the same."""
    for place in places:
        place.likely = named(place.known, of)
    kept = [p for p in places if p.likely >= LEAST]
    earlier_of: dict[str, deque[PossibleOccasion]] = defaultdict(lambda: deque(maxlen=_BEFORE))
    for place in kept:
        earlier = earlier_of[_group(place)]
        place.before = [(p, _pair(p, place, len(earlier) - 1 - i)) for i, p in enumerate(earlier)]
        earlier.append(place)
    return kept


def join(places: Sequence[PossibleOccasion], of: Mapping[str, float]) -> list[ChosenOccasion]:
    """The occasions, each with those of its parties that likely make up half of it, and half of which it makes up."""
    groups: list[list[PossibleOccasion]] = []
    of_place: dict[int, list[PossibleOccasion]] = {}
    for place in places:
        p, best = max(((named(known, of), -n) for n, (_, known) in enumerate(place.before)), default=(0.0, 0))
        group = of_place[id(place.before[-best][0])] if p >= JOINED else []
        if not group:
            groups.append(group)
        group.append(place)
        of_place[id(place)] = group
    return [_choice(group) for group in groups]


def _group(place: PossibleOccasion) -> str:
    return _GROUPS[place.found.kind]


def _known(place: PossibleOccasion) -> Iterator[tuple[str, float]]:
    """What is known of a place."""
    found, head = place.found, place.found.head
    shape = "noun" if head.pos_ not in ("VERB", "PROPN") else head.pos_
    lemma = head.lemma_.lower()
    lefts, rights = {t.lower_ for t in head.lefts}, {t.lower_ for t in head.rights}
    verb = found.verb
    score = _SCORE.search(head.sent.text) is not None
    names = [f"kind: {found.kind}", f"word: {lemma}", f"word: {lemma}, {shape}", f"shape: {shape}", f"tag: {head.tag_}"]
    names += [f"{found.kind}, {shape}", f"part: {head.dep_}", f"status: {found.status}"]
    names += [f"after: {head.head.lower_}"] if head.dep_ == "pobj" else []
    names += [f"before: {w}" for w in _DETERMINERS.split() if w in lefts] or (["bare"] if not lefts else [])
    for word in _AFTER.split():
        names += [f"then: {word}", f"{found.kind}, then: {word}"] if word in rights else []
    if verb is not None:
        names += [f"verb's tag: {verb.tag_}", *(f"with: {c.lower_}" for c in verb.children if c.dep_ in ("aux", "neg"))]
        names += [f"verb: {verb.lemma_.lower()}"] if verb != head else []
    names += [f"named: {e}" for e in {t.ent_type_ for t in head.lefts} if e]
    tests = {
        "by rule": found.sure, "inside": place.inside, "definite": found.definite, "dated": found.when is not None,
        "placed": found.place is not None, "headline": place.headline, "event": head.ent_type_ == "EVENT",
        "score": score, f"score, {found.kind}": score, "year": _YEAR.search(place.text) is not None,
        "somebody by rule": bool(found.participants),
        "somebody by rule, inside": place.inside and bool(found.participants),
    }  # fmt: skip
    yield from ((name, 1.0) for name in ("always", *names, *(n for n, holds in tests.items() if holds)))
    top = sorted(place.attends, reverse=True)
    yield "proper", min(sum(t.pos_ == "PROPN" for t in head.subtree), 4) / 2
    yield "by rule, how many", float(min(len(found.participants), 3))
    yield "likeliest", top[0] if top else 0.0
    yield "second", top[1] if len(top) > 1 else 0.0
    yield "all", min(sum(top), 4.0)


def _pair(a: PossibleOccasion, b: PossibleOccasion, between: int) -> Known:
    """What is known of two places in text order that may be one occasion."""
    x, y = ({key(p): q for (p, _), q in zip(o.parties, o.attends, strict=True) if q >= 0.2} for o in (a, b))
    shared = sum(min(x[k], y[k]) for k in x.keys() & y.keys())
    more, less = (of((sum(x.values()), sum(y.values()))) for of in (max, min))
    one, other = ({*_WORD.findall(o.text)} - {*_DETERMINERS.split()} for o in (a, b))
    lefts, kind = {t.lower_ for t in b.found.head.lefts}, b.found.kind
    same_word = a.found.head.lemma_.lower() == b.found.head.lemma_.lower()
    days = [dates.calendar(o.found.when.value) if o.found.when else None for o in (a, b)]
    here, there = a.found.place, b.found.place
    at_one = bool(here and there and (here in there or there in here))
    away = b.found.head.i - a.found.head.i
    tests = {
        "nobody": not x or not y, "apart": bool(x and y) and not shared, "word": same_word, "text": a.text == b.text,
        "kind": a.found.kind == kind, "words within": bool(other) and other <= one, f"kind: {kind}": True,
        "definite": b.found.definite, f"definite, {kind}": b.found.definite, "headline": a.headline,
        "day": bool(days[0]) and days[0] == days[1], "one dated": bool(days[0]) != bool(days[1]),
        "another day": bool(days[0] and days[1]) and not compatible(str(days[0]), str(days[1])),
        "status": a.found.status == b.found.status,
        "one denied": (a.found.status == "denied") != (b.found.status == "denied"),
        "place": at_one, "another place": bool(here and there) and not at_one, "near": away < 40,
        "very near": away < 15, "number": a.found.head.tag_.endswith("S") != b.found.head.tag_.endswith("S"),
        "a new one": bool(lefts & {"a", "another"}),
        "a new one, apart": bool(lefts & {"a", "another"}) and not shared,
        "this": bool(lefts & {"this", "that"}),
        f"word, {kind}": same_word, f"shapes: {a.found.head.pos_}, {b.found.head.pos_}": True,
        "word, definite": same_word and b.found.definite, "word, apart": same_word and bool(x and y) and not shared,
    }  # fmt: skip
    share = shared / more if more else 0.0
    return dict.fromkeys(["always", *(name for name, holds in tests.items() if holds)], 1.0) | {
        "share": share, "shared": min(shared, 2.0), "share of less": shared / less if less else 0.0,
        f"share, {kind}": share,
        "words": len(one & other) / max(len(one | other), 1), "away": min(away, 600) / 600,
        "between": min(between, 4) / 4,
        "likely": a.likely, "likely, second": b.likely, "share, definite": share * b.found.definite,
        "share, word": share * same_word,
    }  # fmt: skip


def _choice(places: list[PossibleOccasion]) -> ChosenOccasion:
    heard: dict[str, tuple[float, Party]] = {}
    for place in places:
        for (one, _), p in zip(place.parties, place.attends, strict=True):
            if p > heard.get(key(one), (-1.0, one))[0]:
                heard[key(one)] = (p, one)
    ranked = sorted(heard.values(), key=lambda h: -h[0])
    odds = [p for p, _ in ranked[:_HEARD]]
    right = [_half(odds[:n], odds[n:]) for n in range(min(len(odds), _MOST) + 1)]
    count = int(np.argmax(right))
    parties = [one for _, one in ranked[:count]]
    best = max(places, key=lambda p: p.likely)
    second = sorted(p.likely for p in places)[-2] if len(places) > 1 else 0.0
    head, kind = best.found.head, best.found.kind
    names = [
        "always", f"kind: {kind}", f"kind: {kind}, {min(count, 3)}", f"parties: {min(count, 4)}", f"shape: {head.pos_}",
        f"status: {best.found.status}", f"word: {head.lemma_.lower()}", f"types: {sorted(p.type for p in parties)}",
    ]  # fmt: skip
    tests = {
        "by rule": any(p.found.sure for p in places), "headline": any(p.headline for p in places),
        "plural": head.tag_ in ("NNS", "NNPS"), "inside": all(p.inside for p in places),
        "nobody, by name": not parties and head.pos_ == "PROPN",
        "event": any(p.found.head.ent_type_ == "EVENT" for p in places),
    }  # fmt: skip
    names += [name for name, holds in tests.items() if holds]
    return ChosenOccasion(places, best, parties, dict.fromkeys(names, 1.0) | {
        "half": right[count], "half, log": float(np.log(right[count] + 0.01)), "both": right[count] * best.likely,
        "likely": best.likely, "likely, odds": float(np.log(best.likely / (1 - best.likely + 1e-6))), "second": second,
        "places": min(len(places), 5) / 3, "sure": sum(odds[:count]) / max(count, 1),
        "left": min(sum(odds[count:]), 2.0),
        "first": odds[0] if odds else 0.0,
    })  # fmt: skip


def _half(told: Sequence[float], others: Sequence[float]) -> float:
    """How likely half of those who are told took part, and are half of those who did; of nobody, that nobody did."""
    ours, theirs = _counts(told), _counts(others)
    if not told:
        return float(theirs[0])
    return float(
        sum(p * q for a, p in enumerate(ours) for b, q in enumerate(theirs) if a and 2 * a >= max(len(told), a + b))
    )


def _counts(odds: Sequence[float]) -> Sequence[float]:
    """How likely each number of them is."""
    found = np.ones(1)
    for p in odds:
        found = np.convolve(found, [1 - p, p])
    return [float(p) for p in found]


def key(party: Party) -> str:
    """A person by family name, so that a mention that coreference left alone is not somebody else here."""
    return party.name.split()[-1].lower() if party.type == "person" else party.entity or party.name
