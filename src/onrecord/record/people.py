"""The people of a record: who is who across its articles, what users decided about it, and whom they brought along."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from sqlalchemy import Connection, delete, func, insert, select, update

from onrecord.people import names, offices, resolution
from onrecord.people.figures import Figure
from onrecord.people.names import PersonName
from onrecord.people.resolution import FiguresNamed, IdentityDecision, Person, Sighting
from onrecord.record import signing
from onrecord.record.connection import Stored
from onrecord.record.refusals import Missing, Refused
from onrecord.record.schema import articles, decisions, entities, own_people

_COMPANY = 40  # persons of an article who count as companions; a list of thousands tells nothing


class People:
    """Who is who in a record. Judged afresh from its articles, and settled as the users' decisions say."""

    def __init__(self, record: Stored) -> None:
        """People of an open record."""
        self._database = record.database

    @cached_property
    def persons(self) -> list[Person]:
        """All persons of the current articles, the most often seen first."""
        with self._database.connect() as connection:
            return _persons(connection)

    def find(self, query: str) -> list[Person]:
        """The persons of that id or, failing that, whose name agrees with it."""
        query = resolution.end(resolution.redirects(self.decisions()), query)
        if found := [p for p in self.persons if p.id == query]:
            return found
        asked = names.parse(query)
        return [p for p in self.persons if asked and any(names.agree(asked, n) for n in names_of(p))]

    def decisions(self) -> list[IdentityDecision]:
        """All decisions, the undone ones too, in the order they were taken."""
        with self._database.connect() as connection:
            return signing.on_people(connection)

    def merge(self, person: str, into: str, *, reason: str = "", by: str | None = None) -> IdentityDecision:
        """Decide that two are one; `into` is the id that stays. RecordError where that cannot be."""
        return self._decide(IdentityDecision(0, "merge", person, into, reason=reason), by)

    def split(self, person: str, of: Sequence[str], *, reason: str = "", by: str | None = None) -> IdentityDecision:
        """Decide that the one in these articles is somebody else. RecordError where that cannot be."""
        seen = {s.article for p in self.persons if p.id == person for s in p.sightings}
        for article in of:
            if seen and article not in seen:
                raise Refused(f"{self._database.path}: {person!r} is not in article {article!r}")
        taken = {p.id for p in self.persons} | {d.other for d in self.decisions()}
        other = next(id for n in range(2, len(taken) + 3) if (id := f"{person}~{n}") not in taken)
        return self._decide(IdentityDecision(0, "split", person, other, tuple(of), reason=reason), by)

    def rename(self, person: str, name: str, *, reason: str = "", by: str | None = None) -> IdentityDecision:
        """Decide how a person is called. RecordError where there is no such person, or it is no name."""
        return self._decide(IdentityDecision(0, "rename", person, name, reason=reason), by)

    def undo(self, n: int) -> IdentityDecision:
        """Take a decision back; it stays in the history. RecordError where there is none of that number."""
        found = next((d for d in self.decisions() if d.n == n), None)
        if found is None:
            raise Missing(f"{self._database.path}: there is no decision {n} on people; see `onrecord decisions`")
        if found.undone_at:
            raise Refused(f"{self._database.path}: decision {n} was undone already, at {found.undone_at}")
        undone = replace(found, undone_at=signing.now())
        with self._database.connect(writes=True) as connection:
            connection.execute(update(decisions).where(decisions.c.n == n).values(undone_at=undone.undone_at))
            self._settle(connection)
        return undone

    def bring(self, figures: Iterable[Figure]) -> int:
        """Keep a user's people and offices; one of the same name and identifier is replaced. Returns how many."""
        new = {(names.fold(f.name), f.key): f for f in figures}
        with self._database.connect(writes=True) as connection:
            rows = connection.execute(select(own_people)).all()
            old = {(names.fold(r.figure.name), r.figure.key): r.pk for r in rows}
            gone = [pk for key, pk in old.items() if key in new]
            connection.execute(delete(own_people).where(own_people.c.pk.in_(gone)))
            if new:
                connection.execute(insert(own_people), [{"figure": f} for f in new.values()])
            self._settle(connection)
        return len(new)

    def assign(self) -> int:
        """Write into the record who each article's persons are. Returns how many rows changed.

        That is judged before the lock is taken. Where something came in meanwhile, only persons whom nobody has judged
        are written: who brought it in judges all anew, and knows more, be it before this or after.
        """
        with self._database.connect() as connection:
            known, self.persons = _known(connection), _persons(connection)
        with self._database.connect(writes=True) as connection:
            return _assign(connection, self.persons, anew=_known(connection) == known)

    def catch_up(self) -> int:
        """Do what `assign` does, where articles have come in since it was last done: by another program, say, or by
        one that was ended before it came to that. Returns how many rows changed."""
        new = select(entities.c.name).join(articles, entities.c.article_pk == articles.c.pk).distinct()
        new = new.where(articles.c.current, entities.c.type == "person", entities.c.person.is_(None))
        with self._database.connect() as connection:
            waiting = any(map(names.parse, connection.execute(new).scalars()))  # what is no name is nobody's
        return self.assign() if waiting else 0

    def bodies(self) -> list[str]:
        """The names of the organizations in the current articles."""
        chosen = select(entities.c.name).join(articles, entities.c.article_pk == articles.c.pk)
        with self._database.connect() as connection:
            rows = connection.execute(chosen.where(articles.c.current, entities.c.type == "organization").distinct())
            return sorted(rows.scalars())

    def _decide(self, new: IdentityDecision, by: str | None) -> IdentityDecision:
        if wrong := resolution.objection(new, self.decisions(), [p.id for p in self.persons]):
            raise Refused(f"{self._database.path}: {wrong}")
        with self._database.connect(writes=True) as connection:
            told = (new.kind, new.person, new.other, new.articles)
            taken = IdentityDecision(**signing.sign(connection, *told, by=by or None, reason=new.reason))
            self._settle(connection)
        return taken

    def _settle(self, connection: Connection) -> None:
        self.__dict__.pop("persons", None)
        settle(connection)


