"""The printings of a statement within a story: those of the same words count once, all others are variants.

`statements.same_as` is the first statement of the very same words by the same speaker, `variant_of` the first one of
which it is another form: altered, cut, or given to somebody else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, SelectBase, and_, func, select, union, update

from onrecord.comparison.variants import Difference, bag, containment, differences, likeness, words
from onrecord.model import Printed, Spans
from onrecord.record import sqlite, who
from onrecord.record.either import given, of_keys
from onrecord.record.persons import Names, joint
from onrecord.record.schema import articles, statements

_ALIKE: Final = 0.8  # of their words, that two forms of one statement share; of the shorter one's, where one is cut
_REPLACED: Final = 0.3  # where they stand between the same words, and the speaker is the same
_FRAMED: Final = 0.75  # of the words around them, that make it the same place
_AROUND: Final = 12  # words on either side
_NEAR: Final = 160  # characters in which those are looked for
_FEW: Final = 4  # words; of fewer, sharing them tells little

first_of = func.coalesce(statements.c.same_as, statements.c.pk)  # what counts once
family_of = func.coalesce(statements.c.variant_of, statements.c.same_as, statements.c.pk)


@dataclass(frozen=True, slots=True)
class Variant(Printed):
    """Another printing of a statement, in other words or with another speaker.

    `id` is that statement's; `differences` are the words that differ, (here, there), "" where one side has none.
    """

    id: str
    article: str
    outlet: str | None
    published: date | None
    url: str | None
    speaker: str | None
    other_speaker: bool
    text: str
    differences: tuple[Difference, ...]


# ------------------------------------------------------------------------------------------------ linking


@dataclass(slots=True)
class _Said:
    """A statement that is the first of its words in a story."""

    pk: int
    article_pk: int
    family: int
    words: tuple[str, ...]
    bag: Counter[str]
    content: Spans
    speakers: set[tuple[str | None, str]] = field(default_factory=set)


def link(connection: Connection, story: int, pks: Sequence[int]) -> None:
    """Link the statements of these articles, one after the other, to those of the story that came before."""
    columns = statements.c["pk", "article_pk", "variant_of", "text", "content", "speaker_name", "speaker_type"]
    within = statements.c.article_pk.in_(select(articles.c.pk).where(articles.c.story == story))
    before = within & (statements.c.article_pk < min(pks))
    # What is a first one is told apart here: asked for it, SQLite looks through the first ones of all stories.
    chosen: Select[Any] = select(*columns, statements.c.same_as).where(before).order_by(statements.c.pk)
    earlier: Sequence[Row[Any]] = connection.execute(chosen).all()
    known = {row.pk: _said(row) for row in earlier if row.same_as is None}
    for row in earlier:
        if row.same_as in known:
            known[row.same_as].speakers.add((row.speaker_name, row.speaker_type))
    frames = _Frames(connection)
    for pk in pks:
        own = select(*columns).where(statements.c.article_pk == pk).order_by(statements.c.n)
        rows = [_said(row) for row in connection.execute(own)]
        _forget(connection, [said.pk for said in rows])
        known |= {said.pk: said for said in _link(connection, rows, list(known.values()), frames)}


def rematch(connection: Connection, story: int) -> None:
    """Link the statements of a story anew, after some were replaced, given to somebody else or taken away."""
    pks = connection.execute(select(articles.c.pk).where(articles.c.story == story).order_by(articles.c.pk)).scalars()
    members = list(pks)
    part(connection, members)
    link(connection, story, members)


def rematch_all(connection: Connection) -> None:
    """Link the statements of all stories anew."""
    several = select(articles.c.story).group_by(articles.c.story).having(func.count() > 1)
    connection.execute(update(statements).values(same_as=None, variant_of=None))
    for story in connection.execute(several.order_by(articles.c.story)).scalars().all():
        rematch(connection, story)


def part(connection: Connection, members: Sequence[int]) -> None:
    """Take the statements of these articles out of what they were linked to."""
    for some in sqlite.batches(members):
        own = statements.c.article_pk.in_(some)
        connection.execute(update(statements).where(own).values(same_as=None, variant_of=None))


def _link(connection: Connection, rows: list[_Said], known: list[_Said], frames: _Frames) -> list[_Said]:
    """Link one article's statements to what is known; each form has one statement there. Returns those that are new."""
    by_words: dict[tuple[str, ...], list[_Said]] = defaultdict(list)
    for said in known:
        by_words[said.words].append(said)
    taken: set[int] = set()
    left = []
    for said in rows:
        same = (k for k in by_words[said.words] if k.family not in taken and _one_speaker(said, k))
        first = next(same, None) if said.words else None
        if first is None:
            left.append(said)
            continue
        taken.add(first.family)
        first.speakers |= said.speakers
        family = first.family if first.family != first.pk else None
        _write(connection, said, same_as=first.pk, variant_of=family)
    pairs = ((said, k, _score(said, k, taken, frames)) for said in left for k in known)
    rated = sorted((pair for pair in pairs if pair[2]), key=lambda pair: (-pair[2], pair[1].pk, pair[0].pk))
    linked: set[int] = set()
    for said, k, _ in rated:
        if k.family not in taken and said.pk not in linked:
            taken.add(k.family)
            linked.add(said.pk)
            said.family = k.family
            _write(connection, said, variant_of=k.family)
    return left


