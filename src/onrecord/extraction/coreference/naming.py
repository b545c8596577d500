"""Which names of one article are one party's: full names first, then the partial ones, then what all readers know."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import Final

from spacy.tokens import Doc

from onrecord.extraction.coreference.mentions import Found, Party
from onrecord.people import names, offices
from onrecord.people.names import PersonName

# A figure stands for a bare surname where none of the article's persons does: so well known, and so much better known
# than the next one of that name.
_KNOWN: Final = 30.0
_RATIO: Final = 1.9


def gather(doc: Doc, found: list[Found], day: date | None) -> list[Party]:
    """Give each name its party; a name that could be two parties' keeps none, and lists them as its rivals."""
    parties: list[Party] = []
    persons = [f for f in found if f.kind == "name" and f.sort == "person" and f.name]
    for f in persons:
        if f.name and not f.name.is_single:
            _join(_full(parties, f.name, day), f)
    full = list(parties)
    home = _home(full, day)
    for f in persons:
        if f.name and f.name.is_single:
            _single(doc, f, f.name, full, parties, day, home)
    for party in parties:
        party.name = _usual(party, day)
        party.gender = party.gender or _gender(party, day)
    bodies: list[Party] = []
    for f in found:
        if f.kind == "name" and f.sort in ("organization", "place", "group") and not _is_modifier(doc, f):
            _join(_body(bodies, f, doc), f)
    return parties + bodies


def body_key(text: str) -> str:
    """The form in which names of organizations are compared."""
    return re.sub(r"^(?:the|a|an) |['’]s?$|[.,]", "", text.lower()).strip()


def _join(party: Party, f: Found) -> None:
    f.party = party
    party.mentions.append(f)
    if f.name:
        party.names.append(f.name)


def _home(parties: list[Party], day: date | None) -> str | None:
    """The country that most public figures with a full name in the article are of: its other names are, too."""
    found = Counter(f.country for p in parties for f in offices.named(_best(p), day)[:1])
    return found.most_common(1)[0][0] if found else None


def _full(parties: list[Party], name: PersonName, day: date | None) -> Party:
    for party in parties:
        if all(names.agree(name, n) for n in set(party.names) if not n.is_single):
            return party
    party = Party("person", name.usual)
    figures = offices.named(name, day)
    if figures:
        party.gender = figures[0].gender
    parties.append(party)
    return party


def _single(
    doc: Doc, f: Found, name: PersonName, full: list[Party], parties: list[Party], day: date | None, home: str | None
) -> None:
    candidates = [p for p in full if names.agree(name, _best(p)) and not names.genders_clash(f.gender, p.gender)]
    if len(candidates) > 1:
        family = [p for p in candidates if names.same_family(name.family, _best(p).family)]
        candidates = family or candidates
    if len(candidates) > 1:
        chosen = _principal(doc, f, candidates, day)
        if chosen is None:
            f.rivals = tuple(candidates)
            return
        candidates = [chosen]
    if candidates:
        _join(candidates[0], f)
        return
    for party in parties[len(full) :]:
        if names.agree(name, party.names[0]) and not names.genders_clash(f.gender, party.gender):
            _join(party, f)
            party.gender = party.gender or f.gender
            return
    capitals = name.full.isupper() and len(name.full) > 2
    party = Party("person", name.full.title() if capitals else name.full, gender=f.gender)
    known = [(g, w if home in (None, g.country) or w >= 60 else w * 0.3) for g, w in offices.prominent(name, day)]
    figures = sorted(known, key=lambda x: -x[1])
    least = 10.0 if name.titles or capitals else _KNOWN
    if figures and figures[0][1] >= least and all(w * _RATIO <= figures[0][1] for _, w in figures[1:]):
        party.name = figures[0][0].name
        party.gender = figures[0][0].gender
        parsed = names.parse(party.name)
        if parsed:
            party.names.append(parsed)
    parties.append(party)
    _join(party, f)


