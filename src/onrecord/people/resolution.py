"""Who is who across articles: which of the persons that articles speak of are one and the same.

Plain logic over plain data; the record keeps what it finds. The machine joins two persons only for a reason, and says
which and how sure it is; what is neither clear nor excluded stays apart, as a doubt. What a user decides is kept as a
`IdentityDecision`, outranks the machine, and is undone rather than deleted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Final, Literal

from onrecord.model import Printed
from onrecord.people import names, offices, titles
from onrecord.people.figures import Figure
from onrecord.people.names import PersonName

FiguresNamed = Callable[[PersonName, date | None], tuple[Figure, ...]]

_POSITIVE: Final = 0.6  # at least as sure as this: one person
_NEGATIVE: Final = 0.3  # less sure than this: two
_MAX_DOUBTS: Final = 10
_BY_TITLE: Final = 75.0  # the weight from which a title and one word are enough
_KNOWN: Final = 30.0  # the weight (`offices.weight`) from which a full name is enough to know a public figure by


class Judgement(StrEnum):
    """Are two one person?"""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Opinion(Printed):
    """A judgement, how likely it is that two are one (0 to 1), and why."""

    judgement: Judgement
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Sighting(Printed):
    """A person as one article speaks of them; `companions` are the other persons in it, by name."""

    article: str
    entity: str
    name: str
    offices: tuple[str, ...] = ()
    day: date | None = None
    outlet: str | None = None
    companions: frozenset[str] = frozenset()


@dataclass(slots=True)
class Person(Printed):
    """One person of the record: who they are and where they were seen."""

    id: str
    name: str
    figure: Figure | None = None
    sightings: list[Sighting] = field(default_factory=list)
    opinions: list[Opinion] = field(default_factory=list)  # why each sighting after the first is theirs
    doubts: list[tuple[str, Opinion]] = field(default_factory=list)  # who else this may be


@dataclass(frozen=True, slots=True)
class IdentityDecision(Printed):
    """What a user decided: `person` is one with `other`, is `other` in these articles, or is called `other`."""

    n: int
    kind: Literal["merge", "split", "rename"]
    person: str
    other: str
    articles: tuple[str, ...] = ()
    by: str = ""
    at: str = ""
    reason: str = ""
    undone_at: str | None = None

    @property
    def judgement(self) -> Judgement:
        """Merging says yes, splitting no."""
        return Judgement.NEGATIVE if self.kind == "split" else Judgement.POSITIVE


def cluster(
    sightings: Iterable[Sighting],
    figures_named: FiguresNamed = offices.named,
    new_id: Callable[[str], str] | None = None,
) -> list[Person]:
    """The persons of these sightings, each with an id that later sightings do not change (or that `new_id` gives).

    Linear in the number of sightings for each family name's handful of persons; equal names are found by table.
    """
    persons: list[Person] = []
    by_form: dict[tuple[str, ...], list[Person]] = {}
    by_family: dict[str, list[Person]] = {}
    new_id = new_id or partial(_new_id, {})
    for sighting in sightings:
        name = names.parse(sighting.name)
        if name is None:
            continue
        form, family = _form(name), names.last_word(name)
        figure = _figure(name, sighting, figures_named)
        candidates = by_form.get(form) or [p for p in by_family.get(family, ()) if _may_agree(name, p)]
        rated = sorted(((compare(p, sighting, figure), p) for p in candidates), key=lambda x: -x[0].score)
        if rated and rated[0][0].judgement is Judgement.POSITIVE:
            opinion, person = rated[0]
            person.opinions.append(opinion)
            person.figure = person.figure or figure
        else:
            person = Person(new_id(figure.name if figure else sighting.name), _called(name, figure), figure)
            person.doubts = [(p.id, o) for o, p in rated if o.judgement is Judgement.UNSURE][:_MAX_DOUBTS]
            persons.append(person)
            by_family.setdefault(family, []).append(person)
        person.sightings.append(sighting)
        if person not in by_form.setdefault(form, []):
            by_form[form].append(person)
    return persons


def compare(person: Person, sighting: Sighting, figure: Figure | None = None) -> Opinion:
    """Is the one in an article this person? By name, office, date, companions and outlet."""
    known, seen = names.parse(_fullest(person)), names.parse(sighting.name)
    if known is None or seen is None or not _may_agree(seen, person):
        return Opinion(Judgement.NEGATIVE, 0.0, "their names do not agree")
    if person.figure and figure:
        same = person.figure.key == figure.key
        both = f"both are {figure.name} ({figure.key})"
        apart = f"{person.figure.name} ({person.figure.key}) and {figure.name} ({figure.key}) are two"
        return Opinion(Judgement.POSITIVE, 0.97, both) if same else Opinion(Judgement.NEGATIVE, 0.02, apart)
    company = _company(person, sighting)
    if known.is_single or seen.is_single:
        near = _gap(person, sighting)
        if known.is_single and seen.is_single and company >= 2 and near is not None and near < 0.2:
            return Opinion(Judgement.POSITIVE, 0.65, f"the same name, days and {company} companions")
        return Opinion(Judgement.UNSURE, 0.4, "only one word of the name is known")
    equal = names.fold(known.given[0]) == names.fold(seen.given[0])
    score, reasons = (0.75, ["the same name"]) if equal else (0.65, ["names that agree"])
    if shared := _shared_office(person, sighting):
        score += 0.15
        reasons.append(f"the same office ({shared})")
    if company >= 2:
        score += 0.1
        reasons.append(f"{company} companions in common")
    if sighting.outlet and any(s.outlet == sighting.outlet for s in person.sightings):
        score += 0.05
        reasons.append("the same outlet")
    gap = _gap(person, sighting)
    if gap is not None and gap > 15:
        score -= 0.3 if gap > 25 else 0.2
        reasons.append(f"but {gap:.0f} years apart")
    judgement = (
        Judgement.POSITIVE if score >= _POSITIVE else Judgement.NEGATIVE if score < _NEGATIVE else Judgement.UNSURE
    )
    return Opinion(judgement, round(min(score, 0.95), 2), ", ".join(reasons))


def settle(persons: Sequence[Person], decisions: Sequence[IdentityDecision]) -> list[Person]:
    """The persons as users have decided: first those split off, then those merged, then the new names."""
    standing = [d for d in decisions if d.undone_at is None]
    settled = {p.id: replace(p, sightings=list(p.sightings), opinions=list(p.opinions)) for p in persons}
    for d in standing:
        if d.kind == "split" and d.person in settled:
            _split(settled, d)
    target = redirects(standing)
    for old in [id for id in settled if id in target]:
        new = end(target, old)
        if new in settled:
            moved = settled.pop(old)
            settled[new].sightings += moved.sightings
            settled[new].figure = settled[new].figure or moved.figure
    for d in standing:
        if d.kind == "rename" and (id := end(target, d.person)) in settled:
            settled[id].name = d.other
    return list(settled.values())


def redirects(decisions: Iterable[IdentityDecision]) -> dict[str, str]:
    """Which id leads to which other, by the merges that stand."""
    return {d.person: d.other for d in decisions if d.kind == "merge" and d.undone_at is None}


def objection(new: IdentityDecision, decisions: Sequence[IdentityDecision], known: Iterable[str]) -> str | None:
    """Why a decision cannot be taken, in words for the user; None where it can."""
    ids = set(known)
    target = redirects(decisions)
    wanted = [new.person, new.other] if new.kind == "merge" else [new.person]
    for id in wanted:
        if id not in ids and id not in target:
            return f"there is no person {id!r} in the record; ids are what `onrecord people show NAME` prints"
    if new.kind == "rename" and names.parse(new.other) is None:
        return f"{new.other!r} is not a name"
    if new.kind == "split" and not new.articles:
        return "name at least one article to split off"
    if new.kind != "merge":
        return None
    if new.person == new.other:
        return f"{new.person!r} cannot be merged with itself"
    if end(target, new.person) == end(target, new.other):
        return f"{new.person!r} and {new.other!r} are one person already"
    if new.person in target:
        last = end(target, new.person)
        return f"{new.person!r} was merged into {target[new.person]!r}; undo that first, or merge {last!r}"
    return None


def end(target: dict[str, str], id: str) -> str:
    """Where the merges lead from an id; the id itself where they do not."""
    seen = {id}
    while id in target and target[id] not in seen:
        id = target[id]
        seen.add(id)
    return id


def _split(settled: dict[str, Person], d: IdentityDecision) -> None:
    person = settled[d.person]
    moved = [s for s in person.sightings if s.article in d.articles]
    if not moved:
        return
    person.sightings = [s for s in person.sightings if s.article not in d.articles]
    off = settled.setdefault(d.other, Person(d.other, person.name))
    off.sightings += moved
    if not person.sightings:
        del settled[d.person]


def _figure(name: PersonName, sighting: Sighting, figures_named: FiguresNamed) -> Figure | None:
    """The public figure of that name, where one is far better known than any other on that day.

    A name alone does not make a stranger a backbencher: the little known need an office that the article gives them.
    """
    day = sighting.day
    found = figures_named(name, day)
    if not found and name.titles and (known := offices.prominent(name, day)) and known[0][1] >= _BY_TITLE:
        return known[0][0]  # "Pope Francis"
    if not found:
        return None
    first = offices.weight(found[0], day)
    if len(found) > 1 and first < 2 * offices.weight(found[1], day):
        return None
    called = any(titles.describes(words, found[0], day) > 0 for words in sighting.offices)
    return found[0] if first >= _KNOWN or called else None


def _form(name: PersonName) -> tuple[str, ...]:
    return (*(names.fold(w) for w in (*name.given, name.family)), name.suffix or "")


def _may_agree(name: PersonName, person: Person) -> bool:
    """Does a name agree with all under which a person was seen?"""
    known = {person.name, *(s.name for s in person.sightings[:50])} if person.sightings else {person.name}
    return all(names.agree(name, parsed) for text in known if (parsed := names.parse(text)))


def _fullest(person: Person) -> str:
    return max((person.name, *(s.name for s in person.sightings[:20])), key=lambda n: len(n.split()))


def _called(name: PersonName, figure: Figure | None) -> str:
    return figure.name if figure else name.full if name.is_single else name.usual


def _company(person: Person, sighting: Sighting) -> int:
    if not sighting.companions:
        return 0
    return max((len(sighting.companions & s.companions) for s in person.sightings[-20:]), default=0)


def _shared_office(person: Person, sighting: Sighting) -> str | None:
    held = {o.lower() for s in person.sightings[-50:] for o in s.offices}
    return next((o for o in sighting.offices if o.lower() in held), None)


def _gap(person: Person, sighting: Sighting) -> float | None:
    """Years between a sighting and the nearest one of a person; None where a day is not known."""
    days = [s.day for s in person.sightings if s.day]
    if sighting.day is None or not days:
        return None
    first, last = min(days), max(days)
    if first <= sighting.day <= last:
        return 0.0
    return min(abs((sighting.day - d).days) for d in (first, last)) / 365.25


def _new_id(taken: dict[str, int], name: str) -> str:
    """`kim-beazley`, and `kim-beazley-2` for the next of that name."""
    slug = names.slug(name) or "person"
    taken[slug] = taken.get(slug, 0) + 1
    return slug if taken[slug] == 1 else f"{slug}-{taken[slug]}"
