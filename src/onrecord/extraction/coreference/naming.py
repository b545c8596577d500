"""Which names of one article are one party's: full names first, then the partial ones, then what all readers know."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Final

from spacy.tokens import Doc

from onrecord import lexicon
from onrecord.extraction.coreference import vocabulary
from onrecord.extraction.coreference.found import Markable, Referent
from onrecord.extraction.document import text_of
from onrecord.people import names, offices
from onrecord.people.names import PersonName

# A figure stands for a bare surname where none of the article's persons does: so well known, and so much better known
# than the next one of that name.
_KNOWN: Final = 30.0
_RATIO: Final = 1.9
_ORGANS: Final = lexicon.words("voting bodies")
PLACES: Final = ("state", "country", "nation")
_LETTERS: Final = re.compile(r"\b[A-Z]{2,6}\b")
_CAPITALISED: Final = re.compile(
    r"[A-Z][\w’'-]*[a-z](?: (?:(?:of|for|and|the|in|on|to|&) ){0,2}[A-Z][\w’'-]*[a-z]){2,8}(?![\w’'-])"
)
# Titles that stay with a name of one word.
_NOBLE: Final = frozenset("Lord Lady Baroness Pope Prince Princess King Queen".split())


def gather(doc: Doc, found: list[Markable], day: date | None) -> list[Referent]:
    """Give each name its party; a name that could be two parties' keeps none, and lists them as its rivals."""
    register = _Register(doc, day)
    persons = [f for f in found if f.kind == "name" and f.sort == "person" and f.name]
    for f in persons:
        if f.name and not f.name.is_single:
            register.full(f, f.name)
    register.home = home(register.parties, day)
    for f in persons:
        if f.name and f.name.is_single:
            register.single(f, f.name)
    for party in register.parties:
        party.name = _usual(party, day)
        party.gender = party.gender or _gender(party, day)
    bodies = _Bodies(spelt_out(register.text))
    for f in found:
        if f.kind == "name" and f.sort in ("organization", "place", "group") and not _is_modifier(doc, f):
            _join(bodies.of(f, doc), f)
    return register.parties + bodies.parties


def body_key(text: str) -> str:
    """The form in which names of organizations are compared."""
    return re.sub(r"^(?:the|a|an) |['’]s?$|[.,]", "", text.lower()).strip()


def is_called(name: str, noun: str) -> bool:
    """`the commission`, `the Halden Commission`: does a body go by a noun of its name? `The state`
    is not the Islamic State."""
    return noun not in PLACES and noun in body_key(name).split()


def spelt_out(text: str) -> dict[str, str]:
    """What letters stand for that an article writes out: `Citizens for Responsibility and Ethics in Washington (CREW)`,
    or, anywhere, capitalised words that are all of a name and begin with just these letters."""
    letters = set(_LETTERS.findall(text))
    found: dict[str, str] = {}
    for m in _CAPITALISED.finditer(text) if letters else ():
        words = [w for w in re.finditer(r"[A-Z][\w’'-]*", m[0]) if w[0] not in ("The", "A", "An")]
        behind = re.match(r" \(([A-Z]{2,6})\)", text[m.end() : m.end() + 9])
        for begin in range(len(words) - 1) if behind else (0,):
            initials = "".join(w[0][0] for w in words[begin:])
            if behind and initials[:-1] == behind[1] and words[-1][0].lower() in vocabulary.NAME_OF_BODY:
                initials = behind[1]  # `General Motors Corporation (GM)`
            if initials in letters and (behind is None or behind[1] == initials):
                found.setdefault(initials, m[0][words[begin].start() :])
                break
    return found


def _join(party: Referent, f: Markable) -> None:
    f.party = party
    party.mentions.append(f)
    if f.name and f.name not in party.names:
        party.names.append(f.name)


def home(parties: list[Referent], day: date | None) -> str | None:
    """The country that most public figures with a full name in the article are of: its other names are, too."""
    found = Counter(f.country for p in parties for f in offices.named(_best(p), day)[:1])
    return found.most_common(1)[0][0] if found else None