def settle(connection: Connection) -> None:
    """Let what has just been decided on people be in force, within its own transaction."""
    _assign(connection, _persons(connection))


def _persons(connection: Connection) -> list[Person]:
    judged = resolution.cluster(sightings(connection), figures_of(connection))
    found = resolution.settle(judged, signing.on_people(connection))
    return sorted(found, key=lambda p: (-len(p.sightings), p.id))


def figures_of(connection: Connection) -> FiguresNamed:
    """The figures of a full name on a day: those whom the user brought along, else those who come with onrecord."""
    own = _own(connection)

    def named(name: PersonName, day: date | None) -> tuple[Figure, ...]:
        mine = [f for f in own.get(names.last_word(name), ()) if _bears(f, name)]
        return tuple(mine) or offices.named(name, day)

    return named


def _known(connection: Connection) -> tuple[object, ...]:
    """What changes when there is more to judge by: entities, users' decisions, people of their own."""
    last = connection.scalar(select(func.max(entities.c.pk)))
    return last, signing.stamp(connection), connection.execute(select(own_people.c.figure)).scalars().all()


def _assign(connection: Connection, persons: Iterable[Person], *, anew: bool = True) -> int:
    """Write down who they are; unless `anew`, only for those who are nobody yet."""
    wanted = {(s.article, s.entity): p.id for p in persons for s in p.sightings}
    chosen = select(entities.c.pk, entities.c.id.label("entity"), articles.c.id, entities.c.person).join(
        articles, entities.c.article_pk == articles.c.pk
    )
    chosen = chosen.where(articles.c.current, entities.c.type == "person")
    rows = connection.execute(chosen if anew else chosen.where(entities.c.person.is_(None))).all()
    changed = [(r.pk, wanted.get((r.id, r.entity))) for r in rows if wanted.get((r.id, r.entity)) != r.person]
    for pk, person in changed:
        connection.execute(update(entities).where(entities.c.pk == pk).values(person=person))
    return len(changed)


def sightings(connection: Connection, called: Iterable[str] | None = None) -> list[Sighting]:
    """The persons of the current articles, each as one article speaks of them; only those of these names, if given."""
    chosen = select(
        articles.c.id.label("article"), articles.c.published, articles.c.outlet, entities.c.id, entities.c.name,
        entities.c.offices, articles.c.pk,
    ).join(articles, entities.c.article_pk == articles.c.pk)  # fmt: skip
    ordered = chosen.where(articles.c.current, entities.c.type == "person").order_by(articles.c.series, entities.c.n)
    wanted = None if called is None else list(called)
    if wanted is None:
        rows = connection.execute(ordered).all()
        company = [(r.pk, r.name) for r in rows]
    else:
        within = select(entities.c.article_pk).where(entities.c.name.in_(wanted), entities.c.type == "person")
        of = select(*entities.c["article_pk", "name"]).where(entities.c.type == "person").order_by(entities.c.n)
        rows = connection.execute(ordered.where(entities.c.name.in_(wanted))).all()
        company = [(row[0], row[1]) for row in connection.execute(of.where(entities.c.article_pk.in_(within)))]
    among: dict[int, list[str]] = defaultdict(list)
    for pk, name in company:
        if len(among[pk]) < _COMPANY:
            among[pk].append(name)
    return [
        Sighting(r.article, r.id, r.name, r.offices, r.published, r.outlet, frozenset(among[r.pk]) - {r.name})
        for r in rows
    ]


def _own(connection: Connection) -> dict[str, list[Figure]]:
    found: dict[str, list[Figure]] = defaultdict(list)
    for figure in connection.execute(select(own_people.c.figure).order_by(own_people.c.pk)).scalars():
        for name in filter(None, map(names.parse, (figure.name, *figure.aliases))):
            if figure not in found[names.last_word(name)]:
                found[names.last_word(name)].append(figure)
    return found


def _bears(figure: Figure, name: PersonName) -> bool:
    return any(names.agree(name, n) for n in map(names.parse, (figure.name, *figure.aliases)) if n and n.given)


def names_of(person: Person) -> list[PersonName]:
    """The names under which a person was seen, and the one that they are called by."""
    texts = dict.fromkeys((person.name, *(s.name for s in person.sightings)))
    return [n for n in map(names.parse, texts) if n]