def _principal(doc: Doc, f: Found, candidates: list[Party], day: date | None) -> Party | None:
    """The one whom a bare name means, of several persons of that name in the article; None where nothing tells.

    Newspapers print a person's full name once and the family name from then on, and give the others of the name their
    full name or a title every time. So: the one named in full just before in the same paragraph if no other was, then
    the one with the bare name nearest before, then the best known by far.
    """
    near = [p for p in candidates if any(_same_paragraph(doc, m, f) for m in p.mentions if m.start < f.start)]
    if len(near) == 1 and not near[0].name.endswith(("Jr.", "Sr.")):
        return near[0]
    ranked = sorted(((_prominence(p, day), p) for p in candidates), key=lambda x: -x[0])
    if ranked[0][0] > _RATIO * ranked[1][0]:
        return ranked[0][1]
    known = [p for p in candidates if p.mentions[0].start < f.start]
    if len(known) == 1:
        return known[0]
    bare = [m.start for p in known for m in p.mentions if m.name and m.name.is_single and m.start < f.start]
    if bare:
        return next(p for p in known if any(m.start == max(bare) for m in p.mentions))
    plain = [p for p in candidates if not _best(p).suffix]
    if len(plain) == 1:
        return plain[0]
    counts = sorted(((len(p.mentions), p) for p in candidates), key=lambda x: -x[0])
    if counts[0][0] >= 2 * counts[1][0]:
        return counts[0][1]
    return None


def _prominence(party: Party, day: date | None) -> float:
    figures = offices.named(_best(party), day)
    return offices.weight(figures[0], day) if figures else 0.0


def _best(party: Party) -> PersonName:
    """The fullest of the party's names."""
    return max(party.names, key=lambda n: (bool(n.given), n.suffix is not None, len(n.given)))


def _usual(party: Party, day: date | None) -> str:
    """The full usual name: as well-known figures are called, else as the article writes it most often."""
    best = _best(party)
    figures = offices.named(best, day)
    if figures and len({f.name for f in figures[:2]}) == 1:
        return figures[0].name
    if figures and offices.weight(figures[0], day) > _RATIO * offices.weight(figures[1], day):
        return figures[0].name
    if best.is_single:
        noble = next((t for n in party.names for t in n.titles if t in ("Lord", "Lady", "Baroness", "Pope")), None)
        return f"{noble} {party.name}" if noble and noble not in party.name else party.name
    forms = Counter(n.usual for n in party.names if not n.is_single)
    return max(forms, key=lambda form: (forms[form], -len(form)))


def _gender(party: Party, day: date | None) -> names.Gender | None:
    for name in party.names:
        if any(names.gender(PersonName(name.family, titles=(t,))) for t in name.titles):
            return names.gender(PersonName(name.family, titles=name.titles))
    figures = offices.named(_best(party), day)
    if figures:
        return figures[0].gender
    best = _best(party)
    return names.gender_of_given(best.family) if best.is_single and not best.titles else names.gender(best)


def _same_paragraph(doc: Doc, a: Found, b: Found) -> bool:
    return "\n" not in doc[a.start : b.start].text


def _is_modifier(doc: Doc, f: Found) -> bool:
    """`Republican` before a noun is no mention of the Republicans."""
    return f.sort == "group" and doc[f.head].dep_ in ("amod", "compound", "nmod")


def _body(bodies: list[Party], f: Found, doc: Doc) -> Party:
    """The organization or place of that name: the same words, a part of a longer name, or its initials."""
    text = doc[f.start : f.end].text
    key = body_key(text)
    words = key.split()
    for party in bodies:
        if party.sort != f.sort:
            continue
        known = body_key(party.name)
        if key == known:
            return party
        if f.sort == "organization":
            longer = known.split()
            if 0 < len(words) < len(longer) <= len(words) + 2 and _is_part(words, longer):
                return party
            if 0 < len(longer) < len(words) <= len(longer) + 2 and _is_part(longer, words):
                party.name = text
                return party
            if _initials(party.name) == key.upper() or _initials(text) == known.upper():
                party.name = text if len(text) > len(party.name) else party.name
                return party
    party = Party(f.sort or "organization", text)
    bodies.append(party)
    return party


def _is_part(short: list[str], long: list[str]) -> bool:
    """`Platte River` of `Platte River Networks`, `Post` of `Washington Post`; `House` is not the White House."""
    if short in (["house"], ["senate"], ["court"], ["department"], ["state"], ["new", "york"], ["washington"]):
        return False
    return short == long[: len(short)] or short == long[-len(short) :]


def _initials(name: str) -> str:
    """`Republican National Committee` → RNC; nothing for a single word."""
    words = [w for w in re.findall(r"[A-Za-z]+", name) if w[0].isupper() and w != "The"]
    return "".join(w[0] for w in words) if len(words) > 1 else ""