class _Register:
    """The persons of an article by the words that can name them, so that a list of thousands stays quick."""

    def __init__(self, doc: Doc, day: date | None) -> None:
        self.day, self.text = day, text_of(doc)
        self.home: str | None = None  # the country of most public figures in the article
        self.parties: list[Referent] = []
        self.paragraph = [0] * len(doc)
        for token in doc[1:]:
            self.paragraph[token.i] = self.paragraph[token.i - 1] + ("\n" in doc[token.i - 1].text_with_ws)
        self._by_word: dict[str, list[Referent]] = {}  # those with a full name
        self._singles: dict[str, list[Referent]] = {}  # those without
        self._named_in: dict[tuple[int, int], int] = {}  # by party and paragraph, where they are first named in it
        self._bare: dict[int, int] = {}  # where a party was last called by one word

    def full(self, f: Markable, name: PersonName) -> None:
        """Join a full name to its party, or make one."""
        family = _word(name.family)
        for party in self._by_word.get(family, ()):
            if all(names.agree(name, n) for n in party.names if not n.is_single):
                break
        else:
            party = Referent("person", name.usual)
            figures = offices.named(name, self.day)
            party.gender = figures[0].gender if figures else None
            self.parties.append(party)
            given = [g for g in (name.given[0], name.nickname) if g]
            short = (s for g in given for s in names.short_forms(names.fold(g)))
            for word in {family, *map(names.fold, given), *short}:
                self._by_word.setdefault(word, []).append(party)
        self._take(party, f)

    def single(self, f: Markable, name: PersonName) -> None:
        """Join a name of one word to the party that it means; to none, with its rivals, where that is not clear."""
        word = _word(name.family)
        spelt = (word, word + word[-1:], word[:-1])  # `Zelensky`, where the article has `Zelenskyy`, too
        candidates = [
            p for p in next(filter(None, map(self._by_word.get, spelt)), ())
            if names.agree(name, _best(p)) and not names.genders_clash(f.gender, p.gender)
        ]  # fmt: skip
        if not candidates and any(t.rstrip(".").lower() in vocabulary.CIVIL for t in name.titles):
            candidates = [  # "Mr. Lou" is Lou Jiwei, whose family name comes first
                p for p in self._by_word.get(word, ())
                if names.fold(_best(p).given[0]) == word and not names.genders_clash(f.gender, p.gender)
            ]  # fmt: skip
        if len(candidates) > 1:
            candidates = [p for p in candidates if names.same_family(name.family, _best(p).family)] or candidates
        if len(candidates) > 1:
            chosen = self._principal(f, candidates)
            if chosen is None:
                f.rivals = tuple(candidates)
                return
            candidates = [chosen]
        if not candidates:
            candidates = [
                p for p in self._singles.get(word, ())
                if names.agree(name, p.names[0]) and not names.genders_clash(f.gender, p.gender)
            ]  # fmt: skip
        party = candidates[0] if candidates else self._unheard(f, name, word)
        party.gender = party.gender or f.gender
        self._take(party, f)
        self._bare[id(party)] = f.start

    def _take(self, party: Referent, f: Markable) -> None:
        self._named_in.setdefault((id(party), self.paragraph[f.start]), f.start)
        _join(party, f)

    def _unheard(self, f: Markable, name: PersonName, word: str) -> Referent:
        """A person without a full name in the article: a public figure, or one known by that word only."""
        capitals = name.full.isupper() and len(name.full) > 2
        party = Referent("person", name.full.title() if capitals else name.full, gender=f.gender)
        known = [(g, w) for g, w in offices.prominent(name, self.day) if offices.vouched(g, name, self.day, self.text)]
        rated = [(g, w if self.home in (None, g.country) or w >= 60 else w * 0.3) for g, w in known]
        figures = sorted(rated, key=lambda x: -x[1])
        least = 10.0 if name.titles or capitals else _KNOWN
        if figures and figures[0][1] >= least and all(w * _RATIO <= figures[0][1] for _, w in figures[1:]):
            party.name, party.gender = figures[0][0].name, figures[0][0].gender
            party.names.append(name)
            parsed = names.parse(party.name)
            party.names += [parsed] if parsed else []
        self.parties.append(party)
        self._singles.setdefault(word, []).append(party)
        return party

    def _principal(self, f: Markable, candidates: list[Referent]) -> Referent | None:
        """The one whom a bare name means, of several persons of that name in the article; None where nothing tells.

        Newspapers print a person's full name once and the family name from then on, and give the others of the name
        their full name or a title every time. So: the one named before in the same paragraph if no other was, then
        the best known by far, then the one who was called by the bare name last.
        """
        here = self.paragraph[f.start]
        near = [p for p in candidates if self._named_in.get((id(p), here), f.start) < f.start]
        if len(near) == 1 and not near[0].name.endswith(("Jr.", "Sr.")):
            return near[0]
        ranked = sorted(((_prominence(p, self.day), p) for p in candidates), key=lambda x: -x[0])
        if ranked[0][0] > _RATIO * ranked[1][0]:
            return ranked[0][1]
        known = [p for p in candidates if p.mentions[0].start < f.start]
        if len(known) == 1:
            return known[0]
        bare = [p for p in known if id(p) in self._bare]
        if bare:
            return max(bare, key=lambda p: self._bare[id(p)])
        plain = [p for p in candidates if not _best(p).suffix]
        if len(plain) == 1:
            return plain[0]
        counts = sorted(((len(p.mentions), p) for p in candidates), key=lambda x: -x[0])
        return counts[0][1] if counts[0][0] >= 2 * counts[1][0] else None


def _word(family: str) -> str:
    return names.fold(family).split()[-1]


def _prominence(party: Referent, day: date | None) -> float:
    figures = offices.named(_best(party), day)
    return offices.weight(figures[0], day) if figures else 0.0


def _best(party: Referent) -> PersonName:
    """The fullest of the party's names."""
    return max(party.names, key=lambda n: (bool(n.given), n.suffix is not None, len(n.given)))