def _score(said: _Said, known: _Said, taken: set[int], frames: _Frames) -> float:
    """How likely it is that two are forms of one statement; 0: not likely enough."""
    if known.family in taken or not (said.words and known.words):
        return 0.0
    alike, cut = likeness(said.bag, known.bag), containment(said.bag, known.bag)
    few = min(len(said.words), len(known.words)) < _FEW
    if not few and max(alike, cut) >= _ALIKE and (alike >= _ALIKE or _one_speaker(said, known)):
        return 1 + max(alike, cut)
    if (alike < _REPLACED and not few) or not (alike == 1 or _one_speaker(said, known)):
        return 0.0
    framed = likeness(frames.of(said), frames.of(known))
    return framed if framed >= _FRAMED else 0.0


def _one_speaker(said: _Said, known: _Said) -> bool:
    return all(one_speaker(mine, theirs) for mine in said.speakers for theirs in known.speakers)


def one_speaker(a: tuple[str | None, str], b: tuple[str | None, str]) -> bool:
    """May the two, each a name and its type, be one speaker by their names? Nobody named is nobody else's equal."""
    if a[0] is None or b[0] is None:
        return a[0] == b[0]
    return who.means(a[0], b[0], b[1]) or who.means(b[0], a[0], a[1])


class _Frames:
    """The words around statements, in their articles; read where they are asked for."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._texts: dict[int, str] = {}
        self._found: dict[int, Counter[str]] = {}

    def of(self, said: _Said) -> Counter[str]:
        """The words before and after a statement."""
        if said.pk not in self._found and said.content:
            text = self._text(said.article_pk)
            start, end = min(s.start for s in said.content), max(s.end for s in said.content)
            before, after = words(text[max(0, start - _NEAR) : start]), words(text[end : end + _NEAR])
            self._found[said.pk] = bag((*before[-_AROUND:], *after[:_AROUND]))
        return self._found.get(said.pk, Counter())

    def _text(self, pk: int) -> str:
        if pk not in self._texts:
            self._texts[pk] = self._connection.scalar(select(articles.c.text).where(articles.c.pk == pk)) or ""
        return self._texts[pk]


def _said(row: Row[Any]) -> _Said:
    speaker = (row.speaker_name, row.speaker_type)
    found = words(row.text)
    return _Said(row.pk, row.article_pk, row.variant_of or row.pk, found, bag(found), row.content, {speaker})


def _forget(connection: Connection, pks: Sequence[int]) -> None:
    """Nothing is linked to these statements yet: what seems so was linked to one that is gone, whose key they have."""
    for some in sqlite.batches(pks):
        for name in ("same_as", "variant_of"):
            connection.execute(update(statements).where(statements.c[name].in_(some)).values({name: None}))


def _write(connection: Connection, said: _Said, **values: int | None) -> None:
    connection.execute(update(statements).where(statements.c.pk == said.pk).values(**values))


# ------------------------------------------------------------------------------------------------ reading


@dataclass(frozen=True, slots=True)
class _Form:
    """One form of a statement: its first printing."""

    first: int
    speaker: tuple[str | None, str]
    row: Row[Any]


_SEVERAL: Final = select(statements.c.variant_of).where(of_keys(statements.c.variant_of)).distinct()


class Families:
    """The variants of statements, all of their forms read at once."""

    def __init__(self, connection: Connection, families: Iterable[int], called: Names) -> None:
        """`families` are the keys of the first forms; those that have no other form cost next to nothing."""
        self._forms: dict[int, list[_Form]] = defaultdict(list)
        for several in sqlite.batches(given(connection, _SEVERAL, families).scalars()):
            rows = connection.execute(_printed(member(several))).all()
            decided = called.within(row.article_pk for row in rows)
            seen: set[int] = set()
            for row in rows:
                if row.first not in seen:
                    seen.add(row.first)
                    name = row.speaker_name and joint(row.speaker_name, decided.get(row.article_pk, {}))
                    self._forms[row.family].append(_Form(row.first, (name, row.speaker_type), row))

    def of(self, family: int, first: int, text: str, speaker: tuple[str | None, str]) -> tuple[Variant, ...]:
        """The other forms of a statement, the first published first."""
        found = []
        for form in self._forms.get(family, ()):
            if form.first == first:
                continue
            row = form.row
            other = not one_speaker(speaker, form.speaker)
            differ = differences(text, row.text)
            if differ or other:
                where = (row.article, row.outlet, row.published, row.url)
                found.append(Variant(row.id, *where, form.speaker[0], other, row.text, differ))
        return tuple(found)


def printings(connection: Connection, pk: int) -> set[int]:
    """The statements that are printings of this one, in whatever words; itself among them."""
    family = connection.scalar(select(family_of).where(statements.c.pk == pk))
    return set(connection.execute(select(statements.c.pk).where(member([family]))).scalars())


def keys(connection: Connection, pks: Iterable[int], *, current: bool = False) -> dict[int, tuple[int, int]]:
    """Of statements, by their keys: which counts for them, and which they are forms of. `current`: only of those that
    are of the newest version of their article."""
    return {pk: (first, family) for pk, first, family in given(connection, _CURRENT if current else _KEYS, pks)}


_KEYS: Final = select(statements.c.pk, first_of, family_of).where(of_keys(statements.c.pk))
_CURRENT: Final = _KEYS.join(articles, statements.c.article_pk == articles.c.pk).where(articles.c.current)


def varying(connection: Connection) -> dict[str, int]:
    """How many statements of an article stand otherwise in another printing of its story, by the articles' ids."""
    members = member(select(statements.c.variant_of).where(statements.c.variant_of.is_not(None)))
    current = statements.join(articles, and_(statements.c.article_pk == articles.c.pk, articles.c.current))
    forms = func.count(first_of.distinct())
    several = select(family_of).select_from(current).where(members).group_by(family_of).having(forms > 1)
    counted = select(articles.c.id, func.count()).select_from(current).where(members, family_of.in_(several))
    return {row[0]: row[1] for row in connection.execute(counted.group_by(articles.c.id))}


def member(families: Sequence[int | None] | SelectBase) -> ColumnElement[bool]:
    """The statements that are forms of these, which are known by the keys of their first forms."""
    columns = statements.c["variant_of", "same_as", "pk"]
    first = select(families.cte()) if isinstance(families, SelectBase) else families
    # One after the other, for so a server finds each by its index.
    return statements.c.pk.in_(union(*(select(statements.c.pk).where(c.in_(first)) for c in columns)))


def _printed(members: ColumnElement[bool]) -> Select[Any]:
    chosen = select(
        first_of.label("first"),
        family_of.label("family"),
        *statements.c["id", "text", "speaker_name", "speaker_type", "article_pk"],
        articles.c.id.label("article"),
        *articles.c["outlet", "published", "url"],
    ).join(articles, statements.c.article_pk == articles.c.pk)
    return chosen.where(articles.c.current, members).order_by(articles.c.published.asc().nulls_last(), articles.c.pk)