def _usual(party: Referent, day: date | None) -> str:
    """The full usual name: as a figure of the same given name is called, else as the article writes it most often."""
    best = _best(party)
    figures = [
        f for f in offices.named(best, day) if best.is_single or any(_same_given(n, f.name) for n in party.names)
    ]
    if figures and len({f.name for f in figures[:2]}) == 1:
        return figures[0].name
    if figures and offices.weight(figures[0], day) > _RATIO * offices.weight(figures[1], day):
        return figures[0].name
    if best.is_single:
        noble = next((t for n in party.names for t in n.titles if t in _NOBLE), None)
        return f"{noble} {party.name}" if noble and noble not in party.name else party.name
    forms = Counter(m.name.usual for m in party.mentions if m.name and not m.name.is_single)
    if not forms:
        return best.usual
    usual = max(forms, key=lambda form: (forms[form], _is_formal(form, forms), -len(form)))
    if names.is_given_name(usual.split()[0]):
        return usual
    longer = [form for form in forms if form.endswith(f" {usual}")]  # its given names are not in the usual one
    return max(longer or [usual], key=lambda form: (forms[form], -len(form)))


def _is_formal(form: str, others: Iterable[str]) -> bool:
    """Sandra, and not Sandy: the longer one, where each is called short for the other."""
    mine, theirs = names.fold(form.split()[0]), {names.fold(other.split()[0]) for other in others}
    short = theirs & names.short_forms(mine)
    return any(mine not in names.short_forms(other) or len(mine) > len(other) for other in short)


def _same_given(name: PersonName, figure: str) -> bool:
    """`Hillary Rodham Clinton` is Hillary Clinton; what is printed as Bill Gates is not Robert Gates."""
    known = names.parse(figure)
    given = [n.given[0] for n in (known, name) if n is not None and n.given]
    return len(given) == 2 and names.fold(given[0]) == names.fold(given[1])


def _gender(party: Referent, day: date | None) -> names.Gender | None:
    for name in party.names:
        if any(names.gender(PersonName(name.family, titles=(t,))) for t in name.titles):
            return names.gender(PersonName(name.family, titles=name.titles))
    figures = offices.named(_best(party), day)
    if figures:
        return figures[0].gender
    best = _best(party)
    return names.gender_of_given(best.family) if best.is_single and not best.titles else names.gender(best)


def _is_modifier(doc: Doc, f: Markable) -> bool:
    """`Republican` before a noun is no mention of the Republicans."""
    return f.sort == "group" and doc[f.head].dep_ in ("amod", "compound", "nmod")


class _Bodies:
    """The organizations, places and groups of an article, by the words that their names begin and end with."""

    def __init__(self, written_out: dict[str, str]) -> None:
        self.parties: list[Referent] = []
        self._written_out = written_out
        self._by_word: dict[tuple[str, str], list[Referent]] = {}

    def of(self, f: Markable, doc: Doc) -> Referent:
        """The one of that name: the same words, a part of a longer name, or its initials."""
        text = self._written_out.get(text := doc[f.start : f.end].text, text)
        sort = f.sort or "organization"
        words = body_key(text).split() or [text]
        keys = [(sort, w) for w in dict.fromkeys((words[0], words[-1], _initials(text).lower() or words[0]))]
        seen: dict[int, Referent] = {id(p): p for key in keys for p in self._by_word.get(key, ())}
        party = next((p for p in seen.values() if _same_body(text, words, p) and not _grown(words, p)), None)
        if party is None:
            party = Referent(sort, text)
            self.parties.append(party)
        elif sort == "organization" and len(words) > len(body_key(party.name).split()):
            party.name = text
        for key in keys:
            if party not in self._by_word.setdefault(key, []):
                self._by_word[key].append(party)
        return party


def _same_body(text: str, words: list[str], party: Referent) -> bool:
    known = body_key(party.name)
    if words == known.split():
        return True
    if party.sort != "organization":
        return False
    short, long = sorted((words, known.split()), key=len)
    if 0 < len(short) < len(long) <= len(short) + 2 and _is_part(short, long):
        return True
    return _initials(party.name) == " ".join(words).upper() or _initials(text) == known.upper() != ""


def _grown(words: list[str], party: Referent) -> bool:
    """`Halden Airways Leasing`, where the article spoke of `Halden Airways` before: another body, as a full name
    is given first. Not `Halden Airways Holding Company`, whose last word is what any body's name can end with."""
    known = body_key(party.name).split()
    return known == words[: len(known)] != words and words[-1] not in vocabulary.NAME_OF_BODY


def _is_part(short: list[str], long: list[str]) -> bool:
    """`Platte River` of `Platte River Networks`, `Post` of `Washington Post`; `House` is not the White House."""
    if short in (["house"], ["senate"], ["court"], ["department"], ["state"], ["new", "york"], ["washington"]):
        return False
    if len(short) == 1 and short == long[:1] and long[-1] in _ORGANS:
        return False  # the UN is not its Security Council
    return short == long[: len(short)] or short == long[-len(short) :]


def _initials(name: str) -> str:
    """`Republican National Committee` → RNC; nothing for a single word."""
    words = [w for w in re.findall(r"[A-Za-z]+", name) if w[0].isupper() and w != "The"]
    return "".join(w[0] for w in words) if len(words) > 1 else ""
